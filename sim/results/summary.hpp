// What a person wants to know first about a run: the years, the path of the headline metrics, who
// failed and who bore the losses. Owns the selection; refuses to know terminals and files.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/results/recording.hpp"
#include "sim/results/table.hpp"

namespace overbuild {

struct Failure;

/// Said with every result.
inline constexpr std::string_view conditional_statement =
    "A conditional simulation of stated assumptions, no forecast of any firm; real names only mark "
    "which public data were used.";

/// Whether a year is further from the opening than any record that the model was held against.
constexpr int first_extrapolated(int opening) { return opening + 11; }
constexpr bool is_extrapolation(int opening, int year) {
  return year >= first_extrapolated(opening);
}
/// What the scorecards of docs/hindcast.md come to; a test holds it against them.
inline constexpr std::string_view scorecard_statement =
    "Held against three histories the model misses more targets than it meets "
    "(overbuild hindcast telecom-1996).";
inline constexpr std::string_view extrapolation_statement =
    "Years beyond ten from the start are extrapolation: no record of that length was there to "
    "hold "
    "the model against.";

/// A unit as people read it, and what a number is divided by to be in it.
struct ShownUnit {
  std::string name;
  double scale;
};

/// Dollars in $bn, shares in %, all else as it is.
ShownUnit shown_unit(std::string_view unit);

/// Whether losses in this channel shift value and destroy none, so that they stay out of the
/// totals.
bool is_transfer(std::string_view channel);

/// The metrics that a summary or a comparison shows.
std::span<const Metric> headline_metrics();

/// Factors [years] that turn nominal dollars of a year into dollars of `base`; ones without a base.
/// std::out_of_range when the run does not reach the base year.
std::vector<double> price_factors(const Recording& recording, std::optional<int> base);

/// All below: `factors` as from price_factors; amounts in dollars of that base.
Table year_table(const Recording& recording, std::span<const double> factors);
Table path_table(const Recording& recording, std::span<const double> factors, bool unicode);
/// A row each, as failures_of tells them (sim/results/failures.hpp).
Table failure_table(const Recording& recording, std::span<const double> factors);
Table failure_table(std::span<const Failure> failures);
/// Value destroyed: bearers (agents by role) by channel, all years together.
Table loss_table(const Recording& recording, std::span<const double> factors);
/// The same, by where the value was destroyed (agents by role) in place of the channel.
Table loss_origin_table(const Recording& recording, std::span<const double> factors);
/// Like loss_table, for transfers, which destroy no value: dilution, take-or-pay, pass-through.
Table memo_loss_table(const Recording& recording, std::span<const double> factors);
/// The same losses with what funds bear passed on to those who own them.
Table owner_table(const Recording& recording, std::span<const double> factors);
/// Causes, recoveries by rank, prices of used assets and their later use, years with failures on.
Table estate_table(const Recording& recording);

/// "N identities checked, all exact".
std::string audit_line(const Recording& recording);
/// How many equal uses the sample of enterprises is worth in the first year and the last, with the
/// standard error of what enterprises pay.
std::string sample_line(const Recording& recording);

}  // namespace overbuild

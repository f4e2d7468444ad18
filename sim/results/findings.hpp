// What a run came to, in four numbers: commitment against revenue, the return on the capital of the
// year that spent most, failures, value destroyed. Owns their definitions and their sentences,
// which terminal, JSON, `overbuild why`, the report and ensembles share; refuses to know where they
// are shown.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "sim/results/recording.hpp"

namespace overbuild {

/// Commitment (capital spending in the stack and debt service) against what end users pay. Rows are
/// years from the opening on; the opening itself is the record and counts nowhere but in the paths.
/// Row 0 stands for no year. Amounts in dollars.
struct Shortfall {
  std::vector<double> committed, gap;  ///< [years]; the gap is commitment less revenue
  double total = 0.0;                  ///< over the years that are short
  std::size_t years = 0;               ///< how many are
  std::size_t widest = 0;              ///< the year of the widest gap
  std::size_t covered = 0;             ///< the first year after it that is covered
  std::size_t again = 0;               ///< years after that one that are short again
  double fell = 0.0;                   ///< by how much commitment fell from widest to covered
  double grew = 0.0;                   ///< by how much revenue grew between the two
};

/// Undefined values count as nothing. All three [years].
Shortfall shortfall_of(std::span<const double> spending, std::span<const double> service,
                       std::span<const double> revenue);

/// Row of the simulated year of the highest capital spending; 0 when none was spent.
std::size_t peak_row(std::span<const double> spending);

/// Numbers and sentences of all four, every failure, and what happened in three sentences
/// (sim/results/story.hpp) under "story"; `factors` as from price_factors.
nlohmann::ordered_json findings_json(const Recording& recording, std::span<const double> factors);
/// The four sentences, a line each, in the money of the configuration.
std::string findings_text(const Recording& recording, std::span<const double> factors);

/// The words of a configuration by their key under `names`; of a role, all of them under "many";
/// under "usual", what they are where a configuration does not say otherwise.
nlohmann::ordered_json words_json(const Names& names);

}  // namespace overbuild

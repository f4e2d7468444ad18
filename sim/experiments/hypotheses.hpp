// Named hypotheses as an experiment: families crossed in full, and the tables that say which of
// them carry the outcome. Owns cells, predicates and tables; refuses to know files and terminals.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/diagnostics.hpp"
#include "sim/experiments/ensemble_store.hpp"
#include "sim/parameters/parameters.hpp"
#include "sim/results/table.hpp"

namespace overbuild {

/// Hypotheses that are crossed with each other, in order of declaration.
struct Family {
  std::string name;
  std::vector<std::pair<std::string, HypothesisConfig>> members;
};
std::vector<Family> families_of(const Parameters& parameters);

/// "success-1010": the first and the third condition are forced, the others taken away; "base"
/// where that sets nothing.
std::string cell_name(const Family& family, std::size_t cell);
/// path=value settings of a cell.
std::vector<std::string> cell_settings(const Family& family, std::size_t cell);

/// What may name a scenario, wherever it is named.
inline constexpr std::string_view scenario_name_rule = "letters, digits, _ and -";

/// What is expected in the place of two sides that are the same.
inline constexpr std::string_view sides_expected =
    "settings that make the claim true ('on') and others that make it false ('off')";

/// Families that cannot name scenarios, metrics of unknown name, windows without years, sides that
/// are the same settings, two members of a family that set one path.
void check_hypotheses(const std::vector<Family>& families, Diagnostics& problems);
/// Capital whose years to pay off are not over when the run ends: its return would not be known.
void check_judgement(const Parameters& parameters, Diagnostics& problems);
/// Metrics that predicates and returns need.
std::vector<std::string> metrics_needed(const std::vector<Family>& families);

/// What is judged, and from which size on a change is material.
struct Judgement {
  int first_year;
  ExperimentParameters rules;
};

/// P(pays off) for all, minus one, only one: sector, builders, labs, with the median return.
Table combination_table(const EnsembleStore& store, const Family& family, const Judgement& judged,
                        std::uint32_t limit);
/// The same as numbers of worlds with the interval of their share, a row a combination and payer.
Table combination_counts(const EnsembleStore& store, const Family& family, const Judgement& judged,
                         std::uint32_t limit);
/// What taking each away changes for the sector and for builders, with intervals, and shares over
/// all orders.
Table load_table(const EnsembleStore& store, const Family& family, const Judgement& judged,
                 std::uint32_t limit);
/// The same as numbers, a row a condition and outcome: sector, builders, labs, return.
Table effect_table(const EnsembleStore& store, const Family& family, const Judgement& judged,
                   std::uint32_t limit);
/// At which rate it was judged whether investment pays off; empty where no world is complete.
std::string rate_remark(const EnsembleStore& store, const Family& family, const Judgement& judged,
                        std::uint32_t limit);
/// Strongest interaction and conjunction index, one row an outcome.
Table interaction_table(const EnsembleStore& store, const Family& family, const Judgement& judged,
                        std::uint32_t limit);
/// Combinations whose median return is not to be read, since much of the capital earned rates
/// beyond those that are measured; empty where there is none.
std::string return_remark(const EnsembleStore& store, const Family& family, const Judgement& judged,
                          std::uint32_t limit);
/// How often each predicate held: as configured, forced alone with the others of its family off,
/// with the whole family forced, and with it taken away.
Table predicate_table(const EnsembleStore& store, const std::vector<Family>& families,
                      std::uint32_t limit);
/// Hypotheses whose settings do not force their claim: it held in fewer than half of the worlds in
/// which it alone was forced, or no more often than with the family off. Empty where there is none.
std::string force_remark(const EnsembleStore& store, const std::vector<Family>& families,
                         std::uint32_t limit);
/// The same as numbers of worlds with the interval of their share.
Table predicate_counts(const EnsembleStore& store, const std::vector<Family>& families,
                       std::uint32_t limit);
/// Capital spending of the first years with and without each condition, all others forced.
Table spending_table(const EnsembleStore& store, const std::vector<Family>& families,
                     const Judgement& judged, std::uint32_t limit);

}  // namespace overbuild

// Everything a run depends on, as plain numbers: the bound configuration.
// Owns the one declaration of each parameter (describe) and the checks across parameters; refuses
// to know YAML (core/config) and the state that a world builds from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "agents/enterprise/enterprise.hpp"
#include "agents/entry.hpp"
#include "agents/roles.hpp"
#include "agents/roster.hpp"
#include "core/config/load.hpp"
#include "core/config/parameter.hpp"
#include "core/fields.hpp"
#include "market/fading.hpp"
#include "market/rental.hpp"
#include "market/technology.hpp"
#include "market/tokens.hpp"
#include "sim/parameters/experiment.hpp"
#include "sim/parameters/names.hpp"

namespace overbuild {

/// What the record says of the opening year's market, which the opening state reproduces.
struct OpeningParameters {
  double rental_price, rental_change;  ///< $/H100e-hour, ln change over the opening year
  double compute_growth;               ///< ln growth of compute hours sold in the opening year
  double training_growth;              ///< ln growth of the compute of final runs
  double lab_growth, spend_growth;     ///< ln growth of labs' sales, of end-user spend
  double utilisation;                  ///< hours used over hours installed
  double density_growth;               ///< ln growth of units per MW that builders are used to
  double api_usd, hosted_open_usd, self_hosted_usd, app_usd;  ///< enterprise spend by mode
  double hosted_open_preference, self_hosted_preference, known_scale;
  double frontier_price;                          ///< usd per job of the best model
  double remembered_default_rate, trusted_plans;  ///< what lenders remember, and of plans believe
  double frontier_effective_flop;  ///< effective compute of the best lab's last final run
  std::vector<double>
      frontier_history;  ///< best capability by year before the opening, oldest first
  double builder_leap_rate, builder_leap_strength;  ///< prior rate A0/B0 a year, and A0
};

/// How growth rates of technology fade beyond the years that are known.
struct FadingParameters {
  bool on;             ///< from the opening on
  double known_years;  ///< years after the opening for which rates hold, where they do not fade at
                       ///< once
  double kept;         ///< share of the distance to the long run that is left after a year
  /// A yearly ln change that is `now` at the opening.
  FadingRate rate(double now, double long_run) const {
    return {now, long_run, kept, on ? 0.0 : known_years};
  }
};

struct Parameters : Rosters {
  std::string title;
  Names names;
  struct {
    std::int64_t seed, replicate, years, threads;
    std::int64_t decision_detail;  ///< times finer than usual grids on which decisions are sought
  } run;
  struct {
    std::int64_t start;
  } time;
  MacroParameters macro;
  OpeningParameters opening;
  TechnologyParameters technology;
  FadingParameters fading;
  TokenParameters tokens;
  RentalParameters rental;
  ExpectationParameters expectations;
  CapexParameters capex;
  EntryParameters entry;
  VendorParameters vendor;
  OwnUseParameters own_use;
  LabParameters lab;
  OpenLabParameters open_lab;
  AppParameters app;
  ConsumerParameters consumer;
  CreditParameters credit;
  EquityParameters equity;
  UtilityParameters utility;
  ResolutionParameters resolution;
  PopulationParameters population;
  DemandParameters demand;
  Roster<WorkloadClass> workload_classes;
  Roster<StakeConfig> stakes;
  Roster<CommitmentConfig> commitments;
  Roster<ShockConfig> shocks;
  Roster<HypothesisConfig> hypotheses;
  ExperimentParameters experiment;
  bool family_shares = false;             ///< rows split from one act as it would
  bool spend_met = false;                 ///< a start that misses the record is refused
  std::vector<std::string> frozen_roles;  ///< roles that repeat their last decision
};

/// Declares every parameter; walked by the loader, the schema and the documentation.
void describe(config::Visitor&, Parameters&);

namespace parameters_detail {

template <class AnyRosters, class F>
void each_roster(AnyRosters& rosters, F&& f) {
  static_assert(field_count<Rosters> == role_count - 1, "a role is missing in Rosters");
  std::size_t k = 0;
  with_fields(rosters, [&](auto&... roster) { (f(role_list[k++], roster), ...); });
}

}  // namespace parameters_detail

/// f(role, roster) for every role with a roster, in order.
template <class F>
void for_each_roster(const Rosters& rosters, F&& f) {
  parameters_detail::each_roster(rosters, f);
}
template <class F>
void for_each_roster(Rosters& rosters, F&& f) {
  parameters_detail::each_roster(rosters, f);
}

/// The roster of one role.
template <Role role>
const auto& roster_of(const Rosters& rosters) {
  return with_fields(
      rosters, [](const auto&... roster) -> const auto& {
        return std::get<static_cast<std::size_t>(role)>(std::tie(roster...));
      });
}

/// What a configuration calls things, with what its rules make of the words.
Names names_of(const Parameters&);

/// Role names accepted by `frozen_roles`, and used in results.
std::vector<std::string> role_names();
/// What a role was called in earlier versions, and its name today; empty for other words.
std::string_view role_named_today(std::string_view former);

}  // namespace overbuild

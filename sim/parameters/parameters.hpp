// Everything a run depends on, as plain numbers: the bound configuration.
// Owns the one declaration of each parameter (describe) and the checks across parameters; refuses
// to know YAML (core/config) and the state that a world builds from it.
#pragma once

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
#include "market/fading.hpp"
#include "market/rental.hpp"
#include "market/technology.hpp"
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
  double frontier_price;           ///< usd per job of the best model
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

struct Parameters {
  std::string title;
  Names names;
  struct {
    std::int64_t seed, replicate, years, threads;
  } run;
  struct {
    std::int64_t start;
  } time;
  MacroParameters macro;
  OpeningParameters opening;
  TechnologyParameters technology;
  FadingParameters fading;
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
  Roster<BuilderConfig> builders;
  Roster<VendorConfig> vendors;
  Roster<LabConfig> labs;
  Roster<OpenLabConfig> open_labs;
  Roster<AppConfig> apps;
  Roster<LenderConfig> lenders;
  Roster<InvestorConfig> investors;
  Roster<UtilityConfig> utilities;
  Roster<StakeConfig> stakes;
  Roster<CommitmentConfig> commitments;
  Roster<ShockConfig> shocks;
  Roster<HypothesisConfig> hypotheses;
  ExperimentParameters experiment;
  std::vector<std::string> frozen_roles;  ///< roles that repeat their last decision
};

/// Declares every parameter; walked by the loader, the schema and the documentation.
void describe(config::Visitor&, Parameters&);

/// The firms of a configuration by role, in the order of role_list; enterprises are drawn.
template <class AnyParameters>
auto rosters_of(AnyParameters& p) {
  return std::tie(p.builders, p.vendors, p.labs, p.open_labs, p.apps, p.lenders, p.investors,
                  p.utilities);
}

/// f(role, roster) for every role with a roster, in order.
template <class AnyParameters, class F>
void for_each_roster(AnyParameters& p, F&& f) {
  static_assert(std::tuple_size_v<decltype(rosters_of(p))> == role_count - 1,
                "a role is missing in rosters_of");
  std::size_t k = 0;
  std::apply([&](auto&... rosters) { (f(role_list[k++], rosters), ...); }, rosters_of(p));
}

/// Role names accepted by `frozen_roles`, and used in results.
std::vector<std::string> role_names();
/// What a role was called in earlier versions, and its name today; empty for other words.
std::string_view role_named_today(std::string_view former);

}  // namespace overbuild

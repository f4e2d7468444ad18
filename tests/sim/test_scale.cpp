// Worlds that grow large: what is no money may outgrow cents, and what is counted never wraps.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "core/count.hpp"
#include "tests/presets.hpp"
#include "tests/sim/world_fixture.hpp"

namespace scale_test {

using namespace overbuild;

/// Every preset twice: without the rules that have a switch, and with all of them.
std::vector<std::pair<std::string, bool>> with_and_without_rules() {
  std::vector<std::pair<std::string, bool>> cases;
  for (const std::string& file : presets()) {
    for (const bool on : {false, true}) cases.emplace_back(file, on);
  }
  return cases;
}

/// All switches of `blocks` on, or none.
world_fixture::Overrides switches(const std::string& file, bool on) {
  world_fixture::Overrides overrides;
  for (const config::ProvenanceRow& row : world_fixture::load(file).loaded.provenance) {
    if (on && row.path.starts_with("blocks.")) overrides.push_back({row.path, "true"});
  }
  return overrides;
}

TEST_CASE("scale: presets run for fifty years with all rules and none, each value a number") {
  for (const auto& [preset, rules] : with_and_without_rules()) {
    const std::string& file = preset;  // clang 14 captures no structured bindings
    const bool on = rules;
    CAPTURE(file);
    CAPTURE(on);
    world_fixture::Overrides overrides = switches(file, on);
    overrides.push_back({"population.enterprises", "100"});
    overrides.push_back({"blocks.buyers.modes_met", "false"});  // too few to meet the record
    overrides.push_back({"run.years", "50"});
    const auto world = world_fixture::load(file, std::move(overrides));
    SimulationOptions options;
    options.record_tables = false;
    Recording recording;
    CHECK_NOTHROW(recording = world_fixture::run(world, options));
    REQUIRE(recording.years == static_cast<int>(world.parameters.run.years) + 1);
    const int last = recording.first_year + recording.years - 1;
    for (const Metric metric :
         {"capex"_metric, "jobs_served"_metric, "buyer_surplus"_metric, "capacity"_metric}) {
      CAPTURE(info_of(metric).name);
      CHECK(std::isfinite(recording.value(last, metric)));
      CHECK(recording.value(last, metric) >= 0.0);
    }
  }
}

TEST_CASE("scale: jobs that do not fit are refused with year, phase and key, and do not wrap") {
  const auto world =
      world_fixture::load("configs/telecom-1996.yaml",
                          {{"population.enterprises", "60"},
                           {"workload_classes.web_and_mail.value_per_job_median", "1e-06"}});
  std::string told;
  try {
    const Recording recording = world_fixture::run(world);
    for (int year = recording.first_year; year < recording.first_year + recording.years; ++year) {
      CAPTURE(year);
      CHECK(recording.value(year, "jobs_latent"_metric) >= 0.0);
    }
  } catch (const Overflow& large) {
    told = large.what();
  }
  CAPTURE(told);
  CHECK(told.find("the number of jobs does not fit 64 bits; year 20") != std::string::npos);
  CHECK(told.find("phase P5") != std::string::npos);
  CHECK(told.find("see workload_classes.web_and_mail.value_per_job_median") != std::string::npos);
}

TEST_CASE("scale: what enterprises save beyond their bills is surplus and nobody's money") {
  SimulationOptions options;
  bool checked = false;
  options.tamper = [&](World& world, int) {
    const EnterpriseFlows& flows = world.customers.enterprises->settlement().flows;
    for (std::size_t e = 0; e < flows.api.size(); ++e) {
      const std::int64_t paid = flows.app[e] + flows.api[e] + flows.hosted_open[e] +
                                flows.energy[e] + flows.operations[e] + flows.equipment[e] +
                                flows.sites[e];
      REQUIRE(flows.displaced_labour[e] <= paid);
    }
    checked = world.customers.enterprises->settlement().buyer_surplus_cents > 0;
  };
  world_fixture::run(world_fixture::small_2026({{"run.years", "2"}}), options);
  CHECK(checked);
}

}  // namespace scale_test

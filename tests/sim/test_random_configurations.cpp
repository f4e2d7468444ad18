#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/number_text.hpp"
#include "core/parallel.hpp"
#include "core/random.hpp"
#include "tests/sim/world_fixture.hpp"

namespace random_configurations_test {

using namespace overbuild;

/// Numbers that decide who is solvent and who is short, each scaled by up to a factor of ten.
constexpr const char* scaled[] = {"builders.oracle.debt.senior",
                                  "builders.coreweave.debt.secured",
                                  "builders.coreweave.cash",
                                  "builders.meta.core_cash_flow",
                                  "builders.microsoft.cash",
                                  "builders.neocloud_b.debt.senior",
                                  "vendors.nvidia.capacity_units",
                                  "labs.openai.cash",
                                  "labs.anthropic.research_compute",
                                  "lenders.bond_fund_a.appetite",
                                  "lenders.private_credit_a.appetite",
                                  "investors.sovereign_funds.appetite",
                                  "capex.shell_price",
                                  "macro.energy_price",
                                  "demand.switching_cost",
                                  "demand.platform_usd_per_year"};

/// Value of a plain or annotated number in the medians of the configuration.
double median_of(const config::LoadResult& loaded, std::string_view path) {
  for (const config::ProvenanceRow& row : loaded.provenance) {
    if (row.path == path) return parse_number(row.value).value_or(0.0);
  }
  return 0.0;
}

world_fixture::Overrides draw(const config::LoadResult& medians, std::uint32_t k) {
  const KeyedRandom random(20260101, k);
  const EntityId self = entity_id("test", "random configuration");
  world_fixture::Overrides overrides;
  std::uint32_t index = 0;
  for (const char* path : scaled) {
    const double factor = random.lognormal(self, 0, Purpose::sample_key, index++, 1.0, 2.0);
    const double value = median_of(medians, path) * factor;
    if (value > 0.0) overrides.push_back({path, std::to_string(value)});
  }
  const double u = random.uniform(self, 0, Purpose::sample_key, index++);
  overrides.push_back({"population.enterprises", std::to_string(50 + static_cast<int>(250 * u))});
  overrides.push_back({"run.years", std::to_string(3 + k % 4)});
  return overrides;
}

/// Empty when the world ran with all identities holding and numbers where there must be some.
std::string problem(const config::LoadResult& medians, std::uint32_t k) {
  std::string told;
  const auto overrides = draw(medians, k);
  try {
    const auto world = world_fixture::load("configs/ai-2026.yaml", overrides, k);
    SimulationOptions options;
    options.record_tables = k % 3 == 0;
    const Recording recording = world_fixture::run(world, options, k);
    for (int year = recording.first_year + 1; year < recording.first_year + recording.years;
         ++year) {
      for (const Metric metric : {"capex"_metric, "rental_price"_metric, "end_user_spend"_metric,
                                  "debt"_metric, "defaults"_metric, "power_gw"_metric}) {
        if (!std::isfinite(recording.value(year, metric))) told = "a metric is not a number";
      }
    }
  } catch (const std::exception& error) {
    told = error.what();
  }
  if (told.empty()) return told;
  told += "\n  overbuild run configs/ai-2026.yaml --seed " + std::to_string(k) + " --replicate " +
          std::to_string(k);
  for (const auto& o : overrides) told += " --set " + o.path + "=" + o.value;
  return told;
}

TEST_CASE("random configurations inside and around the priors keep every identity") {
  const char* asked = std::getenv("OVERBUILD_RANDOM_CONFIGS");
  const std::size_t count = asked ? parse_whole_in<std::size_t>(asked).value() : 60;
  const auto medians = world_fixture::load("configs/ai-2026.yaml").loaded;
  std::vector<std::string> problems(count);
  parallel_chunks(count, 1, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) {
      problems[k] = problem(medians, static_cast<std::uint32_t>(k));
    }
  });
  for (const std::string& told : problems) {
    CAPTURE(told);
    CHECK(told.empty());
  }
}

}  // namespace random_configurations_test

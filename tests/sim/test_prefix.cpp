// Nobody knows when a run will end: a run of n years is the first n years of a longer one.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "tests/presets.hpp"
#include "tests/sim/spoil.hpp"
#include "tests/sim/world_fixture.hpp"

namespace prefix_test {

using namespace overbuild;

Recording run_for(const std::string& file, std::int64_t years, const char* enterprises) {
  return world_fixture::run(world_fixture::load(
      file, {{"population.enterprises", enterprises}, {"run.years", std::to_string(years)}}));
}

std::string text(const AgentRow& r) {
  return fmt::format("{} {} {} {:a} {}", r.year, r.agent, r.column, r.value, r.cents);
}
std::string text(const EventRow& r) {
  return fmt::format("{} {} {} {} {} {} {}", r.year, r.phase, r.kind, r.agent, r.counterparty,
                     r.amount.cents(), r.detail);
}
std::string text(const FlowCell& r) {
  return fmt::format("{} {} {} {}", r.year, r.row, r.sector, r.amount.cents());
}
std::string text(const BalanceCell& r) {
  return fmt::format("{} {} {} {}", r.year, r.instrument, r.sector, r.amount.cents());
}
std::string text(const LossRow& r) {
  return fmt::format("{} {} {} {} {}", r.year, r.origin, r.bearer, r.channel, r.amount.cents());
}
std::string text(const ObligationRow& r) {
  return fmt::format("{} {} {} {} {} {}", r.year, r.debtor, r.creditor, r.rank, r.due.cents(),
                     r.paid.cents());
}
std::string text(const FundingRow& r) {
  return fmt::format("{} {} {:a} {:a} {:a} {:a} {:a} {:a} {:a} {:a} {} {}", r.year, r.agent, r.cash,
                     r.dues, r.wanted, r.spread, r.offered, r.borrowed, r.shares, r.missing,
                     r.breach, r.refused);
}
std::string text(const PlanRow& r) {
  return fmt::format("{} {} {:a} {:a} {:a} {:a} {:a} {:a}", r.year, r.agent, r.missing, r.paying,
                     r.programme, r.powered, r.affordable, r.late);
}
std::string text(const FleetRow& r) {
  return fmt::format("{} {} {} {} {} {} {} {:a}", r.year, r.agent, r.layer, r.vintage,
                     r.milli_units, r.book.cents(), r.paid.cents(), r.utilisation);
}
std::string text(const WorkloadRow& r) {
  return fmt::format("{} {} {} {} {:a} {}", r.enterprise, r.workload, r.workload_class,
                     r.first_mode, r.volume, r.mode);
}
std::string text(const PhaseDigest& r) {
  return fmt::format("{} {} {:x}", r.year, r.phase, r.value);
}
std::string text(const AgentDigest& r) {
  return fmt::format("{} {} {:x}", r.year, r.agent, r.value);
}

/// The first row until the end of `last` in which two tables differ; empty if none does.
template <typename Rows>
std::string difference(const Rows& brief, const Rows& longer, int last) {
  Rows until;
  std::copy_if(longer.begin(), longer.end(), std::back_inserter(until),
               [&](const auto& row) { return row.year <= last; });
  for (std::size_t k = 0; k < std::min(brief.size(), until.size()); ++k) {
    if (text(brief[k]) != text(until[k])) return text(brief[k]) + "  |  " + text(until[k]);
  }
  return brief.size() == until.size() ? std::string()
                                      : fmt::format("{} rows and {}", brief.size(), until.size());
}

bool same(double brief, double longer, Metric metric) {
  if (std::isnan(brief)) return info_of(metric).known_later || std::isnan(longer);
  return brief == longer;
}

/// Metrics and tables of the years that both have.
void compare_results(const Recording& brief, const Recording& longer) {
  const int last = brief.first_year + brief.years - 1;
  for (int year = brief.first_year; year <= last; ++year) {
    for (std::size_t k = 0; k < metric_count(); ++k) {
      const auto metric = static_cast<Metric>(k);
      const double a = brief.value(year, metric), b = longer.value(year, metric);
      CAPTURE(year);
      CAPTURE(metric_list()[k].name);
      CAPTURE(a);
      CAPTURE(b);
      CHECK(same(a, b, metric));
    }
  }
  CHECK(difference(brief.agent_digests, longer.agent_digests, last) == "");
  CHECK(difference(brief.agent_rows, longer.agent_rows, last) == "");
  CHECK(difference(brief.events, longer.events, last) == "");
  CHECK(difference(brief.flows, longer.flows, last) == "");
  CHECK(difference(brief.balances, longer.balances, last) == "");
  CHECK(difference(brief.losses, longer.losses, last) == "");
  CHECK(difference(brief.obligations, longer.obligations, last) == "");
  CHECK(difference(brief.funding, longer.funding, last) == "");
  CHECK(difference(brief.plans, longer.plans, last) == "");
  CHECK(difference(brief.fleet, longer.fleet, last) == "");
  CHECK(difference(brief.workloads, longer.workloads, last) == "");
}

/// Those and the whole state after each phase.
void compare(const Recording& brief, const Recording& longer) {
  const int last = brief.first_year + brief.years - 1;
  CHECK(difference(brief.phase_digests, longer.phase_digests, last) == "");
  compare_results(brief, longer);
}

TEST_CASE("prefix: a run of n years is the first n of a longer one, for every preset") {
  const bool every = std::getenv("OVERBUILD_RANDOM_CONFIGS") != nullptr;  // as --full asks
  REQUIRE(presets().size() >= 4);
  for (const std::string& file : presets()) {
    const std::int64_t own = world_fixture::load(file).parameters.run.years;
    const std::int64_t most = every ? own : std::min<std::int64_t>(own, 6);
    const Recording longer = run_for(file, most + 2, "120");
    for (std::int64_t years = 1; years <= most; ++years) {
      if (!every && years > 2 && years < most) continue;
      CAPTURE(file);
      CAPTURE(years);
      compare(run_for(file, years, "120"), longer);
    }
  }
}

TEST_CASE("prefix: nobody reads a path of known years ahead of its year") {
  // A run has rates of later years from its start on; the first two stay what they are without.
  // What is told in public of the next year, and the power that the equipment of the next year
  // draws, are on order and published a year before: of these the year after is changed.
  struct Path {
    const char *key, *one, *other;
  };
  const Path paths[] = {
      {"vendor_market.first_cost_changes", "[-0.2, -0.2, -0.2]", "[-0.2, -0.2, 0.4]"},
      {"capex.first_power_changes", "[-0.2, -0.2, -0.2, -0.2]", "[-0.2, -0.2, -0.2, 0.3]"},
      {"demand.first_growth", "[0.3, 0.3, 0.3]", "[0.3, 0.3, 0.9]"},
      {"macro.base_rates", "[0.04, 0.04, 0.04]", "[0.04, 0.04, 0.14]"},
      {"macro.public_signal", "[0.7, 0.7, 0.7, 0.7]", "[0.7, 0.7, 0.7, -1.0]"}};
  for (const Path& path : paths) {
    for (const bool rules : {false, true}) {
      CAPTURE(std::string(path.key));
      CAPTURE(rules);
      const auto run = [&](const char* years, const char* value) {
        const world_fixture::Overrides small = {
            {"population.enterprises", "400"}, {"run.years", years}, {path.key, value}};
        return world_fixture::run(rules ? spoil::all_rules("ai-2026", small)
                                        : world_fixture::load("configs/ai-2026.yaml", small));
      };
      // (The state holds the known path of power, so that its digests differ at once.)
      compare_results(run("2", path.one), run("4", path.other));
      // It does matter from its year on.
      CHECK(run("4", path.one).result_digest != run("4", path.other).result_digest);
    }
  }
}

TEST_CASE("prefix: the toy's first year, to the cent, however long the run") {
  for (const char* years : {"1", "2", "14"}) {
    const Recording run =
        world_fixture::run(world_fixture::load("configs/toy.yaml", {{"run.years", years}}));
    CHECK(run.value(2026, "capex"_metric) == 5629999980.0);
    CHECK(run.value(2026, "commitments"_metric) == 13604777093.23);
  }
}

TEST_CASE("prefix: what capital came to is told when its window is over, and not before") {
  const auto run = [](const char* years) {
    return world_fixture::run(world_fixture::load("configs/toy.yaml", {{"run.years", years}}));
  };
  const Recording brief = run("9"), enough = run("10");
  for (const Metric metric : {"payoff_npv"_metric, "builder_rent_npv"_metric,
                              "lab_payoff_npv"_metric, "cohort_irr_beyond"_metric}) {
    CAPTURE(info_of(metric).name);
    CHECK(std::isnan(brief.value(2026, metric)));
    CHECK(std::isfinite(enough.value(2026, metric)));
    CHECK(std::isnan(enough.value(2027, metric)));
  }
}

}  // namespace prefix_test

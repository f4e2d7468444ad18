// Laws of funds that value scenarios of demand, in running worlds.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "core/parallel.hpp"
#include "sim/credit/rounds.hpp"
#include "tests/sim/split_roster.hpp"
#include "tests/sim/world_fixture.hpp"

namespace funds_test {

using namespace overbuild;
using world_fixture::Overrides;

world_fixture::Case with_scenarios(const std::string& preset, Overrides more = {}) {
  Overrides overrides = {{"population.enterprises", "200"},
                         {"run.years", "5"},
                         {"blocks.investors.scenarios", "true"}};
  overrides.insert(overrides.end(), more.begin(), more.end());
  return world_fixture::load("configs/" + preset + ".yaml", overrides);
}

constexpr const char* presets[] = {"ai-2026", "ai-2022", "telecom-1996", "cloud-2009", "toy"};

TEST_CASE(
    "where funds value scenarios bits do not depend on threads, every preset keeps its books") {
  for (const char* preset : presets) {
    CAPTURE(preset);
    const auto world = with_scenarios(preset);
    std::uint64_t one = 0, three = 0;
    with_threads(1, [&] { one = world_fixture::run(world).result_digest; });
    with_threads(3, [&] { three = world_fixture::run(world).result_digest; });
    CHECK(one == three);
  }
}

TEST_CASE("what a lab is carried at lies between what funds think it worth") {
  for (const char* preset : {"ai-2026", "ai-2022"}) {
    CAPTURE(preset);
    SimulationOptions options;
    int marked = 0;
    options.tamper = [&](World& w, int) {
      for (std::size_t l = 0; l < w.labs.size(); ++l) {
        const bool round =
            w.books.ledger.received(FlowRow::equity_issuance, w.labs.account[l]) > Money::zero();
        if (!w.labs.alive[l] || round) continue;
        ++marked;
        CHECK(w.labs.equity_value[l] >= w.labs.lowest_fund_value[l]);
        CHECK(w.labs.equity_value[l] <= w.labs.highest_fund_value[l]);
      }
    };
    world_fixture::run(with_scenarios(preset), options);
    CHECK(marked > 0);
  }
}

TEST_CASE("without a leap counted a price is one without a leap, and builders' belief stays") {
  SimulationOptions options;
  double least = 1.0;
  int marked = 0;
  options.tamper = [&](World& w, int) {
    for (std::size_t l = 0; l < w.labs.size(); ++l) {
      const bool round =
          w.books.ledger.received(FlowRow::equity_issuance, w.labs.account[l]) > Money::zero();
      if (!w.labs.alive[l] || round) continue;
      ++marked;
      CHECK(w.labs.equity_value[l] == w.labs.value_without_leap[l]);
    }
    for (const double strength : w.builders.leap_strength) least = std::min(least, strength);
  };
  world_fixture::run(with_scenarios("ai-2026", {{"equity.leap_counted", "0"}}), options);
  CHECK(marked > 0);
  CHECK(least > 0.0);
}

TEST_CASE("a fund's belief opens as builders' does, and sees the same exposure") {
  SimulationOptions options;
  options.tamper = [&](World& w, int) {
    for (std::size_t i = 0; i < w.investors.size(); ++i) {
      CHECK(w.investors.leap_strength[i] == w.builders.leap_strength[0]);
      CHECK(w.investors.leap_exposure[i] == doctest::Approx(w.builders.leap_exposure[0]));
    }
  };
  world_fixture::run(with_scenarios("ai-2026"), options);
}

TEST_CASE("more that is payable never lowers what a fund sees in a lab of a running world") {
  SimulationOptions options;
  options.tamper = [&](World& w, int) {
    for (std::size_t i = 0; i < w.investors.size(); ++i) {
      const double before = w.investors.payable_share[i];
      for (std::size_t l = 0; l < w.labs.size(); ++l) {
        if (!w.labs.alive[l]) continue;
        double last = 0.0;
        for (const double factor : {0.1, 0.5, 1.0, 2.0, 8.0}) {
          w.investors.payable_share[i] = std::min(before * factor, 1.0);
          const double now = fund_value_of_lab(w, i, l, w.labs.revenue[l]).expected;
          CHECK(now >= last * (1.0 - 1e-12));
          last = now;
        }
        w.investors.payable_share[i] = before;
      }
    }
  };
  world_fixture::run(with_scenarios("ai-2026"), options);
}

TEST_CASE("a fund in two rows, or with another name, pays what one would") {
  const auto world = with_scenarios("toy", {{"blocks.buyers.family_shares", "true"}});
  auto two = world;
  split_roster::split(two.parameters, two.parameters.investors, 0);
  const Recording once = world_fixture::run(world), split = world_fixture::run(two);
  for (int year = once.first_year + 1; year < once.first_year + once.years; ++year) {
    CAPTURE(year);
    for (const char* metric : {"lab_value_over_sales", "ai_capex", "fund_mood"}) {
      CAPTURE(metric);
      const auto of = *find_metric(metric);
      const double a = once.value(year, of), b = split.value(year, of);
      CHECK((std::isnan(a) ? std::isnan(b) : b == doctest::Approx(a).epsilon(1e-5)));
    }
  }
}

}  // namespace funds_test

// Laws of funds that value scenarios of demand, in running worlds.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "core/parallel.hpp"
#include "sim/credit/cash_view.hpp"
#include "sim/credit/equity.hpp"
#include "sim/credit/founding.hpp"
#include "sim/credit/lab_value.hpp"
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

const world_fixture::Case& with_scenarios_kept() {
  static const world_fixture::Case loaded = with_scenarios("ai-2026");
  return loaded;
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

/// Whether a lab's value is not that of a round: nobody paid new shares in this year.
bool is_marked(const World& w, std::size_t l) {
  return w.labs.alive[l] &&
         w.books.ledger.received(FlowRow::equity_issuance, w.labs.account[l]) == Money::zero();
}

TEST_CASE("what a lab is carried at lies between what funds think it worth") {
  int marked = 0;
  for (const char* preset : {"ai-2026", "ai-2022"}) {
    CAPTURE(preset);
    SimulationOptions options;
    options.tamper = [&](World& w, int) {
      for (std::size_t l = 0; l < w.labs.size(); ++l) {
        if (!is_marked(w, l)) continue;
        ++marked;
        CHECK(w.labs.equity_value[l] >= w.labs.lowest_fund_value[l]);
        CHECK(w.labs.equity_value[l] <= w.labs.highest_fund_value[l]);
      }
    };
    world_fixture::run(with_scenarios(preset), options);
  }
  CHECK(marked > 0);
}

TEST_CASE("without a leap counted a price is one without a leap, and builders' belief stays") {
  SimulationOptions options;
  double least = 1.0;
  int marked = 0;
  options.tamper = [&](World& w, int) {
    for (std::size_t l = 0; l < w.labs.size(); ++l) {
      if (!is_marked(w, l)) continue;
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
  auto two = world, renamed = world;
  // Unlike, or the two would be joined again.
  split_roster::split_unlike(two.parameters, two.parameters.investors, 0);
  split_roster::rename(renamed.parameters, renamed.parameters.investors, 0);
  const Recording once = world_fixture::run(world);
  for (const auto* changed : {&two, &renamed}) {
    const Recording other = world_fixture::run(*changed);
    for (int year = once.first_year + 1; year < once.first_year + once.years; ++year) {
      CAPTURE(year);
      for (const char* metric : {"lab_value_over_sales", "ai_capex", "fund_mood"}) {
        CAPTURE(metric);
        const auto of = *find_metric(metric);
        const double a = once.value(year, of), b = other.value(year, of);
        CHECK((std::isnan(a) ? std::isnan(b) : b == doctest::Approx(a).epsilon(1e-5)));
      }
    }
  }
}

TEST_CASE("a builder places with customers a part of what they buy, and no dollar twice") {
  World w = world_fixture::opened(with_scenarios_kept());
  w.tally = YearTally::sized(w.builders.size(), w.vendors.size());
  const auto views = view_cash(w);
  const double share = w.inputs.parameters.vendor.finance_share;
  int placing = 0;
  for (std::size_t b = 0; b < w.builders.size(); ++b) {
    w.builders.core_hours[b] = w.builders.sold_hours[b] = 1'000'000'000;
    CHECK(builder_money(w, b, views) == 0.0);  // uses of its own are no sales
    w.builders.sold_hours[b] += 1'000'000'000;
    const double all = builder_money(w, b, views), spare = spare_cash(w, b, views);
    if (all <= 0.0) continue;
    ++placing;
    CHECK(all <= share * 1e9 * w.compute.rental_price * (1.0 + 1e-12));
    // Money for a lab of its own is spare no more, and leaves the room for customers.
    w.tally.stakes.by_owners[b] = 0.25 * spare;
    CHECK(spare_cash(w, b, views) <= spare);
    w.tally.stakes.by_owners[b] = 2.0 * std::max(views[w.builders.account[b].value].expected_cash(),
                                                 w.books.cash(w.builders.account[b]));
    CHECK(builder_money(w, b, views) == 0.0);
    w.tally.stakes.by_owners[b] = 0.0;
    w.tally.stakes.by_builders[b] = 0.5 * all;
    CHECK(builder_money(w, b, views) < all);
  }
  CHECK(placing > 0);
}

TEST_CASE("what is in place counts bills as it counts debts, and cash") {
  World w = world_fixture::opened(with_scenarios_kept());
  const AccountId builder = w.builders.account.front();
  const double before = builder_in_place(w, builder, view_cash(w)[builder.value]);
  const Money usd = Money::from_usd(7e6);
  w.books.dues.add(builder, w.vendors.account.front(), FlowRow::equipment, rank::senior, usd);
  const double billed = builder_in_place(w, builder, view_cash(w)[builder.value]);
  CHECK(billed == doctest::Approx(before - 7e6).epsilon(1e-9));
  w.books.dues.add(w.vendors.account.front(), builder, FlowRow::compute_contracts, rank::senior,
                   usd);
  CHECK(builder_in_place(w, builder, view_cash(w)[builder.value]) ==
        doctest::Approx(before).epsilon(1e-9));
  // Principal is owed whether or not it falls due.
  w.books.dues.add(builder, w.vendors.account.front(), FlowRow::vendor_loans, rank::senior, usd);
  CHECK(builder_in_place(w, builder, view_cash(w)[builder.value]) ==
        doctest::Approx(before).epsilon(1e-9));
}

TEST_CASE("without funds that have money a lab is carried at the public belief") {
  SimulationOptions options;
  int marked = 0;
  options.tamper = [&](World& w, int) {
    std::fill(w.investors.appetite.begin(), w.investors.appetite.end(), 0.0);
    w.credit.records.clear();
    mark_labs(w);
    for (std::size_t l = 0; l < w.labs.size(); ++l) {
      if (!w.labs.alive[l]) continue;
      ++marked;
      CHECK(w.labs.equity_value[l] == lab_cash_value(w, l, w.labs.revenue[l], 0.0));
      CHECK(w.labs.highest_fund_value[l] == 0.0);
    }
  };
  world_fixture::run(with_scenarios("ai-2026"), options);
  CHECK(marked > 0);
}

TEST_CASE("in a year with a round what stands beside a lab's value is of that round") {
  SimulationOptions options;
  int rounds = 0;
  options.tamper = [&](World& w, int) {
    if (w.tally.reorganisations > 0) return;  // whose new shares have a value of their own
    for (const FundingRecord& record : w.credit.records) {
      for (std::size_t l = 0; l < w.labs.size(); ++l) {
        if (w.labs.account[l] != record.firm || record.equity <= 0.0 || !w.labs.alive[l]) continue;
        ++rounds;
        CHECK(w.labs.equity_value[l] == record.equity_value + record.equity);
        // No leap counted: the fund whose value is the price has no other one.
        const double without = w.labs.value_without_leap[l];
        CHECK((without == 0.0 || without == w.labs.equity_value[l]));
      }
    }
  };
  world_fixture::run(with_scenarios("ai-2026", {{"equity.leap_counted", "0"}}), options);
  CHECK(rounds > 0);
}

TEST_CASE("without builders whoever enters asks for the plain cost of capital") {
  const auto loaded = world_fixture::load(
      "configs/telecom-1996.yaml",
      {{"population.enterprises", "100"}, {"blocks.credit.risk_price", "true"}});
  World w = world_fixture::opened(loaded);
  w.builders = Builders{};
  const CapexParameters& capex = w.inputs.parameters.capex;
  CHECK(entry_hurdle(w) == w.exogenous.base_rate + capex.risk_premium + capex.hurdle_wedge);
}

}  // namespace funds_test

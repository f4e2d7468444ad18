#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

#include "agents/expectations.hpp"
#include "agents/order_quantile.hpp"
#include "core/invariant.hpp"
#include "core/math.hpp"
#include "tests/agents/rule_values.hpp"
#include "tests/sweep.hpp"

namespace order_quantile_test {

using namespace overbuild;

constexpr double lattice = 0x1p-20;

double below(const DemandLaw& law, double x) {
  return (1.0 - law.leap_chance - law.story_weight) * normal_cdf(x / law.spread) +
         law.story_weight * normal_cdf((x - law.story) / law.spread) +
         law.leap_chance * normal_cdf((x - law.leap) / law.spread);
}

struct Setting {
  CapexParameters capex = rule_values::capex();
  ExpectationParameters expectations = rule_values::expectations();
  RentalParameters rental = rule_values::rental();
  Observables seen = rule_values::market();
  Builders builders = rule_values::builders();
  BuilderPosition own{};
  double jump = 1.0, elasticity = 0.0;

  Setting() {
    capex.quantile_orders = true;
    capex.customer_persistence = 2.5;
    seen.exposure_change = 0.5;
    for (std::size_t k = 0; k < seen.reach.size(); ++k) {
      seen.reach[k] = 1e12 * exp_(0.25 * static_cast<double>(k));
    }
    own.units = 800e3;
    own.arriving_units = 200e3;
    own.shell_mw = 50000.0;
    own.used_mw = 1000.0;
    own.cash = own.ebitda = 5000e9;
  }
  InvestmentRules rules() const {
    return {capex, expectations, rental, seen, 0.12, 30000.0, 0.25, 0.0, jump, elasticity};
  }
  DemandLaw law(double years = 1.5) const { return demand_law(rules(), builders, 0, years); }
  BuilderPlan plan() const { return plan_builder(rules(), builders, 0, own); }
};

TEST_CASE("a quantile of demand is the lowest point of its lattice with that much below it") {
  const DemandLaw law{0.3, 0.2, 0.6, 0.15, 1.4};
  double last = -10.0;
  for (const double share : stepwise(0.01, 0.999, 0.013)) {
    CAPTURE(share);
    const double x = demand_quantile(law, share);
    CHECK(below(law, x) >= share);
    CHECK(below(law, x - lattice) < share);
    CHECK(x >= last);
    last = x;
    const double steps = x / lattice;
    CHECK(steps == std::floor(steps));
    CHECK(demand_quantile(law, share) == x);
  }
}

TEST_CASE("a quantile on a plateau between two laws, or far out, is found as well") {
  for (const double spread : {0.05, 0.3, 2.0}) {
    for (const double leap : {-1.5, 0.0, 2.5}) {
      const DemandLaw law{spread, 0.25, 0.9, 0.125, leap};
      // 0.125, 0.625, 0.75 and 0.875 are the heights of plateaus of the narrow ones.
      for (const double share : {1e-9, 0.125, 0.25, 0.625, 0.75, 0.875, 1.0 - 1e-9}) {
        CAPTURE(spread);
        CAPTURE(leap);
        CAPTURE(share);
        const double x = demand_quantile(law, share);
        CHECK(below(law, x) >= share);
        CHECK(below(law, x - lattice) < share);
      }
    }
  }
}

TEST_CASE("a quantile of everything or of nothing is refused, one of almost all is found") {
  for (const double share : {0.0, 1.0, -0.5, std::nan("")}) {
    CHECK_THROWS_AS(demand_quantile({0.3, 0.1, 0.2, 0.1, 1.0}, share), BrokenInvariant);
  }
  // Weights that add up to less than one by rounding.
  const DemandLaw law{0.3, 0.2087100040444379, 0.5, 0.10108395921581378, 1.0};
  CHECK(demand_quantile(law, std::nextafter(1.0, 0.0)) < 5.0);
  CHECK(demand_quantile(law, 1e-300) > -15.0);
}

TEST_CASE("a quantile of demand rises in the chance of a leap and in what it brings") {
  for (const double share : {0.2, 0.5, 0.8, 0.95}) {
    CAPTURE(share);
    double last = -10.0;
    for (const double chance : stepwise(0.0, 0.8, 0.05)) {
      const double now = demand_quantile({0.3, 0.1, 0.2, chance, 1.0}, share);
      CHECK(now >= last);
      last = now;
    }
    last = -10.0;
    for (const double brings : stepwise(0.0, 3.0, 0.1)) {
      const double now = demand_quantile({0.3, 0.1, 0.2, 0.3, brings}, share);
      CHECK(now >= last);
      last = now;
    }
    CHECK(demand_quantile({0.3, 0.0, 0.0, 0.4, 1.0}, share) >
          demand_quantile({0.3, 0.0, 0.0, 0.0, 1.0}, share));
  }
}

TEST_CASE("without spread, story and leap every quantile is the forecast") {
  for (const double share : {0.2, 0.5, 0.9}) {
    for (const double spread : {1e-3, 1e-6, 0.0}) {
      const double x = demand_quantile({spread, 0.0, 5.0, 0.0, 5.0}, share);
      CHECK(std::fabs(x) <= 3.0 * spread + 3.0 * lattice);
    }
  }
  CHECK(std::fabs(demand_quantile({0.4, 0.0, 1.0, 0.0, 1.0}, 0.5)) <= 2.0 * lattice);
}

TEST_CASE("the share of demand that is covered rises with what a unit and a customer are worth") {
  CapexParameters capex = rule_values::capex();
  capex.customer_persistence = 2.5;
  CHECK(covered_share(capex, 0.3) == doctest::Approx(0.2));
  CHECK(covered_share(capex, 1.0) == doctest::Approx(0.2));
  double last = 0.0;
  for (const double index : stepwise(1.0, 6.0, 0.1)) {
    const double now = covered_share(capex, index);
    CHECK(now > last);
    CHECK(now < 1.0);
    last = now;
  }
  CapexParameters patient = capex;
  patient.customer_persistence = 5.0;
  CHECK(covered_share(patient, 1.5) > covered_share(capex, 1.5));
  // Newsvendor: margins of 1 + P years, a quarter of a year beside each side.
  CHECK(covered_share(capex, 2.0) == doctest::Approx(3.75 / 4.75));
}

TEST_CASE("the law of demand takes the story out of the forecast and a leap from the record") {
  Setting s;
  const PlainForecast plain = plain_forecast(s.builders, 0);
  // The mean of the mixture without a leap is the forecast that six rules make together.
  const double six =
      plain.growth * (1.0 - s.builders.weight[0][4]) +
      s.builders.weight[0][4] * (s.builders.forecast[0][4] + s.builders.private_view[0]);
  double sum = s.builders.private_view[0];
  for (std::size_t h = 0; h < heuristic_count; ++h) {
    sum += s.builders.weight[0][h] * s.builders.forecast[0][h];
  }
  CHECK(six == doctest::Approx(sum));
  const DemandLaw law = s.law();
  CHECK(law.story_weight == s.builders.weight[0][4]);
  CHECK(law.story == doctest::Approx(faded_growth(s.builders.forecast[0][4] - plain.growth,
                                                  s.expectations.fade, 1.5)));
  CHECK(law.spread == doctest::Approx(plain.spread * std::sqrt(1.5)));
  CHECK(law.leap_chance == doctest::Approx(1.0 - std::exp(-0.08 * 0.5 * 2.5)));
  // Half of its hours are its own uses, which do not follow what models can do.
  CHECK(law.leap == doctest::Approx(0.5));
  s.elasticity = 0.5;
  CHECK(s.law().leap == doctest::Approx(0.75));
  // Farther ahead more can happen.
  CHECK(s.law(4.0).leap_chance > s.law().leap_chance);
  CHECK(s.law(4.0).spread > s.law().spread);
  // Not counted on: none of either. A story is never more than what a leap leaves.
  s.expectations.leap_counted = s.expectations.signal_counted = 0.0;
  CHECK(s.law().leap_chance == 0.0);
  CHECK(s.law().story_weight == 0.0);
  s.expectations.leap_counted = s.expectations.signal_counted = 1.0;
  s.builders.leap_strength[0] = 1e4;
  CHECK(s.law().leap_chance + s.law().story_weight <= 1.0);
  s.builders.forecast[0][4] = 50.0;
  CHECK(s.law().story == 2.0);
  s.builders.forecast[0][4] = -50.0;
  CHECK(s.law().story == -2.0);
  s.builders.forecast[0].fill(0.4);
  CHECK(s.law().spread == 0.05);
  s.builders.forecast[0] = {5.0, -5.0, 5.0, -5.0, 0.0, 5.0};
  CHECK(s.law().spread == doctest::Approx(0.8 * std::sqrt(1.5)));
}

TEST_CASE("orders rise with what a unit is worth, the belief in a leap and the story") {
  Setting s;
  double last = -1.0;
  for (const double rent : stepwise(1.0, 6.0, 0.25)) {
    s.seen.rental_price = rent;
    const double now = s.plan().order_units;
    CHECK(now >= last);
    last = now;
  }
  s.seen.rental_price = 3.0;
  const BuilderPlan plan = s.plan();
  REQUIRE(plan.order_units > 0.0);
  CHECK(plan.quantile == covered_share(s.capex, plan.profitability));
  CHECK(plan.order_without_leap < plan.order_units);
  CHECK(plan.order_without_story < plan.order_units);
  // Who is not asked why plans the same.
  InvestmentRules unasked = s.rules();
  unasked.asks_why = false;
  const BuilderPlan same = plan_builder(unasked, s.builders, 0, s.own);
  CHECK(same.order_units == plan.order_units);
  CHECK(same.order_shell_mw == plan.order_shell_mw);
  CHECK(same.order_site_mw == plan.order_site_mw);
  CHECK(same.cancel_units == plan.cancel_units);
  CHECK(same.quantile == plan.quantile);
  CHECK(same.demand_factor == plan.demand_factor);
  CHECK(same.order_without_leap == 0.0);
  // What the plan says it would be without is what it is without.
  Setting no_leap = s, no_story = s;
  no_leap.expectations.leap_counted = 0.0;
  CHECK(no_leap.plan().order_units == doctest::Approx(plan.order_without_leap));
  CHECK(no_leap.plan().order_without_leap == no_leap.plan().order_units);
  no_story.expectations.signal_counted = 0.0;
  no_story.builders.expected_growth[0] = plain_forecast(s.builders, 0).growth;
  CHECK(no_story.plan().order_units == doctest::Approx(plan.order_without_story));
  // A leap is demand, not a term of a unit's value.
  CHECK(no_leap.plan().profitability == plan.profitability);
  Setting bolder = s;
  bolder.builders.leap_strength[0] *= 4.0;
  CHECK(bolder.plan().order_units > plan.order_units);
  CHECK(bolder.plan().order_shell_mw >= plan.order_shell_mw);
  Setting wider = s;
  wider.jump = 2.0;
  CHECK(wider.plan().order_units >= plan.order_units);
}

TEST_CASE("belief moves nothing where power or money binds") {
  Setting s;
  s.seen.rental_price = 3.0;
  s.own.shell_mw = 1500.0;
  const BuilderPlan tight = s.plan();
  REQUIRE(tight.steps.powered < tight.steps.programme);
  CHECK(tight.order_without_leap == tight.order_units);
  Setting poor;
  poor.seen.rental_price = 3.0;
  poor.own.cash = 2e9;
  poor.own.ebitda = 0.0;
  const BuilderPlan short_of_money = poor.plan();
  REQUIRE(short_of_money.steps.affordable < short_of_money.steps.powered);
  CHECK(short_of_money.order_without_leap == short_of_money.order_units);
}

TEST_CASE("shells are ordered for the demand of their own horizon") {
  Setting s;
  s.seen.rental_price = 3.0;
  s.own.shell_mw = 1500.0;
  const double soon = s.plan().order_shell_mw;
  s.builders.leap_strength[0] *= 4.0;
  CHECK(s.plan().order_shell_mw > soon);
  s.builders.leap_strength[0] = 0.0;
  CHECK(s.plan().order_shell_mw < soon);
}

TEST_CASE("a forecast that does not count on the public signal is that of the other rules") {
  auto rules = rule_values::expectations();
  const auto seen = rule_values::market();
  Builders with = rule_values::builders(), without = with;
  revise_expectations(rules, seen, with, 0);
  rules.signal_counted = 0.0;
  revise_expectations(rules, seen, without, 0);
  CHECK(without.expected_growth[0] == doctest::Approx(plain_forecast(with, 0).growth));
  CHECK(with.expected_growth[0] != without.expected_growth[0]);
  CHECK(with.weight[0] == without.weight[0]);
}

}  // namespace order_quantile_test

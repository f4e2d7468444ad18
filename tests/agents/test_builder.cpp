#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "agents/builder.hpp"
#include "tests/agents/rule_values.hpp"
#include "tests/sweep.hpp"

namespace builder_test {

using namespace overbuild;

/// A builder with room everywhere: neither power nor money binds.
BuilderPosition roomy() {
  BuilderPosition own{};
  own.units = 800e3;
  own.arriving_units = 200e3;
  own.shell_mw = 5000.0;
  own.used_mw = 1000.0;
  own.arriving_mw = 1000.0;
  own.building_mw = 0.0;
  own.cash = 500e9;
  own.cash_target = 20e9;
  own.debt = 10e9;
  own.ebitda = 100e9;
  own.borrowing_room = 100e9;
  return own;
}

struct Setting {
  CapexParameters capex = rule_values::capex();
  ExpectationParameters expectations = rule_values::expectations();
  RentalParameters rental = rule_values::rental();
  Observables seen = rule_values::market();
  Builders builders = rule_values::builders();
  BuilderPosition own = roomy();
  double equipment_price = 30000.0, leap_value = 0.0, charge = 0.25;

  BuilderPlan plan(std::size_t b = 0) const {
    return plan_builder(rules(builders.hurdle[b]), builders, b, own);
  }
  InvestmentRules rules(double hurdle = 0.12) const {
    return {capex, expectations, rental, seen, hurdle, equipment_price, charge, leap_value};
  }
  std::vector<double> rents(int life = 5) const {
    return expected_rents(rules(), builders.expected_growth[0], life);
  }
  double competitive() const { return competitive_rent(rules()); }
};

TEST_CASE("sites come first, count as had, and bound what is built") {
  Setting s;
  s.own.shell_mw = 1200.0;
  s.own.arriving_mw = 0.0;
  const double at_once = s.plan().order_shell_mw;
  REQUIRE(at_once > 0.0);
  s.capex.sites = true;
  s.capex.site_lead = 1.0;
  s.capex.site_share = 0.1;
  // Nothing to build on: sites for what the whole lead asks for, and no building.
  const BuilderPlan none = s.plan();
  CHECK(none.order_site_mw == at_once);
  CHECK(none.order_shell_mw == 0.0);
  // What is held is not bought again; building goes no further than it, and than soon is needed.
  s.own.site_mw = 100.0;
  CHECK(s.plan().order_site_mw < at_once);
  CHECK(s.plan().order_shell_mw == 0.0);
  s.own.ready_site_mw = 100.0;
  CHECK(s.plan().order_shell_mw == 100.0);
  s.own.site_mw = s.own.ready_site_mw = 1e6;
  CHECK(s.plan().order_site_mw == 0.0);
  CHECK(s.plan().order_shell_mw < at_once);
  CHECK(s.plan().order_shell_mw > 0.0);
  // Where no site is bought apart, the whole lead is building.
  s.capex.site_lead = 0.0;
  CHECK(s.plan().order_shell_mw == at_once);
  CHECK(s.plan().order_site_mw == 0.0);
}

TEST_CASE("shells that a plan begins are power for its equipment where they stand in time") {
  Setting s;
  s.own.shell_mw = s.own.used_mw = 1200.0;
  s.own.arriving_mw = 0.0;
  s.capex.sites = true;
  s.capex.site_lead = s.capex.shell_lead - 1.0;
  REQUIRE(s.plan().order_units == 0.0);
  const auto ordered = [&](double ready_sites) {
    s.own.site_mw = s.own.ready_site_mw = ready_sites;
    return s.plan();
  };
  CHECK(ordered(100.0).order_shell_mw == 100.0);
  CHECK(ordered(100.0).order_units == 0.0);  // they would stand empty for a year
  s.capex.begun_shells = true;
  CHECK(ordered(0.0).order_units == 0.0);
  const BuilderPlan plan = ordered(100.0);
  CHECK(plan.order_units == doctest::Approx(100.0 * 1000.0 / s.seen.power_per_unit));
  CHECK(plan.steps.powered == plan.order_units);
  CHECK(plan.order_without_leap <= plan.order_units);
  // A building that takes two years is there after the equipment.
  s.capex.shell_lead += 1.0;
  CHECK(ordered(100.0).order_units == 0.0);
}

TEST_CASE("plans count of shells what falls due within a year") {
  Setting poor;
  poor.own.shell_mw = 1200.0;
  poor.own.arriving_mw = 0.0;
  poor.own.cash = poor.own.cash_target + 1e9;
  poor.own.ebitda = poor.own.borrowing_room = 0.0;
  poor.capex.sites = true;
  poor.capex.site_share = 0.1;
  for (const double site_lead : {0.0, 1.0}) {
    CAPTURE(site_lead);
    poor.capex.site_lead = site_lead;
    poor.own.site_mw = poor.own.ready_site_mw = site_lead > 0.0 ? 60.0 : 0.0;
    const BuilderPlan plan = poor.plan();
    const double mw = site_lead > 0.0 ? plan.order_site_mw : plan.order_shell_mw;
    CHECK(mw > 0.0);
    const double shells = plan.order_shell_mw * (site_lead > 0.0 ? 0.9 : 2.0 / 3.0) +
                          plan.order_site_mw * (site_lead > 0.0 ? 0.1 : 0.0);
    CHECK(plan.order_units * poor.equipment_price + shells * poor.capex.shell_price ==
          doctest::Approx(plan.funding_room));
  }
}

TEST_CASE("neglect of rivals raises the rents a builder expects") {
  Setting none, some, full;
  none.expectations.neglect = 0.0;
  some.expectations.neglect = 0.4;
  full.expectations.neglect = 1.0;
  for (Setting* setting : {&none, &some, &full}) setting->seen.announced_capacity_growth = 1.0;
  CHECK(none.rents()[0] < some.rents()[0]);
  CHECK(some.rents()[0] < full.rents()[0]);
  // Dear as it is, who neglects rivals expects it to last.
  for (Setting* setting : {&none, &some, &full}) setting->seen.rental_price = 20.0;
  for (std::size_t k = 0; k < 5; ++k) {
    CHECK(none.rents()[k] < some.rents()[k]);
    CHECK(some.rents()[k] < full.rents()[k]);
  }
  // Who neglects all of it does not look at announcements; who neglects nothing does.
  Setting quiet = full;
  quiet.seen.announced_capacity_growth = 0.0;
  CHECK(quiet.rents() == full.rents());
  quiet.expectations.neglect = 0.0;
  CHECK(quiet.rents() != none.rents());
}

TEST_CASE("expected rents start from today's, follow growth up and announcements down") {
  Setting base;
  CHECK(base.rents(7).size() == 7);
  Setting growth = base;
  growth.builders.expected_growth[0] += 0.1;
  Setting announced = base;
  announced.seen.announced_capacity_growth += 0.3;
  for (std::size_t k = 0; k < 5; ++k) {
    CHECK(growth.rents()[k] >= base.rents()[k]);
    CHECK(announced.rents()[k] < base.rents()[k]);
  }
  // Trend alone: last year's change, faded.
  base.expectations.announced_weight = 0.0;
  CHECK(base.rents()[0] ==
        doctest::Approx(base.seen.rental_price * std::exp(base.seen.rental_change)));
  CHECK(base.rents()[1] ==
        doctest::Approx(base.rents()[0] * std::exp(0.6 * base.seen.rental_change)));
}

TEST_CASE("at the competitive rent new capacity just pays") {
  Setting s;
  std::vector<double> rents(5, s.competitive());
  for (std::size_t k = 1; k < 5; ++k) rents[k] = rents[k - 1] * std::exp(s.seen.full_cost_change);
  const double load = s.capex.sustainable_load * s.rental.target_tightness;
  CHECK(profitability_index(s.rules(), rents, load, 0.0) == doctest::Approx(1.0));
}

TEST_CASE("rents away from the competitive one come back, by what of rivals is not neglected") {
  Setting s;
  s.expectations.announced_weight = 1.0;
  s.seen.full_cost_change = 0.0;
  for (const double rent : {0.5, 20.0}) {
    s.seen.rental_price = rent;
    const auto path = s.rents();
    for (std::size_t k = 1; k < 5; ++k) {
      CHECK(std::log(path[k] / s.competitive()) ==
            doctest::Approx(s.expectations.neglect * std::log(path[k - 1] / s.competitive())));
    }
  }
}

TEST_CASE("a unit is worth more with higher rents, a lower hurdle, a lower price, and a leap") {
  const Setting s;
  const auto rents = s.rents();
  const auto index = [&](double load, double hurdle, double price, double leap, double rate) {
    InvestmentRules rules = s.rules(hurdle);
    rules.equipment_price = price;
    rules.leap_value = leap;
    return profitability_index(rules, rents, load, rate);
  };
  const double base = index(0.7, 0.12, 30000, 0, 0);
  CHECK(base > 0.0);
  CHECK(index(0.75, 0.12, 30000, 0, 0) > base);
  CHECK(index(0.7, 0.10, 30000, 0, 0) > base);
  CHECK(index(0.7, 0.12, 25000, 0, 0) > base);
  CHECK(index(0.7, 0.12, 30000, 5000, 0.1) > base);
  CHECK(index(0.7, 0.12, 30000, 5000, 0.0) == base);
  // Worth exactly what it costs when rents just pay for it.
  Setting simple = s;
  simple.capex.equipment_failure = 0.0;
  simple.capex.operations_per_kw = 0.0;
  simple.seen.energy_price = 0.0;
  const double shell = s.seen.power_per_unit / 1000.0 * simple.capex.shell_price;
  const double yearly =
      30000.0 * annuity(0.12, 5.0) + shell * annuity(0.12, simple.capex.shell_life);
  const std::vector<double> breakeven(5, yearly / (hours_a_year * 0.7));
  CHECK(profitability_index(simple.rules(), breakeven, 0.7, 0.0) == doctest::Approx(1.0));
}

TEST_CASE("approval is graded between the two indices, not a yes or no") {
  Setting s;
  s.own.units = 1000.0;  // wants far more than it has
  double last = -1.0, last_order = -1.0;
  int graded = 0;
  for (const double rent : growing(0.5, 8.0, 1.05)) {
    s.seen.rental_price = rent;
    const BuilderPlan plan = s.plan();
    if (plan.profitability <= s.capex.approval_low) CHECK(plan.order_units == 0.0);
    if (plan.profitability <= s.capex.approval_low) CHECK(plan.approved == 0.0);
    if (plan.profitability >= s.capex.approval_high) CHECK(plan.approved == 1.0);
    graded += plan.approved > 0.0 && plan.approved < 1.0;
    CHECK(plan.approved >= last);
    CHECK(plan.order_units >= last_order);
    last = plan.approved;
    last_order = plan.order_units;
  }
  CHECK(last == 1.0);
  CHECK(graded >= 5);
}

TEST_CASE("no more is ordered than power and money allow") {
  Setting s;
  s.own.units = 1000.0;
  const BuilderPlan free = s.plan();
  REQUIRE(free.order_units > 0.0);
  CHECK(free.order_units <=
        (s.own.shell_mw + s.own.arriving_mw - s.own.used_mw) * 1000.0 / s.seen.power_per_unit);

  Setting dark = s;
  dark.own.used_mw = dark.own.shell_mw + dark.own.arriving_mw;
  CHECK(dark.plan().order_units == 0.0);
  CHECK(dark.plan().order_shell_mw > 0.0);

  Setting poor = s;
  poor.own.cash = 5e9;
  poor.own.ebitda = poor.own.borrowing_room = 0.0;
  poor.own.cash_target = 1e9;
  const BuilderPlan limited = poor.plan();
  CHECK(limited.funding_room == doctest::Approx(4e9));
  CHECK(limited.order_units * poor.equipment_price +
            limited.order_shell_mw * poor.capex.shell_price / 2.0 <=
        4e9 * (1.0 + 1e-9));
  CHECK(limited.order_units > 0.0);

  poor.own.committed_spend = 100e9;
  CHECK(poor.plan().order_units == 0.0);
  CHECK(poor.plan().order_shell_mw == 0.0);
}

TEST_CASE("what is there and arriving is not ordered again") {
  Setting s;
  s.own.units = 1000.0;
  s.own.shell_mw = 1e6;
  s.seen.rental_price = 6.0;
  REQUIRE(s.plan().approved == 1.0);
  const double first = s.plan().order_units;
  REQUIRE(first > 0.0);
  s.own.arriving_units += 0.4 * first;
  CHECK(s.plan().order_units == doctest::Approx(0.6 * first));
  s.own.arriving_units += 0.6 * first;
  CHECK(s.plan().order_units == doctest::Approx(0.0));
  s.own.arriving_units = 1e9;
  CHECK(s.plan().order_units == 0.0);
}

TEST_CASE("an order that the plan no longer wants is left, as far as leaving saves money") {
  Setting s;
  s.own.units = 1000.0;
  s.own.shell_mw = 1e6;
  s.seen.rental_price = 6.0;
  REQUIRE(s.plan().approved == 1.0);
  CHECK(s.plan().cancel_units == 0.0);
  s.own.arriving_units = s.plan().order_units;
  CHECK(s.plan().cancel_units == doctest::Approx(0.0));
  // With rents that pay for no new unit, part is left; less of it the dearer leaving is.
  s.seen.rental_price = 0.5;
  REQUIRE(s.plan().approved == 0.0);
  CHECK(s.plan().order_units == 0.0);
  const double cheap = s.plan().cancel_units;
  CHECK(cheap > 0.0);
  CHECK(cheap <= s.own.arriving_units);
  double last = cheap;
  for (s.charge = 0.3; s.charge < 1.0; s.charge += 0.1) {
    CHECK(s.plan().cancel_units <= last);
    last = s.plan().cancel_units;
  }
  CHECK(last < cheap);
  // And what there is no money for is left as well.
  Setting poor;
  poor.own.units = 1000.0;
  poor.own.shell_mw = 1e6;
  poor.seen.rental_price = 6.0;
  poor.own.arriving_units = 100.0;
  REQUIRE(poor.plan().cancel_units == 0.0);
  poor.own.cash = poor.own.cash_target = poor.own.ebitda = poor.own.borrowing_room = 0.0;
  poor.own.issue_room = 0.0;
  poor.own.committed_spend = 0.5 * 100.0 * 0.75 * poor.equipment_price;
  CHECK(poor.plan().cancel_units == doctest::Approx(50.0));
}

TEST_CASE("orders go part of the way from last year's spending to what is wanted") {
  Setting s;
  s.seen.rental_price = 6.0;
  s.own.shell_mw = 1e6;
  REQUIRE(s.plan().approved == 1.0);
  const double wanted = s.plan().order_units;  // no programme yet: all of it
  REQUIRE(wanted > 0.0);
  CHECK(s.plan().order_usd == doctest::Approx(wanted * s.equipment_price));
  for (const double units : {0.5 * wanted, wanted}) {
    s.builders.order_usd[0] = units * s.equipment_price;
    CHECK(s.plan().order_units ==
          doctest::Approx(wanted + (1.0 - s.capex.order_adjustment_speed) * (units - wanted)));
  }
  // With all the equipment it needs, part of the programme still goes on; with more it stops.
  s.own.arriving_units += s.plan().wanted_units;
  REQUIRE(s.plan().cancel_units == doctest::Approx(0.0));
  CHECK(s.plan().order_units == doctest::Approx((1.0 - s.capex.order_adjustment_speed) * wanted));
  s.own.arriving_units = 1e9;
  CHECK(s.plan().order_units == 0.0);
  CHECK(s.plan().cancel_units > 0.0);
}

TEST_CASE("the belief in a leap adds to orders, and its part is measured by leaving it out") {
  Setting s;
  s.own.units = 1000.0;
  s.own.shell_mw = 1e6;
  s.seen.rental_price = 1.6;  // in the graded region
  s.leap_value = 20000.0;
  const BuilderPlan with = s.plan();
  REQUIRE(with.approved < 1.0);
  CHECK(with.order_units > with.order_without_leap);
  s.builders.leap_strength[0] = 0.0;
  const BuilderPlan without = s.plan();
  CHECK(without.order_units == without.order_without_leap);
  CHECK(without.order_without_leap == with.order_without_leap);
  // More exposure without a leap erodes the belief (gamma posterior).
  s.builders.leap_strength[0] = 0.8;
  s.builders.leap_exposure[0] *= 3.0;
  const BuilderPlan disappointed = s.plan();
  CHECK(disappointed.order_units < with.order_units);
  CHECK(disappointed.order_units > without.order_units);
}

TEST_CASE("announced aims that add up to more than one reduce own demand, unless neglected") {
  Setting s;
  s.own.units = 1000.0;
  s.own.shell_mw = 1e6;
  s.expectations.neglect = 0.4;
  Setting crowded = s;
  crowded.seen.announced_share_sum = 2.0;
  CHECK(crowded.plan().order_units < s.plan().order_units);
  s.expectations.neglect = crowded.expectations.neglect = 1.0;
  CHECK(crowded.plan().order_units == s.plan().order_units);
}

TEST_CASE("a leap is worth the margin on new work within reach, shared by all units") {
  const auto seen = rule_values::market();
  const double value = leap_value_per_unit(seen, 1e12, 2.0, 10e6);
  CHECK(value == doctest::Approx(0.5 * (40e9 / 2e12) * 1e12 * 2.0 / 10e6));
  CHECK(leap_value_per_unit(seen, 1e12, 2.0, 20e6) == doctest::Approx(0.5 * value));
  CHECK(leap_value_per_unit(seen, 1e12, 2.0, 0.0) == 0.0);
  auto nothing = seen;
  nothing.feasible_value = 0.0;
  CHECK(leap_value_per_unit(nothing, 1e12, 2.0, 10e6) == 0.0);
}

TEST_CASE("equipment is replaced when the power it draws earns more with new equipment") {
  Setting s;
  CHECK_FALSE(pays_to_replace(s.rules(), s.seen.power_per_unit));
  CHECK(pays_to_replace(s.rules(), 20.0 * s.seen.power_per_unit));
  s.equipment_price = 1e9;
  CHECK_FALSE(pays_to_replace(s.rules(), 20.0 * s.seen.power_per_unit));
}

TEST_CASE("a year's margin is rent less operations and energy") {
  const auto capex = rule_values::capex();
  CHECK(running_cost_per_kw(capex, 0.0) == capex.operations_per_kw);
  CHECK(running_cost_per_kw(capex, 60.0) ==
        doctest::Approx(capex.operations_per_kw + 8760.0 * 0.8 * 0.06));
  CHECK(yearly_margin(capex, 2.0, 0.7, 1.5, 60.0) ==
        doctest::Approx(2.0 * 8760.0 * 0.7 - 1.5 * running_cost_per_kw(capex, 60.0)));
  auto seen = rule_values::market();
  seen.tightness = 1.4;
  CHECK(planning_load(capex, seen) == capex.sustainable_load);  // nobody sells more than there is
  seen.tightness = 0.5;
  CHECK(planning_load(capex, seen) == doctest::Approx(0.5 * capex.sustainable_load));
}

/// Hours and value of a lognormal schedule above a rent, by Simpson's rule in z.
TEST_CASE("a shell is worth what its equipment leaves, and no more than a new one") {
  Setting s;
  const auto value = [&](double index) { return spare_value_of_shell(s.rules(), index); };
  CHECK(value(0.2) == 0.0);
  CHECK(value(1.0) == doctest::Approx(s.capex.shell_price));
  CHECK(value(3.0) == s.capex.shell_price);
  double last = 0.0;
  int between = 0;
  for (const double index : stepwise(0.2, 1.225, 0.05)) {
    CHECK(value(index) >= last);
    last = value(index);
    between += last > 0.0 && last < s.capex.shell_price;
  }
  CHECK(between > 1);
  // The dearer the equipment, the less a shell is worth at the same index below one.
  const double cheap = value(0.9);
  s.equipment_price *= 2.0;
  CHECK(value(0.9) < cheap);
}

CoreUse integrated(double mass, double ln_value, double sd, double rent) {
  const double from = std::max((std::log(rent) - ln_value) / sd, -12.0), to = 12.0 + sd;
  constexpr int steps = 20000;
  const double h = (to - from) / steps;
  double hours = 0.0, value = 0.0;
  for (int k = 0; k <= steps; ++k) {
    const double z = from + h * k;
    const double weight = (k == 0 || k == steps ? 1.0 : k % 2 ? 4.0 : 2.0) * h / 3.0;
    const double density = std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::acos(-1.0));
    hours += weight * density;
    value += weight * density * std::exp(ln_value + sd * z);
  }
  return {mass * hours, mass * value};
}

TEST_CASE("core use is the integral of the value schedule above the rent") {
  for (const double sd : {0.3, 1.0, 1.8}) {
    for (const double rent : {0.2, 1.0, 2.1, 9.0}) {
      const CoreUse use = core_use(4e9, 0.3, sd, rent);
      const CoreUse expected = integrated(4e9, 0.3, sd, rent);
      CHECK(use.hours == doctest::Approx(expected.hours).epsilon(1e-7));
      CHECK(use.value == doctest::Approx(expected.value).epsilon(1e-7));
      CHECK(use.value >= use.hours * rent);  // each hour is worth at least the rent
    }
  }
  CHECK(core_use(4e9, 0.3, 1.0, 1.0).hours > core_use(4e9, 0.3, 1.0, 1.1).hours);
  CHECK(core_use(0.0, 0.3, 1.0, 1.0).hours == 0.0);
}

TEST_CASE("a load expected from growth never falls in it, and is last year's without the rule") {
  Setting s;
  CHECK(expected_load(s.capex, s.expectations, s.seen, 5.0) == planning_load(s.capex, s.seen));
  s.capex.expected_load = true;
  double before = 0.0;
  for (const double growth : stepwise(-3.0, 3.0, 0.1)) {
    const double load = expected_load(s.capex, s.expectations, s.seen, growth);
    CHECK(load >= before);
    CHECK(load <= s.capex.sustainable_load);
    before = load;
  }
  // Who neglects nothing of what is announced expects last year's load if demand grows as much.
  s.expectations.neglect = 0.0;
  CHECK(expected_load(s.capex, s.expectations, s.seen, 0.7) ==
        doctest::Approx(planning_load(s.capex, s.seen)));
  // A glut that is being filled does not stop orders for ever, and one that grows does.
  s.seen.tightness = 0.4;
  Setting old = s;
  old.capex.expected_load = false;
  s.builders.expected_growth[0] = 1.5;
  old.builders.expected_growth[0] = 1.5;
  CHECK(s.plan().profitability > old.plan().profitability);
}

TEST_CASE("own uses that plans count on are more capacity, hour by hour") {
  Setting s;
  s.own.units = s.own.arriving_units = 0.0;
  const double without = s.plan().wanted_units;
  s.own.own_hours = 1e9;
  CHECK(s.plan().wanted_units > without);
}

TEST_CASE("who sells under contract alone builds for its contracts, and for nothing else") {
  Setting s;
  s.own.promised_hours = {6e9, 6e9, 6e9, 6e9};
  s.own.rented_hours = {0.0, 0.0, 0.0, 0.0};
  s.own.contract_part = 1.0;
  const double with = s.plan().steps.missing;
  // The market is no part of it, what is signed all of it.
  Setting booming = s;
  booming.seen.compute_demand *= 2.0;
  CHECK(booming.plan().steps.missing == with);
  Setting more = s;
  for (double& hours : more.own.promised_hours) hours *= 1.5;
  CHECK(more.plan().steps.missing > with);
  // Who sells nothing under contract forecasts as it did.
  Setting none = s, without = s;
  none.own.promised_hours = {0.0, 0.0, 0.0, 0.0};
  none.own.contract_part = 0.0;
  without.own.promised_hours = without.own.rented_hours = {};
  CHECK(none.plan().steps.missing == without.plan().steps.missing);
}

TEST_CASE("what is signed and used of one's own is built for, whatever is forecast") {
  Setting s;
  s.seen.compute_demand = 1.0;
  s.own.promised_hours = {9e9, 9e9, 9e9, 9e9};
  s.own.rented_hours = {0.0, 0.0, 0.0, 0.0};
  s.own.own_use_hours = 3e9;
  s.own.contract_part = 0.5;
  const double unit = hours_a_year * s.capex.sustainable_load * 0.95;
  const double have = s.own.units + s.own.arriving_units;
  CHECK(s.plan().steps.missing == doctest::Approx(12e9 / unit - have));
}

TEST_CASE("hours rented from others need not be built") {
  Setting s;
  s.own.promised_hours = {0.0, 0.0};
  s.own.rented_hours = {0.0, 0.0};
  const double alone = s.plan().steps.missing;
  REQUIRE(alone > 10e3);
  s.own.rented_hours = {10e3 * hours_a_year * s.capex.sustainable_load,
                        10e3 * hours_a_year * s.capex.sustainable_load};
  CHECK(s.plan().steps.missing == doctest::Approx(alone - 10e3));
  CHECK(s.plan().order_shell_mw <= [&] {
    Setting none = s;
    none.own.rented_hours = {0.0, 0.0};
    return none.plan().order_shell_mw;
  }());
}

}  // namespace builder_test

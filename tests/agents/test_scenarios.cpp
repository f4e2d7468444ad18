#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "agents/investor.hpp"
#include "core/math.hpp"
#include "tests/sweep.hpp"

namespace scenarios_test {

using namespace overbuild;

EquityParameters rules() {
  EquityParameters p{};
  p.discount = 0.1;
  p.terminal_margin = 0.25;
  p.appetite_response = 1.0;
  p.appetite_surge = 2.5;
  p.scenarios = true;
  p.payable_share = 0.05;
  p.payable_spread = 0.7;
  p.mood_kept = 0.8;
  p.mood_response = 0.3;
  p.herding = 0.5;
  p.growth_learning = 0.5;
  p.gains_kept = 0.85;
  p.largest_gain = 4.0;
  return p;
}

Observables record() {
  Observables seen;
  seen.year = 2025;
  seen.lab_market = 30e9;
  seen.lab_market_growth = 0.9;
  seen.end_user_spend = 60e9;
  seen.frontier_capability = 2.0;
  seen.exposure_change = 0.5;
  seen.lab_growth = {0.7, 1.1};
  seen.feasible_value = 4e12;
  for (std::size_t k = 0; k < seen.reach.size(); ++k) {
    seen.reach[k] = 4e12 * (1.0 + 0.2 * static_cast<double>(k));
  }
  return seen;
}

ValuedFirm lab() {
  ValuedFirm firm;
  firm.sales = 12e9;
  firm.margin = -0.3;
  firm.last_margin = 0.25;
  firm.market = 30e9;
  firm.part = 0.5;
  firm.jump = 1.0;
  return firm;
}

Investors two() {
  Investors funds;
  for (std::uint32_t k = 0; k < 2; ++k) {
    funds.add(AccountId(k), entity_id("investor", k == 0 ? "a" : "b"));
    funds.appetite.push_back(10e9);
    funds.realised_return.push_back(0.1);
    funds.required_return.push_back(0.1);
    funds.view.push_back(k == 0 ? 0.0 : 1.0);
    funds.mood.push_back(0.0);
    funds.payable_share.push_back(payable_share(rules(), funds.view.back(), 0.0));
    funds.expected_growth.push_back(0.8);
    funds.expected_rental_growth.push_back(0.5);
    funds.expected_gain.push_back(1.0);
    funds.seen_frontier.push_back(1.0);
    funds.projected_sales.push_back(30e9);
    funds.leap_strength.push_back(0.8);
    funds.leap_exposure.push_back(4.0);
  }
  return funds;
}

double value_of(const DemandBelief& belief, const ValuedFirm& firm) {
  return scenario_value(rules(), record(), belief, firm, 0.04).expected;
}

TEST_CASE("growth is that of the logistic law, exactly, and ends at its ceiling") {
  // Two half years are one year.
  for (const double market : growing(1.0, 90.0, 2.0)) {
    const double half = logistic_growth(market, 100.0, 0.35);
    CHECK(logistic_growth(half, 100.0, 0.35) ==
          doctest::Approx(logistic_growth(market, 100.0, 0.7)));
    CHECK(logistic_growth(market, 100.0, 0.7) > market);
    CHECK(logistic_growth(market, 100.0, 30.0) <= 100.0 * (1.0 + 1e-12));
  }
  for (const double market : {100.0, 100.5, 1e6}) {
    CHECK(logistic_growth(market, 100.0, 0.7) == market);
  }
  CHECK(logistic_growth(50.0, 100.0, 0.0) == 50.0);
  CHECK(logistic_growth(50.0, 10.0, -0.2) == doctest::Approx(50.0 * std::exp(-0.2)));
}

TEST_CASE("a firm in a market at its ceiling does not grow: its value is its profit for ever") {
  ValuedFirm firm = lab();
  firm.margin = firm.last_margin;
  // Nothing is payable: the market is above any ceiling.
  CHECK(value_of({0.0, 0.9, 1.0, 0.3}, firm) ==
        doctest::Approx(firm.sales * firm.last_margin / 0.14));
  firm.ahead = 1;
  CHECK(value_of({0.0, 0.9, 1.0, 0.3}, firm) ==
        doctest::Approx(firm.sales * firm.last_margin / 0.14));
}

TEST_CASE("more that is payable never lowers a value") {
  const auto shares = growing(1e-4, 1.0, 1.3);
  for (const double margin : {-2.0, -0.6, -0.1, 0.25, 0.6}) {
    for (const double growth : {-0.2, 0.05, 0.6, 2.5}) {
      for (const double rate : {0.0, 0.4}) {
        for (const int ahead : {0, 1}) {
          ValuedFirm firm = lab();
          firm.margin = margin;
          firm.ahead = ahead;
          double last = 0.0;
          for (const double share : shares) {
            CAPTURE(share);
            const double now = value_of({share, growth, 0.8, rate}, firm);
            CHECK(now >= last * (1.0 - 1e-12));
            last = now;
          }
        }
      }
    }
  }
}

TEST_CASE("a value is that of its scenarios by their chances") {
  const DemandBelief none{0.05, 0.9, 0.5, 0.0}, some{0.05, 0.9, 0.5, 0.1};
  const ScenarioValue without = scenario_value(rules(), record(), none, lab(), 0.04);
  CHECK(without.leap_chance == 0.0);
  CHECK(without.expected == without.without_leap);
  const ScenarioValue with = scenario_value(rules(), record(), some, lab(), 0.04);
  CHECK(with.without_leap == without.expected);
  CHECK(with.leap_chance == doctest::Approx(1.0 - std::exp(-1.0)));
  CHECK(with.with_leap > with.without_leap);
  CHECK(with.expected == doctest::Approx((1.0 - with.leap_chance) * with.without_leap +
                                         with.leap_chance * with.with_leap));
  // Early sales at a loss aside, the sooner a leap the better.
  ValuedFirm firm = lab();
  firm.margin = 0.0;
  double last = 0.0;
  for (const double rate : {0.0, 0.01, 0.1, 0.5, 3.0}) {
    const double now = value_of({0.05, 0.9, 0.5, rate}, firm);
    CHECK(now >= last);
    last = now;
  }
}

TEST_CASE("who counts on no leap has a value without one") {
  EquityParameters p = rules();
  const Investors funds = two();
  CHECK(belief_in_labs(p, record(), funds, 0).leap_rate == doctest::Approx(0.8 / 4.0 * 0.5));
  p.leap_counted = 0.0;
  CHECK(belief_in_labs(p, record(), funds, 0).leap_rate == 0.0);
}

TEST_CASE("expected gains end at the largest one") {
  ValuedFirm firm = lab();
  firm.jump = 0.0;
  EquityParameters p = rules();
  const auto value = [&](double gain) {
    return scenario_value(p, record(), {0.05, 0.9, gain, 0.0}, firm, 0.04).expected;
  };
  CHECK(value(1.0) > value(0.2));
  p.largest_gain = 0.0;
  CHECK(value(1.0) == value(0.2));
}

TEST_CASE("at rest a fund with the middle view believes the median") {
  const EquityParameters p = rules();
  CHECK(payable_share(p, 0.0, 0.0) == p.payable_share);
  CHECK(payable_share(p, 1.0, 0.0) == doctest::Approx(0.05 * std::exp(0.7)));
  CHECK(payable_share(p, 0.0, 0.5) == doctest::Approx(0.05 * std::exp(0.5)));
  CHECK(payable_share(p, 9.0, 9.0) == 1.0);
  CHECK(public_belief(p, record()).payable == p.payable_share);
  // A laggard that catches up moves the frontier by nothing; a leader by what it gains.
  Observables seen = record();
  seen.lab_capability = {2.0, 1.9};
  CHECK(public_belief(p, seen).gain == doctest::Approx(0.7));
  seen.lab_growth = {0.2, 1.4};
  CHECK(public_belief(p, seen).gain == doctest::Approx(0.2));
  seen.lab_market_growth = 3.0;
  CHECK(public_belief(p, seen).growth == 1.0);
  // Sales as projected leave the mood to fade.
  Investors funds = two();
  funds.mood[0] = 0.4;
  funds.projected_sales[0] = record().lab_market;
  learn_demand(p, record(), funds, 0);
  CHECK(funds.mood[0] == doctest::Approx(0.32));
}

TEST_CASE("sales beyond what was projected lift the mood, estimates follow what is seen") {
  const EquityParameters p = rules();
  const auto mood = [&](double projected) {
    Investors funds = two();
    funds.projected_sales[0] = projected;
    learn_demand(p, record(), funds, 0);
    return funds.mood[0];
  };
  CHECK(mood(15e9) == doctest::Approx(0.3 * std::log(2.0)));
  CHECK(mood(60e9) == doctest::Approx(-0.3 * std::log(2.0)));
  CHECK(mood(0.0) == 0.0);
  Investors funds = two();
  learn_demand(p, record(), funds, 0);
  CHECK(funds.expected_growth[0] == doctest::Approx(0.85));
  CHECK(funds.expected_gain[0] == doctest::Approx(1.0));  // the frontier went from 1 to 2
  CHECK(funds.leap_exposure[0] == doctest::Approx(4.5));
  CHECK(funds.projected_sales[0] > record().lab_market);
  CHECK(funds.projected_sales[0] < record().lab_market * std::exp(0.85));
}

TEST_CASE("money follows what a fund earned on what it holds, within limits") {
  const EquityParameters p = rules();
  const auto appetite = [&](double realised) {
    Investors funds = two();
    funds.realised_return[0] = realised;
    renew_appetite(p, funds, 0);
    return funds.appetite[0];
  };
  CHECK(appetite(0.1) == doctest::Approx(10e9));
  CHECK(appetite(0.6) == doctest::Approx(10e9 * std::exp(0.5)));
  CHECK(appetite(40.0) == doctest::Approx(25e9));
  CHECK(appetite(-40.0) == doctest::Approx(4e9));
}

}  // namespace scenarios_test

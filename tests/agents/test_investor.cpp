#include <doctest/doctest.h>

#include <cmath>

#include "agents/investor.hpp"

namespace investor_test {

using namespace overbuild;

EquityParameters rules() {
  EquityParameters p{};
  p.dilution_cap = 0.2;
  p.fundamentals_weight = 0.5;
  p.extrapolation = 0.8;
  p.switching = 2.0;
  p.discount = 0.12;
  p.terminal_margin = 0.3;
  p.appetite_response = 1.0;
  p.appetite_growth_limit = 1.6;
  return p;
}

Investors one() {
  Investors i;
  i.add(AccountId(1), entity_id("investor", "i"));
  i.appetite = {10e9};
  i.invested = {0.0};
  i.realised_return = {0.1};
  i.required_return = {0.1};
  i.fundamentals_weight = {0.5};
  i.error_fundamentals = {0.0};
  i.error_extrapolation = {0.0};
  return i;
}

TEST_CASE("a constant profit is worth its perpetuity") {
  // No growth, margin at its long-run level from the start: value = profit / rate.
  const EquityParameters p = rules();
  CHECK(discounted_value(p, 10e9, 0.0, 0.6, p.terminal_margin, 0.03) ==
        doctest::Approx(10e9 * p.terminal_margin / 0.15));
}

TEST_CASE("value rises with growth and margin, falls with rates, and stops at nothing") {
  const EquityParameters p = rules();
  const double base = discounted_value(p, 10e9, 0.5, 0.6, 0.0, 0.03);
  CHECK(discounted_value(p, 10e9, 0.6, 0.6, 0.0, 0.03) > base);
  CHECK(discounted_value(p, 10e9, 0.5, 0.6, 0.1, 0.03) > base);
  CHECK(discounted_value(p, 10e9, 0.5, 0.6, 0.0, 0.05) < base);
  CHECK(discounted_value(p, 20e9, 0.5, 0.6, 0.0, 0.03) == doctest::Approx(2.0 * base));
  CHECK(discounted_value(p, 10e9, 0.0, 0.6, -50.0, 0.03) == 0.0);
}

TEST_CASE("an appraisal mixes cash flow and the last return, clipped") {
  const EquityParameters p = rules();
  Investors i = one();
  i.fundamentals_weight[0] = 1.0;
  CHECK(appraise(p, i, 0, 5e9, 100e9, 3.0) == doctest::Approx(5e9));
  i.fundamentals_weight[0] = 0.0;
  CHECK(appraise(p, i, 0, 5e9, 100e9, 0.5) == doctest::Approx(100e9 * std::exp(0.4)));
  CHECK(appraise(p, i, 0, 5e9, 100e9, 9.0) == appraise(p, i, 0, 5e9, 100e9, 1.5));
  i.fundamentals_weight[0] = 0.25;
  CHECK(appraise(p, i, 0, 40e9, 100e9, 0.0) == doctest::Approx(85e9));
}

TEST_CASE("weight moves to the rule that erred less") {
  const EquityParameters p = rules();
  const auto weight = [&](double fundamentals, double extrapolation) {
    Investors i = one();
    i.error_fundamentals[0] = fundamentals;
    i.error_extrapolation[0] = extrapolation;
    plan_investor(p, i, 0);
    return i.fundamentals_weight[0];
  };
  CHECK(weight(0.3, 0.3) == doctest::Approx(0.5));
  CHECK(weight(0.1, 0.9) > 0.5);
  CHECK(weight(0.9, 0.1) < 0.5);
  CHECK(weight(0.0, 2.0) < 1.0);
}

TEST_CASE("new money follows returns, within limits") {
  const EquityParameters p = rules();
  const auto appetite = [&](double realised) {
    Investors i = one();
    i.realised_return[0] = realised;
    plan_investor(p, i, 0);
    return i.appetite[0];
  };
  CHECK(appetite(0.1) == doctest::Approx(10e9));
  CHECK(appetite(0.4) > 10e9);
  CHECK(appetite(-0.4) < 10e9);
  CHECK(appetite(50.0) == doctest::Approx(16e9));
  CHECK(appetite(-50.0) == doctest::Approx(10e9 / 1.6));
}

TEST_CASE("a round is the least of need, money and what owners bear") {
  const EquityParameters p = rules();
  CHECK(round_size(p, 1e9, 5e9, 100e9) == 1e9);
  CHECK(round_size(p, 9e9, 5e9, 100e9) == 5e9);
  const double diluted = round_size(p, 1e12, 1e12, 100e9);
  CHECK(diluted / (100e9 + diluted) == doctest::Approx(p.dilution_cap));
  CHECK(round_size(p, -1.0, 5e9, 100e9) == 0.0);
  CHECK(round_size(p, 1e9, 5e9, 0.0) == 0.0);
}

}  // namespace investor_test

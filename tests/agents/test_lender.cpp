#include <doctest/doctest.h>

#include "agents/lender.hpp"

namespace lender_test {

using namespace overbuild;

CreditParameters rules() {
  CreditParameters p{};
  p.capital_response = 0.02;
  p.single_name_limit = 0.15;
  p.appetite_response = 8.0;
  p.appetite_growth_limit = 1.5;
  p.required_return = 0.05;
  return p;
}

Lenders one() {
  Lenders l;
  l.add(AccountId(1), entity_id("lender", "l"));
  l.capital = l.opening_capital = {100e9};
  l.appetite = {10e9};
  l.lent = {4e9};
  l.spread_add = {0.0};
  l.realised_return = {0.05};
  l.worst_default_probability = {0.05};
  l.bonds = {1};
  return l;
}

double appetite_after(double realised) {
  Lenders l = one();
  l.realised_return[0] = realised;
  plan_lender(rules(), l, 0);
  return l.appetite[0];
}

TEST_CASE("appetite follows returns, within limits") {
  CHECK(appetite_after(0.05) == doctest::Approx(10e9));
  CHECK(appetite_after(0.07) > 10e9);
  CHECK(appetite_after(0.02) < 10e9);
  CHECK(appetite_after(0.9) == doctest::Approx(15e9));
  CHECK(appetite_after(-0.9) == doctest::Approx(10e9 / 1.5));
  Lenders l = one();
  l.appetite[0] = 0.0;
  plan_lender(rules(), l, 0);
  CHECK(l.appetite[0] == 0.0);  // who never lent does not begin
  CHECK(l.spread_add[0] == 0.0);
}

TEST_CASE("a lender whose money is placed asks for more") {
  const auto added = [](double lent) {
    Lenders l = one();
    l.lent[0] = lent;
    plan_lender(rules(), l, 0);
    return l.spread_add[0];
  };
  CHECK(added(0.0) == 0.0);
  CHECK(added(5e9) == doctest::Approx(0.01));
  CHECK(added(10e9) == doctest::Approx(0.02));
  CHECK(added(99e9) == doctest::Approx(0.02));
}

TEST_CASE("a lender that lost capital asks for more") {
  CreditParameters p = rules();
  p.thin_capital = 0.05;
  Lenders l = one();
  l.lent[0] = 0.0;
  l.capital[0] = 80e9;
  plan_lender(p, l, 0);
  CHECK(l.spread_add[0] == doctest::Approx(0.0125));
  l.capital[0] = 120e9;
  plan_lender(p, l, 0);
  CHECK(l.spread_add[0] == 0.0);
}

TEST_CASE("an offer is the least of appetite, limit by name, and the borrower's room") {
  const Lenders l = one();
  const CreditParameters p = rules();
  CHECK(lender_offer(p, l, 0, 3e9, 0.0, 1e12) == 3e9);
  CHECK(lender_offer(p, l, 0, 1e12, 0.0, 1e12) == doctest::Approx(15e9));
  CHECK(lender_offer(p, l, 0, 1e12, 14e9, 1e12) == doctest::Approx(1e9));
  CHECK(lender_offer(p, l, 0, 1e12, 0.0, 2e9) == 2e9);
  CHECK(lender_offer(p, l, 0, 1e12, 99e9, 1e12) == 0.0);
  CHECK(lender_offer(p, l, 0, 1e9, 0.0, -5.0) == 0.0);
  CHECK(lender_offer(p, l, 0, 0.0, 0.0, 1e12) == 0.0);
}

TEST_CASE("the price of risk rises with what is lent beyond the appetite and with capital lost") {
  CreditParameters p = rules();
  p.price_of_risk = 0.45;
  p.scarcity_response = 0.2;
  p.loss_response = 0.5;
  p.appetite_stretch = 5.0;
  Lenders l = one();
  CHECK(price_of_risk(p, l, 0, 90e9) == 0.45);  // the rule is off
  p.lenders_live_on = true;
  CHECK(price_of_risk(p, l, 0, 0.0) == 0.45);
  CHECK(price_of_risk(p, l, 0, 10e9) == 0.45);
  CHECK(price_of_risk(p, l, 0, 27.18281828e9) == doctest::Approx(0.45 * 1.2));
  CHECK(price_of_risk(p, l, 0, 1e12) == price_of_risk(p, l, 0, 50e9));
  l.capital[0] = 50e9;
  CHECK(price_of_risk(p, l, 0, 0.0) == doctest::Approx(0.45 * 1.5));
  l.capital[0] = 200e9;
  CHECK(price_of_risk(p, l, 0, 0.0) == 0.45);
  l.appetite[0] = 0.0;
  CHECK(price_of_risk(p, l, 0, 1e9) == 0.45);
}

TEST_CASE("lost capital comes back in part, and never more than was lost") {
  CreditParameters p = rules();
  p.capital_refill = 0.25;
  CHECK(refilled_capital(p, 60e9, 100e9) == doctest::Approx(10e9));
  CHECK(refilled_capital(p, 100e9, 100e9) == 0.0);
  CHECK(refilled_capital(p, 150e9, 100e9) == 0.0);
  p.capital_refill = 1.0;
  CHECK(refilled_capital(p, 0.0, 100e9) == 100e9);
}

}  // namespace lender_test

// Worlds that differ in credit only.
#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <string>
#include <utility>

#include "tests/sim/world_fixture.hpp"

namespace credit_worlds_test {

using namespace overbuild;
using world_fixture::run;
using world_fixture::small_2026;

TEST_CASE("a lender's capital is its own, moved by what its claims earn and lose") {
  const auto world = small_2026({{"run.years", "8"}});
  SimulationOptions options;
  std::vector<double> capital, lent;
  options.tamper = [&](World& w, int) {
    double all = 0.0;
    for (const double c : w.lenders.capital) all += c;
    capital.push_back(all);
    lent.push_back(w.credit.lent);
  };
  run(world, options);
  REQUIRE(capital.size() == 8);
  // Most of it is outside the model: claims on a few builders cannot halve it in a year.
  for (std::size_t k = 1; k < capital.size(); ++k) CHECK(capital[k] > 0.5 * capital[k - 1]);
  // Builders ask every year to roll debt over, and most of them are good for it.
  for (std::size_t k = 0; k < lent.size(); ++k) {
    CAPTURE(k);
    CHECK(lent[k] > 20e9);
  }
}

TEST_CASE("lenders' decisions matter for what is built") {
  const auto free = run(small_2026({{"run.years", "10"}}));
  const auto frozen = run(small_2026({{"run.years", "10"}, {"frozen_roles", "[lender]"}}));
  double largest = 0.0;
  for (const Metric metric : {"capex"_metric, "debt"_metric, "vendor_revenue"_metric}) {
    for (int year = free.first_year + 1; year < free.first_year + free.years; ++year) {
      largest =
          std::max(largest, std::fabs(frozen.value(year, metric) / free.value(year, metric) - 1.0));
    }
  }
  CHECK(largest > 1e-3);
}

/// All lenders and investors with this appetite.
world_fixture::Overrides everybody(const std::string& appetite) {
  world_fixture::Overrides sets;
  for (const char* lender :
       {"insurer", "bond_fund_a", "bond_fund_b", "bond_fund_c", "high_yield_fund", "bank_a",
        "bank_b", "private_credit_a", "private_credit_b", "private_credit_c"}) {
    sets.push_back({std::string("lenders.") + lender + ".appetite", appetite});
  }
  return sets;
}

TEST_CASE("where credit is free and without limit no borrower fails for want of cash alone") {
  auto sets = everybody("1e14");
  for (const char* lender :
       {"insurer", "bond_fund_a", "bond_fund_b", "bond_fund_c", "high_yield_fund", "bank_a",
        "bank_b", "private_credit_a", "private_credit_b", "private_credit_c"}) {
    sets.push_back({std::string("lenders.") + lender + ".capital", "1e14"});
    sets.push_back({std::string("lenders.") + lender + ".worst_default_probability", "1"});
  }
  for (const auto& [key, value] :
       {std::pair{"credit.capital_response", "0"}, std::pair{"credit.pd_constant", "-30"},
        std::pair{"credit.pd_leverage", "0"}, std::pair{"credit.pd_coverage", "0"},
        std::pair{"credit.pd_volatility", "0"}, std::pair{"credit.appetite_response", "0"},
        std::pair{"credit.thin_capital", "0"}, std::pair{"credit.loan_to_value", "0.99"},
        std::pair{"credit.covenant_interest_cover", "0"},
        std::pair{"credit.covenant_loan_to_value", "10"},
        std::pair{"demand.discovery_peers", "0.05"}, std::pair{"run.years", "12"}}) {
    sets.push_back({key, value});
  }
  const Recording free = run(small_2026(sets));
  std::set<std::string> builders;  // labs and applications live on what investors pay in
  for (const AgentName& agent : free.agents) {
    if (agent.role == "builder") builders.insert(agent.id);
  }
  for (const EventRow& event : free.events) {
    if (event.kind != "default" || !builders.contains(event.agent)) continue;
    CAPTURE(event.agent);
    CAPTURE(event.year);
    CHECK_FALSE(event.detail.starts_with("illiquid,"));
  }
}

TEST_CASE("where nobody lends, pays in or gives vendor credit, capital is bought with cash alone") {
  auto sets = everybody("0");
  for (const char* fund :
       {"public_market", "sovereign_funds", "growth_funds", "conglomerate", "strategic"}) {
    sets.push_back({std::string("investors.") + fund + ".appetite", "0"});
  }
  sets.push_back({"vendor_market.finance_share", "0"});
  sets.push_back({"run.years", "8"});
  const auto world = small_2026(sets);
  SimulationOptions options;
  int spent = 0;
  options.tamper = [&](World& w, int year) {
    for (std::size_t b = 0; b < w.builders.size(); ++b) {
      const AccountId account = w.builders.account[b];
      for (const FlowRow row :
           {FlowRow::loans, FlowRow::bonds, FlowRow::vendor_loans, FlowRow::equity_issuance}) {
        CAPTURE(year);
        CHECK(w.books.ledger.received(row, account) == Money::zero());
      }
      spent += w.tally.equipment_spend[b] > Money::zero();
    }
  };
  run(world, options);
  CHECK(spent > 10);
}

TEST_CASE(
    "vendors' receipts are outside cash but for what they gave customers and never got back") {
  const auto last = [](const Recording& r) {
    return r.value(r.first_year + r.years - 1, "external_cash_share"_metric);
  };
  const world_fixture::Overrides strangers = {{"stakes.nvidia_openai", "~"},
                                              {"stakes.nvidia_anthropic", "~"},
                                              {"stakes.nvidia_coreweave", "~"},
                                              {"commitments.nvidia_coreweave", "~"},
                                              {"run.years", "8"}};
  auto none = strangers, some = strangers;
  none.push_back({"vendor_market.finance_share", "0"});
  some.push_back({"vendor_market.finance_share", "0.5"});
  CHECK(last(run(small_2026(none))) == 1.0);

  Money sales, kept;
  SimulationOptions options;
  options.tamper = [&](World& w, int) {
    for (const AccountId vendor : w.vendors.account) {
      sales += w.books.ledger.received(FlowRow::equipment, vendor);
      sales += w.books.ledger.flow(FlowRow::prepaid_and_trade_credit, vendor);  // bills
      for (const FlowRow row : {FlowRow::vendor_loans, FlowRow::equity_issuance,
                                FlowRow::compute_contracts, FlowRow::dividends}) {
        if (row != FlowRow::dividends) kept += w.books.ledger.paid(row, vendor);
        if (row == FlowRow::vendor_loans || row == FlowRow::dividends) {
          kept -= w.books.ledger.received(row, vendor);
        }
      }
    }
  };
  const double share = last(run(small_2026(some), options));
  CHECK(kept > Money::zero());
  CHECK(share < 0.999);
  CHECK(share == doctest::Approx(1.0 - kept.usd() / sales.usd()));
}

}  // namespace credit_worlds_test

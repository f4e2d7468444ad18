// Laws of the rules of credit, in running worlds: terms, promises of vendors, lenders' view of the
// coming years, and what failure ends in.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/credit/cash_view.hpp"
#include "sim/credit/facilities.hpp"
#include "sim/credit/outlook.hpp"
#include "sim/failure/used_market.hpp"
#include "tests/sim/world_fixture.hpp"

namespace credit_rules_test {

using namespace overbuild;
using world_fixture::Overrides;

constexpr const char* worlds[] = {"telecom-1996", "cloud-2009", "ai-2022", "toy"};

world_fixture::Case with(const std::string& preset, const std::vector<std::string>& rules,
                         Overrides more = {}) {
  Overrides overrides = {{"population.enterprises", "100"}, {"run.years", "9"}};
  for (const std::string& rule : rules) overrides.push_back({"blocks.credit." + rule, "true"});
  for (auto& o : more) overrides.push_back(std::move(o));
  return world_fixture::load("configs/" + preset + ".yaml", std::move(overrides));
}

const std::vector<std::string> all = {"risk_price", "lenders_live_on", "instalments", "facilities",
                                      "reorganise"};

TEST_CASE("credit: no debt of a year falls due in one year") {
  std::vector<const char*> presets(std::begin(worlds), std::end(worlds));
  presets.push_back("ai-2026");
  for (const char* preset : presets) {
    CAPTURE(preset);
    SimulationOptions options;
    int issues = 0;
    options.tamper = [&](World& w, int year) {
      std::map<std::pair<AccountId, Instrument>, std::map<int, std::int64_t>> due;
      const DebtBook& debt = w.books.debt;
      for (std::size_t k = 0; k < debt.size(); ++k) {
        if (debt.issue_years()[k] != year) continue;
        due[{debt.debtors()[k], debt.instruments()[k]}][debt.maturities()[k]] +=
            debt.principals()[k].cents();
      }
      for (const auto& [issue, by_year] : due) {
        ++issues;
        std::int64_t total = 0, most = 0;
        for (const auto& [maturity, cents] : by_year) {
          CHECK(maturity > year);
          total += cents;
          most = std::max(most, cents);
        }
        // Parts of a fifth at most, and odd cents of as many lenders as there are.
        CHECK(most <= total / 5 + 12 * static_cast<std::int64_t>(w.lenders.size() + 1));
      }
    };
    world_fixture::run(with(preset, {"instalments"}), options);
    if (preset != std::string("toy")) CHECK(issues > 0);
  }
}

TEST_CASE("credit: terms of one part, in which all would fall due at once, are refused") {
  const auto refused = [](const Overrides& more, const char* key) {
    CAPTURE(key);
    CHECK_NOTHROW(with("toy", {}, more));  // where the rule is off nobody reads them
    CHECK_THROWS_WITH_AS(with("toy", {"instalments"}, more), doctest::Contains(key),
                         std::runtime_error);
  };
  refused({{"credit.equipment_loan_years", "1"}}, "credit.equipment_loan_years");
  refused({{"credit.loan_years", "1.4"}}, "credit.loan_years");
  refused({{"credit.bond_first_year", "8"}, {"credit.bond_last_year", "8"}},
          "credit.bond_last_year");
  CHECK_NOTHROW(with("toy", {"instalments"},
                     {{"credit.equipment_loan_years", "2"},
                      {"credit.loan_years", "2"},
                      {"credit.bond_first_year", "8"},
                      {"credit.bond_last_year", "9"}}));
}

TEST_CASE("credit: a vendor's promise ends with its order, with a breach and with a failure") {
  for (const char* preset : worlds) {
    CAPTURE(preset);
    SimulationOptions options;
    int promised = 0;
    options.tamper = [&](World& w, int year) {
      for (const CommitmentId id : w.books.commitments.open(CommitmentKind::facility)) {
        ++promised;
        const Commitment& facility = w.books.commitments.at(id);
        CHECK(facility.last_year() == year + 1);
        CHECK(facility.due_in(year + 1) > Money::zero());
        const std::size_t b = builder_row(w, facility.payee);
        REQUIRE(b != SIZE_MAX);
        CHECK(w.builders.alive[b] == 1);
        CHECK(w.credit.breached[facility.payee.value] == 0);
      }
      double drawn = 0.0;
      for (const FundingRecord& record : w.credit.records) drawn += record.from_vendor;
      CHECK(w.credit.facilities_drawn <= drawn + 1.0);
    };
    world_fixture::run(with(preset, all), options);
    if (preset == std::string("telecom-1996")) CHECK(promised > 0);
  }
}

TEST_CASE("credit: higher rents on lenders' path never turn a reorganisation into a sale") {
  for (const char* preset : {"telecom-1996", "ai-2022"}) {
    CAPTURE(preset);
    SimulationOptions options;
    int judged = 0;
    options.tamper = [&](World& w, int) {
      const auto views = view_cash(w);
      const std::vector<double> rents = w.credit.views.rents;
      REQUIRE(!rents.empty());
      for (std::size_t b = 0; b < w.builders.size(); ++b) {
        if (!w.builders.alive[b]) continue;
        const AccountId firm = w.builders.account[b];
        GoingOn before{-1e300, false};
        for (const double factor : {0.5, 1.0, 1.3, 3.0}) {
          for (std::size_t k = 0; k < rents.size(); ++k) {
            w.credit.views.rents[k] = factor * rents[k];
          }
          const GoingOn now = judge_going_on(w, firm, views[firm.value]);
          CHECK(now.value >= before.value - 1e-9 * std::abs(before.value));
          CHECK(now.earns >= before.earns);
          before = now;
          ++judged;
        }
        w.credit.views.rents = rents;
      }
    };
    world_fixture::run(with(preset, all, {{"run.years", "6"}}), options);
    CHECK(judged > 20);
  }
}

/// Whether a firm goes on, as P9 decides where it has failed: against the sale of what it has.
bool goes_on(const World& w, AccountId firm, const CashView& view, double sold) {
  const ResolutionParameters& rules = w.inputs.parameters.resolution;
  const GoingOn going = judge_going_on(w, firm, view);
  const double alive = going.value * (1.0 - rules.reorganisation_cost);
  return alive > 0.0 && going.earns && alive > sold * (1.0 - rules.liquidation_cost);
}

TEST_CASE("credit: what a firm's assets fetch alone follows who keeps and who offers theirs") {
  SimulationOptions options;
  int asked = 0, moved = 0;
  options.tamper = [&](World& w, int) {
    const auto views = view_cash(w);
    std::vector<AccountId> firms;
    for (std::size_t b = 0; b < w.builders.size() && firms.size() < 4; ++b) {
      if (w.builders.alive[b]) firms.push_back(w.builders.account[b]);
    }
    if (firms.size() < 3) return;
    UsedMarket market(w, views, {});
    const Money before = market.alone(firms[0]);
    market.keep(firms[1]);
    UsedMarket kept(w, views, {});
    kept.keep(firms[1]);
    CHECK(market.alone(firms[0]) == kept.alone(firms[0]));
    market.offer({firms[2]});
    UsedMarket offered(w, views, {});
    offered.keep(firms[1]);
    offered.offer({firms[2]});
    CHECK(market.alone(firms[0]) == offered.alone(firms[0]));
    moved += market.alone(firms[0]) != before ? 1 : 0;
    ++asked;
  };
  world_fixture::run(with("telecom-1996", {}, {{"run.years", "6"}}), options);
  CHECK(asked == 6);
  CHECK(moved > 0);
}

TEST_CASE("credit: one year's higher rent never turns a reorganisation into a sale") {
  int kept = 0, sold = 0;
  for (const char* preset : {"telecom-1996", "ai-2022"}) {
    CAPTURE(preset);
    SimulationOptions options;
    options.tamper = [&](World& w, int) {
      const auto views = view_cash(w);
      const std::vector<double> rents = w.credit.views.rents;
      UsedMarket market(w, views, {});
      for (std::size_t b = 0; b < w.builders.size(); ++b) {
        if (!w.builders.alive[b]) continue;
        const AccountId firm = w.builders.account[b];
        const double price = market.alone(firm).usd();
        const bool before = goes_on(w, firm, views[firm.value], price);
        (before ? kept : sold) += 1;
        for (std::size_t k = 0; k < rents.size(); ++k) {
          CAPTURE(k);
          w.credit.views.rents[k] = 1.5 * rents[k];
          CHECK(goes_on(w, firm, views[firm.value], price) >= before);
          w.credit.views.rents[k] = rents[k];
        }
      }
    };
    world_fixture::run(with(preset, all, {{"run.years", "6"}}), options);
  }
  CHECK(kept > 10);
  CHECK(sold > 0);
}

TEST_CASE(
    "credit: lenders see a borrower's own accounts and the public record, no firm's beliefs") {
  SimulationOptions options;
  int looked = 0;
  options.tamper = [&](World& w, int) {
    const auto views = view_cash(w);
    const Builders kept = w.builders;
    const std::vector<Marks> marks = mark_builders(w);
    for (std::size_t own = 0; own < kept.size(); ++own) {
      if (!kept.alive[own]) continue;
      const AccountId firm = kept.account[own];
      const Borrower clean = as_borrower(w, firm, views[firm.value]);
      const Borrower marked = as_borrower(w, firm, views[firm.value], marks);
      CHECK(marked.saleable_assets == clean.saleable_assets);
      CHECK(marked.outlook.assets == clean.outlook.assets);
      for (std::size_t b = 0; b < kept.size(); ++b) {
        if (b == own) continue;
        w.builders.expected_growth[b] = -3.0;
        w.builders.private_view[b] = 7.0;
        w.builders.hurdle[b] = 0.9;
        w.builders.spot_hours[b] = 1;
        w.builders.core_ln_value[b] = 12.0;
        w.builders.target_share[b] = 0.99;
      }
      const Borrower same = as_borrower(w, firm, views[firm.value]);
      CHECK(same.ebitda == clean.ebitda);
      CHECK(same.outlook.earnings == clean.outlook.earnings);
      CHECK(same.outlook.assets == clean.outlook.assets);
      CHECK(static_cast<int>(clean.outlook.earnings.size()) == outlook_years);
      w.builders = kept;
      ++looked;
    }
    // The path itself is of the public record: nobody's own growth moves it.
    const std::vector<double> rents = w.credit.views.rents;
    for (double& growth : w.builders.expected_growth) growth = 4.0;
    form_lender_views(w);
    const std::vector<double> again = w.credit.views.rents;
    for (double& growth : w.builders.expected_growth) growth = -4.0;
    form_lender_views(w);
    CHECK(w.credit.views.rents == again);
    w.credit.views.rents = rents;
    w.builders = kept;
  };
  world_fixture::run(with("telecom-1996", {"risk_price"}, {{"run.years", "4"}}), options);
  CHECK(looked > 20);
}

TEST_CASE("credit: what lenders remember is the mean of ten years") {
  SimulationOptions options;
  std::vector<double> rates(10, 0.02);
  options.tamper = [&](World& w, int) {
    const double rate =
        w.tally.opening_debt > Money::zero()
            ? std::min(w.tally.defaulted.owed.usd() / w.tally.opening_debt.usd(), 1.0)
            : 0.0;
    rates.erase(rates.begin());
    rates.push_back(rate);
    double sum = 0.0;
    for (const double r : rates) sum += r;
    CHECK(remembered_default_rate(w) == doctest::Approx(sum / 10.0));
    CHECK(w.credit.views.trust >= 0.0);
    CHECK(w.credit.views.trust <= 1.5);
  };
  world_fixture::run(
      with("telecom-1996", {"risk_price"}, {{"opening.remembered_default_rate", "0.02"}}), options);
}

TEST_CASE("credit: with lenders that live on lost capital comes back") {
  const auto capital_at_end = [](const char* live_on) {
    double capital = 0.0;
    SimulationOptions options;
    options.tamper = [&](World& w, int) {
      capital = 0.0;
      for (const double usd : w.lenders.capital) capital += usd;
    };
    world_fixture::run(
        with("telecom-1996", {}, {{"run.years", "12"}, {"blocks.credit.lenders_live_on", live_on}}),
        options);
    return capital;
  };
  CHECK(capital_at_end("true") > capital_at_end("false"));
}

}  // namespace credit_rules_test

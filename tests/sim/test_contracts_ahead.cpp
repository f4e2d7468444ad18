// Compute that is signed ahead of capacity: what nobody signs, owes, takes or gives up, in running
// worlds; and what of it lenders and plans count.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/compute/contracts.hpp"
#include "sim/credit/cash_view.hpp"
#include "sim/credit/outlook.hpp"
#include "sim/measure/metrics.hpp"
#include "sim/planning/compute_contracts.hpp"
#include "sim/planning/contract_cuts.hpp"
#include "sim/planning/contracts_ahead.hpp"
#include "tests/sim/owed_hours.hpp"
#include "tests/sim/spoil.hpp"
#include "tests/sim/world_fixture.hpp"

namespace contracts_ahead_test {

using namespace overbuild;
using world_fixture::Overrides;

world_fixture::Case ahead(const std::string& preset, Overrides more = {},
                          const std::string& years = "8") {
  Overrides overrides = {{"population.enterprises", "200"},
                         {"run.years", years},
                         {"blocks.labs.contracts_ahead", "true"}};
  overrides.insert(overrides.end(), more.begin(), more.end());
  return world_fixture::load("configs/" + preset + ".yaml", overrides);
}

/// usd due in later years by payer and payee.
std::map<std::pair<AccountId, AccountId>, std::vector<Money>> owed_by_pair(const World& w) {
  std::map<std::pair<AccountId, AccountId>, std::vector<Money>> pairs;
  for (const CommitmentId id : w.books.commitments.open(CommitmentKind::compute)) {
    const Commitment& c = w.books.commitments.at(id);
    std::vector<Money>& due = pairs[{c.payer, c.payee}];
    due.resize(20, Money::zero());
    for (int k = 0; k < 20; ++k)
      due[static_cast<std::size_t>(k)] += c.due_in(w.inputs.year + 1 + k);
  }
  return pairs;
}

TEST_CASE("nobody signs for more than the limit") {
  int bound = 0;
  for (const char* cap : {"0.1", "0.3", "1.5"}) {
    CAPTURE(cap);
    SimulationOptions options;
    int signed_somewhere = 0;
    options.tamper = [&](World& w, int) {
      // More wants more: labs plan as if they had ten times the budget.
      for (double& usd : w.labs.research_usd) usd *= 10.0;
      const auto views = view_cash(w);
      std::map<AccountId, Money> before;
      for (const Tenant& tenant : tenants(w, views)) {
        before[tenant.account] = owed_for_compute(w, tenant.account);
      }
      sign_ahead(w, views);
      for (const Tenant& tenant : tenants(w, views)) {
        const Money owed = owed_for_compute(w, tenant.account);
        const Money limit = commitment_limit(w, tenant);
        CHECK(owed >= before[tenant.account]);
        CHECK(owed <= std::max(limit, before[tenant.account]));
        signed_somewhere += owed > before[tenant.account] ? 1 : 0;
        bound += owed > before[tenant.account] && limit - owed < Money::from_usd(1e6) ? 1 : 0;
      }
    };
    world_fixture::run(ahead("ai-2026", {{"lab_market.commitment_cap", cap}}, "5"), options);
    CHECK(signed_somewhere > 0);
  }
  CHECK(bound > 0);
}

TEST_CASE("next year's hours are there, those of later years need not be") {
  for (const char* preset : {"ai-2022", "ai-2026"}) {
    const Recording run = world_fixture::run(ahead(preset));
    double ahead_of_capacity = 0.0;
    for (int year = run.first_year + 1; year < run.first_year + run.years; ++year) {
      const double all = run.value(year, "hours_signed"_metric);
      const double beyond = run.value(year, "hours_signed_ahead"_metric);
      CHECK(beyond >= 0.0);
      CHECK(beyond <= all);
      ahead_of_capacity += beyond;
    }
    CHECK(ahead_of_capacity > 0.0);
  }
}

TEST_CASE("labs take no fewer hours than they owe") {
  for (const char* steady : {"false", "true"}) {
    CAPTURE(steady);
    const auto world = ahead("ai-2026", {{"blocks.labs.steady_research", steady}});
    CHECK(owed_hours::asked_for_when_owed(world) > 0);
  }
}

TEST_CASE("a contract begins and ends with hours, and a builder with own uses alone rents none") {
  SimulationOptions options;
  int signed_now = 0;
  options.tamper = [&](World& w, int) {
    const spoil::Kept kept(w);
    w.builders.sold_hours = w.builders.core_hours;
    const std::size_t before = w.books.commitments.open(CommitmentKind::compute).size();
    for (double& usd : w.labs.research_usd) usd *= 10.0;
    sign_ahead(w, view_cash(w));
    const auto open = w.books.commitments.open(CommitmentKind::compute);
    for (std::size_t k = before; k < open.size(); ++k) {
      const Commitment& contract = w.books.commitments.at(open[k]);
      ++signed_now;
      CHECK(contract.quantity.front() > 0);
      CHECK(contract.quantity.back() > 0);
      for (const AccountId builder : w.builders.account) CHECK(contract.payer != builder);
    }
  };
  world_fixture::run(ahead("ai-2026", {}, "4"), options);
  CHECK(signed_now > 0);
}

TEST_CASE("with no cover nothing is signed") {
  for (const char* preset : {"ai-2026", "cloud-2009", "telecom-1996", "toy"}) {
    CAPTURE(preset);
    const Recording run = world_fixture::run(ahead(preset, {{"lab_market.contract_cover", "0"}}));
    for (const EventRow& event : run.events) CHECK(event.kind != "compute_contract");
    for (int year = run.first_year + 1; year < run.first_year + run.years; ++year) {
      CHECK(run.value(year, "hours_signed"_metric) == 0.0);
    }
  }
}

TEST_CASE("rows in any order sign, cut and build the same, bit for bit") {
  for (const char* cap : {"0.2", "1.5"}) {
    CAPTURE(cap);
    const auto world =
        ahead("ai-2026",
              {{"blocks.buyers.family_shares", "true"}, {"lab_market.commitment_cap", cap}}, "5");
    auto turned = world;
    for_each_roster(turned.parameters, [](const RoleInfo&, auto& roster) {
      std::reverse(roster.begin(), roster.end());
    });
    turned.parameters.vendor.tastes_about = world.parameters.vendors.front().first;
    std::reverse(turned.parameters.stakes.begin(), turned.parameters.stakes.end());
    std::reverse(turned.parameters.commitments.begin(), turned.parameters.commitments.end());
    CHECK(world_fixture::run(turned).result_digest == world_fixture::run(world).result_digest);
  }
}

/// What a builder reckons with, written down again from what is public.
CutRequest reckoning(const World& w, AccountId tenant, double claims) {
  CutRequest request{{}, 0.0, 1.0, 0.0, 0, 0.0};
  for (const FundingRecord& record : w.credit.records) {
    if (record.firm == tenant) request.default_probability = record.default_probability;
  }
  request.rate = w.exogenous.base_rate + w.inputs.parameters.capex.risk_premium;
  request.claim_years = static_cast<int>(w.inputs.parameters.resolution.contract_claim_years);
  const double capital = w.books.ledger.balance(tenant, Instrument::equipment).usd() +
                         w.books.ledger.balance(tenant, Instrument::shells).usd();
  const double has = std::max(w.books.cash(tenant), 0.0) +
                     capital * std::min(w.public_record.sale_price_to_book, 1.0);
  request.recovery = std::clamp(has / (w.books.debt.owed(tenant).usd() + claims), 0.0, 1.0);
  return request;
}

TEST_CASE("a cut leaves no builder worse off than a failure, and what is cut balances") {
  SimulationOptions options;
  int cuts = 0, all_agreed = 0;
  options.tamper = [&](World& w, int year) {
    // A year in three labs are worth next to nothing.
    if (year % 3 == 0) {
      for (double& usd : w.labs.equity_value) usd *= 0.02;
    }
    const auto views = view_cash(w);
    const auto before = owed_by_pair(w);
    std::map<AccountId, bool> agreed;  // to be let off by whomever it owes for later years
    std::map<AccountId, Money> next;
    const Money paid = w.books.commitments.total();
    cut_contracts(w, views);
    const auto after = owed_by_pair(w);
    Money less = Money::zero();
    std::map<AccountId, double> claims;
    const auto years =
        static_cast<std::size_t>(w.inputs.parameters.resolution.contract_claim_years);
    for (const auto& [pair, due] : before) {
      for (std::size_t k = 0; k < years; ++k) claims[pair.first] += due[k].usd();
    }
    for (const auto& [pair, due] : before) {
      const std::vector<Money>& rest = after.at(pair);
      CHECK(rest[0] == due[0]);
      CutRequest request = reckoning(w, pair.first, claims[pair.first]);
      double worth = 0.0, factor = 1.0;
      Money cut = Money::zero();
      for (std::size_t k = 0; k < due.size(); ++k) {
        CHECK(rest[k] <= due[k]);
        cut += due[k] - rest[k];
        factor *= (1.0 - request.default_probability) / (1.0 + request.rate);
        worth += factor * rest[k].usd();
        request.due.push_back(due[k].usd());
      }
      less += cut;
      next.try_emplace(pair.first, Money::zero()).first->second += due[0];
      const bool later =
          std::any_of(due.begin() + 1, due.end(), [](Money usd) { return usd > Money::zero(); });
      if (later) {
        const auto known = agreed.try_emplace(pair.first, true).first;
        known->second = known->second && !cut.is_zero();
      }
      if (cut.is_zero()) continue;
      ++cuts;
      CHECK(worth >= worth_in_failure(request) * (1.0 - 1e-6) - 1.0);
    }
    CHECK(w.books.commitments.total() + less == paid);
    for (const Tenant& tenant : tenants(w, views)) {
      const Money owed = owed_for_compute(w, tenant.account);
      if (!agreed.contains(tenant.account) || !agreed.at(tenant.account)) continue;
      ++all_agreed;
      CHECK(owed <=
            std::max(commitment_limit(w, tenant), next.at(tenant.account)) + Money::from_usd(1.0));
    }
  };
  const Recording run = world_fixture::run(ahead("ai-2026", {}, "10"), options);
  CHECK(run.identities_checked > 0);
  CHECK(cuts > 0);
  CHECK(all_agreed > 0);
}

TEST_CASE(
    "a builder agrees to a cut the less, the surer the tenant fails and the more that brings") {
  CutRequest request{{10.0, 10.0, 10.0, 10.0}, 0.5, 0.02, 0.1, 3, 0.1};
  CHECK(worth_of_rest(request) > worth_in_failure(request));
  CutRequest doubtful = request, rich = request, deep = request;
  doubtful.default_probability = 0.9;
  CHECK(worth_of_rest(doubtful) < worth_of_rest(request));
  CHECK(worth_of_rest(doubtful) < worth_in_failure(doubtful));
  rich.recovery = 1.0;
  CHECK(worth_in_failure(rich) == doctest::Approx(30.0));
  CHECK(worth_of_rest(rich) < worth_in_failure(rich));
  deep.cut = 1.0;
  CHECK(worth_of_rest(deep) == doctest::Approx(10.0 * 0.98 / 1.1));
}

TEST_CASE("lenders count what better tenants have signed, and nothing of others") {
  SimulationOptions options;
  int counted = 0;
  options.tamper = [&](World& w, int) {
    REQUIRE_FALSE(w.credit.rating.empty());
    const std::vector<double> rating = w.credit.rating;
    std::vector<double> gain;
    for (const AccountId builder : w.builders.account) {
      gain.push_back(signed_gain(w, builder));
      CHECK(gain.back() >= 0.0);
      counted += gain.back() > 0.0 ? 1 : 0;
    }
    // Nobody is better than anybody.
    w.credit.rating.assign(rating.size(), 0.01);
    for (const AccountId builder : w.builders.account) CHECK(signed_gain(w, builder) == 0.0);
    // Tenants that are sure to pay count all that they have signed.
    for (std::size_t b = 0; b < w.builders.size(); ++b) {
      w.credit.rating.assign(rating.size(), 0.0);
      w.credit.rating[w.builders.account[b].value] = 0.5;
      CHECK(signed_gain(w, w.builders.account[b]) >= gain[b]);
    }
    w.credit.rating = rating;
  };
  world_fixture::run(ahead("ai-2026"), options);
  CHECK(counted > 0);
}

TEST_CASE("what is needed, and at which price it is let, rests on the own row and what is public") {
  SimulationOptions options;
  options.tamper = [](World& w, int) {
    const Labs labs = w.labs;
    for (std::size_t l = 0; l < labs.size(); ++l) {
      const double needed = hours_needed(w, l);
      for (std::size_t k = 0; k < labs.size(); ++k) {
        if (k == l) continue;
        w.labs.research_usd[k] = w.labs.expected_inference_hours[k] = -3.75;
        w.labs.equity_value[k] = w.labs.revenue[k] = 1e15;
      }
      CHECK(hours_needed(w, l) == needed);
      w.labs = labs;
    }
    const Builders builders = w.builders;
    for (std::size_t b = 0; b < builders.size(); ++b) {
      const double price = contract_price(w, b, 4);
      for (std::size_t k = 0; k < builders.size(); ++k) {
        if (k == b) continue;
        w.builders.expected_growth[k] = w.builders.hurdle[k] = w.builders.private_view[k] = 1e12;
        w.builders.order_units[k] = w.builders.profitability[k] = -3.75;
      }
      CHECK(contract_price(w, b, 4) == price);
      w.builders = builders;
    }
  };
  world_fixture::run(ahead("ai-2026", {}, "4"), options);
}

}  // namespace contracts_ahead_test

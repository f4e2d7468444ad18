#include "sim/credit/lending.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "agents/lender.hpp"
#include "sim/compute/families.hpp"
#include "sim/failure/used_market.hpp"
#include "sim/parameters/family.hpp"

namespace overbuild {

CreditRules credit_rules(Parts<const Inputs> world) {
  const CreditParameters& p = world.inputs.parameters.credit;
  return {p.pd_constant, p.pd_leverage,   p.pd_coverage,
          p.pd_runway,   p.pd_collateral, p.pd_volatility};
}

void subscribe(Parts<Books> world, AccountId fund, Money amount) {
  const Money missing = amount - std::max(world.books.ledger.cash(fund), Money::zero());
  if (missing > Money::zero()) {
    world.books.ledger.issue(world.books.economy, fund, Instrument::fund_shares,
                             FlowRow::fund_shares, missing);
  }
}

CovenantTest test_covenants(
    Parts<const Inputs, const Books, const Builders, const CreditMarket> world, AccountId firm,
    const Borrower& borrower) {
  const CreditParameters& rules = world.inputs.parameters.credit;
  CovenantTest test;
  if (world.books.debt.owed(firm, Instrument::loans).is_zero()) return test;
  if (borrower.interest > 0.0) test.interest_cover = borrower.ebitda / borrower.interest;
  const bool thin = borrower.interest > 0.0 && test.interest_cover < rules.covenant_interest_cover;
  const std::size_t b = builder_row(world, firm);
  if (b == SIZE_MAX) {
    test.breached = thin;
    return test;
  }
  // Who is still building its first sites has nothing yet that could be tested.
  if (world.inputs.year <= world.credit.founding[b].until) return test;
  const double value = std::max(borrower.saleable_assets, 1.0);
  test.loan_to_value = borrower.secured / value;
  test.breached = thin || test.loan_to_value > rules.covenant_loan_to_value;
  return test;
}

namespace {

/// Lenders by the riskiest borrower they take, the most careful first.
std::vector<std::size_t> careful_first(Parts<const Inputs, const Lenders> world) {
  const Parameters& p = world.inputs.parameters;
  const auto key = [&](std::size_t l) { return luck_of(p, world.lenders, l).value; };
  std::vector<std::size_t> order(world.lenders.size());
  for (std::size_t l = 0; l < order.size(); ++l) order[l] = l;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const double pa = world.lenders.worst_default_probability[a];
    const double pb = world.lenders.worst_default_probability[b];
    return std::tuple(pa, key(a), a) < std::tuple(pb, key(b), b);
  });
  return order;
}

/// [lenders] usd.
struct Exposure {
  std::vector<double> lent;   ///< to a name
  std::vector<double> drawn;  ///< of that, by others of its rows this year
};

Exposure exposure_to(Parts<const Inputs, const Books, const Lenders> world,
                     const BorrowerName& name) {
  const std::size_t n = world.lenders.size();
  Exposure exposure{std::vector<double>(n, 0.0), std::vector<double>(n, 0.0)};
  for (const AccountId row : name.rows) {
    for (const ClaimId id : world.books.debt.claims_of(row)) {
      const Claim claim = world.books.debt.claim(id);
      const bool fresh = row != name.rows.front() && claim.issued == world.inputs.year;
      for (std::size_t l = 0; l < n; ++l) {
        if (claim.creditor != world.lenders.account[l]) continue;
        exposure.lent[l] += claim.principal.usd();
        if (fresh) exposure.drawn[l] += claim.principal.usd();
      }
    }
  }
  return exposure;
}

/// What a lender would add to its claims on a borrower: of what it would lend the name in the year
/// the borrower's part, as far as that is still there.
double offer_to_row(Parts<const Inputs, const Lenders, const CreditMarket> world, std::size_t l,
                    const BorrowerName& name, const Exposure& exposure, double room) {
  const CreditParameters& p = world.inputs.parameters.credit;
  const double appetite = world.credit.appetite_left[l], drawn = exposure.drawn[l];
  const double to_name =
      lender_offer(p, world.lenders, l, appetite + drawn, exposure.lent[l] - drawn, HUGE_VAL);
  const double left = lender_offer(p, world.lenders, l, appetite, exposure.lent[l], room);
  return std::min(to_name * name.part, left);
}

/// [lenders] first of the rows that offer together: those of one family, or each alone.
std::vector<std::size_t> offering_together(Parts<const Inputs, const Lenders> world) {
  const Parameters& p = world.inputs.parameters;
  std::vector<std::size_t> first(world.lenders.size());
  for (std::size_t l = 0; l < first.size(); ++l) {
    first[l] = l;
    for (std::size_t k = 0; p.family_shares && k < first[l]; ++k) {
      if (family_of(p.lenders[k]) == family_of(p.lenders[l])) first[l] = k;
    }
  }
  return first;
}

/// New capital is pledged first, then the newest cohort that there is.
Collateral pledge(Parts<const Inputs, const Capital> world, std::size_t b) {
  for (int v = world.inputs.year; v >= world.capital.equipment.first_vintage(); --v) {
    if (world.capital.equipment.at(b, v).units > 0) return {AssetLayer::equipment, v};
    if (world.capital.shells.at(b, v).units > 0) return {AssetLayer::shells, v};
  }
  return {};
}

}  // namespace

Offers collect_offers(Parts<const Inputs, const Exogenous, const Books, const Builders,
                            const Lenders, const CreditMarket>
                          world,
                      const BorrowerName& name, const Borrower& borrower,
                      double default_probability_now) {
  const AccountId firm = name.rows.front();
  const CreditRules rules = credit_rules(world);
  const CreditParameters& p = world.inputs.parameters.credit;
  const double coupon = world.exogenous.base_rate + 0.5 * default_probability_now;
  const bool breached = world.credit.breached[firm.value] != 0;
  const bool has_assets = builder_row(world, firm) != SIZE_MAX;
  double on_collateral =
      has_assets ? std::max(p.loan_to_value * borrower.saleable_assets - borrower.secured, 0.0)
                 : HUGE_VAL;
  const Exposure exposure = exposure_to(world, name);
  Offers offers;
  offers.room.assign(world.lenders.size(), 0.0);
  const std::vector<std::size_t> leader = offering_together(world);
  for (const std::size_t l : careful_first(world)) {
    const bool bonds = world.lenders.bonds[l] != 0;
    if (leader[l] != l || (!bonds && breached)) continue;
    std::vector<double> most(leader.size(), 0.0);
    double together = 0.0;
    for (std::size_t row = l; row < leader.size(); ++row) {
      if (leader[row] != l) continue;
      most[row] = offer_to_row(world, row, name, exposure, bonds ? HUGE_VAL : on_collateral);
      together += most[row];
    }
    if (together <= 0.0) continue;
    const double room =
        debt_room(rules, borrower, world.lenders.worst_default_probability[l], coupon);
    const double limit = bonds ? together : std::min(together, on_collateral);
    const double offered = std::clamp(room - offers.total, 0.0, limit);
    for (std::size_t row = l; row < leader.size(); ++row) {
      if (leader[row] == l) offers.room[row] = offered * (most[row] / together);
    }
    offers.total += offered;
    if (!bonds) on_collateral -= offered;
  }
  return offers;
}

double draw(Parts<const Inputs, const Exogenous, const Builders, const Capital, Books, Lenders,
                  CreditMarket>
                world,
            AccountId firm, const Borrower& borrower, const Offers& offers, double need) {
  if (need <= 0.0 || offers.total <= 0.0) return 0.0;
  const double share = std::min(need / offers.total, 1.0);
  Borrower after = borrower;
  after.debt += share * offers.total;
  const double probability = default_probability(credit_rules(world), after);
  const RankLosses losses = losses_by_rank(after);
  const std::size_t b = builder_row(world, firm);
  const int maturity = world.inputs.year + static_cast<int>(world.inputs.parameters.capex.term);
  double raised = 0.0;
  for (std::size_t l = 0; l < offers.room.size(); ++l) {
    const Money amount = Money::from_usd(share * offers.room[l]);
    if (amount <= Money::zero()) continue;
    // Firms without a bond market borrow from the same funds by loan.
    const bool bonds =
        world.lenders.bonds[l] != 0 && may_owe(Instrument::bonds, world.books.ledger.sector(firm));
    // Loans to firms with assets are secured; bonds of those who take the worst names come last.
    const bool junior = bonds && world.lenders.worst_default_probability[l] > 0.1;
    const ClaimClass rank = !bonds && b != SIZE_MAX ? ClaimClass::secured
                            : junior                ? ClaimClass::subordinated
                                                    : ClaimClass::senior;
    const double lost = rank == ClaimClass::secured  ? losses.secured
                        : rank == ClaimClass::senior ? losses.senior
                                                     : losses.subordinated;
    const double spread = expected_loss_spread(probability, lost) + world.lenders.spread_add[l] +
                          world.exogenous.spread_shock;
    subscribe(world, world.lenders.account[l], amount);
    lend(world.books.ledger, world.books.debt,
         {firm, world.lenders.account[l], rank, bonds ? Instrument::bonds : Instrument::loans,
          amount, world.exogenous.base_rate + spread, maturity, world.inputs.year,
          rank == ClaimClass::secured ? pledge(world, b) : Collateral{}});
    const double usd = amount.usd();
    raised += usd;
    world.credit.appetite_left[l] -= usd;
    world.lenders.lent[l] += usd;
    world.credit.lent += usd;
    world.credit.spread_sum += spread * usd;
  }
  return raised;
}

}  // namespace overbuild

#include "sim/credit/lending.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "agents/lender.hpp"
#include "core/math.hpp"
#include "sim/compute/families.hpp"
#include "sim/credit/outlook.hpp"
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
  const DebtBook& debt = world.books.debt;
  for (const AccountId debtor : name.rows) {
    for (const std::uint32_t row : debt.rows_of(debtor)) {
      const double principal = debt.principals()[row].usd();
      const bool fresh =
          debtor != name.rows.front() && debt.issue_years()[row] == world.inputs.year;
      for (std::size_t l = 0; l < n; ++l) {
        if (debt.creditors()[row] != world.lenders.account[l]) continue;
        exposure.lent[l] += principal;
        if (fresh) exposure.drawn[l] += principal;
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
  Offers offers;
  if (p.risk_price) offers.spread = spread_after(world, firm, borrower, 0.0);
  const double coupon =
      world.exogenous.base_rate + (p.risk_price ? offers.spread : 0.5 * default_probability_now);
  const bool breached = world.credit.breached[firm.value] != 0;
  const bool has_assets = builder_row(world, firm) != SIZE_MAX;
  double on_collateral =
      has_assets ? std::max(p.loan_to_value * borrower.saleable_assets - borrower.secured, 0.0)
                 : HUGE_VAL;
  const Exposure exposure = exposure_to(world, name);
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

Terms terms_of(Parts<const Inputs> world, bool bonds, bool on_equipment) {
  const CreditParameters& p = world.inputs.parameters.credit;
  const auto years = [](double of) { return static_cast<int>(of + 0.5); };
  if (!p.instalments) {
    const int term = static_cast<int>(world.inputs.parameters.capex.term);
    return {term, term};
  }
  if (bonds) return {years(p.bond_first_year), years(p.bond_last_year)};
  return {1, years(on_equipment ? p.equipment_loan_years : p.loan_years)};
}

namespace {

/// A loan on these terms to a firm that has drawn it.
LoanView loan_on_terms(Parts<const Inputs, const CreditMarket> world, const Borrower& after,
                       const Terms& terms) {
  const bool repaid = terms.first == 1 && terms.last > 1;
  const int years = repaid ? terms.last : (terms.first + terms.last + 1) / 2;
  return view_loan(credit_rules(world), after, years, repaid, remembered_default_rate(world));
}

/// Interest is set on the balance after the loan is drawn, and is part of what the loan is judged
/// by: first without it, then with it.
LoanView drawn_loan(Parts<const Inputs, const Exogenous, const CreditMarket> world, Borrower after,
                    double amount, const Terms& terms) {
  const double price = world.inputs.parameters.credit.price_of_risk;
  const double before = after.interest;
  LoanView loan = loan_on_terms(world, after, terms);
  const double spread = risk_spread(loan.probability, loan.losses.senior, price);
  after.interest = before + amount * (world.exogenous.base_rate + spread);
  return loan_on_terms(world, after, terms);
}

double loss_of(const RankLosses& losses, ClaimClass rank) {
  return rank == ClaimClass::secured  ? losses.secured
         : rank == ClaimClass::senior ? losses.senior
                                      : losses.subordinated;
}

/// What one lender buys of a firm's debt, as `draw` splits it.
struct Tranche {
  bool bonds = false;
  ClaimClass rank = ClaimClass::senior;
};

Tranche tranche_of(Parts<const Books, const Builders, const Lenders> world, AccountId firm,
                   std::size_t l) {
  // Firms without a bond market borrow from the same funds by loan.
  const bool bonds =
      world.lenders.bonds[l] != 0 && may_owe(Instrument::bonds, world.books.ledger.sector(firm));
  // Loans to firms with assets are secured; bonds of those who take the worst names come last.
  const bool junior = bonds && world.lenders.worst_default_probability[l] > 0.1;
  const bool assets = builder_row(world, firm) != SIZE_MAX;
  return {bonds, !bonds && assets ? ClaimClass::secured
                 : junior         ? ClaimClass::subordinated
                                  : ClaimClass::senior};
}

/// The borrower with what it draws, by rank.
Borrower with_draw(Parts<const Inputs, const Books, const Builders, const Lenders> world,
                   AccountId firm, Borrower after, const Offers& offers, double share) {
  after.debt += share * offers.total;
  if (!world.inputs.parameters.credit.risk_price) return after;
  for (std::size_t l = 0; l < offers.room.size(); ++l) {
    const ClaimClass rank = tranche_of(world, firm, l).rank;
    if (rank == ClaimClass::secured) after.secured += share * offers.room[l];
    if (rank == ClaimClass::senior) after.senior += share * offers.room[l];
  }
  return after;
}

/// Loans and bonds of one draw, as lenders look at them.
struct DrawView {
  Terms loan_terms, bond_terms;
  LoanView loan, bond;
};

DrawView view_draw(Parts<const Inputs, const Exogenous, const CreditMarket> world,
                   const Borrower& after, double amount, bool on_equipment) {
  DrawView view{terms_of(world, false, on_equipment), terms_of(world, true, false), {}, {}};
  if (world.inputs.parameters.credit.risk_price) {
    view.loan = drawn_loan(world, after, amount, view.loan_terms);
    view.bond = drawn_loan(world, after, amount, view.bond_terms);
    return view;
  }
  constexpr int horizon = 5;
  const double yearly = default_probability(credit_rules(world), after);
  view.loan = {yearly, 1.0 - pow_(1.0 - yearly, horizon), losses_by_rank(after)};
  view.bond = view.loan;
  return view;
}

/// What a lender asks over the base rate when it has lent `amount` more.
double asked_spread(Parts<const Inputs, const Exogenous, const Lenders> world, std::size_t l,
                    const LoanView& loan, ClaimClass rank, double amount) {
  const CreditParameters& p = world.inputs.parameters.credit;
  const double lost = loss_of(loan.losses, rank);
  if (!p.risk_price) {
    return expected_loss_spread(loan.probability, lost) + world.lenders.spread_add[l] +
           world.exogenous.spread_shock;
  }
  const double price = price_of_risk(p, world.lenders, l, world.lenders.lent[l] + amount);
  const double added = p.lenders_live_on ? 0.0 : world.lenders.spread_add[l];
  return risk_spread(loan.probability, lost, price) + added + world.exogenous.spread_shock;
}

}  // namespace

double spread_after(Parts<const Inputs, const Exogenous, const Builders, const CreditMarket> world,
                    AccountId firm, Borrower after, double amount) {
  const bool assets = builder_row(world, firm) != SIZE_MAX;
  after.debt += amount;
  (assets ? after.secured : after.senior) += amount;
  const LoanView loan = drawn_loan(world, after, amount, terms_of(world, false, assets));
  return risk_spread(loan.probability, assets ? loan.losses.secured : loan.losses.senior,
                     world.inputs.parameters.credit.price_of_risk) +
         world.exogenous.spread_shock;
}

Drawn draw(Parts<const Inputs, const Exogenous, const Builders, const Capital, Books, Lenders,
                 CreditMarket>
               world,
           AccountId firm, const Borrower& borrower, const Offers& offers, double need) {
  if (need <= 0.0 || offers.total <= 0.0) return {};
  const double share = std::min(need / offers.total, 1.0);
  const Borrower after = with_draw(world, firm, borrower, offers, share);
  const std::size_t b = builder_row(world, firm);
  const Collateral pledged = b != SIZE_MAX ? pledge(world, b) : Collateral{};
  const bool on_equipment = pledged.any() && pledged.layer == AssetLayer::equipment;
  const DrawView view = view_draw(world, after, share * offers.total, on_equipment);
  Drawn drawn{0.0, 0.0, view.loan.five_years};
  for (std::size_t l = 0; l < offers.room.size(); ++l) {
    const Money amount = Money::from_usd(share * offers.room[l]);
    if (amount <= Money::zero()) continue;
    const double usd = amount.usd();
    const Tranche tranche = tranche_of(world, firm, l);
    const LoanView& loan = tranche.bonds ? view.bond : view.loan;
    const Terms& terms = tranche.bonds ? view.bond_terms : view.loan_terms;
    const double spread = asked_spread(world, l, loan, tranche.rank, usd);
    subscribe(world, world.lenders.account[l], amount);
    lend_in_parts(world.books.ledger, world.books.debt,
                  {firm, world.lenders.account[l], tranche.rank,
                   tranche.bonds ? Instrument::bonds : Instrument::loans, amount,
                   world.exogenous.base_rate + spread, 0, world.inputs.year,
                   tranche.rank == ClaimClass::secured ? pledged : Collateral{}},
                  world.inputs.year + terms.first, world.inputs.year + terms.last);
    drawn.usd += usd;
    drawn.spread += spread * usd;
    world.credit.appetite_left[l] -= usd;
    world.lenders.lent[l] += usd;
    world.credit.lent += usd;
    world.credit.spread_sum += spread * usd;
  }
  if (drawn.usd > 0.0) drawn.spread /= drawn.usd;
  return drawn;
}

}  // namespace overbuild

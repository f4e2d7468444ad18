#include "sim/credit/vendor_finance.hpp"

#include <algorithm>
#include <cmath>

#include "core/math.hpp"
#include "sim/compute/costs.hpp"
#include "sim/compute/families.hpp"
#include "sim/credit/equity.hpp"
#include "sim/credit/facilities.hpp"
#include "sim/failure/used_market.hpp"

namespace overbuild {

bool worth_supporting(double margin, double purchases, double default_probability, double loss) {
  return margin * purchases * (1.0 - default_probability) > default_probability * loss;
}

namespace {

/// Yearly default probability over the term of the support.
double over_term(Parts<const Inputs> world, double yearly) {
  return 1.0 - pow_(1.0 - std::min(yearly, 0.999), world.inputs.parameters.vendor.finance_term);
}

}  // namespace

double gross_margin(Parts<const Vendors> world, std::size_t v) {
  return 1.0 - world.vendors.unit_cost[v] / std::max(world.vendors.price[v], 1e-9);
}

double room_for_customers(Parts<const Inputs, const Books, const Vendors, const YearTally> world,
                          std::size_t v) {
  const AccountId account = world.vendors.account[v];
  double promised = 0.0;
  for (const CommitmentId id : world.books.commitments.open(CommitmentKind::backstop)) {
    const Commitment& backstop = world.books.commitments.at(id);
    if (backstop.payer != account) continue;
    for (const Money due : backstop.due) promised += due.usd();
  }
  promised += promised_facilities(world, account);
  const double limit =
      world.inputs.parameters.vendor.finance_share * world.tally.vendor_sales[v].usd() -
      world.books.debt.lent(account).usd() - promised - world.tally.stakes.by_vendors[v];
  return std::max(limit, 0.0);
}

bool would_support(Parts<const Inputs, const Vendors> world, std::size_t v,
                   double default_probability, double loss) {
  return worth_supporting(gross_margin(world, v), 1.0, over_term(world, default_probability), loss);
}

void lend_to_builder(
    Parts<const Inputs, const Exogenous, const Builders, const CreditMarket, Books> world,
    AccountId vendor, AccountId builder, Money amount, const Borrower& borrower,
    double default_probability) {
  const Parameters& p = world.inputs.parameters;
  const int years = static_cast<int>(p.vendor.finance_term);
  const int first = p.credit.instalments ? 1 : years;
  const double spread = p.credit.risk_price ? spread_after(world, builder, borrower, amount.usd())
                                            : expected_loss_spread(default_probability,
                                                                   losses_by_rank(borrower).senior);
  lend_in_parts(world.books.ledger, world.books.debt,
                {builder, vendor, ClaimClass::vendor, Instrument::vendor_loans, amount,
                 world.exogenous.base_rate + spread, 0, world.inputs.year},
                world.inputs.year + first, world.inputs.year + years);
}

double money_for_customers(Parts<const Inputs, const Books, const Vendors, const YearTally> world,
                           std::size_t v) {
  const AccountId account = world.vendors.account[v];
  const double kept =
      world.inputs.parameters.vendors[v].second.cash + world.vendors.foundry_commitment[v];
  return std::max(std::min(world.books.cash(account) - kept, room_for_customers(world, v)), 0.0);
}

namespace {

double owed_for_equipment(Parts<const Books> world, AccountId builder, AccountId vendor) {
  double usd = 0.0;
  for (const Obligation& due : world.books.dues.list) {
    const bool bill = due.row == FlowRow::equipment || due.row == FlowRow::prepaid_and_trade_credit;
    if (due.debtor == builder && due.creditor == vendor && bill) {
      usd += due.due.usd();
    }
  }
  return usd;
}

}  // namespace

double part_spent_on_equipment(
    Parts<const Inputs, const Exogenous, const Vendors, const Capital> world) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const double price = first_equipment_price(world);
  const double equipment =
      price * annuity(world.exogenous.base_rate + capex.risk_premium, capex.planned_life);
  const double all = full_cost_of_capacity(world) * hours_a_year * capex.sustainable_load *
                     world.inputs.parameters.rental.target_tightness;
  return all > 0.0 ? std::clamp(equipment / all, 0.0, 1.0) : 0.0;
}

namespace {

/// Whole usd that each vendor gives of what is needed, up to its limit: as listed one after the
/// other or, where rows may be parts of one, all alike.
std::vector<double> shared_support(const Parameters& p, double need,
                                   const std::vector<double>& limit) {
  double together = 0.0;
  for (const double usd : limit) together += usd;
  const double share = together > need ? need / together : 1.0;
  std::vector<double> given(limit.size(), 0.0);
  for (std::size_t v = 0; v < given.size() && need > 1.0; ++v) {
    given[v] = std::floor(p.family_shares ? share * limit[v] : std::min(need, limit[v]));
    if (!p.family_shares) need -= given[v];
  }
  return given;
}

}  // namespace

double lend_to_customer(Parts<const Inputs, const Exogenous, const Builders, const Vendors,
                              const CreditMarket, const YearTally, Books, Journal>
                            world,
                        AccountId builder, double need, const Borrower& borrower,
                        double default_probability) {
  if (world.inputs.is_frozen(Role::vendor)) return 0.0;
  const double risk = over_term(world, default_probability);
  const RankLosses losses = losses_by_rank(borrower);
  std::vector<double> limit(world.vendors.size(), 0.0);
  for (std::size_t v = 0; v < limit.size(); ++v) {
    if (!world.vendors.alive[v]) continue;
    if (!worth_supporting(gross_margin(world, v), 1.0, risk, losses.senior)) continue;
    const double money = money_for_customers(world, v);
    if (money == 0.0) continue;
    limit[v] = std::min(money, owed_for_equipment(world, builder, world.vendors.account[v]));
  }
  const std::vector<double> given = shared_support(world.inputs.parameters, need, limit);
  double lent = 0.0;
  for (std::size_t v = 0; v < given.size(); ++v) {
    const AccountId vendor = world.vendors.account[v];
    const Money amount = Money::from_usd(given[v]);
    if (amount <= Money::zero()) continue;
    lend_to_builder(world, vendor, builder, amount, borrower, default_probability);
    record_event(world, "P8", "vendor_loan", account_name(world, builder),
                 account_name(world, vendor), amount,
                 "for equipment that others would not finance");
    lent += amount.usd();
  }
  return lent;
}

double buy_into_customer(
    Parts<const Inputs, const Exogenous, const Vendors, const Capital, Books, YearTally, Journal>
        world,
    AccountId lab, double need, double value, double default_probability) {
  if (world.inputs.is_frozen(Role::vendor) || value < 1.0) return 0.0;
  const double risk = over_term(world, default_probability);
  const double cap = world.inputs.parameters.equity.dilution_cap;
  need = std::min(need, value * cap / (1.0 - cap));
  std::vector<double> limit(world.vendors.size(), 0.0);
  for (std::size_t v = 0; v < limit.size(); ++v) {
    if (!world.vendors.alive[v]) continue;
    if (!worth_supporting(gross_margin(world, v), part_spent_on_equipment(world), risk, 1.0))
      continue;
    limit[v] = money_for_customers(world, v);
  }
  const std::vector<double> given = shared_support(world.inputs.parameters, need, limit);
  double paid = 0.0;
  for (std::size_t v = 0; v < given.size(); ++v) {
    const Money amount = Money::from_usd(given[v]);
    if (amount <= Money::zero()) continue;
    sell_shares(world, world.vendors.account[v], lab, Money::from_usd(value + paid), amount);
    world.tally.stakes.by_vendors[v] += amount.usd();
    record_event(world, "P8", "vendor_stake", account_name(world, lab),
                 account_name(world, world.vendors.account[v]), amount, "new shares of a customer");
    paid += amount.usd();
  }
  return paid;
}

namespace {

/// Whether lenders refused to carry a builder on.
bool doubted(Parts<const Builders, const CreditMarket> world, std::size_t b) {
  const AccountId builder = world.builders.account[b];
  return world.builders.alive[b] && builder.value < world.credit.refused.size() &&
         world.credit.refused[builder.value] != 0;
}

/// usd that a builder has on order with a vendor for next year.
double ordered_for_next_year(Parts<const Inputs, const Capital> world, std::size_t b,
                             std::size_t v) {
  double usd = 0.0;
  for (const EquipmentOrder& order : world.capital.equipment_orders) {
    if (order.builder == b && order.vendor == v && order.due == world.inputs.year + 1)
      usd += static_cast<double>(order.milli_units) / 1000.0 * order.price;
  }
  return usd;
}

/// Unsold capacity is what a backstop pays for; as much as is unsold today is expected to be.
bool worth_backing(Parts<const Inputs, const Builders, const Vendors> world, std::size_t b,
                   std::size_t v) {
  const double unsold =
      1.0 -
      std::min(world.builders.utilisation[b] / world.inputs.parameters.capex.sustainable_load, 1.0);
  return worth_supporting(gross_margin(world, v), 1.0, unsold, 1.0);
}

/// [vendors] part of what doubted customers ordered that a vendor can stand behind: all of it as
/// long as there is something or, where rows may be parts of one, the same of each.
std::vector<double> part_backed(Parts<const Inputs, const Books, const Builders, const Vendors,
                                      const Capital, const CreditMarket, const YearTally>
                                    world) {
  std::vector<double> part(world.vendors.size(), 1.0);
  for (std::size_t v = 0; world.inputs.parameters.family_shares && v < part.size(); ++v) {
    double asked = 0.0;
    for (std::size_t b = 0; b < world.builders.size(); ++b) {
      if (doubted(world, b) && worth_backing(world, b, v))
        asked += ordered_for_next_year(world, b, v);
    }
    if (asked > 0.0) part[v] = std::min(money_for_customers(world, v) / asked, 1.0);
  }
  return part;
}

}  // namespace

void grant_backstops(Parts<const Inputs, const Builders, const Vendors, const Capital,
                           const CreditMarket, const YearTally, Books, Journal>
                         world) {
  if (world.inputs.is_frozen(Role::vendor)) return;
  const auto years = static_cast<std::size_t>(world.inputs.parameters.vendor.finance_term);
  const std::vector<double> part = part_backed(world);
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const AccountId builder = world.builders.account[b];
    if (!doubted(world, b)) continue;
    for (std::size_t v = 0; v < world.vendors.size(); ++v) {
      const double ordered = part[v] * ordered_for_next_year(world, b, v);
      const double yearly = std::min(ordered, money_for_customers(world, v)) /
                            static_cast<double>(std::max<std::size_t>(years, 1));
      if (yearly < 1.0 || !worth_backing(world, b, v)) continue;
      world.books.commitments.sign({CommitmentKind::backstop, world.vendors.account[v], builder,
                                    world.inputs.year + 1,
                                    std::vector<Money>(years, Money::from_usd(yearly)),
                                    std::vector<std::int64_t>(years, 0), 0.0, 0.0});
      record_event(world, "P10", "vendor_backstop", account_name(world, builder),
                   account_name(world, world.vendors.account[v]),
                   Money::from_usd(yearly * static_cast<double>(years)),
                   "capacity that cannot be sold is paid for");
    }
  }
}

void bill_backstops(Parts<const Inputs, const Builders, const ComputeMarket, Books> world) {
  std::vector<double> unsold(world.builders.size());
  for (std::size_t b = 0; b < unsold.size(); ++b) {
    unsold[b] =
        static_cast<double>(world.builders.capacity_hours[b] - world.builders.sold_hours[b]) *
        world.compute.rental_price;
  }
  for (const CommitmentId id : world.books.commitments.open(CommitmentKind::backstop)) {
    const Commitment& backstop = world.books.commitments.at(id);
    const std::size_t b = builder_row(world, backstop.payee);
    if (!backstop.covers(world.inputs.year) || b == SIZE_MAX || !world.builders.alive[b]) continue;
    const double usd = std::clamp(unsold[b], 0.0, backstop.due_in(world.inputs.year).usd());
    unsold[b] -= usd;
    world.books.dues.add(backstop.payer, backstop.payee, FlowRow::compute_contracts, rank::senior,
                         Money::from_usd(usd));
  }
}

}  // namespace overbuild

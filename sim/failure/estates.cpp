#include "sim/failure/estates.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "agents/vendor.hpp"
#include "core/math.hpp"
#include "market/credit.hpp"
#include "sim/credit/equity.hpp"
#include "sim/credit/facilities.hpp"
#include "sim/credit/lending.hpp"
#include "sim/failure/used_market.hpp"
#include "sim/parts/each_role.hpp"

namespace overbuild {

namespace {

template <class Firms>
std::size_t row_in(const Firms& firms, AccountId account) {
  for (std::size_t k = 0; k < firms.size(); ++k) {
    if (firms.account[k] == account) return k;
  }
  return SIZE_MAX;
}

void drop_equipment_orders(Parts<const Builders, Vendors, Capital> world, AccountId firm) {
  const std::size_t b = row_in(world.builders, firm);
  for (EquipmentOrder& order : world.capital.equipment_orders) {
    if (order.builder != b) continue;
    take_off_backlog(world.vendors, order.vendor, order.milli_units);
    order.milli_units = 0;
  }
  std::erase_if(world.capital.equipment_orders,
                [](const EquipmentOrder& o) { return o.milli_units == 0; });
}

/// Nobody delivers what was ordered from a vendor that is gone.
void drop_orders_from(Parts<Vendors, Capital> world, AccountId vendor) {
  std::erase_if(world.capital.equipment_orders, [&](const EquipmentOrder& order) {
    return world.vendors.account[order.vendor] == vendor;
  });
  const std::size_t v = row_in(world.vendors, vendor);
  if (v != SIZE_MAX) world.vendors.backlog_units[v] = 0.0;
}

/// A vendor's stock has no buyer in this market: it is written down to nothing.
void write_down_stock(Parts<Books, Vendors, YearTally> world, AccountId firm) {
  const std::size_t v = row_in(world.vendors, firm);
  if (v == SIZE_MAX) return;
  const Money book = world.books.ledger.balance(firm, Instrument::inventory);
  impair(world.books.ledger, world.books.losses, firm, Instrument::inventory, book);
  world.tally.vendor_scrapped[v] += world.vendors.inventory_units[v];
  world.vendors.inventory_units[v] = 0;
}

/// What the estate could not sell is worth nothing to anybody now; it stands in storage, at no book
/// value, and is offered again every year.
void store_unsold(Parts<const Inputs, const Builders, Books, Capital, Journal> world,
                  AccountId firm) {
  const std::size_t b = row_in(world.builders, firm);
  if (b == SIZE_MAX) return;
  const auto store = [&](Fleet& fleet, Instrument layer) {
    for (int v = fleet.first_vintage(); v <= world.inputs.year; ++v) {
      Fleet::Cell& cell = fleet.at(b, v);
      if (cell.units == 0) continue;
      record_event(world, "P9", "unsold_lot", account_name(world, firm), "", cell.book,
                   fmt::format("{} of {} stand idle", name_of(layer), v));
      impair(world.books.ledger, world.books.losses, firm, layer, cell.book);
      cell.book = cell.paid = Money::zero();
    }
  };
  store(world.capital.shells, Instrument::shells);
  store(world.capital.equipment, Instrument::equipment);
}

/// Leased shells that are left stand empty with their owner, outside the model; sites not yet built
/// for the firm are not built.
void return_to_landlord(Parts<const Inputs, const Builders, Books, Capital> world, AccountId firm,
                        const Commitment& lease) {
  const std::size_t b = row_in(world.builders, firm);
  std::int64_t back = lease.quantity.back();
  for (int v = lease.first_year; v <= std::min(lease.first_year + 1, world.inputs.year); ++v) {
    const std::int64_t out = std::min(back, world.capital.shells.at(b, v).units);
    if (out <= 0) continue;
    impair(world.books.ledger, world.books.losses, firm, Instrument::shells,
           world.capital.shells.hand_back(b, v, out));
    back -= out;
  }
  for (ShellOrder& order : world.capital.shell_orders) {
    if (order.builder != b || back <= 0 || !order.unpaid.is_zero() || !order.paid.is_zero())
      continue;
    const std::int64_t out = std::min(back, order.milli_mw);
    order.milli_mw -= out;
    back -= out;
  }
  std::erase_if(world.capital.shell_orders, [](const ShellOrder& o) { return o.milli_mw == 0; });
}

void wipe_out_owners(Parts<Books> world, AccountId firm) {
  if (!world.books.shares.has(firm)) return;
  for (const Stake& stake : world.books.shares.holders(firm)) {
    Money& carried = world.books.stake_value[{firm, stake.holder}];
    if (carried > Money::zero()) {
      write_off(world.books.ledger, world.books.losses, stake.holder, firm, Instrument::equity,
                carried);
    }
    carried = Money::zero();
  }
  world.books.shares.wipe_out(firm);
}

/// What a failed firm's bills have left is its suppliers' loss.
void write_off_bills(Parts<Books> world, AccountId firm) {
  const auto open = world.books.trade_credit.open();
  for (const auto& [parties, amount] : open) {
    if (parties.first != firm) continue;
    write_off_bill(world.books.ledger, world.books.trade_credit, world.books.losses, parties.second,
                   firm);
  }
}

/// A builder that is gone plans nothing more.
void drop_plans(Parts<Builders, ComputeMarket> world, AccountId firm) {
  const std::size_t b = row_in(world.builders, firm);
  if (b == SIZE_MAX) return;
  for (auto* plan :
       {&world.builders.order_units, &world.builders.cancel_units, &world.builders.order_usd,
        &world.builders.order_shell_mw, &world.builders.order_site_mw,
        &world.builders.order_without_leap, &world.builders.funding_room,
        &world.builders.target_share, &world.builders.approved}) {
    (*plan)[b] = 0.0;
  }
  world.compute.energy[b] = {};
}

void close_firm(PartsWritingRoles<ComputeMarket> world, AccountId firm) {
  for_each_role(world, [&](auto& firms) {
    const std::size_t k = row_in(firms, firm);
    if (k == SIZE_MAX) return;
    firms.alive[k] = 0;
    firms.equity_value[k] = 0.0;
  });
  drop_plans(world, firm);
}

/// Whether a creditor can own a firm and be paid dividends by it.
bool can_own(Parts<const Books> world, AccountId creditor) {
  const Sector sector = world.books.ledger.sector(creditor);
  return may_hold(Instrument::equity, sector) && may_receive(FlowRow::dividends, sector);
}

/// Shares of a failed firm by what each creditor gets, at that value. Who may not hold shares sells
/// them at once to the rest of the economy, for nothing more than the claim.
void found_by_creditors(Parts<Books> world, AccountId firm,
                        const std::map<AccountId, Money>& gets) {
  std::map<AccountId, std::int64_t> weights;
  for (const auto& [creditor, amount] : gets) {
    if (amount <= Money::zero()) continue;
    weights[can_own(world, creditor) && creditor != firm ? creditor : world.books.economy] +=
        amount.cents();
  }
  if (weights.empty()) weights[world.books.economy] = 1;
  const std::vector<std::pair<AccountId, std::int64_t>> list(weights.begin(), weights.end());
  world.books.shares.found(firm, list,
                           [&](AccountId account) { return world.books.ledger.key(account); });
}

}  // namespace

void abandon_sites(Parts<const Builders, Books, Capital> world, AccountId firm) {
  const std::size_t b = row_in(world.builders, firm);
  for (ShellOrder& order : world.capital.shell_orders) {
    if (order.builder != b) continue;
    impair(world.books.ledger, world.books.losses, firm, Instrument::shells, order.paid);
    order.milli_mw = 0;
  }
  std::erase_if(world.capital.shell_orders, [](const ShellOrder& o) { return o.milli_mw == 0; });
  for (const Site& site : world.capital.sites) {
    if (site.builder != b) continue;
    impair(world.books.ledger, world.books.losses, firm, Instrument::shells, site.paid);
  }
  std::erase_if(world.capital.sites, [&](const Site& site) { return site.builder == b; });
}

void leave_contract(Parts<const Inputs, const Builders, Books, Utilities, Capital> world,
                    AccountId firm, CommitmentId id) {
  const Commitment& commitment = world.books.commitments.at(id);
  if (commitment.kind == CommitmentKind::energy && commitment.payer == firm) {
    const std::size_t u = row_in(world.utilities, commitment.payee);
    const double mw = static_cast<double>(commitment.quantity_in(world.inputs.year)) /
                      (hours_a_year * world.inputs.parameters.capex.load_factor);
    world.utilities.contracted_mw[u] = std::max(world.utilities.contracted_mw[u] - mw, 0.0);
  }
  if (commitment.kind == CommitmentKind::lease) return_to_landlord(world, firm, commitment);
  const AccountId other = commitment.payer == firm ? commitment.payee : commitment.payer;
  const Money dropped = world.books.commitments.reject(id);
  // A loan that is no longer promised is nobody's loss.
  if (dropped > Money::zero() && commitment.kind != CommitmentKind::facility) {
    world.books.losses.record({firm, other, world.books.ledger.sector(firm),
                               world.books.ledger.sector(other), LossChannel::contract_rejection,
                               dropped});
  }
}

std::uint8_t rank_of(ClaimClass claim_class) {
  switch (claim_class) {
    case ClaimClass::secured:
    case ClaimClass::lease: return rank::secured;
    case ClaimClass::senior:
    case ClaimClass::vendor: return rank::senior;
    default: return rank::subordinated;
  }
}

Money damages(Parts<const Inputs> world, const Commitment& commitment) {
  const ResolutionParameters& rules = world.inputs.parameters.resolution;
  double years = 0.0;
  switch (commitment.kind) {
    case CommitmentKind::energy: years = rules.energy_claim_years; break;
    case CommitmentKind::compute:
    case CommitmentKind::lease: years = rules.contract_claim_years; break;
    default: return Money::zero();
  }
  Money claim = Money::zero();
  for (int k = 1; k <= static_cast<int>(years); ++k)
    claim += commitment.due_in(world.inputs.year + k);
  return claim;
}

void liquidate(
    PartsWritingRoles<const Inputs, Books, Capital, ComputeMarket, YearTally, Journal> world,
    AccountId firm, std::span<const LooseClaim> unpaid) {
  std::map<AccountId, Money> still_owed;
  for (const ClaimId id : world.books.debt.claims_of(firm)) {
    const Claim claim = world.books.debt.claim(id);
    still_owed[claim.creditor] += claim.principal;
    write_off(world.books.ledger, world.books.debt, world.books.losses, id, claim.principal);
  }
  for (const LooseClaim& claim : unpaid) still_owed[claim.creditor] += claim.amount;
  write_off_bills(world, firm);
  drop_equipment_orders(world, firm);
  drop_orders_from(world, firm);
  abandon_sites(world, firm);
  store_unsold(world, firm);
  write_down_stock(world, firm);
  for (const CommitmentId id : world.books.commitments.of(firm)) leave_contract(world, firm, id);
  // What is left when all creditors are paid belongs to the owners.
  pay_dividend(world, firm, std::max(world.books.ledger.cash(firm), Money::zero()).usd());
  wipe_out_owners(world, firm);
  close_firm(world, firm);
  found_by_creditors(world, firm, still_owed);
}

namespace {

struct ClaimsByRank {
  std::array<std::vector<ClaimId>, 4> debt;  ///< [rank]
  std::array<Money, 4> owed{};               ///< [rank], loose claims with the senior ones
};

/// Debt that a firm without old debt would be lent by those who take ordinary names.
double debt_capacity(Parts<const Inputs, const Exogenous, const Books> world, AccountId firm,
                     const CashView& view, double value) {
  constexpr double ordinary = 0.05;
  Borrower lighter{
      0.0, std::max(view.ebitda(), 0.0), 0.0, std::max(world.books.cash(firm), 0.0), 0.0, value};
  const double room =
      debt_room(credit_rules(world), lighter, ordinary, world.exogenous.base_rate + 0.05);
  return std::min(room, world.inputs.parameters.credit.loan_to_value * value);
}

/// Each rank's part of an amount, by absolute priority.
std::array<Money, 4> by_rank(Money amount, const std::array<Money, 4>& owed) {
  std::array<Money, 4> part{};
  for (std::size_t r = 0; r < part.size(); ++r) {
    part[r] = std::min(amount, owed[r]);
    amount -= part[r];
  }
  return part;
}

void leave_bad_contracts(Parts<const Inputs, const Exogenous, const Builders, const ComputeMarket,
                               Books, Vendors, Utilities, Capital>
                             world,
                         AccountId firm) {
  for (const CommitmentId id : world.books.commitments.of(firm)) {
    const Commitment& commitment = world.books.commitments.at(id);
    const bool order = commitment.kind == CommitmentKind::equipment && commitment.payer == firm;
    if (order || (commitment.payer == firm && worth_leaving(world, commitment))) {
      leave_contract(world, firm, id);
    }
  }
  drop_equipment_orders(world, firm);
}

void set_equity_value(Parts<const Inputs, Builders, Vendors, Labs, Apps, Utilities> world,
                      AccountId firm, double usd) {
  const auto set = [&](auto& firms) {
    const std::size_t k = row_in(firms, firm);
    if (k != SIZE_MAX) firms.equity_value[k] = usd;
    return k;
  };
  set(world.builders);
  set(world.vendors);
  set(world.apps);
  set(world.utilities);
  const std::size_t l = set(world.labs);
  if (l == SIZE_MAX) return;
  world.labs.valuation_growth[l] = 0.0;
  const auto& factors = world.inputs.parameters.lab.budget_factors;
  if (factors.empty()) return;
  const double lean = std::min(*std::min_element(factors.begin(), factors.end()), 1.0);
  world.labs.research_usd[l] *= lean;
  world.labs.staff_usd[l] *= pow_(lean, world.inputs.parameters.lab.staff_response);
}

ClaimsByRank claims_by_rank(Parts<const Books> world, AccountId firm) {
  ClaimsByRank claims;
  for (const ClaimId id : world.books.debt.claims_of(firm)) {
    const Claim claim = world.books.debt.claim(id);
    claims.debt[rank_of(claim.claim_class)].push_back(id);
    claims.owed[rank_of(claim.claim_class)] += claim.principal;
  }
  return claims;
}

/// What becomes of a firm's claims. [rank]
struct Plan {
  std::array<Money, 4> reinstated{};  ///< debt that stays
  std::array<Money, 4> rest{};        ///< claims beyond, bills and damages with the senior ones
  std::array<Money, 4> shared{};      ///< of those, what becomes shares
};

/// By absolute priority: `kept` of the debt stays, and the claims beyond get shares of the
/// `equity`. Only debt is reinstated; bills and damages become shares with the senior rank.
Plan plan_for(const ClaimsByRank& claims, std::span<const LooseClaim> unpaid, Money kept,
              Money equity) {
  Plan plan{by_rank(kept, claims.owed), claims.owed, {}};
  for (std::size_t r = 0; r < plan.rest.size(); ++r) plan.rest[r] -= plan.reinstated[r];
  for (const LooseClaim& claim : unpaid) plan.rest[rank::senior] += claim.amount;
  plan.shared = by_rank(equity, plan.rest);
  return plan;
}

/// What is left of claims falls due from now on as a new loan would. Parts of one loan become one
/// again first, or each would be split into as many with every failure.
void reinstate(Parts<const Inputs, Books> world, std::span<const ClaimId> claims) {
  DebtBook& debt = world.books.debt;
  std::vector<ClaimId> left;
  for (const ClaimId id : claims) {
    if (debt.claim(id).principal > Money::zero()) left.push_back(id);
  }
  if (world.inputs.parameters.credit.instalments) left = debt.join_parts(left);
  for (const ClaimId id : left) {
    const Claim claim = debt.claim(id);
    const bool on_equipment =
        claim.collateral.layer == AssetLayer::equipment && claim.collateral.any();
    const Terms terms = terms_of(world, claim.instrument == Instrument::bonds, on_equipment);
    debt.spread_out(id, world.inputs.year + terms.first, world.inputs.year + terms.last,
                    claim.coupon);
  }
}

/// Debt stays, becomes shares or is written off; returns the shares by holder.
std::map<AccountId, Money> settle_debt(Parts<const Inputs, Books> world, AccountId firm,
                                       const ClaimsByRank& claims, const Plan& plan) {
  std::map<AccountId, Money> gets;
  Books& books = world.books;
  for (std::size_t r = 0; r < claims.debt.size(); ++r) {
    for (const ClaimId id : claims.debt[r]) {
      const Claim claim = books.debt.claim(id);
      const Money stays = muldiv(claim.principal, plan.reinstated[r].cents(),
                                 std::max<std::int64_t>(claims.owed[r].cents(), 1));
      const Money beyond = claim.principal - stays;
      Money swapped = Money::zero();
      if (can_own(world, claim.creditor)) {
        if (plan.rest[r] > Money::zero()) {
          swapped = std::min(beyond, muldiv(beyond, plan.shared[r].cents(), plan.rest[r].cents()));
        }
        swap_for_equity(books.ledger, books.debt, id, swapped);
        gets[claim.creditor] += swapped;
        books.stake_value[{firm, claim.creditor}] += swapped;
      }
      write_off(books.ledger, books.debt, books.losses, id, beyond - swapped);
    }
    reinstate(world, claims.debt[r]);
  }
  return gets;
}

/// Shares for bills and damages, added to those by holder.
void settle_bills(Parts<Books> world, AccountId firm, std::span<const LooseClaim> unpaid,
                  const Plan& plan, std::map<AccountId, Money>& gets) {
  const Money shared = plan.shared[rank::senior], rest = plan.rest[rank::senior];
  if (rest <= Money::zero()) return;
  for (const LooseClaim& claim : unpaid) {
    const Money part = muldiv(claim.amount, shared.cents(), rest.cents());
    const AccountId holder = can_own(world, claim.creditor) ? claim.creditor : world.books.economy;
    if (part <= Money::zero() || holder == firm) continue;
    if (claim.trade_credit && holder == claim.creditor) {
      swap_bill_for_equity(world.books.ledger, world.books.trade_credit, holder, firm, part);
    } else {
      world.books.ledger.revalue(holder, firm, Instrument::equity, part);
    }
    gets[holder] += part;
    world.books.stake_value[{firm, holder}] += part;
  }
}

}  // namespace

Money reorganise(Parts<const Inputs, const Exogenous, const ComputeMarket, Books, Builders, Vendors,
                       Labs, Apps, Utilities, Capital, YearTally>
                     world,
                 AccountId firm, const CashView& view, double value,
                 std::vector<LooseClaim> unpaid) {
  end_facilities(world, firm);
  for (const CommitmentId id : world.books.commitments.of(firm)) {
    const Commitment& commitment = world.books.commitments.at(id);
    if (commitment.payer != firm || !worth_leaving(world, commitment)) continue;
    const Money claim = damages(world, commitment);
    if (claim > Money::zero()) unpaid.push_back({commitment.payee, claim});
  }
  const ClaimsByRank claims = claims_by_rank(world, firm);
  Money debt;
  for (const Money owed : claims.owed) debt += owed;
  const Money kept = std::min(Money::from_usd(debt_capacity(world, firm, view, value)), debt);
  const Plan plan =
      plan_for(claims, unpaid, kept, std::max(Money::from_usd(value) - kept, Money::zero()));
  for (std::size_t r = 0; r < claims.owed.size(); ++r) {
    world.tally.recoveries[r].claims += claims.owed[r];
    world.tally.recoveries[r].paid +=
        plan.reinstated[r] + std::min(plan.shared[r], claims.owed[r] - plan.reinstated[r]);
  }
  wipe_out_owners(world, firm);
  std::map<AccountId, Money> gets = settle_debt(world, firm, claims, plan);
  settle_bills(world, firm, unpaid, plan, gets);
  write_off_bills(world, firm);
  Money given;
  for (const auto& [holder, amount] : gets) given += amount;
  found_by_creditors(world, firm, gets);
  leave_bad_contracts(world, firm);
  set_equity_value(world, firm, given.usd());
  return kept + given;
}

}  // namespace overbuild

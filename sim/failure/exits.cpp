#include "sim/failure/exits.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "core/math.hpp"
#include "sim/failure/estates.hpp"

namespace overbuild {

namespace {

bool waits_for_orders(Parts<const Capital> world, std::size_t b) {
  const auto is_own = [&](const auto& order) { return order.builder == b; };
  return std::any_of(world.capital.equipment_orders.begin(), world.capital.equipment_orders.end(),
                     is_own) ||
         std::any_of(world.capital.shell_orders.begin(), world.capital.shell_orders.end(), is_own);
}

/// Who bought how much of one layer, and what nobody bought, in thousandths of units.
struct Sold {
  std::vector<AccountId> buyers;
  std::vector<std::int64_t> units;  ///< [buyers], then what is left
  std::vector<std::uint64_t> keys;
};

Sold sold_by(Parts<const Books, const Capital> world, AccountId firm, std::size_t b,
             const UsedMarket& market, AssetLayer layer) {
  std::map<AccountId, std::int64_t> by_buyer;
  for (const Allocation& sale : market.result().allocations) {
    const Lot& lot = market.lots()[sale.lot];
    if (lot.seller == firm && lot.of.layer == layer) by_buyer[sale.buyer] += sale.milli_units;
  }
  Sold sold;
  for (const auto& [buyer, units] : by_buyer) {
    sold.buyers.push_back(buyer);
    sold.units.push_back(units);
    sold.keys.push_back(world.books.ledger.key(buyer));
  }
  const Fleet& fleet = layer == AssetLayer::shells ? world.capital.shells : world.capital.equipment;
  sold.units.push_back(fleet.units(b));
  sold.keys.push_back(world.books.ledger.key(firm));
  return sold;
}

/// A contract becomes one for each buyer by what it bought, and one for the firm by what is left.
void hand_on(Parts<Books> world, AccountId firm, CommitmentId id, const Sold& sold) {
  const Commitment old = world.books.commitments.at(id);
  if (sold.buyers.empty()) return;
  std::vector<Commitment> parts(sold.units.size(), old);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const AccountId holder = k < sold.buyers.size() ? sold.buyers[k] : firm;
    (old.payer == firm ? parts[k].payer : parts[k].payee) = holder;
  }
  for (std::size_t y = 0; y < old.due.size(); ++y) {
    const auto due = apportion(old.due[y].cents(), sold.units, sold.keys);
    const auto quantity = apportion(old.quantity[y], sold.units, sold.keys);
    for (std::size_t k = 0; k < parts.size(); ++k) {
      parts[k].due[y] = Money::from_cents(due[k]);
      parts[k].quantity[y] = quantity[k];
    }
  }
  world.books.commitments.reject(id);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const bool nothing = sold.units[k] == 0;
    // A tenant that has bought what it rented owes itself nothing.
    if (!nothing && parts[k].payer != parts[k].payee) {
      world.books.commitments.sign(std::move(parts[k]));
    }
  }
}

/// What a tenant loses when hours that it was promised are not there: the rent beyond their price,
/// for as many years as a failed firm's partners may claim.
Money lost_hours(Parts<const Inputs, const ComputeMarket> world, const Commitment& contract) {
  const double rent = std::max(world.compute.rental_price - contract.unit_price, 0.0);
  Money claim;
  const int years = static_cast<int>(world.inputs.parameters.resolution.contract_claim_years);
  for (int k = 1; k <= years; ++k) {
    claim += price_times(rent, contract.quantity_in(world.inputs.year + k));
  }
  return claim;
}

/// Contracts that nobody took over end, and who loses by it is paid next year.
void pay_out_contracts(
    Parts<const Inputs, const Builders, const ComputeMarket, Books, Utilities, Capital> world,
    AccountId firm) {
  for (const CommitmentId id : world.books.commitments.of(firm)) {
    const Commitment contract = world.books.commitments.at(id);
    const bool pays = contract.payer == firm;
    FlowRow row = FlowRow::compute_contracts;
    if (contract.kind == CommitmentKind::energy) row = FlowRow::energy;
    if (contract.kind == CommitmentKind::lease) row = FlowRow::wages_and_operations;
    const AccountId other = pays ? contract.payee : contract.payer;
    const bool hours = contract.kind == CommitmentKind::compute;
    const Money claim = pays    ? damages(world, contract)
                        : hours ? lost_hours(world, contract)
                                : Money::zero();
    if (may_receive(row, world.books.ledger.sector(other))) {
      world.books.dues.add(firm, other, row, rank::senior, claim);
    }
    // What fell due this year was paid, and is no loss.
    if (contract.covers(world.inputs.year)) {
      world.books.commitments.reduce(id, world.inputs.year, contract.due_in(world.inputs.year), 0);
    }
    leave_contract(world, firm, id);
  }
}

/// Debt secured on what was sold, in order of issue, as far as the price and the cash go.
void repay_secured(Parts<const Builders, const Capital, Books> world, AccountId firm, std::size_t b,
                   Money price) {
  for (const ClaimId id : world.books.debt.claims_of(firm)) {
    const Claim claim = world.books.debt.claim(id);
    if (!claim.collateral.any()) continue;
    const bool shells = claim.collateral.layer == AssetLayer::shells;
    const Fleet& fleet = shells ? world.capital.shells : world.capital.equipment;
    const int v = claim.collateral.vintage;
    const bool still_there =
        v >= fleet.first_vintage() && v <= fleet.last_vintage() && fleet.at(b, v).units > 0;
    const Money paid =
        std::min({claim.principal, price, std::max(world.books.ledger.cash(firm), Money::zero())});
    if (still_there || paid <= Money::zero()) continue;
    repay(world.books.ledger, world.books.debt, id, paid);
    price -= paid;
  }
}

void scrap_equipment_left(Parts<const Inputs, Books, Capital> world, AccountId firm,
                          std::size_t b) {
  Fleet& fleet = world.capital.equipment;
  for (int v = fleet.first_vintage(); v <= world.inputs.year; ++v) {
    const std::int64_t units = fleet.at(b, v).units;
    if (units == 0) continue;
    impair(world.books.ledger, world.books.losses, firm, Instrument::equipment,
           fleet.scrap(b, v, units));
  }
}

void complete_exit(
    Parts<const Inputs, const ComputeMarket, Books, Builders, Utilities, Capital, Journal> world,
    std::size_t b, const UsedMarket& market) {
  Builders& builders = world.builders;
  const AccountId firm = builders.account[b];
  Money price;
  for (const Allocation& sale : market.result().allocations) {
    if (market.lots()[sale.lot].seller == firm) price += sale.paid;
  }
  const Sold equipment = sold_by(world, firm, b, market, AssetLayer::equipment);
  const Sold shells = sold_by(world, firm, b, market, AssetLayer::shells);
  for (const CommitmentId id : world.books.commitments.of(firm)) {
    const Commitment contract = world.books.commitments.at(id);
    const bool of_tenants = contract.kind == CommitmentKind::compute && contract.payee == firm;
    if (of_tenants) hand_on(world, firm, id, equipment);
    if (contract.kind == CommitmentKind::energy) hand_on(world, firm, id, shells);
  }
  pay_out_contracts(world, firm);
  abandon_sites(world, firm);
  scrap_equipment_left(world, firm, b);
  repay_secured(world, firm, b, price);
  builders.left[b] = static_cast<double>(world.inputs.year);
  builders.leaving[b] = 0;
  builders.years_below_hurdle[b] = 0.0;
  record_event(world, "P9", "exit", account_name(world, firm), "", price,
               fmt::format("sold for ${:.1f} bn; ${:.1f} bn of debt stays", price.usd() / 1e9,
                           world.books.debt.owed(firm).usd() / 1e9));
}

}  // namespace

std::vector<std::size_t> agree_exits(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
          const Vendors, const Capital, const CreditMarket>
        world,
    UsedMarket& market) {
  std::vector<std::size_t> leavers;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const bool offers = world.builders.alive[b] && world.builders.leaving[b];
    if (offers && !waits_for_orders(world, b)) leavers.push_back(b);
  }
  // Who keeps its capital after all leaves more money to the others.
  for (bool all_agree = false; !all_agree;) {
    std::set<AccountId> offering;
    for (const std::size_t b : leavers) offering.insert(world.builders.account[b]);
    market.offer(offering);
    const auto quotes = market.quotes();
    const auto before = leavers.size();
    std::erase_if(leavers, [&](std::size_t b) {
      return quotes.at(world.builders.account[b]).usd() < value_of_running_on(world, b);
    });
    all_agree = leavers.size() == before;
  }
  return leavers;
}

void complete_exits(
    Parts<const Inputs, const ComputeMarket, Books, Builders, Utilities, Capital, Journal> world,
    const std::vector<std::size_t>& leavers, const UsedMarket& market) {
  for (const std::size_t b : leavers) complete_exit(world, b, market);
}

}  // namespace overbuild

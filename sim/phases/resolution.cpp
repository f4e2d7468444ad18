// P9: dues are cleared; who cannot pay fails; estates sell what they have to those with cash, and
// pay creditors in order of rank; what remains is written off. Clearing and sale use one book of
// bids, formed before anything is paid, and are repeated until nobody else fails.
#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "agents/builder.hpp"
#include "agents/expectations.hpp"
#include "core/math.hpp"
#include "market/auction.hpp"
#include "sim/cash_view.hpp"
#include "sim/market_view.hpp"
#include "sim/world.hpp"

namespace overbuild {

namespace {

/// An amount as people read it, to a tenth of a billion.
std::string billions(Money amount) { return fmt::format("${:.1f} bn", amount.usd() / 1e9); }

template <class Firms>
std::size_t row_in(const Firms& firms, AccountId account) {
  for (std::size_t k = 0; k < firms.size(); ++k) {
    if (firms.account[k] == account) return k;
  }
  return SIZE_MAX;
}

// ---- bids -------------------------------------------------------------------------------------

/// Present value to its owner of a used unit: expected rents less running cost over the years it
/// has left, never more than new equipment costs (K25).
double value_in_use(const World& world, std::size_t b, int vintage,
                    const std::vector<double>& rents) {
  const CapexParameters& capex = world.parameters.capex;
  const double kw = world.vintage_kw(vintage);
  const double load = planning_load(capex, world.seen);
  const double discount = 1.0 / (1.0 + world.builders.hurdle[b]);
  const int age = world.year - vintage;
  const int left = std::max(static_cast<int>(capex.planned_life + 0.5) - age, 1);
  double value = 0.0, factor = discount;
  for (int k = 0; k < left && k < static_cast<int>(rents.size()); ++k) {
    value += factor *
             yearly_margin(capex, rents[static_cast<std::size_t>(k)], load, kw, world.energy_price);
    factor *= discount;
  }
  const double alternative =
      world.seen.vendor_price.empty() ? value : world.seen.vendor_price.front();
  return std::clamp(value, 0.0, alternative);
}

struct BidBook {
  std::vector<Bid> bids;
  std::vector<Purse> purses;
};

/// What each builder would pay for each vintage and for shells, and the cash it has after its own
/// dues, what others owe it left out.
BidBook form_bids(const World& world) {
  BidBook book;
  const auto views = view_cash(world);
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (!world.builders.alive[b]) continue;
    const AccountId account = world.builders.account[b];
    const CashView& view = views[account.value];
    const double cash = view.cash - view.payable;
    if (cash <= 0.0) continue;
    book.purses.push_back({account, Money::from_usd(cash), world.builders.entity[b].value});
    const auto rents = expected_rents(world.parameters.expectations, world.parameters.rental,
                                      world.seen, world.builders.expected_growth[b],
                                      static_cast<int>(world.parameters.capex.planned_life + 0.5));
    const auto most = std::max<std::int64_t>(world.equipment.units(b) / 2, 1000);
    for (int v = world.equipment.first_vintage(); v <= world.year; ++v) {
      book.bids.push_back(
          {account, {AssetLayer::equipment, v}, value_in_use(world, b, v, rents), most});
    }
    const auto most_shells = std::max<std::int64_t>(world.shells.units(b) / 2, 1000);
    for (int v = world.shells.first_vintage(); v <= world.year; ++v) {
      const double left = std::max(
          1.0 - static_cast<double>(world.year - v) / world.parameters.capex.shell_life, 0.0);
      const double want = std::clamp(world.builders.profitability[b], 0.0, 1.0);
      book.bids.push_back({account,
                           {AssetLayer::shells, v},
                           want * left * world.parameters.capex.shell_price,
                           most_shells});
    }
  }
  return book;
}

std::vector<Lot> lots_of(const World& world, const std::set<AccountId>& failed) {
  std::vector<Lot> lots;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const AccountId account = world.builders.account[b];
    if (!failed.contains(account)) continue;
    const auto add = [&](const Fleet& fleet, AssetLayer layer) {
      for (int v = fleet.first_vintage(); v <= world.year; ++v) {
        const Fleet::Cell& cell = fleet.at(b, v);
        if (cell.units == 0) continue;
        lots.push_back({account,
                        {layer, v},
                        cell.units,
                        cell.original_cost,
                        cell.book,
                        entity_id("lot", world.ledger.label(account)).value ^
                            static_cast<std::uint64_t>(v * 2 + (layer == AssetLayer::shells))});
      }
    };
    add(world.shells, AssetLayer::shells);
    add(world.equipment, AssetLayer::equipment);
  }
  return lots;
}

/// The book without bids of firms that have failed.
AuctionResult hold_auction(const BidBook& book, const std::vector<Lot>& lots,
                           const std::set<AccountId>& failed) {
  std::vector<Bid> bids;
  for (const Bid& bid : book.bids) {
    if (!failed.contains(bid.bidder)) bids.push_back(bid);
  }
  return run_auction(lots, bids, book.purses);
}

// ---- claims -----------------------------------------------------------------------------------

/// What a failed firm owes beyond the year's dues: all principal, and damages for contracts it
/// leaves.
void accelerate(const World& world, AccountId account, std::vector<Obligation>& dues) {
  const ResolutionParameters& rules = world.parameters.resolution;
  for (const ClaimId id : world.debt.claims_of(account)) {
    const Claim claim = world.debt.claim(id);
    if (claim.maturity <= world.year) continue;  // on the list already
    const std::uint8_t rank =
        claim.claim_class == ClaimClass::secured || claim.claim_class == ClaimClass::lease
            ? rank::secured
        : claim.claim_class == ClaimClass::senior ? rank::senior
                                                  : rank::subordinated;
    const FlowRow row = claim.instrument == Instrument::bonds          ? FlowRow::bonds
                        : claim.instrument == Instrument::vendor_loans ? FlowRow::vendor_loans
                                                                       : FlowRow::loans;
    dues.push_back({account, claim.creditor, rank, claim.principal, row, id.value + 1});
  }
  for (const CommitmentId id : world.commitments.of(account)) {
    const Commitment& commitment = world.commitments.at(id);
    if (commitment.payer != account) continue;
    const bool energy = commitment.kind == CommitmentKind::energy;
    if (!energy && commitment.kind != CommitmentKind::compute) continue;
    const double years = energy ? rules.energy_claim_years : rules.contract_claim_years;
    Money claim = Money::zero();
    for (int k = 1; k <= static_cast<int>(years); ++k) claim += commitment.due_in(world.year + k);
    if (claim > Money::zero()) {
      dues.push_back({account, commitment.payee, rank::senior, claim,
                      energy ? FlowRow::energy : FlowRow::compute_contracts, 0});
    }
  }
}

struct Outcome {
  std::vector<Obligation> dues;
  ClearingResult cleared;
  AuctionResult auction;
  std::vector<Lot> lots;
  std::set<AccountId> failed;
};

Money proceeds_of(const Outcome& outcome, AccountId seller) {
  Money sum = Money::zero();
  for (const Allocation& sale : outcome.auction.allocations) {
    if (outcome.lots[sale.lot].seller == seller) sum += sale.paid;
  }
  return sum;
}

Money spent_by(const Outcome& outcome, AccountId buyer) {
  Money sum = Money::zero();
  for (const Allocation& sale : outcome.auction.allocations) {
    if (sale.buyer == buyer) sum += sale.paid;
  }
  return sum;
}

Money estate_cost(const World& world, Money proceeds) {
  return Money::from_usd(world.parameters.resolution.cost_share * proceeds.usd());
}

std::vector<Endowment> endow(const World& world, const Outcome& outcome) {
  std::vector<Endowment> endowments;
  for (const AccountId account : world.ledger.named_accounts()) {
    Money wealth = std::max(world.ledger.cash(account), Money::zero());
    if (account == world.economy || account == world.bank || account == world.government) {
      wealth = std::max(wealth, Money::from_usd(1e14));
    }
    if (outcome.failed.contains(account)) {
      const Money proceeds = proceeds_of(outcome, account);
      wealth += proceeds - estate_cost(world, proceeds);
    } else {
      wealth -= spent_by(outcome, account);
    }
    endowments.push_back({account, wealth});
  }
  return endowments;
}

/// Repeats clearing and sale with everybody who has failed so far until nobody else does.
Outcome solve(const World& world) {
  const BidBook book = form_bids(world);
  Outcome outcome;
  outcome.dues = world.dues.list;
  const auto key = [&](AccountId account) { return world.ledger.key(account); };
  for (;;) {
    outcome.lots = lots_of(world, outcome.failed);
    outcome.auction = hold_auction(book, outcome.lots, outcome.failed);
    const auto endowments = endow(world, outcome);
    outcome.cleared = clear_obligations(outcome.dues, endowments, key);
    bool grown = false;
    for (const AccountId account : outcome.cleared.defaulted) {
      if (!outcome.failed.insert(account).second) continue;
      accelerate(world, account, outcome.dues);
      grown = true;
    }
    if (!grown) return outcome;
  }
}

// ---- execution --------------------------------------------------------------------------------

void settle_sale(World& world, const Outcome& outcome, const Allocation& sale) {
  const Lot& lot = outcome.lots[sale.lot];
  const std::size_t from = row_in(world.builders, lot.seller);
  const std::size_t to = row_in(world.builders, sale.buyer);
  const bool shell = lot.of.layer == AssetLayer::shells;
  Fleet& fleet = shell ? world.shells : world.equipment;
  const Instrument layer = shell ? Instrument::shells : Instrument::equipment;
  const auto moved = fleet.transfer(from, to, lot.of.vintage, sale.milli_units, sale.paid);
  sell_used(world.ledger, world.losses, lot.seller, sale.buyer, layer, moved.book, sale.paid);
  world.auction_proceeds += sale.paid;
  world.auction_cost += moved.original_cost;
  world.event("P9", "asset_sale", world.name(lot.seller), world.name(sale.buyer), sale.paid,
              fmt::format("{} of {}, original cost {}", shell ? "shells" : "equipment",
                          lot.of.vintage, billions(moved.original_cost)));
}

/// An unpaid bill becomes trade credit, which is then written off: the supplier bears it.
void lose_bill(World& world, const Obligation& due, Money unpaid) {
  const bool to_outside = world.ledger.sector(due.creditor) == Sector::rest_of_economy ||
                          world.ledger.sector(due.creditor) == Sector::government;
  if (to_outside) return;  // outsiders' unpaid bills are not on anybody's books
  if (due.tag != 0 && !(due.tag & contract_tag)) return;
  world.losses.record({due.debtor, due.creditor, world.ledger.sector(due.debtor),
                       world.ledger.sector(due.creditor), LossChannel::take_or_pay_breakage,
                       unpaid});
}

bool is_principal(const Obligation& due) { return due.tag != 0 && !(due.tag & contract_tag); }

void pay_due(World& world, const Obligation& due, Money paid) {
  if (is_principal(due)) {
    if (paid > Money::zero()) repay(world.ledger, world.debt, ClaimId(due.tag - 1), paid);
    return;
  }
  world.ledger.pay(due.debtor, due.creditor, due.row, paid);
}

void record_obligations(World& world, const Outcome& outcome) {
  if (!world.record_tables) return;
  static constexpr std::string_view rank_names[] = {"administrative", "secured", "senior",
                                                    "subordinated"};
  // One row a pair and rank: who owed whom how much, and what was paid.
  std::map<std::tuple<AccountId, AccountId, std::uint8_t>, std::pair<Money, Money>> sums;
  for (std::size_t k = 0; k < outcome.dues.size(); ++k) {
    const Obligation& due = outcome.dues[k];
    auto& [owed, paid] = sums[{due.debtor, due.creditor, due.rank}];
    owed += due.due;
    paid += outcome.cleared.paid[k];
  }
  for (const auto& [key, amounts] : sums) {
    const auto& [debtor, creditor, rank] = key;
    world.recording.obligations.push_back({world.year, world.name(debtor), world.name(creditor),
                                           rank_names[rank], amounts.first, amounts.second});
  }
}

/// What the estate could not sell is worth nothing to anybody now, and is scrapped.
void scrap_unsold(World& world, const Outcome& outcome) {
  for (std::size_t k = 0; k < outcome.lots.size(); ++k) {
    const std::int64_t units = outcome.auction.unsold[k];
    if (units == 0) continue;
    const Lot& lot = outcome.lots[k];
    const bool shell = lot.of.layer == AssetLayer::shells;
    Fleet& fleet = shell ? world.shells : world.equipment;
    const Money book = fleet.scrap(row_in(world.builders, lot.seller), lot.of.vintage, units);
    impair(world.ledger, world.losses, lot.seller,
           shell ? Instrument::shells : Instrument::equipment, book);
    world.event("P9", "unsold_lot", world.name(lot.seller), "", book,
                fmt::format("{} of {}", shell ? "shells" : "equipment", lot.of.vintage));
  }
}

void drop_orders(World& world, AccountId account) {
  const std::size_t b = row_in(world.builders, account);
  for (EquipmentOrder& order : world.equipment_orders) {
    if (order.builder != b) continue;
    world.vendors.backlog_units[order.vendor] -= static_cast<double>(order.milli_units) / 1000.0;
    order.milli_units = 0;
  }
  for (ShellOrder& order : world.shell_orders) {
    if (order.builder != b) continue;
    impair(world.ledger, world.losses, account, Instrument::shells, order.paid);
    order.milli_mw = 0;
  }
  std::erase_if(world.equipment_orders, [](const EquipmentOrder& o) { return o.milli_units == 0; });
  std::erase_if(world.shell_orders, [](const ShellOrder& o) { return o.milli_mw == 0; });
}

/// A vendor's stock has no buyer in this market: it is written down to nothing.
void write_down_stock(World& world, AccountId account) {
  const std::size_t v = row_in(world.vendors, account);
  if (v == SIZE_MAX) return;
  const Money book = world.ledger.balance(account, Instrument::inventory);
  impair(world.ledger, world.losses, account, Instrument::inventory, book);
  world.vendor_scrapped[v] += world.vendors.inventory_units[v];
  world.vendors.inventory_units[v] = 0;
}

void leave_contracts(World& world, AccountId account) {
  for (const CommitmentId id : world.commitments.of(account)) {
    const Commitment& commitment = world.commitments.at(id);
    if (commitment.kind == CommitmentKind::energy && commitment.payer == account) {
      const std::size_t u = row_in(world.utilities, commitment.payee);
      const double mw = static_cast<double>(commitment.quantity_in(world.year)) /
                        (hours_a_year * world.parameters.capex.load_factor);
      world.utilities.contracted_mw[u] = std::max(world.utilities.contracted_mw[u] - mw, 0.0);
    }
    const AccountId other = commitment.payer == account ? commitment.payee : commitment.payer;
    const Money dropped = world.commitments.reject(id);
    if (dropped > Money::zero()) {
      world.losses.record({account, other, world.ledger.sector(account), world.ledger.sector(other),
                           LossChannel::contract_rejection, dropped});
    }
  }
}

void wipe_out_owners(World& world, AccountId account) {
  if (!world.shares.has(account)) return;
  for (const Stake& stake : world.shares.holders(account)) {
    Money& carried = world.stake_value[{account, stake.holder}];
    if (carried > Money::zero()) {
      write_off(world.ledger, world.losses, stake.holder, account, Instrument::equity, carried);
    }
    carried = Money::zero();
  }
}

void close_firm(World& world, AccountId account) {
  const auto kill = [&](auto& firms) {
    const std::size_t k = row_in(firms, account);
    if (k == SIZE_MAX) return;
    firms.alive[k] = 0;
    firms.equity_value[k] = 0.0;
  };
  kill(world.builders);
  const std::size_t b = row_in(world.builders, account);
  if (b != SIZE_MAX) {
    for (auto* plan : {&world.builders.order_units, &world.builders.order_shell_mw,
                       &world.builders.order_without_leap, &world.builders.funding_room,
                       &world.builders.target_share, &world.builders.approved}) {
      (*plan)[b] = 0.0;
    }
  }
  kill(world.vendors);
  kill(world.labs);
  kill(world.open_labs);
  kill(world.apps);
  kill(world.utilities);
}

/// Why a firm failed: no cash for its dues, worth less than it owes, or both.
std::string cause(const World& world, AccountId account, Money unpaid, Money claims) {
  const Money worth =
      world.ledger.net_worth(account) - world.ledger.balance(account, Instrument::equity);
  const bool insolvent = worth < Money::zero();
  return fmt::format("{}, {} of {} unpaid", insolvent ? "illiquid and insolvent" : "illiquid",
                     billions(unpaid), billions(claims));
}

struct FirmSums {
  Money claims, paid, in_estate;
};

std::map<AccountId, FirmSums> sum_claims(const Outcome& outcome) {
  std::map<AccountId, FirmSums> sums;
  for (std::size_t k = 0; k < outcome.dues.size(); ++k) {
    const Obligation& due = outcome.dues[k];
    if (!outcome.failed.contains(due.debtor)) continue;
    sums[due.debtor].claims += due.due;
    sums[due.debtor].paid += outcome.cleared.paid[k];
  }
  return sums;
}

void execute(World& world, const Outcome& outcome) {
  const auto sums = sum_claims(outcome);
  for (const AccountId account : outcome.failed) {
    const FirmSums& firm = sums.at(account);
    ++world.defaults;
    world.clearing_claims += firm.claims;
    world.clearing_paid += firm.paid;
    world.defaulted_debt += world.debt.owed(account);
    world.event("P9", "default", world.name(account), "", firm.claims,
                cause(world, account, firm.claims - firm.paid, firm.claims));
    world.event("P9", "liquidation", world.name(account), "", firm.paid,
                "paid to creditors in order of rank");
  }
  std::map<AccountId, Estate> estates;
  for (const AccountId account : outcome.failed) {
    Estate& estate = estates[account];
    estate.firm = account;
    estate.cash = std::max(world.ledger.cash(account), Money::zero());
    estate.proceeds = proceeds_of(outcome, account);
    estate.costs = estate_cost(world, estate.proceeds);
  }
  for (const Allocation& sale : outcome.auction.allocations) settle_sale(world, outcome, sale);
  for (const auto& [account, estate] : estates) {
    pay_estate_costs(world.ledger, world.losses, account, world.economy, estate.costs);
  }
  for (std::size_t k = 0; k < outcome.dues.size(); ++k) {
    const Obligation& due = outcome.dues[k];
    const Money paid = outcome.cleared.paid[k];
    pay_due(world, due, paid);
    if (estates.contains(due.debtor)) estates[due.debtor].distributed += paid;
    if (estates.contains(due.creditor)) estates[due.creditor].received += paid;
    if (paid < due.due) lose_bill(world, due, due.due - paid);
  }
  for (const AccountId account : outcome.failed) {
    for (const ClaimId id : world.debt.claims_of(account)) {
      const Claim claim = world.debt.claim(id);
      write_off(world.ledger, world.debt, world.losses, id, claim.principal);
    }
  }
  scrap_unsold(world, outcome);
  for (const AccountId account : outcome.failed) {
    drop_orders(world, account);
    write_down_stock(world, account);
    leave_contracts(world, account);
    wipe_out_owners(world, account);
    close_firm(world, account);
    // What is left when all creditors are paid belongs to the owners.
    estates[account].left = std::max(world.ledger.cash(account), Money::zero());
    world.estates.push_back(estates[account]);
    pay_dividend(world, account, estates[account].left.usd());
  }
}

}  // namespace

void clear_and_resolve(World& world) {
  world.estates.clear();
  const Outcome outcome = solve(world);
  record_obligations(world, outcome);
  execute(world, outcome);
  world.dues.list.clear();
  world.commitments.settle(world.year);
}

}  // namespace overbuild

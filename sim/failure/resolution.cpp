#include "sim/failure/resolution.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/count.hpp"
#include "core/math.hpp"
#include "sim/compute/contracts.hpp"
#include "sim/credit/cash_view.hpp"
#include "sim/credit/equity.hpp"
#include "sim/credit/facilities.hpp"
#include "sim/credit/founding.hpp"
#include "sim/credit/lending.hpp"
#include "sim/failure/estates.hpp"
#include "sim/failure/exits.hpp"
#include "sim/failure/used_market.hpp"

namespace overbuild {

namespace {

/// An amount as people read it, to a tenth of a billion.
std::string billions(Money amount) { return fmt::format("${:.1f} bn", amount.usd() / 1e9); }

/// How one firm fails.
struct Failure {
  bool illiquid = false, insolvent = false;
  bool reorganised = false;
  double value = 0.0;  ///< as a going concern, costs taken off
  Money fresh;         ///< lent to the estate (debtor in possession)
  std::uint32_t depth = 1;
};

struct Outcome {
  std::vector<Obligation> dues;
  ClearingResult cleared;
  std::map<AccountId, Failure> failed;
};

bool is_debt(FlowRow row) {
  return row == FlowRow::interest_loans_bonds || row == FlowRow::interest_vendor_finance ||
         row == FlowRow::loans || row == FlowRow::bonds || row == FlowRow::vendor_loans;
}

bool is_principal(const Obligation& due) { return DueTag(due).principal().has_value(); }

/// Of last year, on both balance sheets.
bool is_bill(const Obligation& due) { return due.row == FlowRow::prepaid_and_trade_credit; }

FlowRow principal_row(Instrument instrument) {
  if (instrument == Instrument::bonds) return FlowRow::bonds;
  return instrument == Instrument::vendor_loans ? FlowRow::vendor_loans : FlowRow::loans;
}

// ---- who fails, and how -----------------------------------------------------------------------

/// Worth less than it owes: cash and what is still to come, the firm as it stands, or its assets at
/// the bids, whichever is more.
bool is_insolvent(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
          const Vendors, const Labs, const Capital, const ComputeMarket>
        world,
    AccountId firm, const CashView& view, UsedMarket& market) {
  const double cash = view.cash + view.receivable - (view.payable - view.interest - view.principal);
  const double owed = world.books.debt.owed(firm).usd() + view.interest;
  return cash + going_concern_value(world, firm, view) < owed &&
         cash + market.alone(firm).usd() < owed;
}

/// Bills that a firm under reorganisation must pay: everything but its debt, which is stayed.
double running_bills(const CashView& view) { return view.payable - view.interest - view.principal; }

/// Reorganisation if the firm is worth more as it stands than sold, costs taken off both. On
/// lenders' path both are what they were before anybody failed (`before`), so that no failure makes
/// another firm's ending a different one.
void choose_ending(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
          const Vendors, const Labs, const Capital, const ComputeMarket, const CreditMarket>
        world,
    AccountId firm, const CashView& before, const CashView& view, UsedMarket& market, Money granted,
    Failure& failure) {
  const ResolutionParameters& rules = world.inputs.parameters.resolution;
  const GoingOn going = rules.on_lenders_path
                            ? judge_going_on(world, firm, before)
                            : GoingOn{going_concern_value(world, firm, view), true};
  const double alive = going.value * (1.0 - rules.reorganisation_cost);
  const double sold = market.alone(firm).usd() * (1.0 - rules.liquidation_cost);
  failure.reorganised = alive > sold && alive > 0.0 && going.earns;
  failure.value = alive;
  if (!failure.reorganised) return;
  // Lenders finance the estate through the year if what they save covers it.
  const double kept = 1.0 - rules.reorganisation_cost;
  const double short_of = running_bills(view) - (view.cash + view.receivable) * kept;
  double there = 0.0;
  for (const double left : world.credit.appetite_left) there += left;
  if (short_of > 0.0 && short_of / kept < std::min(0.5 * alive, 0.5 * there - granted.usd())) {
    failure.fresh = Money::from_usd(std::ceil(short_of / kept));
  }
}

// ---- claims -----------------------------------------------------------------------------------

/// What a firm owes on each cohort of its capital, by `Collateral::code`.
std::map<std::int32_t, Money> pledged_by(Parts<const Books> world, AccountId firm) {
  std::map<std::int32_t, Money> pledged;
  for (const ClaimId id : world.books.debt.claims_of(firm)) {
    const Claim claim = world.books.debt.claim(id);
    pledged[claim.collateral.code()] += claim.principal;
  }
  return pledged;
}

/// Part of each secured claim that its collateral covers at the last prices of the sale.
Money covered(Parts<const Inputs, const Builders, const Capital> world, const UsedMarket& market,
              const Claim& claim, AccountId firm, const std::map<std::int32_t, Money>& pledged) {
  if (!claim.collateral.any()) return claim.principal;  // a lien on everything
  const std::size_t b = builder_row(world, firm);
  if (b == SIZE_MAX) return Money::zero();
  const bool shells = claim.collateral.layer == AssetLayer::shells;
  const Fleet& fleet = shells ? world.capital.shells : world.capital.equipment;
  const int v = claim.collateral.vintage;
  if (v < fleet.first_vintage() || v > world.inputs.year) return Money::zero();
  const Money value =
      muldiv(market.last_price({claim.collateral.layer, v}), fleet.at(b, v).units, 1000);
  return std::min(claim.principal, muldiv(value, claim.principal.cents(),
                                          pledged.at(claim.collateral.code()).cents()));
}

/// All principal of a firm that is sold up falls due, and damages for every contract.
void accelerate(Parts<const Inputs, const Books, const Builders, const Capital> world,
                const UsedMarket& market, AccountId firm, std::vector<Obligation>& dues) {
  const std::map<std::int32_t, Money> pledged = pledged_by(world, firm);
  for (const ClaimId id : world.books.debt.claims_of(firm)) {
    const Claim claim = world.books.debt.claim(id);
    const FlowRow row = principal_row(claim.instrument);
    const std::uint8_t rank = rank_of(claim.claim_class);
    const Money first =
        rank == rank::secured ? covered(world, market, claim, firm, pledged) : claim.principal;
    if (first > Money::zero()) {
      dues.push_back({firm, claim.creditor, rank, first, row, id.value + 1});
    }
    if (first < claim.principal) {
      dues.push_back(
          {firm, claim.creditor, rank::senior, claim.principal - first, row, id.value + 1});
    }
  }
  for (const CommitmentId id : world.books.commitments.listed(firm)) {
    const Commitment& commitment = world.books.commitments.at(id);
    if (commitment.payer != firm) continue;
    const Money claim = damages(world, commitment);
    if (claim > Money::zero()) {
      const FlowRow row = commitment.kind == CommitmentKind::energy  ? FlowRow::energy
                          : commitment.kind == CommitmentKind::lease ? FlowRow::wages_and_operations
                                                                     : FlowRow::compute_contracts;
      dues.push_back({firm, commitment.payee, rank::senior, claim, row, 0});
    }
  }
}

/// The year's dues, with those of failed firms as their endings make them.
std::vector<Obligation> dues_of(
    Parts<const Inputs, const Books, const Builders, const Capital> world, const UsedMarket& market,
    const std::map<AccountId, Failure>& failed) {
  std::vector<Obligation> dues;
  dues.reserve(world.books.dues.list.size());
  for (const Obligation& due : world.books.dues.list) {
    const auto failure = failed.find(due.debtor);
    if (failure != failed.end()) {
      if (failure->second.reorganised && is_debt(due.row)) continue;    // stayed
      if (!failure->second.reorganised && is_principal(due)) continue;  // below, by collateral
    }
    dues.push_back(due);
  }
  for (const auto& [firm, failure] : failed) {
    if (!failure.reorganised) accelerate(world, market, firm, dues);
  }
  return dues;
}

std::vector<Endowment> endow(Parts<const Inputs, const Books> world,
                             const std::map<AccountId, Failure>& failed) {
  const ResolutionParameters& rules = world.inputs.parameters.resolution;
  std::vector<Endowment> endowments;
  for (const AccountId account : world.books.ledger.named_accounts()) {
    Money wealth = std::max(world.books.ledger.cash(account), Money::zero());
    if (account == world.books.economy || account == world.books.bank ||
        account == world.books.government) {
      wealth = std::max(wealth, Money::from_usd(1e14));
    }
    double cost = rules.liquidation_cost;
    const auto failure = failed.find(account);
    if (failure != failed.end()) {
      wealth += failure->second.fresh;
      if (failure->second.reorganised) cost = rules.reorganisation_cost;
    }
    const auto kept =
        whole_part((1.0 - cost) * static_cast<double>(whole) + 0.5, "what is kept of a sale");
    endowments.push_back({account, wealth, failure != failed.end(), kept, kept});
  }
  return endowments;
}

/// A firm's cash with what others' failures leave of what it is owed.
CashView after_losses(const Outcome& outcome, AccountId firm, CashView view) {
  if (outcome.cleared.defaulted.empty()) return view;
  Money received;
  for (std::size_t k = 0; k < outcome.cleared.paid.size(); ++k) {
    if (outcome.dues[k].creditor == firm) received += outcome.cleared.paid[k];
  }
  view.receivable = std::min(view.receivable, received.usd());
  return view;
}

/// Repeats clearing and sale with everybody who has failed so far until nobody else does.
Outcome solve(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
          const Vendors, const Labs, const Capital, const ComputeMarket, const CreditMarket>
        world,
    UsedMarket& market, const std::vector<CashView>& views) {
  Outcome outcome;
  const auto key = [&](AccountId account) { return world.books.ledger.key(account); };
  const auto sale = [&](std::span<const AccountId> debtors, std::span<const std::int64_t> need) {
    return market.sell(debtors, need);
  };
  const auto add = [&](AccountId firm, std::uint32_t depth, bool illiquid) {
    const auto [at, fresh] = outcome.failed.try_emplace(firm);
    at->second.illiquid |= illiquid;
    if (!fresh) return false;
    at->second.depth = depth;
    const CashView view = after_losses(outcome, firm, views[firm.value]);
    at->second.insolvent = is_insolvent(world, firm, view, market);
    Money granted;
    for (const auto& [other, failure] : outcome.failed) granted += failure.fresh;
    choose_ending(world, firm, views[firm.value], view, market, granted, at->second);
    if (at->second.reorganised) market.keep(firm);
    return true;
  };
  // Whose covenant is broken or whose debt is not refunded is tested: at first as if it were paid
  // all it is owed, then by what others' failures leave of that.
  const auto test_doubted = [&](std::uint32_t depth) {
    const std::size_t before = outcome.failed.size();
    for (const FundingRecord& record : world.credit.records) {
      const AccountId firm = record.firm;
      const bool doubted = world.credit.breached[firm.value] || world.credit.refused[firm.value];
      if (!doubted || outcome.failed.contains(firm)) continue;
      const CashView view = after_losses(outcome, firm, views[firm.value]);
      if (is_insolvent(world, firm, view, market)) add(firm, depth, false);
    }
    return outcome.failed.size() > before;
  };
  test_doubted(1);
  const auto vector =
      static_cast<ClearingVector>(world.inputs.parameters.resolution.clearing_vector);
  std::uint32_t depth = 0;  // of the failures before this clearing
  for (;;) {
    outcome.dues = dues_of(world, market, outcome.failed);
    outcome.cleared =
        clear_obligations(outcome.dues, endow(world, outcome.failed), key, vector, sale);
    bool grown = false;
    for (std::size_t k = 0; k < outcome.cleared.defaulted.size(); ++k) {
      const AccountId firm = outcome.cleared.defaulted[k];
      const std::uint32_t round = outcome.cleared.default_round[k];
      const bool unpaid = !outcome.failed.contains(firm);
      grown |= add(firm, depth == 0 ? round : depth + std::max(round - 1, 1U), unpaid);
    }
    for (const auto& [firm, failure] : outcome.failed) depth = std::max(depth, failure.depth);
    grown |= test_doubted(depth + 1);
    if (!grown) return outcome;
  }
}

// ---- execution --------------------------------------------------------------------------------

/// Buyers from outside get what they bid from their funds; others draw what they bid beyond their
/// own cash, and estates what they were lent.
void pay_buyers(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Vendors, const Capital,
          const ComputeMarket, Books, Builders, Lenders, Investors, CreditMarket, Journal>
        world,
    const Outcome& outcome, const UsedMarket& market, std::span<const OutsideBidder> outside,
    const std::vector<CashView>& views) {
  std::map<AccountId, Money> price;
  for (const Allocation& sale : market.result().allocations) price[sale.buyer] += sale.paid;
  for (const OutsideBidder& bidder : outside) {
    const auto bought = price.find(world.builders.account[bidder.builder]);
    if (bought == price.end()) continue;
    found_buyer(world, bidder, std::max(bought->second, Money::from_usd(1.0)));
    price.erase(bought);
  }
  std::map<AccountId, double> wanted;
  for (const auto& [buyer, paid] : price) {
    const double own = views[buyer.value].cash - views[buyer.value].payable -
                       set_aside(world, builder_row(world, buyer));
    wanted[buyer] = paid.usd() - std::max(own, 0.0);
  }
  for (const auto& [firm, failure] : outcome.failed) wanted[firm] = failure.fresh.usd();
  for (const auto& [firm, usd] : wanted) {
    if (usd <= 0.0) continue;
    constexpr double rounding = 1.0;  // no less may come in than was counted on
    Offers offers;
    for (const double left : world.credit.appetite_left) {
      offers.room.push_back(std::max(left, 0.0));
      offers.total += offers.room.back();
    }
    draw(world, firm, as_borrower(world, firm, views[firm.value]), offers, usd + rounding);
  }
}

void settle_sale(
    Parts<const Inputs, const Builders, Books, Capital, YearTally, Memory, Journal> world,
    const UsedMarket& market, const Allocation& sale) {
  const Lot& lot = market.lots()[sale.lot];
  const std::size_t from = builder_row(world, lot.seller);
  const std::size_t to = builder_row(world, sale.buyer);
  const bool shell = lot.of.layer == AssetLayer::shells;
  Fleet& fleet = shell ? world.capital.shells : world.capital.equipment;
  const Instrument layer = shell ? Instrument::shells : Instrument::equipment;
  const bool idle = !world.builders.alive[from];
  const std::int64_t leased = shell ? leased_milli_mw(world, from, lot.of.vintage) : 0;
  const auto moved = fleet.transfer(from, to, lot.of.vintage, sale.milli_units, sale.paid, leased);
  sell_used(world.books.ledger, world.books.losses, lot.seller, sale.buyer, layer, moved.book,
            sale.paid);
  world.tally.auction_proceeds += sale.paid;
  world.tally.auction_cost += moved.original_cost;
  if (!idle) world.tally.auction_book += moved.book;
  world.memory.sold_used.push_back({world.inputs.year, to, lot.of, sale.milli_units});
  record_event(
      world, "P9", "asset_sale", account_name(world, lot.seller), account_name(world, sale.buyer),
      sale.paid,
      fmt::format("{}{} of {}, original cost {}", idle ? "idle " : "",
                  shell ? "shells" : "equipment", lot.of.vintage, billions(moved.original_cost)));
}

/// Neither principal nor a bill, which stand on balance sheets.
bool is_plain(const Obligation& due) { return !is_principal(due) && !is_bill(due); }

/// An unpaid bill is the supplier's loss; bills of outsiders are on nobody's books.
void lose_bill(Parts<Books> world, const Obligation& due, Money unpaid) {
  const Sector of = world.books.ledger.sector(due.creditor);
  if (of == Sector::rest_of_economy || of == Sector::government || !is_plain(due)) return;
  world.books.losses.record({due.debtor, due.creditor, world.books.ledger.sector(due.debtor), of,
                             LossChannel::take_or_pay_breakage, unpaid});
}

void pay_due(Parts<Books> world, const Obligation& due, Money paid) {
  if (const std::optional<ClaimId> claim = DueTag(due).principal()) {
    if (paid > Money::zero()) repay(world.books.ledger, world.books.debt, *claim, paid);
    return;
  }
  if (is_bill(due)) {
    pay_bill(world.books.ledger, world.books.trade_credit, due.creditor, due.debtor, paid);
    return;
  }
  world.books.ledger.pay(due.debtor, due.creditor, due.row, paid);
}

/// Whether both are posted as one payment: neighbours that differ in nothing that the ledger sees,
/// such as interest on the parts of a loan.
bool posted_together(const Obligation& a, const Obligation& b) {
  return a.debtor == b.debtor && a.creditor == b.creditor && a.row == b.row && is_plain(a) &&
         is_plain(b);
}

void record_obligations(Parts<const Inputs, const Books, Journal> world, const Outcome& outcome) {
  if (!world.journal.record_tables) return;
  static constexpr std::string_view rank_names[] = {"administrative", "secured", "senior",
                                                    "subordinated"};
  // One row a pair and rank: who owed whom how much, and what was paid.
  std::map<std::tuple<AccountId, AccountId, std::uint8_t>, std::pair<Money, Money>> sums;
  auto last = sums.end();  // those of one loan stand side by side
  for (std::size_t k = 0; k < outcome.dues.size(); ++k) {
    const Obligation& due = outcome.dues[k];
    const std::tuple key(due.debtor, due.creditor, due.rank);
    if (last == sums.end() || last->first != key) last = sums.try_emplace(key).first;
    last->second.first += due.due;
    last->second.second += outcome.cleared.paid[k];
  }
  for (const auto& [key, amounts] : sums) {
    const auto& [debtor, creditor, rank] = key;
    world.journal.recording.obligations.push_back({world.inputs.year, account_name(world, debtor),
                                                   account_name(world, creditor), rank_names[rank],
                                                   amounts.first, amounts.second});
  }
}

std::string_view cause_of(const Failure& failure) {
  if (!failure.insolvent) return "illiquid";
  return failure.illiquid ? "illiquid and insolvent" : "insolvent";
}

/// One failed firm's books while it is settled.
struct EstateAccount {
  Estate estate;
  Money claims, paid;              ///< all that is owed; cash, debt kept and shares received
  std::vector<LooseClaim> unpaid;  ///< bills and damages
};

std::map<AccountId, EstateAccount> open_estate_accounts(Parts<const Books> world,
                                                        const Outcome& outcome) {
  std::map<AccountId, EstateAccount> accounts;
  for (std::size_t k = 0; k < outcome.cleared.defaulted.size(); ++k) {
    const AccountId firm = outcome.cleared.defaulted[k];
    EstateAccount& opened = accounts[firm];
    opened.estate.firm = firm;
    opened.estate.costs = outcome.cleared.costs[k];
  }
  for (const auto& [firm, failure] : outcome.failed) {
    EstateAccount& opened = accounts[firm];  // one that owes nothing any more is still an estate
    opened.estate.firm = firm;
    opened.estate.cash = std::max(world.books.ledger.cash(firm), Money::zero());
    if (!failure.reorganised) continue;
    opened.claims += world.books.debt.owed(firm);
    for (const Obligation& due : world.books.dues.list) {
      if (due.debtor == firm && is_debt(due.row) && !is_principal(due)) opened.claims += due.due;
    }
  }
  return accounts;
}

void pay_dues(Parts<Books, YearTally> world, const Outcome& outcome,
              std::map<AccountId, EstateAccount>& accounts) {
  Money together;
  for (std::size_t k = 0; k < outcome.dues.size(); ++k) {
    const Obligation& due = outcome.dues[k];
    const Money paid = outcome.cleared.paid[k];
    together += paid;
    if (k + 1 == outcome.dues.size() || !posted_together(due, outcome.dues[k + 1])) {
      pay_due(world, due, std::exchange(together, Money::zero()));
    }
    const auto debtor = accounts.find(due.debtor), creditor = accounts.find(due.creditor);
    if (creditor != accounts.end()) creditor->second.estate.received += paid;
    if (debtor == accounts.end()) continue;
    debtor->second.estate.distributed += paid;
    debtor->second.claims += due.due;
    debtor->second.paid += paid;
    RankRecovery& of_rank = world.tally.recoveries[due.rank];
    of_rank.claims += due.due;
    of_rank.paid += paid;
    if (paid == due.due) continue;
    lose_bill(world, due, due.due - paid);
    if (!is_principal(due)) {
      debtor->second.unpaid.push_back({due.creditor, due.due - paid, is_bill(due)});
    }
  }
}

void report(Parts<const Inputs, const Books, YearTally, MeasureState, Journal> world,
            AccountId firm, const Failure& failure, const EstateAccount& settled) {
  ++world.tally.defaults;
  world.measured.failed.push_back({world.inputs.year, firm});
  ++world.tally.failures_by_cause[!failure.insolvent ? 0 : failure.illiquid ? 2 : 1];
  world.tally.reorganisations += failure.reorganised;
  world.tally.cascade_depth = std::max(world.tally.cascade_depth, static_cast<int>(failure.depth));
  world.tally.clearing_claims += settled.claims;
  world.tally.clearing_paid += std::min(settled.paid, settled.claims);
  record_event(world, "P9", "default", account_name(world, firm), "", settled.claims,
               fmt::format("{}, {} of {} unpaid, contagion round {}", cause_of(failure),
                           billions(std::max(settled.claims - settled.paid, Money::zero())),
                           billions(settled.claims), failure.depth));
  record_event(world, "P9", failure.reorganised ? "reorganisation" : "liquidation",
               account_name(world, firm), "", settled.paid,
               failure.reorganised ? "paid, kept as debt or given as shares to creditors"
                                   : "paid to creditors in order of rank");
}

/// Idle capital that found a buyer at last; the money goes to the creditors who own it.
void sell_from_storage(
    Parts<const Inputs, const Builders, Books, Capital, YearTally, Memory, Journal> world,
    const UsedMarket& market) {
  std::map<AccountId, Money> proceeds;
  for (const Allocation& sale : market.result().allocations) {
    const AccountId seller = market.lots()[sale.lot].seller;
    if (world.builders.alive[builder_row(world, seller)]) continue;
    settle_sale(world, market, sale);
    proceeds[seller] += sale.paid;
  }
  for (const auto& [firm, paid] : proceeds) {
    pay_dividend(world, firm, paid.usd());
    world.tally.estates.push_back(
        {firm, Money::zero(), paid, Money::zero(), Money::zero(), paid, Money::zero()});
  }
  // A failed firm may have been a creditor of another one.
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const AccountId firm = world.builders.account[b];
    if (!world.builders.alive[b] && world.books.shares.has(firm)) {
      pay_dividend(world, firm, world.books.cash(firm));
    }
  }
}

void count_defaulted_debt(Parts<const Inputs, const Books, YearTally> world, AccountId firm) {
  world.tally.defaulted.owed += world.books.debt.owed(firm);
  for (const ClaimId id : world.books.debt.claims_of(firm)) {
    const Claim claim = world.books.debt.claim(id);
    world.tally.defaulted.usd_years +=
        claim.principal.usd() * static_cast<double>(world.inputs.year - claim.issued);
  }
}

void execute(
    PartsWritingRoles<const Inputs, const Exogenous, const PublicRecord, Books, Capital,
                      ComputeMarket, CreditMarket, YearTally, Memory, MeasureState, Journal>
        world,
    const Outcome& outcome, const UsedMarket& market, std::span<const OutsideBidder> outside,
    const std::vector<CashView>& views) {
  for (const auto& [firm, failure] : outcome.failed) count_defaulted_debt(world, firm);
  pay_buyers(world, outcome, market, outside, views);
  sell_from_storage(world, market);
  auto accounts = open_estate_accounts(world, outcome);
  for (const Allocation& sale : market.result().allocations) {
    const AccountId seller = market.lots()[sale.lot].seller;
    if (!world.builders.alive[builder_row(world, seller)]) continue;
    const auto failed = accounts.find(seller);
    if (failed != accounts.end()) failed->second.estate.proceeds += sale.paid;
    settle_sale(world, market, sale);
  }
  for (const auto& [firm, opened] : accounts) {
    pay_estate_costs(world.books.ledger, world.books.losses, firm, world.books.economy,
                     opened.estate.costs);
  }
  pay_dues(world, outcome, accounts);
  // Before any of them pays its owners: an owner may be another estate.
  for (auto& [firm, settled] : accounts) {
    settled.estate.left = std::max(world.books.ledger.cash(firm), Money::zero());
  }
  for (auto& [firm, settled] : accounts) {
    const Failure& failure = outcome.failed.at(firm);
    world.tally.estates.push_back(settled.estate);
    if (failure.reorganised) {
      settled.paid += reorganise(world, firm, views[firm.value], failure.value, settled.unpaid);
    } else {
      liquidate(world, firm, settled.unpaid);
    }
    report(world, firm, failure, settled);
  }
}

}  // namespace

void clear_and_resolve(
    PartsWritingRoles<const Inputs, const Exogenous, const PublicRecord, Books, Capital,
                      ComputeMarket, CreditMarket, YearTally, Memory, MeasureState, Journal>
        world) {
  world.tally.estates.clear();
  const auto views = view_cash(world);
  const std::vector<OutsideBidder> outside = call_outside_bidders(world);
  UsedMarket market(world, views, outside);
  std::vector<std::size_t> leavers = agree_exits(world, market);
  const Outcome outcome = solve(world, market, views);
  record_obligations(world, outcome);
  execute(world, outcome, market, outside, views);
  dismiss_outside_bidders(world, outside);
  world.books.dues.list.clear();
  std::erase_if(leavers,
                [&](std::size_t b) { return outcome.failed.contains(world.builders.account[b]); });
  complete_exits(world, leavers, market);
  carry_facilities(world);
  world.books.commitments.settle(world.inputs.year);
}

}  // namespace overbuild

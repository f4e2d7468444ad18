// How an entry is checked and written: its legs, then the entries that agents may make.
#include "core/count.hpp"
#include "market/ledger.hpp"

#include <algorithm>

#include "core/invariant.hpp"
#include "market/columns.hpp"

namespace overbuild {

// ---- legs --------------------------------------------------------------------------------------

void Ledger::move(AccountId account, Instrument instrument, Money amount, Change kind) {
  const Slot slot = find(account);
  const std::size_t what = index_of(instrument);
  const std::size_t how = index_of(kind);
  NetWorthPath& path = slot.named != nullptr ? slot.named->net_worth : slot.population->net_worth;
  if (slot.named != nullptr) {
    slot.named->closing[what] += amount;
    slot.named->changes[what][how] += amount;
  } else {
    Population::Column& column = column_of(*slot.population, instrument);
    const bool revaluation = kind == Change::impaired || kind == Change::revalued;
    const std::int64_t cents[1] = {amount.cents()};
    columns::shift(&column.closing[slot.member], cents, true);
    columns::shift(&(revaluation ? column.revaluation : column.flow)[slot.member], cents, true);
    slot.population->changes[what][how] += amount;
  }
  const std::size_t in = index_of(slot.sector());
  sector_closing_[what][in] += amount;
  sector_changes_[in][what][how] += amount;
  switch (kind) {
    case Change::transaction: break;  // saving follows from the row, see count_flow
    case Change::capitalised:
    case Change::consumed:
    case Change::depreciated:
    case Change::traded: path.saving += amount; break;
    case Change::impaired:
    case Change::revalued: path.revaluation += amount; break;
    case Change::written_off:
    case Change::relieved:
    case Change::swapped: path.write_offs += amount; break;
  }
}

void Ledger::count_flow(AccountId account, FlowRow row, Money amount) {
  const Slot slot = find(account);
  const std::size_t line = index_of(row);
  const std::size_t in = index_of(slot.sector());
  const bool receives = amount > Money::zero();
  RowCells& cells = slot.named != nullptr
                        ? (receives ? slot.named->received : slot.named->paid)
                        : (receives ? slot.population->received : slot.population->paid);
  const Money size = receives ? amount : -amount;
  cells[line] += size;
  (receives ? sector_received_ : sector_paid_)[line][in] += size;
  if (is_current(row) || is_capital(row)) {
    (slot.named != nullptr ? slot.named->net_worth : slot.population->net_worth).saving += amount;
  }
}

void Ledger::settle(AccountId account, FlowRow row, Instrument instrument, Money amount) {
  try {
    move(account, instrument, amount, Change::transaction);
  } catch (const Overflow& large) {
    throw large.of(std::string(name_of(sector(account))) + ' ' + label(account));
  }
  if (instrument == Instrument::reserves) count_flow(account, FlowRow::reserves, -amount);
  write(account, static_cast<std::uint8_t>(row), instrument, amount, Change::transaction);
}

/// A party's side of a payment among deposit holders; the government's is bridged by the bank.
void Ledger::settle_party(AccountId account, FlowRow row, Money amount) {
  if (sector(account) != Sector::government) {
    settle(account, row, Instrument::deposits, amount);
  } else {
    OVERBUILD_INVARIANT(bank_.valid(), "a payments bank stands between government and payers");
    settle(account, row, Instrument::reserves, amount);
    settle(bank_, row, Instrument::reserves, -amount);
    settle(bank_, row, Instrument::deposits, amount);
  }
  count_flow(account, row, amount);
}

void Ledger::write(AccountId account, std::uint8_t row, Instrument instrument, Money amount,
                   Change kind, bool batch) {
  journal_.push_back({amount.cents(), entry_, account, phase_, row, instrument, kind, batch});
}

void Ledger::refuse(const char* rule, AccountId account, std::string what) const {
  throw BrokenInvariant(
      rule, {year_, phases_[phase_], std::string(name_of(sector(account))) + ' ' + label(account),
             std::move(what)});
}

void Ledger::check_link(AccountId account, FlowRow row, bool receives) const {
  const Sector party = sector(account);
  if (receives ? may_receive(row, party) : may_pay(row, party)) return;
  refuse("ledger link allowed", account,
         std::string(name_of(party)) + (receives ? " cannot receive " : " cannot pay ") +
             std::string(name_of(row)));
}

void Ledger::check_side(AccountId account, Instrument instrument, Money added) const {
  const Sector party = sector(account);
  const bool holds = may_hold(instrument, party);
  const bool owes = may_owe(instrument, party);
  const std::string_view what = name_of(instrument);
  const bool in_columns = instrument == Instrument::deposits || instrument == Instrument::equipment;
  if ((!holds && !owes) || (!in_columns && find(account).named == nullptr)) {
    refuse("sector can have this instrument", account, "no link with " + std::string(what));
  }
  if (instrument == Instrument::deposits) return;  // may be overdrawn within a year
  const Money after = balance(account, instrument) + added;
  if ((after > Money::zero() && !holds) || (after < Money::zero() && !owes)) {
    refuse("balance stays on the sector's side", account,
           std::string(what) + " would be " + std::to_string(after.cents()) + " cents");
  }
}

/// Legs of an entry by account and instrument, one each, into scratch_.
void Ledger::merge_legs(std::span<const Posting> postings) {
  scratch_.assign(postings.begin(), postings.end());
  const auto place = [](const Posting& leg) { return std::pair(leg.account, leg.instrument); };
  std::sort(scratch_.begin(), scratch_.end(),
            [&](const Posting& a, const Posting& b) { return place(a) < place(b); });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < scratch_.size(); ++i) {
    if (kept > 0 && place(scratch_[kept - 1]) == place(scratch_[i])) {
      scratch_[kept - 1].amount += scratch_[i].amount;
    } else {
      scratch_[kept++] = scratch_[i];
    }
  }
  scratch_.resize(kept);
}

void Ledger::check_zero_per_claim() const {
  std::array<Money, instrument_count> sum{};
  for (const Posting& leg : scratch_) sum[index_of(leg.instrument)] += leg.amount;
  for (const Instrument what : all_instruments) {
    if (is_real(what) || sum[index_of(what)].is_zero()) continue;
    refuse("entry sums to zero per instrument", scratch_.front().account,
           std::string(name_of(what)) + " sum to " + std::to_string(sum[index_of(what)].cents()) +
               " cents");
  }
}

/// Links of the merged legs: who pays and receives what in rows 1 to 21, exchange at par in the
/// rest.
void Ledger::check_links(FlowRow row) const {
  for (std::size_t i = 0; i < scratch_.size();) {
    const AccountId account = scratch_[i].account;
    Money net;
    for (; i < scratch_.size() && scratch_[i].account == account; ++i) {
      const Posting& leg = scratch_[i];
      net += leg.amount;
      if (!is_settlement(leg.instrument) &&
          (!is_claim(row) || leg.instrument != instrument_of(row))) {
        refuse("row has this instrument", account,
               std::string(name_of(leg.instrument)) + " in " + std::string(name_of(row)));
      }
      check_side(account, leg.instrument, leg.amount);
    }
    if (is_claim(row)) {
      if (!net.is_zero())
        refuse("claims are exchanged at par", account,
               std::string(name_of(row)) + " differs from its payment by " +
                   std::to_string(net.cents()) + " cents");
    } else if (!net.is_zero()) {
      check_link(account, row, net > Money::zero());
    }
  }
}

// ---- entries -----------------------------------------------------------------------------------

void Ledger::post(FlowRow row, std::initializer_list<Posting> postings) {
  post(row, std::span<const Posting>(postings.begin(), postings.size()));
}

void Ledger::post(FlowRow row, std::span<const Posting> postings) {
  OVERBUILD_INVARIANT(row <= FlowRow::fund_shares,
                      std::string(name_of(row)) + " follow from the other rows");
  merge_legs(postings);
  check_zero_per_claim();
  check_links(row);
  ++entry_;
  for (const Posting& leg : scratch_) {
    if (leg.amount.is_zero()) continue;
    settle(leg.account, row, leg.instrument, leg.amount);
    if (is_claim(row) && !is_settlement(leg.instrument)) count_flow(leg.account, row, -leg.amount);
  }
  if (is_claim(row)) return;
  for (std::size_t i = 0; i < scratch_.size();) {
    const AccountId account = scratch_[i].account;
    Money net;
    for (; i < scratch_.size() && scratch_[i].account == account; ++i) net += scratch_[i].amount;
    if (!net.is_zero()) count_flow(account, row, net);
  }
}

void Ledger::pay(AccountId from, AccountId to, FlowRow row, Money amount) {
  if (amount.is_zero()) return;
  if (amount < Money::zero()) refuse("payments are positive", from, std::string(name_of(row)));
  if (from == to) refuse("nobody pays himself", from, std::string(name_of(row)));
  check_link(from, row, false);
  check_link(to, row, true);
  ++entry_;
  const bool within_reserves = (from == bank_ && sector(to) == Sector::government) ||
                               (to == bank_ && sector(from) == Sector::government);
  if (within_reserves) {
    settle(from, row, Instrument::reserves, -amount);
    settle(to, row, Instrument::reserves, amount);
    count_flow(from, row, -amount);
    count_flow(to, row, amount);
    return;
  }
  settle_party(from, row, -amount);
  settle_party(to, row, amount);
}

Ledger::Population& Ledger::range_for(AccountRange range, std::span<const std::int64_t> cents) {
  Population& members = population(range);
  if (cents.size() != range.count) {
    refuse("one amount per member", range.first,
           std::to_string(cents.size()) + " amounts for " + std::to_string(range.count));
  }
  return members;
}

void Ledger::move_many(FlowRow row, AccountRange range, std::span<const std::int64_t> cents,
                       std::span<const Payment> others, bool range_pays) {
  if (range.count == 0 && others.empty()) return;
  Population& members = range_for(range, cents);
  const std::string what(name_of(row));
  if (columns::any_negative(cents)) refuse("payments are positive", range.first, what);
  const Money total = columns::sum(cents);
  Money pool;
  for (const auto& [account, amount] : others) {
    if (amount < Money::zero()) refuse("payments are positive", account, what);
    if (!amount.is_zero()) check_link(account, row, range_pays);
    pool += amount;
  }
  if (pool != total) {
    refuse("a batch pays out what it takes in", range.first,
           what + ": range " + std::to_string(total.cents()) + ", others " +
               std::to_string(pool.cents()) + " cents");
  }
  if (total.is_zero()) return;
  check_link(range.first, row, !range_pays);
  ++entry_;

  const std::uint32_t offset = range.first.value - members.range.first.value;
  columns::shift(members.deposits.closing.data() + offset, cents, !range_pays);
  columns::shift(members.deposits.flow.data() + offset, cents, !range_pays);
  const Money signed_total = range_pays ? -total : total;
  const std::size_t cash = index_of(Instrument::deposits);
  const std::size_t how = index_of(Change::transaction);
  const std::size_t in = index_of(members.sector);
  members.changes[cash][how] += signed_total;
  sector_closing_[cash][in] += signed_total;
  sector_changes_[in][cash][how] += signed_total;
  count_flow(range.first, row, signed_total);
  write(range.first, static_cast<std::uint8_t>(row), Instrument::deposits, signed_total,
        Change::transaction, true);
  for (const auto& [account, amount] : others) {
    if (!amount.is_zero()) settle_party(account, row, range_pays ? amount : -amount);
  }
}

void Ledger::pay_from_many(FlowRow row, AccountRange payers, std::span<const std::int64_t> cents,
                           std::span<const Payment> payees) {
  move_many(row, payers, cents, payees, true);
}

void Ledger::pay_to_many(FlowRow row, std::span<const Payment> payers, AccountRange payees,
                         std::span<const std::int64_t> cents) {
  move_many(row, payees, cents, payers, false);
}

void Ledger::issue(AccountId creditor, AccountId debtor, Instrument claim, FlowRow row,
                   Money amount) {
  if (amount.is_zero()) return;
  OVERBUILD_INVARIANT(row == row_of(claim), std::string(name_of(claim)) + " are not exchanged in " +
                                                std::string(name_of(row)));
  if (creditor == debtor) refuse("nobody is his own creditor", debtor, std::string(name_of(claim)));
  post(row, {{creditor, Instrument::deposits, -amount},
             {creditor, claim, amount},
             {debtor, Instrument::deposits, amount},
             {debtor, claim, -amount}});
}

void Ledger::change_real(AccountId account, Instrument real, Money amount, Change kind) {
  if (amount.is_zero()) return;
  const std::string what(name_of(real));
  if (!is_real(real)) refuse("asset is real", account, what);
  if (amount < Money::zero()) {
    refuse("changes of real assets are positive amounts", account, what);
  }
  const Money change = kind == Change::capitalised ? amount : -amount;
  check_side(account, real, change);
  ++entry_;
  move(account, real, change, kind);
  write(account, JournalLine::no_row, real, change, kind);
}

void Ledger::capitalise(AccountId account, Instrument real, Money amount) {
  change_real(account, real, amount, Change::capitalised);
}
void Ledger::consume(AccountId account, Instrument real, Money amount) {
  change_real(account, real, amount, Change::consumed);
}
void Ledger::depreciate(AccountId account, Instrument real, Money amount) {
  change_real(account, real, amount, Change::depreciated);
}
void Ledger::impair(AccountId account, Instrument real, Money amount) {
  change_real(account, real, amount, Change::impaired);
}

void Ledger::change_real_many(AccountRange range, Instrument real,
                              std::span<const std::int64_t> cents, Change kind) {
  if (range.count == 0) return;
  Population& members = range_for(range, cents);
  const std::string what(name_of(real));
  if (real != Instrument::equipment) refuse("ranges own equipment only", range.first, what);
  if (columns::any_negative(cents)) {
    refuse("changes of real assets are positive amounts", range.first, what);
  }
  const Money total = columns::sum(cents);
  if (total.is_zero()) return;
  const bool gain = kind == Change::capitalised;
  const std::uint32_t offset = range.first.value - members.range.first.value;
  Population::Column& column = members.equipment;
  if (!gain) {
    std::int64_t below_zero = 0;
    for (std::size_t i = 0; i < cents.size(); ++i) {
      below_zero |= column.closing[offset + i] - cents[i];  // both >= 0: no overflow
    }
    if (below_zero < 0) refuse("balance stays on the sector's side", range.first, what);
  }
  const Money change = gain ? total : -total;
  ++entry_;
  columns::shift(column.closing.data() + offset, cents, gain);
  columns::shift((kind == Change::impaired ? column.revaluation : column.flow).data() + offset,
                 cents, gain);
  const std::size_t line = index_of(real);
  const std::size_t how = index_of(kind);
  const std::size_t in = index_of(members.sector);
  members.changes[line][how] += change;
  sector_closing_[line][in] += change;
  sector_changes_[in][line][how] += change;
  (kind == Change::impaired ? members.net_worth.revaluation : members.net_worth.saving) += change;
  write(range.first, JournalLine::no_row, real, change, kind, true);
}

void Ledger::capitalise_many(AccountRange range, Instrument real,
                             std::span<const std::int64_t> cents) {
  change_real_many(range, real, cents, Change::capitalised);
}
void Ledger::depreciate_many(AccountRange range, Instrument real,
                             std::span<const std::int64_t> cents) {
  change_real_many(range, real, cents, Change::depreciated);
}
void Ledger::impair_many(AccountRange range, Instrument real, std::span<const std::int64_t> cents) {
  change_real_many(range, real, cents, Change::impaired);
}

void Ledger::transfer_real(AccountId from, AccountId to, Instrument real, Money book_from,
                           Money book_to) {
  const std::string what(name_of(real));
  if (!is_real(real)) refuse("asset is real", from, what);
  if (from == to) refuse("nobody sells to himself", from, what);
  if (book_from < Money::zero() || book_to < Money::zero()) {
    refuse("book values are positive", from, what);
  }
  check_side(from, real, -book_from);
  check_side(to, real, book_to);
  ++entry_;
  const auto leg = [&](AccountId account, Money amount, Change kind) {
    if (amount.is_zero()) return;
    move(account, real, amount, kind);
    write(account, index_of(FlowRow::second_hand_assets), real, amount, kind);
  };
  const Money gain = book_to - book_from;
  leg(from, gain, gain < Money::zero() ? Change::impaired : Change::revalued);
  leg(from, -book_to, Change::traded);
  leg(to, book_to, Change::traded);
}

void Ledger::exchange(AccountId holder, AccountId issuer, Instrument claim, Money amount,
                      Change holder_kind, Change issuer_kind) {
  if (amount.is_zero()) return;
  const std::string what(name_of(claim));
  if (is_real(claim) || is_settlement(claim)) refuse("claim is not money", holder, what);
  if (holder == issuer) refuse("nobody is his own creditor", holder, what);
  check_side(holder, claim, amount);
  check_side(issuer, claim, -amount);
  ++entry_;
  move(holder, claim, amount, holder_kind);
  move(issuer, claim, -amount, issuer_kind);
  write(holder, JournalLine::no_row, claim, amount, holder_kind);
  write(issuer, JournalLine::no_row, claim, -amount, issuer_kind);
}

void Ledger::revalue(AccountId holder, AccountId issuer, Instrument claim, Money amount) {
  exchange(holder, issuer, claim, amount, Change::revalued, Change::revalued);
}

void Ledger::write_off(AccountId creditor, AccountId debtor, Instrument claim, Money amount) {
  if (amount < Money::zero()) refuse("write-offs are positive", debtor, "negative amount");
  exchange(creditor, debtor, claim, -amount, Change::written_off, Change::relieved);
}

void Ledger::swap_for_equity(AccountId creditor, AccountId debtor, Instrument claim, Money amount) {
  if (amount < Money::zero()) refuse("swaps are positive", debtor, "negative amount");
  check_side(creditor, Instrument::equity, amount);
  check_side(debtor, Instrument::equity, -amount);
  exchange(creditor, debtor, claim, -amount, Change::swapped, Change::swapped);
  exchange(creditor, debtor, Instrument::equity, amount, Change::swapped, Change::swapped);
}

}  // namespace overbuild

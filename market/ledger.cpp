#include "market/ledger.hpp"

#include <algorithm>

#include "core/invariant.hpp"
#include "market/columns.hpp"

namespace overbuild {

Ledger::Ledger() : phases_{"opening"} {}

// ---- accounts ----------------------------------------------------------------------------------

AccountId Ledger::open(Sector sector, std::string label) {
  const AccountId id(static_cast<std::uint32_t>(account_count_++));
  if (segments_.empty() || segments_.back().population) {
    segments_.push_back({id.value, 0, false, static_cast<std::uint32_t>(named_.size())});
  }
  ++segments_.back().count;
  Named& account = named_.emplace_back();
  account.sector = sector;
  account.key = entity_id(key_of(sector), label).value;
  account.label = std::move(label);
  named_ids_.push_back(id);
  if (sector == Sector::payments_bank && !bank_.valid()) bank_ = id;
  if (sector == Sector::government && !government_.valid()) government_ = id;
  return id;
}

AccountRange Ledger::open_many(Sector sector, std::uint32_t count, std::string label) {
  const AccountRange range{AccountId(static_cast<std::uint32_t>(account_count_)), count};
  account_count_ += count;
  segments_.push_back(
      {range.first.value, count, true, static_cast<std::uint32_t>(populations_.size())});
  Population& members = populations_.emplace_back();
  members.range = range;
  members.sector = sector;
  members.key = entity_id(key_of(sector), label).value;
  members.label = std::move(label);
  members.deposits = {std::vector<std::int64_t>(count),
                      std::vector<std::int64_t>(count),
                      {},
                      std::vector<std::int64_t>(count)};
  members.equipment = {std::vector<std::int64_t>(count), std::vector<std::int64_t>(count),
                       std::vector<std::int64_t>(count), std::vector<std::int64_t>(count)};
  range_ids_.push_back(range);
  return range;
}

[[gnu::cold, gnu::noinline]] void Ledger::unknown(AccountId account) const {
  break_invariant(
      "account exists",
      {year_, phases_[phase_], "account " + std::to_string(account.value), "no such account"});
}

const Ledger::Named& Ledger::named(AccountId account) const {
  const ConstSlot slot = find(account);
  if (slot.named == nullptr) {
    refuse("only named accounts have rows of their own", account, "member of a range");
  }
  return *slot.named;
}

const Ledger::Population& Ledger::population(AccountRange range) const {
  const ConstSlot slot = find(range.first);
  if (slot.population == nullptr || slot.member + range.count > slot.population->range.count) {
    refuse("range was opened as a range", range.first, std::to_string(range.count) + " accounts");
  }
  return *slot.population;
}

Ledger::Population& Ledger::population(AccountRange range) {
  return const_cast<Population&>(std::as_const(*this).population(range));
}

Ledger::Population::Column& Ledger::column_of(Population& members, Instrument what) {
  return const_cast<Population::Column&>(column_of(std::as_const(members), what));
}

const Ledger::Population::Column& Ledger::column_of(const Population& members, Instrument what) {
  OVERBUILD_INVARIANT(what == Instrument::deposits || what == Instrument::equipment,
                      members.label + " cannot have " + std::string(name_of(what)));
  return what == Instrument::deposits ? members.deposits : members.equipment;
}

Sector Ledger::sector(AccountId account) const { return find(account).sector(); }

std::string Ledger::label(AccountId account) const {
  const ConstSlot slot = find(account);
  if (slot.named != nullptr) return slot.named->label;
  return slot.population->label + '[' + std::to_string(slot.member) + ']';
}

std::uint64_t Ledger::key(AccountId account) const {
  const ConstSlot slot = find(account);
  if (slot.named != nullptr) return slot.named->key;
  return detail::hash_finish(slot.population->key ^ (slot.member + 0x9e3779b97f4a7c15ULL));
}

// ---- the year ----------------------------------------------------------------------------------

void Ledger::open_balance(std::initializer_list<Posting> postings) {
  open_balance(std::span<const Posting>(postings.begin(), postings.size()));
}

void Ledger::open_balance(std::span<const Posting> postings) {
  OVERBUILD_INVARIANT(!started_, "opening entries come before the first year");
  merge_legs(postings);
  check_zero_per_claim();
  for (const Posting& leg : scratch_) check_side(leg.account, leg.instrument, leg.amount);
  ++entry_;
  for (const Posting& leg : scratch_) {
    const Slot slot = find(leg.account);
    const std::size_t what = index_of(leg.instrument);
    const std::size_t in = index_of(slot.sector());
    sector_opening_[what][in] += leg.amount;
    sector_closing_[what][in] += leg.amount;
    if (slot.named != nullptr) {
      slot.named->opening[what] += leg.amount;
      slot.named->closing[what] += leg.amount;
      slot.named->net_worth.opening += leg.amount;
    } else {
      Population::Column& column = column_of(*slot.population, leg.instrument);
      const Money closing = Money::from_cents(column.closing[slot.member]) + leg.amount;
      column.opening[slot.member] = column.closing[slot.member] = closing.cents();
      slot.population->net_worth.opening += leg.amount;
    }
    write(leg.account, JournalLine::no_row, leg.instrument, leg.amount, Change::transaction);
  }
}

void Ledger::begin_year(int year) {
  OVERBUILD_INVARIANT(!started_ || year > year_, "years follow each other");
  started_ = true;
  year_ = year;
  const auto restart = [](auto& account) {
    account.changes = {};
    account.received = {};
    account.paid = {};
    account.net_worth = {account.net_worth.closing(), {}, {}, {}};
  };
  for (Named& account : named_) {
    account.opening = account.closing;
    restart(account);
  }
  for (Population& members : populations_) {
    for (Population::Column* column : {&members.deposits, &members.equipment}) {
      column->opening = column->closing;
      std::fill(column->flow.begin(), column->flow.end(), 0);
      std::fill(column->revaluation.begin(), column->revaluation.end(), 0);
    }
    restart(members);
  }
  sector_received_ = {};
  sector_paid_ = {};
  sector_changes_ = {};
  sector_opening_ = sector_closing_;
  journal_.clear();
  phases_.assign(1, "start of year");
  phase_ = 0;
  entry_ = 0;
}

void Ledger::at(std::string_view phase) {
  if (phases_[phase_] == phase) return;
  const auto known = std::find(phases_.begin(), phases_.end(), phase);
  phase_ = static_cast<std::uint16_t>(known - phases_.begin());
  if (known == phases_.end()) phases_.emplace_back(phase);
}

// ---- reading -----------------------------------------------------------------------------------

Money Ledger::balance(AccountId account, Instrument instrument) const {
  const ConstSlot slot = find(account);
  if (slot.named != nullptr) return slot.named->closing[index_of(instrument)];
  if (instrument != Instrument::deposits && instrument != Instrument::equipment) return {};
  return Money::from_cents(column_of(*slot.population, instrument).closing[slot.member]);
}

Money Ledger::opening_balance(AccountId account, Instrument instrument) const {
  const ConstSlot slot = find(account);
  if (slot.named != nullptr) return slot.named->opening[index_of(instrument)];
  if (instrument != Instrument::deposits && instrument != Instrument::equipment) return {};
  return Money::from_cents(column_of(*slot.population, instrument).opening[slot.member]);
}

Money Ledger::net_worth(AccountId account) const {
  Money sum;
  for (const Instrument what : all_instruments) sum += balance(account, what);
  return sum;
}

Money Ledger::received(FlowRow row, AccountId account) const {
  return named(account).received[index_of(row)];
}
Money Ledger::paid(FlowRow row, AccountId account) const {
  return named(account).paid[index_of(row)];
}
Money Ledger::flow(FlowRow row, AccountId account) const {
  const Named& of = named(account);
  const std::size_t cash = index_of(Instrument::deposits);
  if (row == FlowRow::deposits) return of.opening[cash] - of.closing[cash];
  return of.received[index_of(row)] - of.paid[index_of(row)];
}

Money Ledger::change(AccountId account, Instrument instrument, Change kind) const {
  return named(account).changes[index_of(instrument)][index_of(kind)];
}
std::span<const Money, change_count> Ledger::changes(AccountId account, Instrument what) const {
  return named(account).changes[index_of(what)];
}
Money Ledger::saving(AccountId account) const { return named(account).net_worth.saving; }

Money Ledger::received(FlowRow row, Sector sector) const {
  return sector_received_[index_of(row)][index_of(sector)];
}
Money Ledger::paid(FlowRow row, Sector sector) const {
  return sector_paid_[index_of(row)][index_of(sector)];
}
Money Ledger::flow(FlowRow row, Sector sector) const {
  if (row == FlowRow::deposits) {
    return sector_opening(Instrument::deposits, sector) -
           sector_balance(Instrument::deposits, sector);
  }
  return received(row, sector) - paid(row, sector);
}
Money Ledger::sector_balance(Instrument instrument, Sector sector) const {
  return sector_closing_[index_of(instrument)][index_of(sector)];
}
Money Ledger::sector_opening(Instrument instrument, Sector sector) const {
  return sector_opening_[index_of(instrument)][index_of(sector)];
}
Money Ledger::sector_net_worth(Sector sector) const {
  Money sum;
  for (const Instrument what : all_instruments) sum += sector_balance(what, sector);
  return sum;
}
Money Ledger::change(Sector sector, Instrument instrument, Change kind) const {
  return sector_changes_[index_of(sector)][index_of(instrument)][index_of(kind)];
}

FlowMatrix Ledger::flows() const {
  FlowMatrix matrix{};
  for (const FlowRow row : all_flow_rows) {
    for (const Sector of : all_sectors) matrix[index_of(row)][index_of(of)] = flow(row, of);
  }
  return matrix;
}

BalanceMatrix Ledger::balances() const { return sector_closing_; }

ValueDestroyed Ledger::value_destroyed(Sector bearer) const {
  ValueDestroyed destroyed;
  for (const Instrument what : all_instruments) {
    destroyed.impairments -= change(bearer, what, Change::impaired);
    destroyed.write_offs -= change(bearer, what, Change::written_off);
  }
  destroyed.estate_costs = paid(FlowRow::estate_costs, bearer);
  return destroyed;
}

ValueDestroyed Ledger::value_destroyed() const {
  ValueDestroyed sum;
  for (const Sector bearer : all_sectors) {
    const ValueDestroyed part = value_destroyed(bearer);
    sum.impairments += part.impairments;
    sum.write_offs += part.write_offs;
    sum.estate_costs += part.estate_costs;
  }
  return sum;
}

std::span<const std::int64_t> Ledger::column(AccountRange range, Instrument what) const {
  return range_columns(range, what).closing;
}

Ledger::RangeColumns Ledger::range_columns(AccountRange range, Instrument what) const {
  const Population& members = population(range);
  const Population::Column& column = column_of(members, what);
  const std::size_t offset = range.first.value - members.range.first.value;
  const auto part = [&](const std::vector<std::int64_t>& values) {
    return values.empty() ? std::span<const std::int64_t>()
                          : std::span<const std::int64_t>(values).subspan(offset, range.count);
  };
  return {part(column.opening), part(column.flow), part(column.revaluation), part(column.closing)};
}

std::vector<AccountId> Ledger::overdrawn() const {
  std::vector<AccountId> found;
  for (const AccountId account : named_ids_) {
    if (sector(account) != Sector::payments_bank && cash(account) < Money::zero()) {
      found.push_back(account);
    }
  }
  return found;
}

const Ledger::NetWorthPath& Ledger::net_worth_path(AccountId account) const {
  return named(account).net_worth;
}
const Ledger::NetWorthPath& Ledger::net_worth_path(AccountRange range) const {
  return population(range).net_worth;
}
Money Ledger::range_flow(FlowRow row, AccountRange range) const {
  const Population& members = population(range);
  if (row == FlowRow::deposits) {
    return columns::sum(members.deposits.opening) - columns::sum(members.deposits.closing);
  }
  return members.received[index_of(row)] - members.paid[index_of(row)];
}
Money Ledger::range_change(AccountRange range, Instrument what, Change kind) const {
  return population(range).changes[index_of(what)][index_of(kind)];
}

std::string Ledger::journal_text(const JournalFilter& filter, std::size_t lines) const {
  std::vector<std::string> found;
  for (auto line = journal_.rbegin(); line != journal_.rend() && found.size() < lines; ++line) {
    const Sector of = sector(line->account);
    const bool in_range = line->batch && filter.account &&
                          find(*filter.account).population == find(line->account).population;
    if (filter.account && *filter.account != line->account && !in_range) continue;
    if (filter.sector && *filter.sector != of) continue;
    if (filter.instrument && *filter.instrument != line->instrument) continue;
    if (filter.row && index_of(*filter.row) != line->row) continue;
    std::string text = "  entry " + std::to_string(line->entry) + ' ' + phases_[line->phase] +
                       ": " + std::string(name_of(of)) + ' ';
    text += line->batch ? find(line->account).population->label + " (batch)" : label(line->account);
    text += ' ' + std::string(name_of(line->instrument)) + ' ' + std::to_string(line->cents) +
            " cents, ";
    text += line->row == JournalLine::no_row
                ? std::string(name_of(line->change))
                : std::string(name_of(static_cast<FlowRow>(line->row)));
    found.push_back(std::move(text));
  }
  std::string result;
  for (auto text = found.rbegin(); text != found.rend(); ++text) result += '\n' + *text;
  return result.empty() ? "\n  (no posting)" : result;
}

void Ledger::audit(AuditReport& report) const {
  check_balances_move_by_flows(*this, report);
  check_flow_rows(*this, report);
  check_flow_columns(*this, report);
  check_claims_match_debts(*this, report);
  check_net_worth(*this, report);
  check_bank_deposits(*this, report);
  check_redundant_equation(*this, report);
}

void Ledger::add_to(Digest& digest) const {
  digest.add(year_);
  for (const Named& account : named_) {
    digest.add(account.key);
    digest.add(std::span<const Money>(account.closing));
  }
  for (const Population& members : populations_) {
    digest.add(members.key);
    digest.add(members.deposits.closing);
    digest.add(members.equipment.closing);
  }
  for (const auto& row : sector_received_) digest.add(std::span<const Money>(row));
  for (const auto& row : sector_paid_) digest.add(std::span<const Money>(row));
}

}  // namespace overbuild

#include "market/audit.hpp"

#include <string>

#include "market/columns.hpp"
#include "market/ledger.hpp"

namespace overbuild {

namespace audit_detail {

constexpr std::array<IdentityText, identity_count> texts{{
    {Identity::flow_rows, "I1", "each row of the transaction-flow matrix sums to zero"},
    {Identity::flow_columns, "I2", "each column of the transaction-flow matrix sums to zero"},
    {Identity::claims_match_debts, "I3", "each financial instrument sums to zero over sectors"},
    {Identity::balances_move_by_flows, "I4",
     "closing = opening + flows + revaluation + write-offs, per account and instrument"},
    {Identity::net_worth_is_real_assets, "I5", "net worth sums to real assets"},
    {Identity::deposits_are_bank_liabilities, "I6", "deposits are the payments bank's liabilities"},
    {Identity::equipment_units, "I7",
     "equipment units by vintage: opening + in - failed - scrapped = closing"},
    {Identity::jobs, "I8", "jobs: wanted = served + rationed + priced out; served <= capacity"},
    {Identity::energy, "I9", "energy: used <= contracted + spot; paid >= take-or-pay floor"},
    {Identity::debt_ladder, "I10", "debt per maturity, debtor and creditor equals the ledger"},
    {Identity::estates, "I11", "each estate: proceeds + fresh money = costs + distributions"},
    {Identity::losses_are_value_destroyed, "I12", "attributed losses sum to value destroyed"},
    {Identity::shares_sum_to_one, "I13", "shares of each issuer sum to one"},
    {Identity::redundant_equation, "I14",
     "R and G from their own postings equal minus all the others"},
    {Identity::commitments_pairwise, "I15", "commitments given equal commitments received"},
    {Identity::cohort_cash_flows, "I16", "cohort cash flows sum to builders' totals"},
}};

InvariantContext where(const Ledger& ledger, std::string entity, std::string what,
                       const Ledger::JournalFilter& filter) {
  return {ledger.year(), "audit", std::move(entity),
          std::move(what) + "; last postings:" + ledger.journal_text(filter)};
}

std::string account_name(const Ledger& ledger, AccountId account) {
  return std::string(name_of(ledger.sector(account))) + ' ' + ledger.label(account);
}

std::string text(std::string_view name) { return std::string(name); }

bool closes_economy(Sector sector) {
  return sector == Sector::rest_of_economy || sector == Sector::government;
}

Money column_sum(const Ledger& ledger, AccountRange range, Instrument what) {
  if (what != Instrument::deposits && what != Instrument::equipment) return {};
  return columns::sum(ledger.column(range, what));
}

/// The flow matrix added up from the own rows of accounts in sectors that count.
FlowMatrix own_flows(
    const Ledger& ledger, bool (*counts)(Sector) = [](Sector) { return true; }) {
  FlowMatrix sum{};
  for (const AccountId account : ledger.named_accounts()) {
    if (!counts(ledger.sector(account))) continue;
    const std::size_t in = index_of(ledger.sector(account));
    for (const FlowRow row : all_flow_rows) sum[index_of(row)][in] += ledger.flow(row, account);
  }
  for (const AccountRange range : ledger.ranges()) {
    if (range.count == 0 || !counts(ledger.sector(range.first))) continue;
    const std::size_t in = index_of(ledger.sector(range.first));
    for (const FlowRow row : all_flow_rows) sum[index_of(row)][in] += ledger.range_flow(row, range);
  }
  return sum;
}

/// The balance-sheet matrix added up from the accounts.
BalanceMatrix own_balances(const Ledger& ledger) {
  BalanceMatrix sum{};
  for (const Instrument what : all_instruments) {
    auto& cells = sum[index_of(what)];
    for (const AccountId account : ledger.named_accounts()) {
      cells[index_of(ledger.sector(account))] += ledger.balance(account, what);
    }
    for (const AccountRange range : ledger.ranges()) {
      if (range.count == 0) continue;
      cells[index_of(ledger.sector(range.first))] += column_sum(ledger, range, what);
    }
  }
  return sum;
}

Money moved_balance(const Ledger& ledger, AccountId account, Instrument what) {
  Money moved = ledger.opening_balance(account, what);
  for (const Money change : ledger.changes(account, what)) moved += change;
  return moved;
}

/// What R and G have in an instrument, from their accounts' openings and changes.
Money closing_economy_moved(const Ledger& ledger, Instrument what) {
  Money moved;
  for (const AccountId account : ledger.named_accounts()) {
    if (closes_economy(ledger.sector(account))) moved += moved_balance(ledger, account, what);
  }
  const bool in_columns = what == Instrument::deposits || what == Instrument::equipment;
  for (const AccountRange range : ledger.ranges()) {
    if (range.count == 0 || !in_columns || !closes_economy(ledger.sector(range.first))) continue;
    const Ledger::RangeColumns columns = ledger.range_columns(range, what);
    moved += columns::sum(columns.opening) + columns::sum(columns.flow) +
             columns::sum(columns.revaluation);
  }
  return moved;
}

void check_range_motion(const Ledger& ledger, AccountRange range, Instrument what,
                        AuditReport& report) {
  const Ledger::RangeColumns columns = ledger.range_columns(range, what);
  const bool revalued = !columns.revaluation.empty();
  const auto moved = [&](std::size_t i) {
    return static_cast<std::uint64_t>(columns.opening[i]) +
           static_cast<std::uint64_t>(columns.flow[i]) +
           (revalued ? static_cast<std::uint64_t>(columns.revaluation[i]) : 0);
  };
  std::uint64_t difference = 0;
  for (std::size_t i = 0; i < range.count; ++i) {
    difference |= moved(i) ^ static_cast<std::uint64_t>(columns.closing[i]);
  }
  if (difference == 0) {
    report.count(Identity::balances_move_by_flows, range.count);
    return;
  }
  for (std::size_t i = 0; i < range.count; ++i) {
    const AccountId account = range[static_cast<std::uint32_t>(i)];
    report.equal(Identity::balances_move_by_flows, columns.closing[i],
                 static_cast<std::int64_t>(moved(i)), [&] {
                   return where(ledger, account_name(ledger, account), text(name_of(what)),
                                {.account = account, .instrument = what});
                 });
  }
}

}  // namespace audit_detail

std::span<const IdentityText> identities() { return audit_detail::texts; }

const IdentityText& text_of(Identity identity) {
  return audit_detail::texts[static_cast<std::size_t>(identity) - 1];
}

void AuditReport::fail(Identity identity, std::int64_t left, std::int64_t right,
                       InvariantContext context) {
  const IdentityText& text = text_of(identity);
  context.details =
      std::to_string(left) + " is not " + std::to_string(right) + "; " + context.details;
  throw BrokenInvariant(std::string(text.number) + ": " + std::string(text.statement),
                        std::move(context));
}

void check_flow_rows(const Ledger& ledger, AuditReport& report) {
  const FlowMatrix own = audit_detail::own_flows(ledger);
  for (const FlowRow row : all_flow_rows) {
    Money sum;
    for (const Sector sector : all_sectors) {
      const Money cell = ledger.flow(row, sector);
      sum += cell;
      if (row == FlowRow::deposits) continue;  // its cells are balances, see I3 and I4
      report.equal(Identity::flow_rows, cell, own[index_of(row)][index_of(sector)], [&] {
        return audit_detail::where(
            ledger, audit_detail::text(name_of(sector)),
            "row " + audit_detail::text(name_of(row)) + " of the sector and of its accounts",
            {.sector = sector, .row = row});
      });
    }
    report.equal(Identity::flow_rows, sum, Money::zero(), [&] {
      return audit_detail::where(ledger, "", "row " + audit_detail::text(name_of(row)),
                                 {.row = row});
    });
  }
}

void check_flow_columns(const Ledger& ledger, AuditReport& report) {
  for (const Sector sector : all_sectors) {
    Money sum;
    for (const FlowRow row : all_flow_rows) sum += ledger.flow(row, sector);
    report.equal(Identity::flow_columns, sum, Money::zero(), [&] {
      return audit_detail::where(ledger, audit_detail::text(name_of(sector)), "column",
                                 {.sector = sector});
    });
  }
}

void check_claims_match_debts(const Ledger& ledger, AuditReport& report) {
  const BalanceMatrix own = audit_detail::own_balances(ledger);
  for (const Instrument what : all_instruments) {
    Money sum;
    for (const Sector sector : all_sectors) {
      const Money cell = ledger.sector_balance(what, sector);
      sum += cell;
      report.equal(Identity::claims_match_debts, cell, own[index_of(what)][index_of(sector)], [&] {
        return audit_detail::where(
            ledger, audit_detail::text(name_of(sector)),
            audit_detail::text(name_of(what)) + " of the sector and of its accounts",
            {.sector = sector, .instrument = what});
      });
    }
    if (is_real(what)) continue;
    report.equal(Identity::claims_match_debts, sum, Money::zero(), [&] {
      return audit_detail::where(ledger, "", audit_detail::text(name_of(what)),
                                 {.instrument = what});
    });
  }
}

void check_balances_move_by_flows(const Ledger& ledger, AuditReport& report) {
  for (const AccountId account : ledger.named_accounts()) {
    for (const Instrument what : all_instruments) {
      report.equal(Identity::balances_move_by_flows, ledger.balance(account, what),
                   audit_detail::moved_balance(ledger, account, what), [&] {
                     return audit_detail::where(ledger, audit_detail::account_name(ledger, account),
                                                audit_detail::text(name_of(what)),
                                                {.account = account, .instrument = what});
                   });
    }
  }
  for (const AccountRange range : ledger.ranges()) {
    if (range.count == 0) continue;
    for (const Instrument what : {Instrument::deposits, Instrument::equipment}) {
      audit_detail::check_range_motion(ledger, range, what, report);
    }
  }
}

void check_net_worth(const Ledger& ledger, AuditReport& report) {
  Money net_worth;
  for (const AccountId account : ledger.named_accounts()) {
    const Money followed = ledger.net_worth_path(account).closing();
    net_worth += followed;
    report.equal(Identity::net_worth_is_real_assets, followed, ledger.net_worth(account), [&] {
      return audit_detail::where(ledger, audit_detail::account_name(ledger, account),
                                 "net worth by flows and on the balance sheet",
                                 {.account = account});
    });
  }
  for (const AccountRange range : ledger.ranges()) {
    if (range.count == 0) continue;
    const Money followed = ledger.net_worth_path(range).closing();
    net_worth += followed;
    const Money balance = audit_detail::column_sum(ledger, range, Instrument::deposits) +
                          audit_detail::column_sum(ledger, range, Instrument::equipment);
    report.equal(Identity::net_worth_is_real_assets, followed, balance, [&] {
      return audit_detail::where(ledger, audit_detail::account_name(ledger, range.first),
                                 "net worth of the range by flows and on the balance sheet",
                                 {.account = range.first});
    });
  }
  Money real;
  for (const Instrument what : all_instruments) {
    if (!is_real(what)) continue;
    for (const Sector sector : all_sectors) real += ledger.sector_balance(what, sector);
  }
  report.equal(Identity::net_worth_is_real_assets, net_worth, real, [&] {
    return audit_detail::where(ledger, "", "net worth of all accounts and real assets", {});
  });
}

void check_bank_deposits(const Ledger& ledger, AuditReport& report) {
  Money held;
  Money owed;
  for (const AccountId account : ledger.named_accounts()) {
    const bool bank = ledger.sector(account) == Sector::payments_bank;
    (bank ? owed : held) += ledger.balance(account, Instrument::deposits);
  }
  for (const AccountRange range : ledger.ranges()) {
    if (range.count == 0) continue;
    held += audit_detail::column_sum(ledger, range, Instrument::deposits);
  }
  report.equal(Identity::deposits_are_bank_liabilities, held, -owed, [&] {
    return audit_detail::where(
        ledger, "payments_bank", "deposits held and owed",
        {.sector = Sector::payments_bank, .instrument = Instrument::deposits});
  });
}

void check_redundant_equation(const Ledger& ledger, AuditReport& report) {
  for (const Instrument what : all_instruments) {
    if (is_real(what)) continue;
    const Money own = audit_detail::closing_economy_moved(ledger, what);
    Money others;
    for (const Sector sector : all_sectors) {
      if (!audit_detail::closes_economy(sector)) others += ledger.sector_balance(what, sector);
    }
    report.equal(Identity::redundant_equation, own, -others, [&] {
      return audit_detail::where(ledger, "rest_of_economy and government",
                                 audit_detail::text(name_of(what)),
                                 {.sector = Sector::rest_of_economy, .instrument = what});
    });
  }
  const FlowMatrix flows = audit_detail::own_flows(ledger, audit_detail::closes_economy);
  for (const FlowRow row : all_flow_rows) {
    Money own;
    Money others;
    for (const Sector sector : all_sectors) {
      if (audit_detail::closes_economy(sector)) {
        own += flows[index_of(row)][index_of(sector)];
      } else {
        others += ledger.flow(row, sector);
      }
    }
    report.equal(Identity::redundant_equation, own, -others, [&] {
      return audit_detail::where(ledger, "rest_of_economy and government",
                                 "row " + audit_detail::text(name_of(row)),
                                 {.sector = Sector::rest_of_economy, .row = row});
    });
  }
}

}  // namespace overbuild

// Why: many tests need a small economy with an account in every sector, and a way to falsify it.
// Owns: that economy, random valid entries in it, and the probe that reaches into a ledger.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "market/ledger.hpp"

namespace overbuild {

/// Reaches single numbers of a ledger, past double entry.
struct LedgerProbe {
  static Money& closing(Ledger& ledger, AccountId account, Instrument what) {
    return ledger.find(account).named->closing[index_of(what)];
  }
  static Money& opening(Ledger& ledger, AccountId account, Instrument what) {
    return ledger.find(account).named->opening[index_of(what)];
  }
  static Money& change(Ledger& ledger, AccountId account, Instrument what, Change kind) {
    return ledger.find(account).named->changes[index_of(what)][index_of(kind)];
  }
  static Money& received(Ledger& ledger, AccountId account, FlowRow row) {
    return ledger.find(account).named->received[index_of(row)];
  }
  static Ledger::NetWorthPath& net_worth(Ledger& ledger, AccountId account) {
    return ledger.find(account).named->net_worth;
  }
  static Ledger::NetWorthPath& range_net_worth(Ledger& ledger, AccountRange range) {
    return ledger.population(range).net_worth;
  }
  static std::int64_t& range_closing(Ledger& ledger, AccountId member, Instrument what) {
    const auto slot = ledger.find(member);
    return Ledger::column_of(*slot.population, what).closing[slot.member];
  }
  static std::int64_t& range_flow(Ledger& ledger, AccountId member, Instrument what) {
    const auto slot = ledger.find(member);
    return Ledger::column_of(*slot.population, what).flow[slot.member];
  }
  static std::int64_t& range_revaluation(Ledger& ledger, AccountId member) {
    const auto slot = ledger.find(member);
    return slot.population->equipment.revaluation[slot.member];
  }
  static Money& sector_received(Ledger& ledger, FlowRow row, Sector sector) {
    return ledger.sector_received_[index_of(row)][index_of(sector)];
  }
  static Money& sector_paid(Ledger& ledger, FlowRow row, Sector sector) {
    return ledger.sector_paid_[index_of(row)][index_of(sector)];
  }
  static Money& sector_closing(Ledger& ledger, Instrument what, Sector sector) {
    return ledger.sector_closing_[index_of(what)][index_of(sector)];
  }
  static Money& sector_change(Ledger& ledger, Sector sector, Instrument what, Change kind) {
    return ledger.sector_changes_[index_of(sector)][index_of(what)][index_of(kind)];
  }
};

}  // namespace overbuild

namespace ledger_world {

using namespace overbuild;  // tests of the ledger speak its language

inline Money cents(std::int64_t amount) { return Money::from_cents(amount); }

inline constexpr std::uint32_t members = 5;

/// Two named accounts in every sector but G and M (one each), and five enterprises in columns.
struct World {
  Ledger ledger;
  std::array<std::vector<AccountId>, sector_count> accounts;
  AccountRange enterprises;
  AccountId bank, government, builder, other_builder, vendor, lab, lender, investor, rest, utility;

  World() {
    for (const Sector sector : all_sectors) {
      if (sector == Sector::vendors)
        enterprises = ledger.open_many(Sector::enterprises, members, "firm");
      const bool single = sector == Sector::government || sector == Sector::payments_bank;
      for (int i = 0; i < (single ? 1 : 2); ++i) {
        accounts[index_of(sector)].push_back(
            ledger.open(sector, std::string(name_of(sector)) + std::to_string(i)));
      }
    }
    bank = first(Sector::payments_bank);
    government = first(Sector::government);
    builder = first(Sector::builders);
    other_builder = accounts[index_of(Sector::builders)][1];
    vendor = first(Sector::vendors);
    lab = first(Sector::labs);
    lender = first(Sector::lenders);
    investor = first(Sector::investors);
    rest = first(Sector::rest_of_economy);
    utility = first(Sector::utilities);
    fill();
    ledger.begin_year(2026);
  }

  [[nodiscard]] AccountId first(Sector sector) const { return accounts[index_of(sector)].front(); }

  void fill() {
    ledger.open_balance({{bank, Instrument::reserves, cents(7'000'000)},
                         {government, Instrument::reserves, cents(-7'000'000)}});
    for (const Sector sector : all_sectors) {
      if (!may_hold(Instrument::deposits, sector)) continue;
      for (const AccountId account : accounts[index_of(sector)]) {
        ledger.open_balance({{account, Instrument::deposits, cents(1'000'000)},
                             {bank, Instrument::deposits, cents(-1'000'000)}});
      }
    }
    for (std::uint32_t i = 0; i < members; ++i) {
      ledger.open_balance({{enterprises[i], Instrument::deposits, cents(10'000 + i)},
                           {bank, Instrument::deposits, cents(-10'000 - std::int64_t{i})},
                           {enterprises[i], Instrument::equipment, cents(5'000)}});
    }
    ledger.open_balance({{builder, Instrument::equipment, cents(900'000)},
                         {builder, Instrument::shells, cents(400'000)},
                         {vendor, Instrument::inventory, cents(50'000)},
                         {lender, Instrument::loans, cents(300'000)},
                         {builder, Instrument::loans, cents(-300'000)},
                         {investor, Instrument::equity, cents(800'000)},
                         {builder, Instrument::equity, cents(-800'000)}});
  }

  void audit() {
    AuditReport report;
    ledger.audit(report);
  }
};

/// Interprets random words as valid entries.
class RandomEntries {
 public:
  RandomEntries(World& world, std::span<const std::uint32_t> words)
      : world_(world), words_(words) {}

  void run() {
    while (next_ < words_.size()) {
      switch (draw() % 9) {
        case 0:
        case 1: payment(); break;
        case 2: batch(true); break;
        case 3: batch(false); break;
        case 4: claim(); break;
        case 5: real(); break;
        case 6: used(); break;
        case 7: batch_real(); break;
        default: change_year(); break;
      }
    }
  }

 private:
  std::uint32_t draw() { return next_ < words_.size() ? words_[next_++] : 0; }
  std::int64_t below(std::int64_t limit) { return limit <= 0 ? 0 : draw() % limit; }

  template <class Allowed>
  AccountId pick(Allowed allowed) {
    std::vector<AccountId> found;
    for (const AccountId account : world_.ledger.named_accounts()) {
      if (allowed(world_.ledger.sector(account))) found.push_back(account);
    }
    return found.empty() ? AccountId() : found[draw() % found.size()];
  }

  void payment() {
    const auto row = static_cast<FlowRow>(draw() % 21);
    const AccountId from = pick([&](Sector sector) { return may_pay(row, sector); });
    const AccountId to = pick([&](Sector sector) { return may_receive(row, sector); });
    if (from != to) world_.ledger.pay(from, to, row, cents(below(100'000)));
  }

  void batch(bool range_pays) {
    const auto row = static_cast<FlowRow>(draw() % 21);
    if (!(range_pays ? may_pay(row, Sector::enterprises) : may_receive(row, Sector::enterprises))) {
      return;
    }
    std::vector<std::int64_t> amounts;
    std::int64_t total = 0;
    for (std::uint32_t i = 0; i < members; ++i) total += amounts.emplace_back(below(1'000));
    const auto other = [&] {
      return pick([&](Sector sector) {
        return range_pays ? may_receive(row, sector) : may_pay(row, sector);
      });
    };
    const Payment pool[2] = {{other(), cents(total / 3)}, {other(), cents(total - total / 3)}};
    if (range_pays) {
      world_.ledger.pay_from_many(row, world_.enterprises, amounts, pool);
    } else {
      world_.ledger.pay_to_many(row, pool, world_.enterprises, amounts);
    }
  }

  /// A claim issued, redeemed, revalued, written off or swapped, as far as both sides have it.
  void claim() {
    const Instrument claims[] = {Instrument::loans,        Instrument::bonds,
                                 Instrument::vendor_loans, Instrument::trade_credit,
                                 Instrument::equity,       Instrument::fund_shares};
    const Instrument what = claims[draw() % 6];
    const AccountId holder = pick([&](Sector sector) { return may_hold(what, sector); });
    const AccountId issuer = pick([&](Sector sector) { return may_owe(what, sector); });
    if (holder == issuer) return;
    Ledger& ledger = world_.ledger;
    const std::int64_t open =
        std::min(ledger.balance(holder, what).cents(), -ledger.balance(issuer, what).cents());
    switch (draw() % 5) {
      case 0: ledger.issue(holder, issuer, what, row_of(what), cents(-below(open))); break;
      case 1: ledger.revalue(holder, issuer, what, cents(below(9'000))); break;
      case 2: ledger.write_off(holder, issuer, what, cents(below(open))); break;
      case 3:
        if (what != Instrument::equity && may_hold(Instrument::equity, ledger.sector(holder)) &&
            may_owe(Instrument::equity, ledger.sector(issuer))) {
          ledger.swap_for_equity(holder, issuer, what, cents(below(open)));
        }
        break;
      default: ledger.issue(holder, issuer, what, row_of(what), cents(below(50'000))); break;
    }
  }

  void real() {
    const auto what = static_cast<Instrument>(draw() % 3);
    const AccountId owner = pick([&](Sector sector) { return may_hold(what, sector); });
    Ledger& ledger = world_.ledger;
    const std::int64_t book = ledger.balance(owner, what).cents();
    switch (draw() % 4) {
      case 0: ledger.consume(owner, what, cents(below(book))); break;
      case 1: ledger.depreciate(owner, what, cents(below(book))); break;
      case 2: ledger.impair(owner, what, cents(below(book))); break;
      default: ledger.capitalise(owner, what, cents(below(70'000))); break;
    }
  }

  void used() {
    const auto what = static_cast<Instrument>(draw() % 2);
    const AccountId from = pick([&](Sector sector) { return may_hold(what, sector); });
    const AccountId to = pick([&](Sector sector) { return may_hold(what, sector); });
    if (from == to) return;
    const Money book = cents(below(world_.ledger.balance(from, what).cents()));
    const Money price = cents(below(20'000));
    world_.ledger.pay(to, from, FlowRow::second_hand_assets, price);
    world_.ledger.transfer_real(from, to, what, book, price);
  }

  void batch_real() {
    Ledger& ledger = world_.ledger;
    const auto column = ledger.column(world_.enterprises, Instrument::equipment);
    std::vector<std::int64_t> amounts;
    for (std::uint32_t i = 0; i < members; ++i) amounts.push_back(below(column[i]));
    switch (draw() % 3) {
      case 0: ledger.depreciate_many(world_.enterprises, Instrument::equipment, amounts); break;
      case 1: ledger.impair_many(world_.enterprises, Instrument::equipment, amounts); break;
      default: ledger.capitalise_many(world_.enterprises, Instrument::equipment, amounts); break;
    }
  }

  void change_year() {
    world_.audit();
    world_.ledger.begin_year(world_.ledger.year() + 1);
  }

  World& world_;
  std::span<const std::uint32_t> words_;
  std::size_t next_ = 0;
};

}  // namespace ledger_world

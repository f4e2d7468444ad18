#include "sim/credit/finance.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "agents/investor.hpp"
#include "sim/compute/families.hpp"
#include "sim/credit/cash_view.hpp"
#include "sim/credit/entry.hpp"
#include "sim/credit/equity.hpp"
#include "sim/credit/facilities.hpp"
#include "sim/credit/founding.hpp"
#include "sim/credit/lab_value.hpp"
#include "sim/credit/lending.hpp"
#include "sim/credit/outlook.hpp"
#include "sim/credit/rounds.hpp"
#include "sim/credit/vendor_finance.hpp"
#include "sim/parameters/family.hpp"
#include "sim/parts/each_role.hpp"

namespace overbuild {

namespace {

/// A firm that may raise money: its account and what it wants to hold after the year's dues.
struct Seeker {
  AccountId account;
  EntityId entity;
  Sector sector;
  std::size_t row;
  double need;      ///< usd to raise
  double short_of;  ///< part of it without which cash would end below what the firm wants to hold
  double score;     ///< default probability before raising
  Borrower before;  ///< as lenders see it before anybody raises money
};

double target_cash(Parts<const Inputs, const Builders, const CreditMarket> world, Sector sector,
                   std::size_t row, const CashView& view) {
  if (sector == Sector::builders) {
    return world.inputs.parameters.builders[row].second.cash_target +
           world.credit.founding[row].need + set_aside(world, row);
  }
  if (sector == Sector::labs) {
    const double burn = std::max(view.operating_out - view.operating_in, 0.0);
    return world.inputs.parameters.lab.runway_years * burn;
  }
  return 0.0;
}

template <class Firms>
void add_seekers(Parts<const Inputs, const Exogenous, const PublicRecord, const Books,
                       const Builders, const Capital, const ComputeMarket, const CreditMarket>
                     world,
                 const Firms& firms, Sector sector, const std::vector<CashView>& views,
                 std::span<const Marks> marks, std::vector<Seeker>& seekers) {
  const CreditRules rules = credit_rules(world);
  for (std::size_t k = 0; k < firms.size(); ++k) {
    if (!firms.alive[k]) continue;
    const CashView& view = views[firms.account[k].value];
    double need = target_cash(world, sector, k, view) - view.expected_cash();
    const double short_of = need;
    if (sector == Sector::builders) {
      // What falls due is rolled over and part of new capital is debt, cash or no cash.
      const double debt_share = world.inputs.parameters.capex.debt_share;
      need = std::max(need, view.principal + debt_share * view.investment);
    }
    Borrower before = as_borrower(world, firms.account[k], view, marks);
    const double score = default_probability(rules, before);
    seekers.push_back({firms.account[k], luck_of(world.inputs.parameters, firms, k), sector, k,
                       std::max(need, 0.0), std::max(short_of, 0.0), score, std::move(before)});
  }
}

// ---- investors --------------------------------------------------------------------------------

/// What investors together think the firm worth, weighted by what they could put in.
double appraised_value(Parts<const Inputs, const Exogenous, const PublicRecord, const Builders,
                             const Labs, const Investors, const ComputeMarket>
                           world,
                       const Seeker& seeker, const CashView& view,
                       const std::vector<double>& appetite_left) {
  const EquityParameters& rules = world.inputs.parameters.equity;
  const bool lab = seeker.sector == Sector::labs;
  const double sales = std::max(view.operating_in, 1.0);
  const double margin = std::clamp(view.ebitda() / sales, -2.0, 0.6);
  const double fundamental =
      lab ? lab_cash_value(world, seeker.row, view.operating_in, 0.0)
          : discounted_value(
                rules, sales, std::clamp(world.public_record.end_user_growth, -0.5, 0.5),
                world.inputs.parameters.expectations.fade, margin, world.exogenous.base_rate);
  const double last = lab                                 ? world.labs.equity_value[seeker.row]
                      : seeker.sector == Sector::builders ? world.builders.equity_value[seeker.row]
                                                          : fundamental;
  const double last_return = lab ? world.labs.valuation_growth[seeker.row] : 0.0;
  double value = 0.0, weight = 0.0;
  for (std::size_t i = 0; i < world.investors.size(); ++i) {
    value += appetite_left[i] * appraise(rules, world.investors, i, fundamental, last, last_return);
    weight += appetite_left[i];
  }
  return weight > 0.0 ? value / weight : 0.0;
}

double raise_equity(Parts<const Inputs, const Exogenous, const PublicRecord, const Builders,
                          const ComputeMarket, Books, Labs, Investors, CreditMarket, Journal>
                        world,
                    const Seeker& seeker, double need, const CashView& view,
                    FundingRecord& record) {
  std::vector<double>& appetite_left = world.credit.equity_left;
  double available = 0.0;
  for (const double left : appetite_left) available += left;
  const double value = appraised_value(world, seeker, view, appetite_left);
  record.equity_value = value;
  const double amount = round_size(world.inputs.parameters.equity, need, available, value);
  if (amount < 1.0 || value < 1.0) return 0.0;
  double raised = 0.0;
  for (std::size_t i = 0; i < world.investors.size(); ++i) {
    const Money part = Money::from_usd(amount * appetite_left[i] / available);
    if (part <= Money::zero()) continue;
    subscribe(world, world.investors.account[i], part);
    sell_shares(world, world.investors.account[i], seeker.account, Money::from_usd(value + raised),
                part);
    appetite_left[i] -= part.usd();
    world.investors.invested[i] += part.usd();
    raised += part.usd();
  }
  if (seeker.sector == Sector::labs) {
    const double before = world.labs.equity_value[seeker.row];
    record_event(world, "P8", value < before ? "down_round" : "funding_round",
                 account_name(world, seeker.account), "", Money::from_usd(raised),
                 fmt::format("at ${:.0f} bn before the money", value / 1e9));
    world.labs.valuation_growth[seeker.row] = before > 0.0 ? value / before - 1.0 : 0.0;
    world.labs.equity_value[seeker.row] = value + raised;
  }
  return raised;
}

/// An owner that has the cash funds its own lab or application.
double fund_from_parent(
    Parts<const Inputs, const Builders, const Labs, const Apps, const Memory, Books, YearTally>
        world,
    const Seeker& seeker, double need, const std::vector<CashView>& views) {
  const bool lab = seeker.sector == Sector::labs;
  if (!lab && seeker.sector != Sector::apps) return 0.0;
  const std::string& parent = lab ? world.inputs.parameters.labs[seeker.row].second.parent
                                  : world.memory.app_configs[seeker.row].second.parent;
  const double worth =
      lab ? world.labs.equity_value[seeker.row] : world.apps.equity_value[seeker.row];
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (world.inputs.parameters.builders[b].first != parent || !world.builders.alive[b]) continue;
    const AccountId account = world.builders.account[b];
    const double spare = spare_cash(world, b, views);
    const Money amount = Money::from_usd(std::clamp(need, 0.0, std::max(spare, 0.0)));
    if (amount <= Money::zero()) return 0.0;
    sell_shares(world, account, seeker.account, Money::from_usd(std::max(worth, 1.0)), amount);
    world.tally.stakes.by_owners[b] += amount.usd();
    return amount.usd();
  }
  return 0.0;
}

// ---- stretch-outs -----------------------------------------------------------------------------

/// A builder lets a lab pay later when the later money is worth more than its claim in a failure.
bool accepts_deferral(Parts<const Inputs, const Exogenous> world, double probability,
                      double recovery, int years) {
  const double rate = world.exogenous.base_rate + world.inputs.parameters.capex.risk_premium;
  double later = 1.0;
  for (int k = 0; k < years; ++k) later *= (1.0 - probability) / (1.0 + rate);
  return later > recovery;
}

/// Builders wait for what a lab lacks, if they accept that; returns whether they do.
bool stretch_contracts(Parts<const Inputs, const Exogenous, Books, Journal> world,
                       const Seeker& seeker, double missing, const Borrower& borrower) {
  double contracts = 0.0;
  for (const Obligation& due : world.books.dues.list) {
    if (due.debtor == seeker.account && DueTag(due).contract()) contracts += due.due.usd();
  }
  if (contracts <= 0.0 || missing <= 0.0) return false;
  constexpr int years = 3;
  const double probability = default_probability(credit_rules(world), borrower);
  const double owed = borrower.debt + contracts;
  const double recovery = std::clamp((borrower.saleable_assets + borrower.cash) / owed, 0.0, 1.0);
  if (!accepts_deferral(world, probability, recovery, years)) return false;
  const double share = std::min(missing / contracts, 1.0);
  for (Obligation& due : world.books.dues.list) {
    const std::optional<CommitmentId> contract = DueTag(due).contract();
    if (due.debtor != seeker.account || !contract) continue;
    const CommitmentId id = *contract;
    const Money promised = world.books.commitments.at(id).due_in(world.inputs.year);
    const Money later = std::min(Money::from_usd(std::ceil(share * due.due.usd())), due.due);
    const std::int64_t hours = muldiv(world.books.commitments.at(id).quantity_in(world.inputs.year),
                                      later.cents(), std::max<std::int64_t>(promised.cents(), 1));
    due.due -= later;
    world.books.commitments.defer(
        id, world.inputs.year, world.inputs.year + years, std::min(later, promised),
        std::min(hours, world.books.commitments.at(id).quantity_in(world.inputs.year)));
    record_event(world, "P8", "renegotiation", account_name(world, seeker.account),
                 account_name(world, due.creditor), later,
                 "compute contract paid three years later");
  }
  return true;
}

/// Next year's money is shared: what all firms were told together is no more than lenders have.
void share_borrowing_room(Parts<const Inputs, const Lenders, CreditMarket> world) {
  double told = 0.0, there = 0.0;
  for (const double room : world.credit.borrowing_room) told += room;
  for (const double appetite : world.lenders.appetite) there += appetite;
  const CreditParameters& rules = world.inputs.parameters.credit;
  if (rules.lenders_live_on) there *= rules.appetite_stretch;
  const double share = told > there ? there / told : 1.0;
  for (double& room : world.credit.borrowing_room) room *= share;
}

}  // namespace

namespace {

/// Where lenders look at contracts signed ahead they first rate every firm without them.
void rate_firms(Parts<const Inputs, const Exogenous, const PublicRecord, const Books,
                      const Builders, const Labs, const Capital, const ComputeMarket, CreditMarket>
                    world,
                const std::vector<CashView>& views, std::span<const Marks> marks) {
  if (!world.inputs.parameters.lab.contracts_ahead) return;
  const CreditRules rules = credit_rules(world);
  std::vector<double> rating(world.books.ledger.account_count(), 1.0);
  const auto rate = [&](const Firms& firms) {
    for (std::size_t k = 0; k < firms.size(); ++k) {
      const AccountId firm = firms.account[k];
      if (firms.alive[k])
        rating[firm.value] =
            default_probability(rules, as_borrower(world, firm, views[firm.value], marks));
    }
  };
  rate(world.builders);
  rate(world.labs);
  world.credit.rating = std::move(rating);
}

/// How far earnings came from what they usually are.
void note_earnings(Parts<const Books, CreditMarket> world, const std::vector<CashView>& views) {
  world.credit.earnings.resize(world.books.ledger.account_count());
  for (const AccountId account : world.books.ledger.named_accounts()) {
    EarningsRecord& record = world.credit.earnings[account.value];
    const double now = views[account.value].ebitda();
    const double surprise = record.known ? std::fabs(now - record.mean) : 0.0;
    record.surprise += 0.3 * (surprise - record.surprise);
    record.mean += (record.known ? 0.5 : 1.0) * (now - record.mean);
    record.known = true;
  }
}

/// A new year forgets the last one but for what lenders remember of borrowers.
void begin_credit_year(Parts<const Inputs, const Books, Lenders, Investors, CreditMarket> world) {
  CreditMarket& credit = world.credit;
  CreditMarket fresh;
  fresh.earnings = std::move(credit.earnings);
  fresh.founding = std::move(credit.founding);
  fresh.views = std::move(credit.views);
  credit = std::move(fresh);
  const std::size_t n = world.books.ledger.account_count();
  for (auto* per_account : {&credit.borrowing_room, &credit.spread, &credit.room_left}) {
    per_account->assign(n, 0.0);
  }
  credit.breached.assign(n, 0);
  credit.refused.assign(n, 0);
  credit.appetite_left = world.lenders.appetite;
  const CreditParameters& rules = world.inputs.parameters.credit;
  if (rules.lenders_live_on) {
    for (double& usd : credit.appetite_left) usd *= rules.appetite_stretch;
  }
  credit.equity_left = world.investors.appetite;
  std::fill(world.lenders.lent.begin(), world.lenders.lent.end(), 0.0);
  std::fill(world.investors.invested.begin(), world.investors.invested.end(), 0.0);
}

void note_breach(Parts<const Inputs, Books, CreditMarket, Journal> world, const Seeker& seeker,
                 const CovenantTest& test, FundingRecord& record) {
  record.interest_cover = test.interest_cover;
  record.loan_to_value = test.loan_to_value;
  if (!test.breached) return;
  world.credit.breached[seeker.account.value] = 1;
  end_facilities(world, seeker.account);
  record_event(world, "P8", "covenant_breach", account_name(world, seeker.account), "",
               world.books.debt.owed(seeker.account, Instrument::loans),
               fmt::format("interest cover {:.2f}, loan to value {:.2f}", test.interest_cover,
                           test.loan_to_value));
}

template <class AnyFirms>
std::vector<AccountId> rows_in_business(const Parameters& p, const AnyFirms& firms,
                                        const Seeker& seeker) {
  const auto& roster = roster_of<AnyFirms::role>(p);
  std::vector<AccountId> rows{seeker.account};
  if (!p.family_shares || seeker.row >= roster.size()) return rows;
  const auto kin = kin_of(p, roster, seeker.row);
  for (std::size_t k = 0; k < kin.size(); ++k) {
    if (kin[k] != 0 && k != seeker.row && firms.alive[k]) rows.push_back(firms.account[k]);
  }
  return rows;
}

/// The firm and rows that lenders count as the same name.
std::vector<AccountId> rows_of_name(
    Parts<const Inputs, const Builders, const Vendors, const Labs, const Apps> world,
    const Seeker& seeker) {
  const Parameters& p = world.inputs.parameters;
  switch (seeker.sector) {
    case Sector::builders: return rows_in_business(p, world.builders, seeker);
    case Sector::vendors: return rows_in_business(p, world.vendors, seeker);
    case Sector::labs: return rows_in_business(p, world.labs, seeker);
    case Sector::apps: return rows_in_business(p, world.apps, seeker);
    default: return {seeker.account};
  }
}

/// The firm as lenders know it, and its part of the receipts of that name.
BorrowerName name_of(
    Parts<const Inputs, const Builders, const Vendors, const Labs, const Apps> world,
    const Seeker& seeker, const std::vector<CashView>& views) {
  BorrowerName name{rows_of_name(world, seeker)};
  if (name.rows.size() == 1) return name;
  double receipts = 0.0;
  for (const AccountId row : name.rows) receipts += views[row.value].operating_in;
  name.part = receipts > 0.0 ? views[seeker.account.value].operating_in / receipts
                             : 1.0 / static_cast<double>(name.rows.size());
  return name;
}

/// Sells shares to investors and, to what they left, a lab's to vendors: where there is a book
/// those have been in it. Returns what is still short.
double sell_new_shares(Parts<const Inputs, const Exogenous, const PublicRecord, const Builders,
                             const Vendors, const Capital, const ComputeMarket, Books, Labs,
                             Investors, CreditMarket, YearTally, Journal>
                           world,
                       const Seeker& seeker, double need, const std::vector<CashView>& views,
                       FundingRecord& record) {
  if (need <= 1.0) return need;
  const Issuer issuer{seeker.account, seeker.sector, seeker.row};
  if (valued_by_scenarios(world, issuer)) {
    record.equity = raise_in_round(world, issuer, need, views, record.equity_value);
    return need - record.equity;
  }
  record.equity = raise_equity(world, seeker, need, views[seeker.account.value], record);
  need -= record.equity;
  if (seeker.sector == Sector::labs && need > 1.0) {
    need -= record.from_vendor =
        buy_into_customer(world, seeker.account, need, record.equity_value, seeker.score);
  }
  return need;
}

/// Cash first, then debt, then shares (Myers & Majluf 1984). Returns whether payees have to wait,
/// who are other borrowers from then on.
bool fund(Parts<const Inputs, const Exogenous, const PublicRecord, const Builders, const Vendors,
                const Apps, const Capital, const ComputeMarket, const Memory, Books, Labs, Lenders,
                Investors, CreditMarket, YearTally, Journal>
              world,
          const Seeker& seeker, const Borrower& borrower, const std::vector<CashView>& views) {
  const CashView& view = views[seeker.account.value];
  FundingRecord record;
  record.firm = seeker.account;
  record.cash = view.cash;
  record.dues = view.payable;
  record.principal_due = view.principal;
  record.need = seeker.need;
  record.default_probability = seeker.score;
  note_breach(world, seeker, test_covenants(world, seeker.account, borrower), record);
  record.loss_if_failed = losses_by_rank(borrower).senior;
  record.spread = expected_loss_spread(seeker.score, loss_given_default(borrower)) +
                  world.exogenous.spread_shock;

  double need = seeker.need;
  need -= record.from_parent = fund_from_parent(world, seeker, need, views);
  const Offers offers =
      collect_offers(world, name_of(world, seeker, views), borrower, seeker.score);
  record.offered = offers.total;
  const Drawn drawn = draw(world, seeker.account, borrower, offers, need);
  need -= record.borrowed = drawn.usd;
  record.expected_failure = drawn.expected_failure;
  if (world.inputs.parameters.credit.risk_price) {
    record.spread = drawn.usd > 0.0 ? drawn.spread : offers.spread;
  }
  world.credit.spread[seeker.account.value] = record.spread;
  world.credit.borrowing_room[seeker.account.value] = offers.total;
  world.credit.room_left[seeker.account.value] = offers.total - record.borrowed;
  const double not_rolled = std::min(view.principal, need);
  if (not_rolled > 0.01 * view.principal) {
    world.credit.refused[seeker.account.value] = 1;
    record_event(world, "P8", "rollover_refused", account_name(world, seeker.account), "",
                 Money::from_usd(not_rolled), "debt that falls due could not be refinanced");
  }
  // Shares are sold for what is short, not for what debt was merely preferred for.
  const double preferred = seeker.need - seeker.short_of;
  need = std::max(need - preferred, 0.0);
  if (seeker.sector == Sector::builders) {
    const double promised = draw_facilities(world, seeker.account, need, borrower, seeker.score);
    need -= promised;
    const double lent = lend_to_customer(world, seeker.account, need, borrower, seeker.score);
    need -= lent;
    record.from_vendor = promised + lent;
  }
  need = sell_new_shares(world, seeker, need, views, record);
  if (seeker.sector == Sector::labs) world.labs.funding_gap[seeker.row] = std::max(need, 0.0);
  // Needs beyond the dues of the year were for a cushion; only dues can bring a firm down.
  record.missing = std::max(need - (seeker.short_of + view.expected_cash()), 0.0);
  world.credit.records.push_back(record);
  return record.missing > 0.01 && stretch_contracts(world, seeker, record.missing, borrower);
}

}  // namespace

void finance(PartsReadingRoles<const Inputs, const Exogenous, const PublicRecord, const Capital,
                               const ComputeMarket, const Memory, Books, CreditMarket, YearTally,
                               Journal, Builders, Labs, Lenders, Investors>
                 world) {
  form_lender_views(world);
  found_builders(world);
  const auto views = view_cash(world);
  note_earnings(world, views);
  begin_credit_year(world);
  const std::vector<Marks> marks = mark_builders(world);
  rate_firms(world, views, marks);
  std::vector<Seeker> seekers;
  for_each_role(world, [&](const auto& firms) {
    constexpr RoleInfo role = info_of(std::decay_t<decltype(firms)>::role);
    if constexpr (role.raises_money) add_seekers(world, firms, role.sector, views, marks, seekers);
  });
  std::sort(seekers.begin(), seekers.end(), [](const Seeker& a, const Seeker& b) {
    return std::tie(a.score, a.entity.value, a.row) < std::tie(b.score, b.entity.value, b.row);
  });
  bool stretched = false;
  for (const Seeker& seeker : seekers) {
    const AccountId firm = seeker.account;
    stretched |=
        fund(world, seeker,
             stretched ? as_borrower(world, firm, views[firm.value], marks) : seeker.before, views);
  }
  share_borrowing_room(world);
  confirm_founders(world);
}

}  // namespace overbuild

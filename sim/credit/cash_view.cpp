#include "sim/credit/cash_view.hpp"

#include <algorithm>
#include <cmath>

#include "agents/builder.hpp"
#include "market/rental.hpp"
#include "sim/credit/outlook.hpp"
#include "sim/failure/used_market.hpp"

namespace overbuild {

namespace {

enum class Kind { operating, interest, principal, investment, other };

Kind kind_of(FlowRow row) {
  switch (row) {
    case FlowRow::interest_loans_bonds:
    case FlowRow::interest_vendor_finance: return Kind::interest;
    case FlowRow::loans:
    case FlowRow::bonds:
    case FlowRow::vendor_loans: return Kind::principal;
    case FlowRow::equipment:
    case FlowRow::shells:
    case FlowRow::prepaid_and_trade_credit:  // bills for equipment
    case FlowRow::second_hand_assets: return Kind::investment;
    case FlowRow::dividends:
    case FlowRow::estate_costs:
    case FlowRow::equity_issuance:
    case FlowRow::fund_shares:
    case FlowRow::deposits:
    case FlowRow::reserves:
    case FlowRow::open_lab_sponsorship: return Kind::other;
    default: return Kind::operating;
  }
}

/// Sales of equipment are a vendor's operation, not an investment.
Kind kind_for(const Ledger& ledger, AccountId account, FlowRow row) {
  const Kind kind = kind_of(row);
  const bool sale = kind == Kind::investment && ledger.sector(account) == Sector::vendors;
  return sale ? Kind::operating : kind;
}

/// Accounts up to the last that has a name or a part in what is due; enterprises, a million
/// perhaps, stand behind them.
std::size_t viewed_accounts(Parts<const Books> world) {
  std::uint32_t last = 0;
  for (const AccountId account : world.books.ledger.named_accounts())
    last = std::max(last, account.value);
  for (const Obligation& due : world.books.dues.list) {
    last = std::max({last, due.debtor.value, due.creditor.value});
  }
  return std::size_t{last} + 1;
}

}  // namespace

std::vector<CashView> view_cash(Parts<const Books> world) {
  const Ledger& ledger = world.books.ledger;
  std::vector<CashView> views(viewed_accounts(world));
  for (const AccountId account : ledger.named_accounts()) {
    CashView& view = views[account.value];
    view.cash = world.books.cash(account);
    for (std::size_t row = 0; row < flow_row_count; ++row) {
      const auto flow_row = static_cast<FlowRow>(row);
      if (kind_for(ledger, account, flow_row) != Kind::operating) continue;
      view.operating_in += ledger.received(flow_row, account).usd();
      view.operating_out += ledger.paid(flow_row, account).usd();
    }
  }
  for (const Obligation& due : world.books.dues.list) {
    const double usd = due.due.usd();
    CashView& from = views[due.debtor.value];
    CashView& to = views[due.creditor.value];
    from.payable += usd;
    to.receivable += usd;
    if (kind_for(ledger, due.creditor, due.row) == Kind::operating) to.operating_in += usd;
    switch (kind_for(ledger, due.debtor, due.row)) {
      case Kind::operating: from.operating_out += usd; break;
      case Kind::interest: from.interest += usd; break;
      case Kind::principal: from.principal += usd; break;
      case Kind::investment: from.investment += usd; break;
      case Kind::other: break;
    }
  }
  return views;
}

namespace {

/// What this year's deliveries will add when they work a whole year: lenders look at what the money
/// buys, or a new firm could never borrow.
struct FullYear {
  double hours = 0, usd = 0;
};

FullYear full_year_gain(
    Parts<const Inputs, const Exogenous, const Builders, const Capital, const ComputeMarket> world,
    AccountId account) {
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (world.builders.account[b] != account) continue;
    const CapexParameters& capex = world.inputs.parameters.capex;
    const double units =
        0.5 * static_cast<double>(world.capital.equipment.at(b, world.inputs.year).units) / 1000.0;
    const double load = std::min(world.builders.utilisation[b], capex.sustainable_load);
    return {units * hours_a_year * load,
            units * yearly_margin(capex, world.compute.rental_price, load,
                                  world.capital.vintage_kw(world.inputs.year),
                                  world.exogenous.energy_price)};
  }
  return {};
}

/// Its plan does not yet pay for itself.
bool is_young(Parts<const Inputs, const CreditMarket> world, std::size_t b) {
  return b != SIZE_MAX && world.inputs.year <= world.credit.founding[b].until;
}

/// A firm that is still building has little but its plan to show.
double planned_earnings(Parts<const Inputs, const Builders, const CreditMarket> world,
                        AccountId account) {
  const std::size_t b = builder_row(world, account);
  const double trust = world.inputs.parameters.credit.risk_price ? world.credit.views.trust : 1.0;
  return is_young(world, b) ? trust * world.credit.founding[b].earnings : 0.0;
}

/// What backstops would pay next year if as much stays unsold as this year.
double backstops(Parts<const Inputs, const Books, const Builders> world, AccountId account) {
  double usd = 0.0;
  for (const CommitmentId id : world.books.commitments.open(CommitmentKind::backstop)) {
    const Commitment& backstop = world.books.commitments.at(id);
    if (backstop.payee == account) usd += backstop.due_in(world.inputs.year + 1).usd();
  }
  const std::size_t b = builder_row(world, account);
  if (usd <= 0.0 || b == SIZE_MAX) return 0.0;
  return usd * (1.0 - std::min(world.builders.utilisation[b] /
                                   world.inputs.parameters.capex.sustainable_load,
                               1.0));
}

/// How lenders see a builder's coming years: what it earns on the rents they expect, with a plan
/// that is still believed, and what its assets fetch as they age.
Outlook outlook_of(Parts<const Inputs, const Exogenous, const PublicRecord, const Books,
                         const Builders, const ComputeMarket, const CreditMarket>
                       world,
                   std::size_t b, double earnings, double backstop, double more_hours,
                   const Marks& marks) {
  const std::vector<double>& rents = world.credit.views.rents;
  if (b == SIZE_MAX || rents.empty()) return {};
  Outlook outlook{earnings_on_path(world, b, earnings, more_hours), marks.later};
  if (is_young(world, b)) {
    const auto planned = plan_on_path(world, world.credit.founding[b].units);
    for (std::size_t k = 0; k < planned.size(); ++k) {
      outlook.earnings[k] = std::max(outlook.earnings[k], planned[k]);
    }
  }
  for (double& usd : outlook.earnings) usd += backstop;
  return outlook;
}

/// What lenders count on of the sites that the money raised this year will pay for.
double sites_to_come(Parts<const PublicRecord, const CreditMarket> world, std::size_t b) {
  return world.credit.founding[b].need * std::min(world.public_record.sale_price_to_book, 1.0);
}

/// `b` is its row among builders, or SIZE_MAX; marks are read where it is one.
Borrower marked_borrower(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
          const Capital, const ComputeMarket, const CreditMarket>
        world,
    AccountId account, const CashView& view, std::size_t b, const Marks& marks) {
  const FullYear gain = full_year_gain(world, account);
  const double running = view.ebitda() + gain.usd, backstop = backstops(world, account);
  const double earnings =
      std::max(running, planned_earnings(world, account)) + backstop + signed_gain(world, account);
  const double need = std::max(-(earnings - view.interest), 0.0);
  const EarningsRecord record = account.value < world.credit.earnings.size()
                                    ? world.credit.earnings[account.value]
                                    : EarningsRecord{};
  // Principal that falls due this year is repaid before anything new is lent.
  Borrower borrower{std::max(world.books.debt.owed(account).usd() - view.principal, 0.0),
                    earnings,
                    view.interest,
                    std::max(view.cash, 0.0),
                    need,
                    b == SIZE_MAX ? 0.0 : marks.now + sites_to_come(world, b)};
  borrower.volatility = record.surprise / std::max(std::fabs(record.mean), 1.0);
  borrower.secured = world.books.debt.owed(account, ClaimClass::secured).usd() +
                     world.books.debt.owed(account, ClaimClass::lease).usd();
  borrower.senior = world.books.debt.owed(account, ClaimClass::senior).usd() +
                    world.books.debt.owed(account, ClaimClass::vendor).usd();
  borrower.outlook = outlook_of(world, b, running, backstop, gain.hours, marks);
  if (b != SIZE_MAX) {
    for (double& usd : borrower.outlook.assets) usd += sites_to_come(world, b);
  }
  return borrower;
}

}  // namespace

std::vector<Marks> mark_builders(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Builders, const Vendors,
          const Capital, const CreditMarket>
        world) {
  std::vector<Marks> all(world.builders.size());
  for (std::size_t b = 0; b < all.size(); ++b) {
    if (world.builders.alive[b]) all[b] = mark(world, b, world.credit.views.rents);
  }
  return all;
}

Borrower as_borrower(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
          const Vendors, const Capital, const ComputeMarket, const CreditMarket>
        world,
    AccountId account, const CashView& view) {
  const std::size_t b = builder_row(world, account);
  const Marks marks = b == SIZE_MAX ? Marks{} : mark(world, b, world.credit.views.rents);
  return marked_borrower(world, account, view, b, marks);
}

Borrower as_borrower(Parts<const Inputs, const Exogenous, const PublicRecord, const Books,
                           const Builders, const Capital, const ComputeMarket, const CreditMarket>
                         world,
                     AccountId account, const CashView& view, std::span<const Marks> builders) {
  static const Marks none;
  const std::size_t b = builder_row(world, account);
  return marked_borrower(world, account, view, b, b == SIZE_MAX ? none : builders[b]);
}

}  // namespace overbuild

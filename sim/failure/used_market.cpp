#include "sim/failure/used_market.hpp"

#include <algorithm>
#include <cmath>

#include "agents/builder.hpp"
#include "agents/investor.hpp"
#include "core/count.hpp"
#include "core/math.hpp"
#include "sim/compute/contracts.hpp"
#include "sim/compute/costs.hpp"
#include "sim/compute/families.hpp"
#include "sim/credit/founding.hpp"
#include "sim/credit/lab_value.hpp"
#include "sim/credit/lending.hpp"
#include "sim/credit/outlook.hpp"

namespace overbuild {

std::size_t builder_row(Parts<const Builders> world, AccountId account) {
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (world.builders.account[b] == account) return b;
  }
  return SIZE_MAX;
}

// ---- values -----------------------------------------------------------------------------------

std::vector<double> rents_expected_by(
    Parts<const Inputs, const PublicRecord, const Builders, const Vendors> world, std::size_t b) {
  return rents_expected_by(world, b,
                           static_cast<int>(world.inputs.parameters.capex.planned_life + 0.5));
}

double value_in_use(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Builders, const Capital> world,
    std::size_t b, int vintage, const std::vector<double>& rents) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const double kw = world.capital.vintage_kw(vintage);
  const double load = planning_load(capex, world.public_record);
  const double hurdle = world.builders.hurdle[b];
  const double discount = 1.0 / (1.0 + hurdle);
  const int left =
      std::max(static_cast<int>(capex.planned_life + 0.5) - (world.inputs.year - vintage), 1);
  // From the year after next, new equipment at a price that goes on falling does the same work for
  // a year of its cost and the power it needs.
  const double price = published_equipment_price(world);
  const double fall = exp_(std::min(world.public_record.full_cost_change, 0.0));
  double new_cost = price * fall * annuity(hurdle, capex.planned_life);
  const double dearer = (kw - world.public_record.power_per_unit) *
                        running_cost_per_kw(capex, world.exogenous.energy_price);
  double value = 0.0, factor = discount;
  for (int k = 0; k < left && k < static_cast<int>(rents.size()); ++k) {
    double yearly = yearly_margin(capex, rents[static_cast<std::size_t>(k)], load, kw,
                                  world.exogenous.energy_price);
    if (k > 0) {
      yearly = std::min(yearly, new_cost - dearer);
      new_cost *= fall;
    }
    if (yearly <= 0.0) break;
    value += factor * yearly;
    factor *= discount;
  }
  return value;
}

namespace {

double shell_value_left(Parts<const Inputs> world, int cohort) {
  return std::max(1.0 - static_cast<double>(world.inputs.year - cohort) /
                            world.inputs.parameters.capex.shell_life,
                  0.0);
}

/// usd of a MW of shell of this year to builder `b` that has no room of its own: what equipment in
/// it would leave, new shells being the alternative.
double shell_value(Parts<const Inputs, const PublicRecord, const Builders, const Vendors> world,
                   std::size_t b) {
  return spare_value_of_shell(investment_rules(world, b), world.builders.profitability[b]);
}

/// Units that serve what builder `b` counts on selling in so many years.
double units_wanted(Parts<const Builders> world, std::size_t b, const InvestmentRules& rules,
                    double years) {
  return units_for_demand(rules, world.builders.expected_growth[b], world.builders.target_share[b],
                          years);
}

/// Part of that value to one that may have room: it needs none until that is full.
double wait_for_need(
    Parts<const Inputs, const PublicRecord, const Builders, const Vendors, const Capital> world,
    std::size_t b) {
  constexpr int never = 15;  // years, farther than anybody looks
  const InvestmentRules rules = investment_rules(world, b);
  double mw = static_cast<double>(world.capital.shells.units(b)) / 1000.0;
  for (const ShellOrder& order : world.capital.shell_orders) {
    if (order.builder == b) mw += static_cast<double>(order.milli_mw) / 1000.0;
  }
  const double used = used_mw(world, b), running = running_units(world, b);
  for (int k = 0; k < never; ++k) {
    const double more = std::max(units_wanted(world, b, rules, k + 1.0) - running, 0.0);
    const double power =
        world.public_record.power_per_unit / 1000.0 * exp_(-world.builders.density_growth[b] * k);
    if (used + more * power > mw) return pow_(1.0 + world.builders.hurdle[b], -k);
  }
  return 0.0;
}

/// Thousandths of units that it would want beside what it has and has on order.
std::int64_t units_short(
    Parts<const Inputs, const PublicRecord, const Builders, const Vendors, const Capital> world,
    std::size_t b) {
  double have = running_units(world, b);
  for (const EquipmentOrder& order : world.capital.equipment_orders) {
    if (order.builder == b) have += static_cast<double>(order.milli_units) / 1000.0;
  }
  const double wanted = units_wanted(world, b, investment_rules(world, b), 1.5);
  return whole_part(std::clamp(wanted - have, 0.0, 1e14) * 1000.0, "units of used capital");
}

double marked_equipment(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Builders, const Capital> world,
    std::size_t b, int vintage, const std::vector<double>& rents) {
  const Fleet::Cell& cell = world.capital.equipment.at(b, vintage);
  if (cell.units == 0) return 0.0;
  const double use =
      value_in_use(world, b, vintage, rents) * static_cast<double>(cell.units) / 1000.0;
  return std::min(cell.book.usd(), use) * std::min(world.public_record.sale_price_to_book, 1.0);
}

double marked_shell(Parts<const PublicRecord, const Capital> world, std::size_t b, int cohort) {
  return world.capital.shells.at(b, cohort).book.usd() *
         std::min(world.public_record.sale_price_to_book, 1.0);
}

/// What is left of a unit's worth as it ages, over what it is worth now. [years]
std::vector<double> worth_left(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Builders, const Capital> world,
    std::size_t b, int vintage, const std::vector<double>& rents) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const double load = planning_load(capex, world.public_record);
  const double discount = 1.0 / (1.0 + world.builders.hurdle[b]);
  const int life = static_cast<int>(capex.planned_life + 0.5) - (world.inputs.year - vintage);
  const std::size_t left = std::min(static_cast<std::size_t>(std::max(life, 1)), rents.size());
  std::vector<double> worth(rents.size(), 0.0);
  double value = 0.0;
  for (std::size_t k = left; k-- > 0;) {
    const double margin = yearly_margin(capex, rents[k], load, world.capital.vintage_kw(vintage),
                                        world.exogenous.energy_price);
    value = discount * (value + std::max(margin, 0.0));
    worth[k] = value;
  }
  const double now = worth.empty() ? 0.0 : worth.front();
  for (double& usd : worth) usd = now > 0.0 ? usd / now : 0.0;
  return worth;
}

}  // namespace

Marks mark(Parts<const Inputs, const Exogenous, const PublicRecord, const Builders, const Vendors,
                 const Capital>
               world,
           std::size_t b, const std::vector<double>& rents) {
  const auto own_rents = rents_expected_by(world, b);
  const double life = world.inputs.parameters.capex.shell_life;
  Marks marks{0.0, std::vector<double>(rents.size(), 0.0)};
  for (int v = world.capital.equipment.first_vintage(); v <= world.inputs.year; ++v) {
    const double equipment = marked_equipment(world, b, v, own_rents);
    const double shell = marked_shell(world, b, v);
    marks.now += equipment + shell;
    if (equipment > 0.0) {
      const auto left = worth_left(world, b, v, rents);
      for (std::size_t k = 0; k < left.size(); ++k) marks.later[k] += equipment * left[k];
    }
    const double years = std::max(life - static_cast<double>(world.inputs.year - v), 1.0);
    for (std::size_t k = 0; shell > 0.0 && k < marks.later.size(); ++k) {
      marks.later[k] += shell * std::max(1.0 - static_cast<double>(k) / years, 0.0);
    }
  }
  return marks;
}

bool worth_leaving(Parts<const Inputs, const Exogenous, const ComputeMarket> world,
                   const Commitment& commitment) {
  switch (commitment.kind) {
    case CommitmentKind::compute: return commitment.unit_price > world.compute.rental_price;
    case CommitmentKind::energy: return commitment.unit_price > world.exogenous.energy_price;
    case CommitmentKind::lease: return commitment.first_year > world.inputs.year;  // not begun
    default: return false;
  }
}

namespace {

/// What leaving the bad contracts saves in a year.
double relief(Parts<const Inputs, const Exogenous, const Books, const ComputeMarket> world,
              AccountId firm) {
  double usd = 0.0;
  for (const CommitmentId id : world.books.commitments.listed(firm)) {
    const Commitment& c = world.books.commitments.at(id);
    if (c.payer != firm || !worth_leaving(world, c)) continue;
    const double market = c.kind == CommitmentKind::compute ? world.compute.rental_price
                                                            : world.exogenous.energy_price;
    usd += c.take_or_pay * static_cast<double>(c.quantity_in(world.inputs.year)) *
           std::max(c.unit_price - market, 0.0);
  }
  return usd;
}

/// What customers have promised to pay beyond the rents that are expected, discounted.
double contract_value(Parts<const Inputs, const Books> world, AccountId firm,
                      const std::vector<double>& rents, double rate) {
  double usd = 0.0;
  for (const CommitmentId id : world.books.commitments.listed(firm)) {
    const Commitment& c = world.books.commitments.at(id);
    if (c.payee != firm || c.kind != CommitmentKind::compute) continue;
    double factor = 1.0;
    for (std::size_t k = 0; k < rents.size(); ++k) {
      factor /= 1.0 + rate;
      const auto hours =
          static_cast<double>(c.quantity_in(world.inputs.year + 1 + static_cast<int>(k)));
      usd += factor * c.take_or_pay * hours * std::max(c.unit_price - rents[k], 0.0);
    }
  }
  return usd;
}

/// A builder's other business on the path of its growth, less what it invests there: the coming
/// years one by one, then growing with the economy.
double core_business_value(Parts<const Inputs, const Builders> world, std::size_t b, double rate,
                           int years) {
  const BuilderConfig& config = world.inputs.parameters.builders[b].second;
  double inflow = world.builders.core_cash_flow[b], invested = world.builders.core_capex[b];
  double discount = 1.0, value = 0.0;
  for (int year = world.inputs.year + 1; year <= world.inputs.year + years; ++year) {
    inflow *= 1.0 + world.inputs.faded_growth(config.core_cash_flow_growth, year);
    invested *= 1.0 + world.inputs.faded_growth(config.core_capex_growth, year);
    discount /= 1.0 + rate;
    value += discount * (inflow - invested);
  }
  constexpr double least_spread = 0.02;  // of the rate over growth for ever
  const double growth = world.inputs.parameters.macro.long_run_growth;
  return value + discount * std::max(inflow - invested, 0.0) * (1.0 + growth) /
                     std::max(rate - growth, least_spread);
}

}  // namespace

double going_concern_value(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
          const Vendors, const Labs, const Capital, const ComputeMarket>
        world,
    AccountId firm, const CashView& view) {
  constexpr int horizon = 10;
  const double rate = world.exogenous.base_rate + world.inputs.parameters.capex.risk_premium;
  const std::size_t b = builder_row(world, firm);
  if (b != SIZE_MAX) {
    const auto rents = rents_expected_by(world, b);
    const double shell = shell_value(world, b);
    double value = 0.0;
    for (int v = world.capital.equipment.first_vintage(); v <= world.inputs.year; ++v) {
      const Fleet::Cell& cell = world.capital.equipment.at(b, v);
      if (cell.units > 0) {
        value += value_in_use(world, b, v, rents) * static_cast<double>(cell.units) / 1000.0;
      }
      value += shell * shell_value_left(world, v) *
               static_cast<double>(world.capital.shells.at(b, v).units) / 1000.0;
    }
    return value + contract_value(world, firm, rents, world.builders.hurdle[b]) +
           core_business_value(world, b, rate, horizon);
  }
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    if (world.labs.account[l] != firm) continue;
    return lab_cash_value(world, l, world.labs.revenue[l], relief(world, firm));
  }
  return std::max(view.ebitda() + relief(world, firm), 0.0) / annuity(rate, horizon);
}

double value_of_running_on(Parts<const Inputs, const Exogenous, const PublicRecord, const Books,
                                 const Builders, const Vendors, const Capital>
                               world,
                           std::size_t b) {
  const auto rents = rents_expected_by(world, b);
  double value = contract_value(world, world.builders.account[b], rents, world.builders.hurdle[b]);
  for (int v = world.capital.equipment.first_vintage(); v <= world.inputs.year; ++v) {
    const Fleet::Cell& cell = world.capital.equipment.at(b, v);
    if (cell.units == 0) continue;
    value += value_in_use(world, b, v, rents) * static_cast<double>(cell.units) / 1000.0;
  }
  return value;
}

namespace {

/// What a builder's capital in place brings in a year over running it, with customers' promises at
/// their price: it is not run at a loss.
double flow_of_capital(Parts<const Inputs, const Exogenous, const PublicRecord, const Books,
                             const Builders, const Capital>
                           world,
                       std::size_t b, int ahead, double rent, double load) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const int life = static_cast<int>(capex.planned_life + 0.5);
  const double kept = pow_(1.0 - capex.equipment_failure, ahead);
  double hours = 0.0, running = 0.0;
  for (int v = world.capital.equipment.first_vintage(); v <= world.inputs.year; ++v) {
    if (world.inputs.year + ahead - v > life) continue;
    const double units =
        kept * static_cast<double>(world.capital.equipment.at(b, v).units) / 1000.0;
    hours += units * hours_a_year * load;
    running += units * world.capital.vintage_kw(v) *
               running_cost_per_kw(capex, world.exogenous.energy_price);
  }
  double promised = 0.0, paid = 0.0;
  for (const CommitmentId id : world.books.commitments.listed(world.builders.account[b])) {
    const Commitment& c = world.books.commitments.at(id);
    if (c.payee != world.builders.account[b] || c.kind != CommitmentKind::compute) continue;
    const double q = c.take_or_pay * static_cast<double>(c.quantity_in(world.inputs.year + ahead));
    promised += q;
    paid += q * c.unit_price;
  }
  const double served = std::min(promised, hours);
  const double contracts = promised > 0.0 ? served * paid / promised : 0.0;
  return std::max((hours - served) * rent + contracts - running, 0.0);
}

/// Rate at which creditors discount: what the firm would pay on as much debt as those who take
/// ordinary names would lend it without the old one. Higher rents in one year alone can raise it by
/// a little, as more would be lent then.
double creditors_rate(Parts<const Inputs, const Exogenous, const CreditMarket> world,
                      Borrower firm) {
  constexpr double ordinary = 0.05, usual_spread = 0.05;
  const CreditParameters& p = world.inputs.parameters.credit;
  const CreditRules rules = credit_rules(world);
  const double coupon = world.exogenous.base_rate + usual_spread;
  firm.debt = firm.secured = firm.senior = firm.interest = 0.0;
  firm.debt = firm.senior = debt_room(rules, firm, ordinary, coupon);
  firm.interest = coupon * firm.debt;
  const LoanView loan = view_loan(rules, firm, static_cast<int>(p.loan_years + 0.5), p.instalments,
                                  remembered_default_rate(world));
  return world.exogenous.base_rate +
         risk_spread(loan.probability, loan.losses.senior, p.risk_price ? p.price_of_risk : 0.0);
}

/// Capital in place on lenders' path at the creditors' rate, shells and the other business as
/// always: no part of it falls when rents rise or the rate falls.
double builder_to_creditors(Parts<const Inputs, const Exogenous, const PublicRecord, const Books,
                                  const Builders, const Vendors, const Capital, const CreditMarket>
                                world,
                            std::size_t b, double rate) {
  constexpr int horizon = 10;
  const LenderViews& views = world.credit.views;
  const double load =
      planning_load(world.inputs.parameters.capex, world.public_record) * views.more_hours;
  double value = 0.0, factor = 1.0;
  for (std::size_t k = 0; k < views.rents.size(); ++k) {
    factor /= 1.0 + rate;
    value += factor * flow_of_capital(world, b, static_cast<int>(k) + 1, views.rents[k], load);
  }
  const double shell = shell_value(world, b);
  for (int v = world.capital.shells.first_vintage(); v <= world.inputs.year; ++v) {
    value += shell * shell_value_left(world, v) *
             static_cast<double>(world.capital.shells.at(b, v).units) / 1000.0;
  }
  const double usual = world.exogenous.base_rate + world.inputs.parameters.capex.risk_premium;
  return value + core_business_value(world, b, usual, horizon);
}

}  // namespace

GoingOn judge_going_on(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
          const Vendors, const Labs, const Capital, const ComputeMarket, const CreditMarket>
        world,
    AccountId firm, const CashView& view) {
  const std::size_t b = builder_row(world, firm);
  if (b == SIZE_MAX) {
    const double value = going_concern_value(world, firm, view);
    return {value, value > 0.0};
  }
  const Borrower borrower = as_borrower(world, firm, view);
  constexpr std::size_t years = 5;
  double earned = years * relief(world, firm);
  for (std::size_t k = 0; k < years; ++k) {
    earned += k < borrower.outlook.earnings.size() ? borrower.outlook.earnings[k] : borrower.ebitda;
  }
  return {builder_to_creditors(world, b, creditors_rate(world, borrower)), earned > 0.0};
}

// ---- the sale ---------------------------------------------------------------------------------

UsedMarket::UsedMarket(Parts<const Inputs, const Exogenous, const PublicRecord, const Books,
                             const Builders, const Vendors, const Capital, const CreditMarket>
                           world,
                       const std::vector<CashView>& views, std::span<const OutsideBidder> outside)
    : world_(world) {
  form_bids(views);
  for (const OutsideBidder& bidder : outside) {
    // Without sites of its own it can take as many as its money buys.
    const double site =
        shell_value(world, bidder.builder) * shell_value_left(world, world.inputs.year);
    const double mw = site > 0.0 ? std::min(bidder.cash.usd() / site, 1e6) : 0.0;
    bid_for(bidder.builder, bidder.cash, mw);
  }
}

/// What builder `b` would pay for each vintage and for shells, with so much money.
void UsedMarket::bid_for(std::size_t b, Money purse, double shell_room_mw) {
  const AccountId account = world_.builders.account[b];
  purses_.push_back({account, purse, world_.builders.entity[b].value, units_short(world_, b)});
  const auto rents = rents_expected_by(world_, b);
  const auto shell_room = whole_part(shell_room_mw * 1000.0, "units of used capital");
  const double free_mw = static_cast<double>(world_.capital.shells.units(b)) / 1000.0 -
                         used_mw(world_, b) + static_cast<double>(shell_room) / 1000.0;
  constexpr double most = 1e14;  // nobody is short of more (units_short)
  const double waiting = shell_room > 0 ? wait_for_need(world_, b) : 0.0;
  const double shell = shell_value(world_, b);
  for (int v = world_.capital.equipment.first_vintage(); v <= world_.inputs.year; ++v) {
    const auto fits = whole_part(
        std::min(std::max(free_mw, 0.0) * 1000.0 / world_.capital.vintage_kw(v), most) * 1000.0,
        "units of used capital");
    bids_.push_back({account, {AssetLayer::equipment, v}, value_in_use(world_, b, v, rents), fits});
    bids_.push_back({account,
                     {AssetLayer::shells, v},
                     waiting * (shell * shell_value_left(world_, v)),
                     shell_room});
  }
}

/// What each builder would pay for each vintage and for shells; it has what cash its own dues
/// leave, what others owe it left out, and a line from lenders on what it buys.
void UsedMarket::form_bids(const std::vector<CashView>& views) {
  const CreditParameters& credit = world_.inputs.parameters.credit;
  double lines = 0.0, there = 0.0;
  for (const double left : world_.credit.appetite_left) there += left;
  for (std::size_t b = 0; b < world_.builders.size(); ++b) {
    const AccountId account = world_.builders.account[b];
    const CashView& view = views[account.value];
    const double cash = view.cash - view.payable - set_aside(world_, b);
    const bool out = !world_.builders.alive[b] || world_.builders.left[b] > 0.0;
    if (out || cash <= 0.0) continue;
    // Lenders pay for their share of what is bought, the buyer for the rest.
    const double room = account.value < world_.credit.room_left.size()
                            ? world_.credit.room_left[account.value]
                            : 0.0;
    line_[account] = std::min(room, cash * credit.loan_to_value / (1.0 - credit.loan_to_value));
    lines += line_[account];
  }
  // The other half is kept for estates.
  const double scale = lines > 0.5 * there && lines > 0.0 ? 0.5 * there / lines : 1.0;
  for (auto& [account, line] : line_) {
    line = std::floor(line * scale);
    const std::size_t b = builder_row(world_, account);
    const CashView& view = views[account.value];
    const auto half_units = world_.capital.shells.units(b) / 2;  // whole thousandths
    const double half = static_cast<double>(half_units) / 1000.0;
    bid_for(b, Money::from_usd(view.cash - view.payable - set_aside(world_, b) + line),
            std::max(half, 1.0));
  }
}

double UsedMarket::credit_line(AccountId bidder) const {
  const auto found = line_.find(bidder);
  return found == line_.end() ? 0.0 : found->second;
}

void UsedMarket::add_lots(std::size_t b, std::int64_t share, std::vector<Lot>& lots) const {
  const AccountId account = world_.builders.account[b];
  const auto add = [&](const Fleet& fleet, AssetLayer layer) {
    for (int v = fleet.first_vintage(); v <= world_.inputs.year; ++v) {
      const Fleet::Cell& cell = fleet.at(b, v);
      if (cell.units == 0) continue;
      const std::int64_t own =
          cell.units - (layer == AssetLayer::shells ? leased_milli_mw(world_, b, v) : 0);
      const std::int64_t units = share == whole ? own : muldiv(own, share, whole);
      if (units == 0) continue;
      lots.push_back({account,
                      {layer, v},
                      units,
                      cell.original_cost,
                      cell.book,
                      world_.builders.entity[b].value ^
                          static_cast<std::uint64_t>(v * 2 + (layer == AssetLayer::shells))});
    }
  };
  add(world_.capital.shells, AssetLayer::shells);
  add(world_.capital.equipment, AssetLayer::equipment);
}

/// What failed firms, and firms that have left, could not sell in earlier years stands in storage
/// and is offered again; firms that leave offer what they have, but for `others`, whose lots the
/// caller adds.
std::vector<Lot> UsedMarket::standing_lots(const std::set<AccountId>& others) const {
  std::vector<Lot> lots;
  for (std::size_t b = 0; b < world_.builders.size(); ++b) {
    const AccountId account = world_.builders.account[b];
    const bool stands = !world_.builders.alive[b] || world_.builders.left[b] > 0.0 ||
                        (offering_.contains(account) && !kept_.contains(account));
    if (stands && !others.contains(account)) add_lots(b, whole, lots);
  }
  return lots;
}

AuctionResult UsedMarket::auction(const std::vector<Lot>& lots,
                                  const std::set<AccountId>& sellers) const {
  std::vector<Bid> bids;
  for (const Bid& bid : bids_) {
    // Neither who must sell or leaves nor who is being reorganised buys.
    if (!sellers.contains(bid.bidder) && !kept_.contains(bid.bidder) &&
        !offering_.contains(bid.bidder)) {
      bids.push_back(bid);
    }
  }
  return run_auction(lots, bids, purses_);
}

std::map<AccountId, Money> UsedMarket::quotes() const {
  std::map<AccountId, Money> paid;
  for (const AccountId firm : offering_) paid[firm] = Money::zero();
  const std::vector<Lot> lots = standing_lots({});
  for (const Allocation& sale : auction(lots, {}).allocations) {
    const auto seller = paid.find(lots[sale.lot].seller);
    if (seller != paid.end()) seller->second += sale.paid;
  }
  return paid;
}

Money UsedMarket::alone(AccountId firm) {
  const std::size_t b = builder_row(world_, firm);
  if (b == SIZE_MAX) return Money::zero();
  if (const auto known = alone_.find(firm); known != alone_.end()) return known->second;
  std::vector<Lot> lots = standing_lots({firm});
  add_lots(b, whole, lots);
  Money sum;
  for (const Allocation& sale : auction(lots, {firm}).allocations) {
    if (lots[sale.lot].seller == firm) sum += sale.paid;
  }
  alone_.emplace(firm, sum);
  return sum;
}

Money UsedMarket::last_price(LotClass of) const {
  for (const ClassPrice& price : result_.prices) {
    if (price.of == of)
      return muldiv(price.price_per_unit, price.sold, std::max<std::int64_t>(price.offered, 1));
  }
  return Money::zero();
}

std::span<const std::int64_t> UsedMarket::sell(std::span<const AccountId> debtors,
                                               std::span<const std::int64_t> need) {
  const std::size_t n = debtors.size();
  proceeds_.assign(n, 0);
  std::vector<std::size_t> row(n, SIZE_MAX);
  std::vector<std::int64_t> share(n, 0);
  std::set<AccountId> sellers;
  for (std::size_t i = 0; i < n; ++i) {
    if (need[i] == 0) continue;
    sellers.insert(debtors[i]);
    row[i] = builder_row(world_, debtors[i]);
    if (row[i] == SIZE_MAX || kept_.contains(debtors[i])) {
      row[i] = SIZE_MAX;
      continue;
    }
    share[i] = need[i] == everything || offering_.contains(debtors[i]) ? whole : 1;
  }
  // Whoever needs only so much offers more of everything it has until it brings that.
  constexpr int rounds = 24;
  for (int round = 0;; ++round) {
    lots_ = standing_lots(sellers);
    std::vector<std::size_t> owner(lots_.size(), SIZE_MAX);
    for (std::size_t i = 0; i < n; ++i) {
      if (row[i] == SIZE_MAX || share[i] == 0) continue;
      add_lots(row[i], share[i], lots_);
      owner.resize(lots_.size(), i);
    }
    result_ = auction(lots_, sellers);
    std::fill(proceeds_.begin(), proceeds_.end(), 0);
    for (const Allocation& sale : result_.allocations) {
      if (owner[sale.lot] != SIZE_MAX) proceeds_[owner[sale.lot]] += sale.paid.cents();
    }
    bool more = false;
    for (std::size_t i = 0; i < n; ++i) {
      if (row[i] == SIZE_MAX || share[i] == whole || proceeds_[i] >= need[i]) continue;
      const std::int64_t guess =
          proceeds_[i] > 0 ? muldiv(share[i], need[i], proceeds_[i]) + 1 : 64 * share[i];
      share[i] = round >= rounds ? whole : std::min(std::max(guess, share[i] + 1), whole);
      more = true;
    }
    if (!more) return proceeds_;
  }
}

}  // namespace overbuild

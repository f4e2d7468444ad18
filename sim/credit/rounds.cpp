#include "sim/credit/rounds.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "agents/builder.hpp"
#include "core/math.hpp"
#include "market/rental.hpp"
#include "sim/compute/families.hpp"
#include "sim/credit/equity.hpp"
#include "sim/credit/lab_value.hpp"
#include "sim/credit/lending.hpp"
#include "sim/credit/vendor_finance.hpp"

namespace overbuild {

namespace {

/// One who could buy, and what stands behind its value where it is a fund.
struct Bidder {
  AccountId account;
  Sector sector;
  std::size_t row;
  ShareBid bid;
  ScenarioValue thought;
};

std::vector<ShareBid> bids_of(const std::vector<Bidder>& bidders) {
  std::vector<ShareBid> bids;
  bids.reserve(bidders.size());
  for (const Bidder& bidder : bidders) bids.push_back(bidder.bid);
  return bids;
}

Bidder fund_bidder(Parts<const Inputs, const Investors> world, std::size_t i, double usd,
                   const ScenarioValue& thought) {
  return {world.investors.account[i],
          Sector::investors,
          i,
          {thought.expected, usd, world.inputs.parameters.equity.herding * usd},
          thought};
}

std::vector<Bidder> funds_for_lab(Parts<const Inputs, const Exogenous, const PublicRecord,
                                        const Labs, const Investors, const ComputeMarket>
                                      world,
                                  std::size_t lab, double sales, const std::vector<double>& money) {
  std::vector<Bidder> bidders;
  for (std::size_t i = 0; i < world.investors.size(); ++i) {
    bidders.push_back(fund_bidder(world, i, money[i], fund_value_of_lab(world, i, lab, sales)));
  }
  return bidders;
}

// ---- builders and vendors -----------------------------------------------------------------------

/// Margin on an hour that is let at the posted rent, over what its capacity costs.
double margin_on_hours(const Observables& seen) {
  return seen.rental_price > 0.0 ? std::max(1.0 - seen.full_cost / seen.rental_price, 0.0) : 0.0;
}

/// What is bought of a row's family with its money counts for each of its rows.
template <class Row>
void add_rows(const Parameters& p, const Roster<Row>& roster, const std::vector<Bidder>& rows,
              const std::vector<double>& margins, std::vector<Bidder>& bidders) {
  for (std::size_t k = 0; k < rows.size(); ++k) {
    if (rows[k].bid.usd < 1.0) continue;
    double placed = 0.0;
    const auto kin = k < roster.size() ? kin_of(p, roster, k) : std::vector<std::uint8_t>();
    for (std::size_t other = 0; other < rows.size(); ++other) {
      const bool same = other < kin.size() ? kin[other] != 0 : other == k;
      if (same) placed += rows[other].bid.usd;
    }
    bidders.push_back(rows[k]);
    bidders.back().bid.value += margins[k] * placed;
  }
}

/// Builders and vendors pay what the firm is worth at the public belief, and what they earn on what
/// is bought of them with their money.
void add_suppliers(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
          const Vendors, const Labs, const Capital, const ComputeMarket, const YearTally>
        world,
    std::size_t lab, double sales, const std::vector<CashView>& views,
    std::vector<Bidder>& bidders) {
  const Parameters& p = world.inputs.parameters;
  const double median = lab_cash_value(world, lab, sales, 0.0);
  std::vector<Bidder> rows;
  std::vector<double> margins;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const bool bids = world.builders.alive[b] && !world.inputs.is_frozen(Role::builder);
    const double usd = bids ? builder_money(world, b, views) : 0.0;
    rows.push_back({world.builders.account[b], Sector::builders, b, {median, usd, 0.0}, {}});
    margins.push_back(margin_on_hours(world.public_record));
  }
  add_rows(p, p.builders, rows, margins, bidders);
  rows.clear();
  margins.clear();
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    const bool bids = world.vendors.alive[v] && !world.inputs.is_frozen(Role::vendor);
    const double usd = bids ? money_for_customers(world, v) : 0.0;
    rows.push_back({world.vendors.account[v], Sector::vendors, v, {median, usd, 0.0}, {}});
    margins.push_back(gross_margin(world, v) * part_spent_on_equipment(world));
  }
  add_rows(p, p.vendors, rows, margins, bidders);
}

// ---- builders without another business ----------------------------------------------------------

/// A builder as funds see it: hours let beyond what its capital costs, in competition for ever at
/// its cost; and what is in place.
struct ValuedBuilder {
  ValuedFirm firm;
  double in_place = 0;  ///< usd
};

/// usd a year and the capital that they are earned on.
struct Earnings {
  double sales = 0, ebitda = 0, capital = 0;
};

double book_of_capital(Parts<const Books> world, AccountId builder) {
  return (world.books.ledger.balance(builder, Instrument::equipment) +
          world.books.ledger.balance(builder, Instrument::shells))
      .usd();
}

double new_unit_cost(Parts<const Inputs, const PublicRecord> world) {
  return published_equipment_price(world) +
         world.public_record.power_per_unit / 1000.0 * world.inputs.parameters.capex.shell_price;
}

/// What its plan promises until the first year for which it counted on earnings, then what it has.
Earnings earnings_of(Parts<const Inputs, const PublicRecord, const Books, const CreditMarket> world,
                     const Issuer& issuer, const CashView& view) {
  const Founding& plan = world.credit.founding[issuer.row];
  if (plan.units > 0.0 && world.inputs.year < plan.earns_from) {
    const double hours = plan.units * hours_a_year *
                         planning_load(world.inputs.parameters.capex, world.public_record);
    return {hours * world.public_record.rental_price, plan.earnings,
            plan.units * new_unit_cost(world)};
  }
  return {view.operating_in, view.ebitda(), book_of_capital(world, issuer.account)};
}

ValuedBuilder valued_builder(Parts<const Inputs, const Exogenous, const PublicRecord, const Books,
                                   const Builders, const CreditMarket>
                                 world,
                             const Issuer& issuer, const CashView& view) {
  const Parameters& p = world.inputs.parameters;
  const Observables& seen = world.public_record;
  const Earnings own = earnings_of(world, issuer, view);
  const double rate = p.equity.discount + world.exogenous.base_rate;
  const double sales = std::max(own.sales, 1.0);
  ValuedBuilder builder;
  builder.firm.sales = sales;
  builder.firm.margin = std::clamp(
      (own.ebitda - own.capital * annuity(rate, p.capex.planned_life)) / sales, -2.0, 0.6);
  builder.firm.market = seen.compute_demand * seen.rental_price;
  builder.firm.part = seen.end_user_spend > 0.0
                          ? std::clamp(builder.firm.market / seen.end_user_spend, 0.1, 1.0)
                          : 1.0;
  builder.firm.ahead = std::max(world.inputs.year - seen.year, 0);
  builder.firm.jump = p.technology.leap_jump_mean;
  builder.in_place = builder_in_place(world, issuer.account, view);
  return builder;
}

std::vector<Bidder> funds_for_builder(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
          const Investors, const CreditMarket>
        world,
    const Issuer& issuer, const CashView& view) {
  const EquityParameters& rules = world.inputs.parameters.equity;
  const ValuedBuilder builder = valued_builder(world, issuer, view);
  std::vector<Bidder> bidders;
  for (std::size_t i = 0; i < world.investors.size(); ++i) {
    ScenarioValue thought =
        scenario_value(rules, world.public_record,
                       belief_in_builders(rules, world.public_record, world.investors, i),
                       builder.firm, world.exogenous.base_rate);
    for (double* usd : {&thought.expected, &thought.without_leap, &thought.with_leap}) {
      *usd = std::max(*usd + builder.in_place, 0.0);
    }
    bidders.push_back(fund_bidder(world, i, world.credit.equity_left[i], thought));
  }
  return bidders;
}

// ---- a round ------------------------------------------------------------------------------------

/// The bidder whose value the price is, ties by key.
const Bidder* price_setter(Parts<const Books> world, const std::vector<Bidder>& bidders,
                           double price) {
  const Bidder* setter = nullptr;
  for (const Bidder& bidder : bidders) {
    if (bidder.bid.value != price || bidder.bid.usd < 1.0) continue;
    if (setter == nullptr ||
        world.books.ledger.key(bidder.account) < world.books.ledger.key(setter->account)) {
      setter = &bidder;
    }
  }
  return setter;
}

std::string billions(double usd) { return fmt::format("${:.0f} bn", usd / 1e9); }

/// What the event of a round says of its price.
std::string round_text(Parts<const Books, const Investors, const Journal> world,
                       const std::vector<Bidder>& bidders, double price) {
  std::string text = fmt::format("at {} before the money", billions(price));
  double low = HUGE_VAL, high = 0.0;
  for (const Bidder& bidder : bidders) {
    if (bidder.sector != Sector::investors || bidder.bid.usd < 1.0) continue;
    low = std::min(low, bidder.bid.value);
    high = std::max(high, bidder.bid.value);
  }
  if (low <= high) text += fmt::format("; funds saw {} to {}", billions(low), billions(high));
  const Bidder* setter = price_setter(world, bidders, price);
  if (setter == nullptr) return text;
  text += fmt::format("; the price is that of {}", account_name(world, setter->account));
  if (setter->sector != Sector::investors) return text;
  text += fmt::format(": {:.1f} % of the work within reach paid for in the end, {} without a leap",
                      100.0 * world.investors.payable_share[setter->row],
                      billions(setter->thought.without_leap));
  if (setter->thought.leap_chance > 0.0) {
    text += fmt::format(", {} with one ({:.0f} %)", billions(setter->thought.with_leap),
                        100.0 * setter->thought.leap_chance);
  }
  return text;
}

/// Takes the money: a fund's comes from its owners, a supplier's is its own.
double pay_in(Parts<Books, Investors, CreditMarket, YearTally> world, const Bidder& bidder,
              const Issuer& issuer, double value_before, double usd) {
  const Money part = Money::from_usd(usd);
  if (part <= Money::zero()) return 0.0;
  if (bidder.sector == Sector::investors) {
    subscribe(world, bidder.account, part);
    world.credit.equity_left[bidder.row] -= part.usd();
    world.investors.invested[bidder.row] += part.usd();
  } else if (bidder.sector == Sector::vendors) {
    world.tally.stakes.by_vendors[bidder.row] += part.usd();
  } else {
    world.tally.stakes.by_builders[bidder.row] += part.usd();
  }
  sell_shares(world, bidder.account, issuer.account, Money::from_usd(value_before), part);
  return part.usd();
}

/// Remembers how far values of funds with money lie apart, and what stands behind the price where
/// it is one of theirs. What a round brought in is part of a value after it.
void note_values(Parts<const Books, const Investors, Labs> world, std::size_t l,
                 const std::vector<Bidder>& bidders, double price, double raised) {
  Labs& labs = world.labs;
  double& low = labs.lowest_fund_value[l];
  double& high = labs.highest_fund_value[l];
  low = high = labs.value_without_leap[l] = labs.priced_payable[l] = 0.0;
  bool any = false;
  for (const Bidder& bidder : bidders) {
    if (bidder.sector != Sector::investors || bidder.bid.usd < 1.0) continue;
    const double value = bidder.bid.value + raised;
    low = any ? std::min(low, value) : value;
    high = any ? std::max(high, value) : value;
    any = true;
  }
  const Bidder* setter = price_setter(world, bidders, price);
  if (setter == nullptr || setter->sector != Sector::investors) return;
  labs.value_without_leap[l] = setter->thought.without_leap + raised;
  labs.priced_payable[l] = world.investors.payable_share[setter->row];
}

void note_lab_round(Parts<const Inputs, const Books, const Investors, Labs, Journal> world,
                    const Issuer& issuer, const std::vector<Bidder>& bidders, double price,
                    double raised) {
  const double before = world.labs.equity_value[issuer.row];
  record_event(world, "P8", price < before ? "down_round" : "funding_round",
               account_name(world, issuer.account), "", Money::from_usd(raised),
               round_text(world, bidders, price));
  world.labs.valuation_growth[issuer.row] = before > 0.0 ? price / before - 1.0 : 0.0;
  world.labs.equity_value[issuer.row] = price + raised;
  note_values(world, issuer.row, bidders, price, raised);
}

}  // namespace

ScenarioValue fund_value_of_lab(Parts<const Inputs, const Exogenous, const PublicRecord, const Labs,
                                      const Investors, const ComputeMarket>
                                    world,
                                std::size_t fund, std::size_t lab, double sales) {
  const EquityParameters& rules = world.inputs.parameters.equity;
  return scenario_value(rules, world.public_record,
                        belief_in_labs(rules, world.public_record, world.investors, fund),
                        valued_lab(world, lab, sales, 0.0), world.exogenous.base_rate);
}

double builder_money(
    Parts<const Inputs, const Books, const Builders, const ComputeMarket, const YearTally> world,
    std::size_t b, const std::vector<CashView>& views) {
  const auto hours =
      static_cast<double>(world.builders.sold_hours[b] - world.builders.core_hours[b]);
  const double room =
      world.inputs.parameters.vendor.finance_share * hours * world.compute.rental_price -
      world.tally.stakes.by_builders[b];
  return std::max(std::min(spare_cash(world, b, views), room), 0.0);
}

double builder_in_place(Parts<const Books> world, AccountId builder, const CashView& view) {
  // Principal that is due is in debts and in bills. Cash is today's, as debts are: a view is older.
  const double cash = world.books.cash(builder) + view.receivable - view.payable + view.principal;
  return book_of_capital(world, builder) + cash - world.books.debt.owed(builder).usd();
}

bool valued_by_scenarios(Parts<const Inputs> world, const Issuer& issuer) {
  if (!world.inputs.parameters.equity.scenarios) return false;
  if (issuer.sector == Sector::labs) return true;
  if (issuer.sector != Sector::builders) return false;
  const BuilderConfig& config = world.inputs.parameters.builders[issuer.row].second;
  return config.enters || static_cast<BuilderType>(config.type) == BuilderType::pure_play;
}

double raise_in_round(Parts<const Inputs, const Exogenous, const PublicRecord, const Builders,
                            const Vendors, const Capital, const ComputeMarket, Books, Labs,
                            Investors, CreditMarket, YearTally, Journal>
                          world,
                      const Issuer& issuer, double need, const std::vector<CashView>& views,
                      double& price) {
  const CashView& view = views[issuer.account.value];
  const bool lab = issuer.sector == Sector::labs;
  std::vector<Bidder> bidders =
      lab ? funds_for_lab(world, issuer.row, view.operating_in, world.credit.equity_left)
          : funds_for_builder(world, issuer, view);
  if (lab) add_suppliers(world, issuer.row, view.operating_in, views, bidders);
  const std::vector<ShareBid> bids = bids_of(bidders);
  price = round_price(bids, need);
  const std::vector<double> placed = placements(bids, price);
  double available = 0.0;
  for (const double usd : placed) available += usd;
  const double amount = round_size(world.inputs.parameters.equity, need, available, price);
  if (amount < 1.0 || price < 1.0) return 0.0;
  double raised = 0.0;
  for (std::size_t k = 0; k < bidders.size(); ++k) {
    raised += pay_in(world, bidders[k], issuer, price + raised, amount * placed[k] / available);
  }
  if (lab) note_lab_round(world, issuer, bidders, price, raised);
  return raised;
}

namespace {

/// What a fund earned on the shares that it held, new ones for half the year.
double return_on_shares(Parts<const Inputs, const Books, const Investors> world, std::size_t i) {
  const AccountId fund = world.investors.account[i];
  const Ledger& ledger = world.books.ledger;
  const auto moved = [&](Change kind) {
    return ledger.change(fund, Instrument::equity, kind).usd();
  };
  const double held = ledger.opening_balance(fund, Instrument::equity).usd() +
                      0.5 * std::max(moved(Change::transaction), 0.0);
  if (held < 1e6) return world.investors.required_return[i];
  const double gain = moved(Change::revalued) + moved(Change::written_off) +
                      ledger.received(FlowRow::dividends, fund).usd();
  return gain / held;
}

/// Whether new shares of a firm had a price this year.
bool had_round(Parts<const CreditMarket> world, AccountId firm) {
  const auto& records = world.credit.records;
  return std::any_of(records.begin(), records.end(), [&](const FundingRecord& record) {
    return record.firm == firm && record.equity > 0.0;
  });
}

/// The price at which a tenth would be sold to funds, at the public belief where none could pay.
double imaginary_price(Parts<const Inputs, const Exogenous, const PublicRecord, const ComputeMarket,
                             const Books, const Investors, Labs>
                           world,
                       std::size_t l) {
  constexpr double part_sold = 0.1;
  const double sales = world.labs.revenue[l];
  const auto bidders = funds_for_lab(world, l, sales, world.investors.appetite);
  const bool nobody = std::none_of(bidders.begin(), bidders.end(),
                                   [](const Bidder& bidder) { return bidder.bid.usd >= 1.0; });
  const double price = nobody
                           ? lab_cash_value(world, l, sales, 0.0)
                           : round_price(bids_of(bidders), part_sold * world.labs.equity_value[l]);
  note_values(world, l, bidders, price, 0.0);
  return price;
}

}  // namespace

void mark_labs(Parts<const Inputs, const Exogenous, const PublicRecord, const ComputeMarket,
                     const CreditMarket, Books, Labs, Investors>
                   world) {
  Labs& labs = world.labs;
  for (std::size_t l = 0; l < labs.size(); ++l) {
    if (!labs.alive[l]) continue;
    if (!had_round(world, labs.account[l])) {
      const double last = labs.equity_value[l];
      labs.equity_value[l] = imaginary_price(world, l);
      labs.valuation_growth[l] = last > 0.0 ? labs.equity_value[l] / last - 1.0 : 0.0;
    }
    revalue_equity(world, labs.account[l], Money::from_usd(std::max(labs.equity_value[l], 0.0)));
  }
  for (std::size_t i = 0; i < world.investors.size(); ++i) {
    world.investors.realised_return[i] = return_on_shares(world, i);
  }
}

void open_fund_beliefs(Parts<const Inputs, const References, const PublicRecord, Investors> world) {
  const Parameters& p = world.inputs.parameters;
  const Observables& seen = world.public_record;
  Investors& funds = world.investors;
  // Exposure is counted in decades of training compute; the prior rate is a yearly one.
  const double decades_a_year = std::max(p.opening.training_growth, 0.05) / log_(10.0);
  const double gain = p.opening.frontier_history.empty()
                          ? 1.0
                          : world.references.capability - p.opening.frontier_history.back();
  for (std::size_t i = 0; i < funds.size(); ++i) {
    funds.view[i] = world.inputs.random.normal(luck_of(p, funds, i), 0, Purpose::private_view, 0);
    funds.payable_share[i] = payable_share(p.equity, funds.view[i], 0.0);
    funds.expected_growth[i] = p.opening.lab_growth;
    funds.expected_rental_growth[i] = p.opening.compute_growth + p.opening.rental_change;
    funds.expected_gain[i] = std::max(gain, 0.0);
    funds.seen_frontier[i] = seen.frontier_capability;
    funds.leap_strength[i] = p.opening.builder_leap_strength;
    funds.leap_exposure[i] = seen.exposure + p.opening.builder_leap_strength * decades_a_year /
                                                 std::max(p.opening.builder_leap_rate, 1e-6);
    funds.projected_sales[i] =
        projected_lab_sales(p.equity, seen, belief_in_labs(p.equity, seen, funds, i));
  }
}

}  // namespace overbuild

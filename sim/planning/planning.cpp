// P10 and P11: with the year's results public, everybody decides what to build, train, charge and
// lend next year, signs for it, and learns.
#include <algorithm>
#include <cmath>

#include "agents/builder.hpp"
#include "agents/expectations.hpp"
#include "agents/investor.hpp"
#include "agents/lab.hpp"
#include "agents/lender.hpp"
#include "agents/open_lab.hpp"
#include "agents/utility.hpp"
#include "agents/vendor.hpp"
#include "core/count.hpp"
#include "core/math.hpp"
#include "sim/compute/market_view.hpp"
#include "sim/credit/cash_view.hpp"
#include "sim/credit/founding.hpp"
#include "sim/credit/vendor_finance.hpp"
#include "sim/world.hpp"

namespace overbuild {

namespace {


// ---- leap -------------------------------------------------------------------------------------

/// usd of tasks within reach of one more leap, and the lead it would give.
double newly_feasible(Parts<const Inputs, const PublicRecord> world) {
  const double best = world.public_record.frontier_capability;
  return task_mass(world.inputs.parameters, best,
                   best + world.inputs.parameters.technology.leap_jump_mean);
}

double leap_lead(Parts<const Inputs, const PublicRecord> world) {
  return std::clamp(
      world.inputs.parameters.technology.leap_jump_mean /
          std::max(world.public_record.gap_closing, world.inputs.parameters.lab.slowest_closing),
      0.5, 10.0);
}

double leap_rate(Parts<const PublicRecord> world, double strength, double exposure) {
  return strength / exposure * world.public_record.exposure_change;
}

// ---- labs -------------------------------------------------------------------------------------

double mean_leap_rate(Parts<const PublicRecord, const Builders> world) {
  double sum = 0.0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    sum += leap_rate(world, world.builders.leap_strength[b], world.builders.leap_exposure[b]);
  }
  return sum / static_cast<double>(world.builders.size());
}

LabPosition lab_position(Parts<const Inputs, const References, const Books, const Labs,
                               const Progress, const ComputeMarket>
                             world,
                         std::size_t l) {
  const Labs& labs = world.labs;
  const double overhead = lab_overhead(world, l);
  const double inference =
      static_cast<double>(labs.inference_hours[l]) * world.compute.rental_price;
  const double margin =
      labs.revenue[l] > 0.0 ? std::clamp(1.0 - inference / labs.revenue[l], 0.0, 0.95) : 0.0;
  // Holders are expected to follow their money with what the firm could sell at its last price.
  const double rounds = labs.equity_value[l] * world.inputs.parameters.equity.dilution_cap;
  double list_margin = 0.0;
  for (std::size_t k = 0; k < labs.tier_below[l].size(); ++k) {
    if (!labs.tier_on_sale[l][k]) continue;
    list_margin +=
        (1.0 - world.compute.rental_price * lab_tier_hours(world, l, k) / labs.tier_price[l][k]) /
        labs.tiers[l];
  }
  return {world.books.cash(labs.account[l]),
          rounds,
          labs.revenue[l],
          margin,
          std::clamp(list_margin, 0.0, 0.95),
          labs.staff_usd[l] + overhead,
          world.compute.rental_price,
          world.progress.knee_growth,
          world.references.flop,
          world.inputs.parameters.opening.rental_price,
          world.references.research};
}

// ---- compute contracts (K6) -------------------------------------------------------------------

/// Hours that a party has promised to others (`as_payee`) or been promised.
double contracted_hours(Parts<const Books> world, AccountId party, int year, bool as_payee) {
  double hours = 0.0;
  for (const CommitmentId id : world.books.commitments.open(CommitmentKind::compute)) {
    const Commitment& contract = world.books.commitments.at(id);
    if ((as_payee ? contract.payee : contract.payer) == party) {
      hours += static_cast<double>(contract.quantity_in(year));
    }
  }
  return hours;
}

struct ComputeOffer {
  std::size_t builder;
  double hours, price;
  std::uint64_t key;
};

/// Builders offer what they will have beyond contracts and their own use, at the higher of cost at
/// the hurdle and the rent they expect over the term.
std::vector<ComputeOffer> offer_compute(Parts<const Inputs, const PublicRecord, const Books,
                                              const Builders, const Vendors, const Capital>
                                            world,
                                        int term) {
  std::vector<ComputeOffer> offers;
  const CapexParameters& capex = world.inputs.parameters.capex;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (!world.builders.alive[b]) continue;
    const auto rents = rents_expected_by(world, b, term);
    double mean = 0.0;
    for (const double rent : rents) mean += rent / static_cast<double>(term);
    double arriving = 0.0;
    for (const EquipmentOrder& order : world.capital.equipment_orders) {
      if (order.builder == b) arriving += static_cast<double>(order.milli_units) / 1000.0;
    }
    const double capacity =
        (running_units(world, b) + 0.5 * arriving) * hours_a_year * capex.sustainable_load;
    const double room =
        capacity - contracted_hours(world, world.builders.account[b], world.inputs.year + 1, true) -
        static_cast<double>(world.builders.core_hours[b]);
    if (room <= 0.0) continue;
    // Cost falls with each generation that the builder will add over the term.
    const double cost =
        world.public_record.full_cost *
        exp_(0.5 * static_cast<double>(term) * std::min(world.public_record.full_cost_change, 0.0));
    offers.push_back({b, room, std::max(mean, cost), world.builders.entity[b].value});
  }
  std::sort(offers.begin(), offers.end(), [](const ComputeOffer& x, const ComputeOffer& y) {
    return x.price != y.price ? x.price < y.price : x.key < y.key;
  });
  return offers;
}

/// Requests are filled from the cheapest offer up, in proportion where an offer is short.
void sign_contracts(Parts<const Inputs, const PublicRecord, const Builders, const Vendors,
                          const Labs, const Capital, const ComputeMarket, Books>
                        world) {
  const LabParameters& rules = world.inputs.parameters.lab;
  const int term = std::max(static_cast<int>(rules.contract_term + 0.5), 1);
  auto offers = offer_compute(world, term);
  std::vector<double> wanted(world.labs.size(), 0.0);
  for (std::size_t l = 0; l < wanted.size(); ++l) {
    if (!world.labs.alive[l]) continue;
    const double needed = world.labs.research_usd[l] / world.compute.rental_price +
                          world.labs.expected_inference_hours[l];
    wanted[l] =
        std::max(rules.contract_cover * needed -
                     contracted_hours(world, world.labs.account[l], world.inputs.year + 1, false),
                 0.0);
  }
  for (const ComputeOffer& offer : offers) {
    double asked = 0.0;
    for (const double hours : wanted) asked += hours;
    if (asked <= 0.0) return;
    const double share = std::min(offer.hours / asked, 1.0);
    for (std::size_t l = 0; l < wanted.size(); ++l) {
      const auto hours = whole_part(share * wanted[l], "hours under contract");
      if (hours <= 0) continue;
      sign_compute_contract(world, l, offer.builder,
                            std::vector<std::int64_t>(static_cast<std::size_t>(term), hours),
                            offer.price);
      wanted[l] -= static_cast<double>(hours);
    }
  }
}

// ---- builders ---------------------------------------------------------------------------------

BuilderPosition builder_position(Parts<const Inputs, const PublicRecord, const Books,
                                       const Builders, const Capital, const CreditMarket>
                                     world,
                                 std::size_t b, const std::vector<CashView>& views,
                                 double equipment_price) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const AccountId account = world.builders.account[b];
  BuilderPosition own{};
  // Equipment that new equipment would pay to replace in the same power does not count as staying.
  for (int v = world.capital.equipment.first_vintage(); v <= world.inputs.year; ++v) {
    const double units = static_cast<double>(world.capital.equipment.at(b, v).units) / 1000.0;
    if (units == 0.0 || pays_to_replace(capex, world.public_record, world.builders.hurdle[b],
                                        world.capital.vintage_kw(v), equipment_price)) {
      continue;
    }
    own.units += units * (1.0 - capex.equipment_failure);
    own.used_mw += units * world.capital.vintage_kw(v) / 1000.0;
  }
  for (const EquipmentOrder& order : world.capital.equipment_orders) {
    if (order.builder != b) continue;
    const double units = static_cast<double>(order.milli_units) / 1000.0;
    own.arriving_units += units;
    own.used_mw += units * world.capital.vintage_kw(order.due) / 1000.0;
    if (order.due == world.inputs.year + 1) own.committed_spend += units * order.price;
  }
  const int life = static_cast<int>(capex.shell_life + 0.5);
  const int new_shell =
      world.inputs.year + static_cast<int>(capex.shell_lead + capex.shell_horizon + 0.5);
  for (int v = world.capital.shells.first_vintage(); v <= world.inputs.year; ++v) {
    const double mw = static_cast<double>(world.capital.shells.at(b, v).units) / 1000.0;
    if (v + life <= world.inputs.year + 1) continue;
    own.shell_mw += mw;
    if (v + life <= new_shell) own.retiring_mw += mw;
  }
  for (const ShellOrder& order : world.capital.shell_orders) {
    if (order.builder != b) continue;
    const double mw = static_cast<double>(order.milli_mw) / 1000.0;
    (order.ready <= world.inputs.year + 1 ? own.arriving_mw : own.building_mw) += mw;
    if (order.ready <= world.inputs.year + 1) own.committed_spend += order.second_half.usd();
  }
  own.cash = world.books.cash(account) - set_aside(world, b);
  own.cash_target = world.inputs.parameters.builders[b].second.cash_target;
  own.debt = world.books.debt.owed(account).usd();
  own.ebitda = views[account.value].ebitda();
  for (const ClaimId id : world.books.debt.claims_of(account)) {
    const Claim claim = world.books.debt.claim(id);
    own.committed_spend += claim.principal.usd() * claim.coupon;
    if (claim.maturity == world.inputs.year + 1) own.committed_spend += claim.principal.usd();
  }
  own.borrowing_room = world.credit.borrowing_room[account.value];
  own.issue_room = world.inputs.parameters.capex.issue_share * world.builders.equity_value[b];
  return own;
}

/// Cost of capital by the firm's own mix and credit, plus the wedge that firms add (Gormsen & Huber).
double hurdle_rate(
    Parts<const Inputs, const Exogenous, const Books, const Builders, const CreditMarket> world,
    std::size_t b) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const AccountId account = world.builders.account[b];
  const double debt = world.books.debt.owed(account).usd();
  const double capital = debt + std::max(world.builders.equity_value[b], 1.0);
  const double share = debt / capital;
  const double spread = world.credit.spread[account.value];
  return world.exogenous.base_rate + (1.0 - share) * capex.risk_premium + share * spread +
         world.builders.hurdle_wedge[b];
}

/// Orders are left from the latest on; the charge is owed with next year's bills.
void cancel_orders(Parts<const Inputs, const Builders, Books, Vendors, Capital, Journal> world,
                   std::size_t b, double units) {
  auto left = whole_part(units * 1000.0, "equipment to cancel");
  Money value = Money::zero();
  std::vector<Money> charge(world.vendors.size(), Money::zero());
  for (std::size_t o = world.capital.equipment_orders.size(); o-- > 0 && left > 0;) {
    EquipmentOrder& order = world.capital.equipment_orders[o];
    if (order.builder != b) continue;
    const std::int64_t milli = std::min(left, order.milli_units);
    const bool all = milli == order.milli_units;
    const Money promised = world.books.commitments.at(order.commitment).due_in(order.due);
    const Money amount =
        all ? promised : std::min(price_times(order.price / 1000.0, milli), promised);
    world.books.commitments.reduce(order.commitment, order.due, amount, milli);
    world.vendors.backlog_units[order.vendor] -= static_cast<double>(milli) / 1000.0;
    charge[order.vendor] += amount;
    value += amount;
    order.milli_units -= milli;
    left -= milli;
  }
  std::erase_if(world.capital.equipment_orders,
                [](const EquipmentOrder& o) { return o.milli_units == 0; });
  if (value <= Money::zero()) return;
  for (std::size_t v = 0; v < charge.size(); ++v) {
    world.books.dues.add(
        world.builders.account[b], world.vendors.account[v], FlowRow::equipment, rank::senior,
        Money::from_usd(world.inputs.parameters.vendor.cancellation_charge * charge[v].usd()));
  }
  record_event(world, "P10", "cancellation", account_name(world, world.builders.account[b]), "",
               value, "equipment on order that the plan no longer wants");
}

void sign_orders(Parts<const Inputs, const Utilities, const CreditMarket, Books, Builders, Vendors,
                       Capital, YearTally, Journal>
                     world,
                 std::size_t b) {
  cancel_orders(world, b, world.builders.cancel_units[b]);
  Builders& builders = world.builders;
  const CapexParameters& capex = world.inputs.parameters.capex;
  const auto shares =
      vendor_shares(world.inputs.parameters.vendor, world.vendors.price, world.vendors.alive,
                    world.inputs.parameters.builders[b].second.vendor_preference,
                    builders.installed_vendor_share[b]);
  for (std::size_t v = 0; v < shares.size(); ++v) {
    order_equipment(world, b, v, builders.order_units[b] * shares[v], world.inputs.year + 1);
  }
  if (!shares.empty() && builders.order_units[b] > 0.0) {
    builders.installed_vendor_share[b] += 0.3 * (shares[0] - builders.installed_vendor_share[b]);
  }
  // The first half of a shell is paid on signing, so no more is signed than there is cash for.
  const double cash = std::max(world.books.cash(builders.account[b]) - set_aside(world, b), 0.0);
  const double affordable = 2.0 * cash / capex.shell_price;
  const double mw = std::min(builders.order_shell_mw[b], affordable);
  const std::size_t before = world.capital.shell_orders.size();
  order_shells(world, b, mw, world.inputs.year + static_cast<int>(capex.shell_lead + 0.5));
  for (std::size_t o = before; o < world.capital.shell_orders.size(); ++o) {
    const Money first = world.capital.shell_orders[o].paid;
    world.books.ledger.pay(builders.account[b], world.books.economy, FlowRow::shells, first);
    world.books.ledger.capitalise(builders.account[b], Instrument::shells, first);
    world.tally.shell_spend[b] += first;
  }
}

BuilderPlan plan_of(Parts<const Inputs, const PublicRecord, const Books, const Builders,
                          const Vendors, const Capital, const CreditMarket>
                        world,
                    std::size_t b, const std::vector<CashView>& views, double leap) {
  const Parameters& p = world.inputs.parameters;
  const double price = equipment_price_for(world, b);
  return plan_builder(p.capex, p.expectations, p.rental, world.public_record, world.builders, b,
                      builder_position(world, b, views, price), price, leap,
                      p.vendor.cancellation_charge);
}

/// Builders first say what they mean to order, seeing last year's orders; having heard the others,
/// they decide. Guidance is public and binds nobody.
std::vector<BuilderPlan> plan_after_guidance(
    Parts<const Inputs, const Books, const Builders, const Vendors, const Capital,
          const CreditMarket, PublicRecord>
        world,
    const std::vector<CashView>& views) {
  const Builders& builders = world.builders;
  double industry = 0.0;
  for (std::size_t b = 0; b < builders.size(); ++b) industry += running_units(world, b);
  const double leap =
      leap_value_per_unit(world.public_record, newly_feasible(world), leap_lead(world), industry) *
      world.public_record.exposure_change;
  std::vector<BuilderPlan> plans(builders.size());
  for (const bool decided : {false, true}) {
    for (std::size_t b = 0; b < builders.size(); ++b) {
      if (builders.alive[b]) plans[b] = plan_of(world, b, views, leap);
    }
    if (decided) break;
    std::vector<double> guidance;
    for (const BuilderPlan& plan : plans) guidance.push_back(plan.order_units - plan.cancel_units);
    world.public_record.announced_capacity_growth = announced_growth(world, guidance);
  }
  return plans;
}

/// What a builder reads into the news is partly what it read last year.
void read_news(Parts<const Inputs, Builders> world, std::size_t b) {
  const ExpectationParameters& rules = world.inputs.parameters.expectations;
  const double fresh = rules.private_view_sd * world.inputs.random.normal(world.builders.entity[b],
                                                                          world.inputs.key_year(),
                                                                          Purpose::private_view, 0);
  double& view = world.builders.private_view[b];
  view = rules.inertia * view + std::sqrt(1.0 - rules.inertia * rules.inertia) * fresh;
}

void plan_builders(Parts<const Inputs, const Exogenous, const Utilities, const CreditMarket,
                         PublicRecord, Books, Builders, Vendors, Capital, YearTally, Journal>
                       world,
                   const std::vector<CashView>& views) {
  Builders& builders = world.builders;
  if (!world.inputs.is_frozen(Role::builder)) {
    for (std::size_t b = 0; b < builders.size(); ++b) {
      if (!builders.alive[b]) continue;
      builders.hurdle[b] = hurdle_rate(world, b);
      read_news(world, b);
      revise_expectations(world.inputs.parameters.expectations, world.public_record, builders, b);
    }
    const std::vector<BuilderPlan> plans = plan_after_guidance(world, views);
    for (std::size_t b = 0; b < builders.size(); ++b) {
      if (!builders.alive[b]) continue;
      builders.order_units[b] = plans[b].order_units;
      builders.cancel_units[b] = plans[b].cancel_units;
      builders.order_usd[b] = plans[b].order_usd;
      builders.order_shell_mw[b] = plans[b].order_shell_mw;
      builders.order_without_leap[b] = plans[b].order_without_leap;
      builders.profitability[b] = plans[b].profitability;
      builders.approved[b] = plans[b].approved;
      builders.target_share[b] = plans[b].target_share;
      builders.funding_room[b] = plans[b].funding_room;
    }
  }
  for (std::size_t b = 0; b < builders.size(); ++b) {
    if (builders.alive[b]) sign_orders(world, b);
  }
}

// ---- payouts ----------------------------------------------------------------------------------

/// Builders and vendors pay out cash above a target and what next year's signed spending needs; a
/// parent's application what it holds beyond a year's overhead.
void pay_out(Parts<const Inputs, const PublicRecord, const Builders, const Vendors, const Apps,
                   const Lenders, const Investors, const Utilities, const Capital,
                   const CreditMarket, const Memory, Books>
                 world,
             const std::vector<CashView>& views) {
  const double share = world.inputs.parameters.capex.payout_share;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (!world.builders.alive[b]) continue;
    const AccountId account = world.builders.account[b];
    if (world.credit.breached[account.value]) continue;  // covenants stop payouts
    if (world.inputs.year <= world.credit.founding[b].until)
      continue;  // money raised to build is not paid out
    const BuilderPosition own = builder_position(world, b, views, equipment_price_for(world, b));
    const double kept = own.cash_target + std::max(own.committed_spend - own.ebitda, 0.0);
    pay_dividend(world, account, share * std::max(world.books.cash(account) - kept, 0.0));
  }
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    if (!world.vendors.alive[v]) continue;
    const double kept =
        world.inputs.parameters.vendors[v].second.cash + world.vendors.foundry_commitment[v];
    pay_dividend(world, world.vendors.account[v],
                 share * std::max(world.books.cash(world.vendors.account[v]) - kept, 0.0));
  }
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    if (!world.apps.alive[a] || world.memory.app_configs[a].second.parent.empty()) continue;
    pay_dividend(
        world, world.apps.account[a],
        share *
            std::max(world.books.cash(world.apps.account[a]) - world.apps.overhead_usd[a], 0.0));
  }
  for (std::size_t u = 0; u < world.utilities.size(); ++u) {
    double coming = 0.0;
    for (const double mw : world.utilities.under_way[u]) coming += mw;
    const double kept = coming * world.inputs.parameters.utility.unit_capital;
    pay_dividend(world, world.utilities.account[u],
                 share * std::max(world.books.cash(world.utilities.account[u]) - kept, 0.0));
  }
  for (std::size_t l = 0; l < world.lenders.size(); ++l) {
    pay_dividend(
        world, world.lenders.account[l],
        std::max(world.books.cash(world.lenders.account[l]) - 0.02 * world.lenders.capital[l],
                 0.0));
  }
  for (std::size_t i = 0; i < world.investors.size(); ++i) {
    pay_dividend(world, world.investors.account[i],
                 std::max(world.books.cash(world.investors.account[i]) -
                              0.02 * world.inputs.parameters.investors[i].second.assets,
                          0.0));
  }
}

// ---- the others -------------------------------------------------------------------------------

void plan_vendors(Parts<const Inputs, Vendors> world) {
  if (world.inputs.is_frozen(Role::vendor)) return;
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    if (!world.vendors.alive[v]) continue;
    const double orders = world.vendors.backlog_units[v];
    const double last = std::max(world.vendors.expected_orders[v], 1.0);
    plan_vendor(world.inputs.parameters.vendor, world.vendors, v, orders,
                orders > 0.0 ? 0.5 * log_(orders / last) : -0.5);
  }
}

/// What is bought from foundries ahead is a promise like any other until it falls due.
void promise_foundries(Parts<const Inputs, const Vendors, Books> world) {
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    const Money due = Money::from_usd(world.vendors.foundry_promised[v]);
    if (!world.vendors.alive[v] || due <= Money::zero()) continue;
    world.books.commitments.sign({CommitmentKind::foundry,
                                  world.vendors.account[v],
                                  world.books.economy,
                                  world.inputs.year + 2,
                                  {due},
                                  {0},
                                  0.0,
                                  1.0});
  }
}

void plan_open_labs(Parts<const Inputs, const References, const PublicRecord, const Builders,
                          const Journal, OpenLabs>
                        world) {
  if (world.inputs.is_frozen(Role::open_lab)) return;
  for (std::size_t o = 0; o < world.open_labs.size(); ++o) {
    if (!world.open_labs.alive[o]) continue;
    const OpenLabConfig& config = world.inputs.parameters.open_labs[o].second;
    // Sponsors outside the model keep their grants in step with prices.
    double growth = world.journal.recording.price_index.back();
    for (std::size_t b = 0; b < world.builders.size(); ++b) {
      if (world.inputs.parameters.builders[b].first != config.sponsor) continue;
      const double opening =
          std::max(world.inputs.parameters.builders[b].second.core_cash_flow, 1e8);
      growth = world.builders.alive[b] ? world.builders.operating_result[b].usd() / opening : 0.0;
    }
    world.open_labs.budget[o] = plan_open_budget(
        world.inputs.parameters.open_lab, world.public_record, world.open_labs.budget[o],
        config.budget, world.references.lab_margin, growth);
  }
}

void plan_apps(Parts<const Inputs, Books, Apps, Memory, Journal> world) {
  if (world.inputs.is_frozen(Role::app)) return;
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    const double target = world.memory.app_configs[a].second.overhead_share * world.apps.revenue[a];
    world.apps.overhead_usd[a] +=
        world.inputs.parameters.app.overhead_response * (target - world.apps.overhead_usd[a]);
    world.apps.job_cost[a] *= 1.0 + world.inputs.parameters.macro.inflation;
  }
  enter_and_leave(world);
}

void plan_finance(Parts<const Inputs, Lenders, Investors> world) {
  if (!world.inputs.is_frozen(Role::lender)) {
    for (std::size_t l = 0; l < world.lenders.size(); ++l) {
      plan_lender(world.inputs.parameters.credit, world.lenders, l);
    }
  }
  if (!world.inputs.is_frozen(Role::investor)) {
    for (std::size_t i = 0; i < world.investors.size(); ++i) {
      plan_investor(world.inputs.parameters.equity, world.investors, i);
    }
  }
}

}  // namespace

void plan_labs(Parts<const Inputs, const References, const PublicRecord, const Books,
                     const Builders, const Progress, const ComputeMarket, Labs>
                   world) {
  if (world.inputs.is_frozen(Role::lab)) return;
  Labs& labs = world.labs;
  const double leap = world.inputs.parameters.lab.leap_share * world.public_record.lab_margin *
                      std::min(world.public_record.end_user_spend /
                                   std::max(world.public_record.feasible_value, 1.0),
                               1.0) *
                      newly_feasible(world) * leap_lead(world);
  const double rate = mean_leap_rate(world);
  std::vector<LabPlan> plans(labs.size());
  for (std::size_t l = 0; l < labs.size(); ++l) {
    if (labs.alive[l]) {
      plans[l] = plan_lab(world.inputs.parameters.lab, world.inputs.parameters.technology,
                          world.public_record, labs, l, lab_position(world, l), leap, rate);
    }
  }
  for (std::size_t l = 0; l < labs.size(); ++l) {
    if (!labs.alive[l]) continue;
    // Staff follows research, at a rate of its own.
    const double growth = plans[l].research_usd / std::max(labs.research_usd[l], 1.0);
    labs.staff_usd[l] *=
        pow_(std::clamp(growth, 0.25, 4.0), world.inputs.parameters.lab.staff_response);
    labs.research_usd[l] = plans[l].research_usd;
    labs.run_effective_flop[l] = plans[l].run_effective_flop;
    labs.expected_inference_hours[l] = plans[l].expected_hours;
  }
}

void plan_and_sign(Parts<const Inputs, const References, const Exogenous, const Customers,
                         const Progress, const Catalogue, const ComputeMarket, const CreditMarket,
                         PublicRecord, Books, Builders, Vendors, Labs, OpenLabs, Apps, Lenders,
                         Investors, Utilities, Capital, YearTally, Memory, Journal>
                       world) {
  measure_results(world);
  publish(world);
  const auto views = view_cash(world);
  plan_labs(world);
  plan_builders(world, views);
  sign_contracts(world);
  plan_vendors(world);
  promise_foundries(world);
  grant_backstops(world);
  plan_open_labs(world);
  plan_apps(world);
  if (!world.inputs.is_frozen(Role::utility)) {
    for (std::size_t u = 0; u < world.utilities.size(); ++u) {
      double coming = 0.0;
      for (const double mw : world.utilities.under_way[u]) coming += mw;
      const double unit = std::max(world.inputs.parameters.utility.unit_capital, 1.0);
      const double means = std::max(world.books.cash(world.utilities.account[u]), 0.0) +
                           3.0 * std::max(world.utilities.operating_result[u].usd(), 0.0);
      plan_utility(world.inputs.parameters.utility,
                   world.inputs.parameters.utilities[u].second.reserve_margin, world.utilities, u,
                   std::max(means / unit - coming, 0.0));
    }
  } else {
    for (std::size_t u = 0; u < world.utilities.size(); ++u) {
      world.utilities.under_way[u].push_back(world.utilities.addition_mw[u]);
    }
  }
  plan_finance(world);
  pay_out(world, views);
}

void learn(Parts<const PublicRecord, Builders> world) {
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    world.builders.leap_strength[b] += static_cast<double>(world.public_record.leaps);
    world.builders.leap_exposure[b] += world.public_record.exposure_change;
  }
}

}  // namespace overbuild

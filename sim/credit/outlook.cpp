#include "sim/credit/outlook.hpp"

#include <algorithm>

#include "agents/builder.hpp"
#include "agents/expectations.hpp"
#include "core/math.hpp"
#include "sim/compute/costs.hpp"

namespace overbuild {

bool lenders_look_ahead(Parts<const Inputs> world) {
  return world.inputs.parameters.credit.risk_price ||
         world.inputs.parameters.resolution.on_lenders_path;
}

void form_lender_views(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Vendors, CreditMarket> world) {
  const Parameters& p = world.inputs.parameters;
  const Observables& seen = world.public_record;
  LenderViews& views = world.credit.views;
  constexpr std::size_t memory = 10;  // years
  if (views.default_rates.empty()) {
    views.default_rates.assign(memory, p.opening.remembered_default_rate);
    views.trust = p.opening.trusted_plans;
  }
  if (!lenders_look_ahead(world)) return;
  ExpectationParameters public_only = p.expectations;
  public_only.announced_weight = 1.0;
  const double hurdle = world.exogenous.base_rate + p.capex.risk_premium + p.capex.hurdle_wedge;
  const InvestmentRules rules{p.capex, public_only, p.rental, seen, hurdle, equipment_price(world)};
  views.rents = expected_rents(rules, seen.expected_growth, outlook_years);
  const double announced = (1.0 - p.expectations.neglect) * seen.announced_capacity_growth;
  const double now = std::clamp(seen.tightness, 1e-3, 1.0);
  views.more_hours = std::min(now * exp_(seen.expected_growth - announced), 1.0) / now;
}

namespace {

/// What customers are bound to pay a builder for, whatever they use.
struct Promised {
  double hours = 0, usd = 0;
};

/// In each of the coming years, this year first, by customers that `counts` says. [outlook_years +
/// 1]
template <class Counts>
std::vector<Promised> promised_by(Parts<const Inputs, const Books> world, AccountId builder,
                                  Counts counts) {
  std::vector<Promised> years(static_cast<std::size_t>(outlook_years) + 1);
  for (const CommitmentId id : world.books.commitments.listed(builder)) {
    const Commitment& c = world.books.commitments.at(id);
    if (c.payee != builder || c.kind != CommitmentKind::compute || !counts(c.payer)) continue;
    for (std::size_t k = 0; k < years.size(); ++k) {
      const int year = world.inputs.year + static_cast<int>(k);
      const double hours = c.take_or_pay * static_cast<double>(c.quantity_in(year));
      years[k].hours += hours;
      years[k].usd += hours * c.unit_price;
    }
  }
  return years;
}

std::vector<Promised> promised_to(Parts<const Inputs, const Books> world, AccountId builder) {
  return promised_by(world, builder, [](AccountId) { return true; });
}

/// By tenants that are rated better than the builder: others' promises are no better than its own.
std::vector<Promised> well_promised_to(Parts<const Inputs, const Books, const CreditMarket> world,
                                       AccountId builder) {
  const std::vector<double>& rating = world.credit.rating;
  return promised_by(world, builder, [&](AccountId tenant) {
    return tenant.value < rating.size() && builder.value < rating.size() &&
           rating[tenant.value] < rating[builder.value];
  });
}

/// Part of a promised rent that is left when the hours are run.
double margin_of_hours(Parts<const PublicRecord, const ComputeMarket> world) {
  return world.compute.rental_price > 0.0
             ? std::max(1.0 - world.public_record.cash_cost / world.compute.rental_price, 0.0)
             : 0.0;
}

/// What is promised for hours beyond those that a builder works: it will have them.
double beyond(const Promised& promised, double hours) {
  const double more = std::max(promised.hours - hours, 0.0);
  return more > 0.0 ? more * promised.usd / promised.hours : 0.0;
}

/// Receipts for hours: promised ones at their price, the rest at the rent.
double receipts(const Promised& promised, double hours, double rent) {
  if (promised.hours <= 0.0) return hours * rent;
  const double kept = std::min(promised.hours, hours);
  return (hours - kept) * rent + kept * promised.usd / promised.hours;
}

}  // namespace

double signed_gain(
    Parts<const Inputs, const PublicRecord, const Books, const ComputeMarket, const CreditMarket>
        world,
    AccountId builder) {
  if (world.credit.rating.empty()) return 0.0;
  const std::vector<Promised> years = well_promised_to(world, builder);
  const double more = 0.5 * (years[1].usd + years[2].usd) - years[0].usd;
  return std::max(more, 0.0) * margin_of_hours(world);
}

std::vector<double> earnings_on_path(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
          const ComputeMarket, const CreditMarket>
        world,
    std::size_t b, double now, double more_hours) {
  const LenderViews& views = world.credit.views;
  const std::vector<Promised> promised = promised_to(world, world.builders.account[b]);
  const double hours =
      static_cast<double>(world.builders.spot_hours[b] + world.builders.contract_hours[b]) +
      more_hours;
  const double this_year = receipts(promised.front(), hours, world.compute.rental_price);
  std::vector<double> earnings;
  for (std::size_t k = 0; k < views.rents.size(); ++k) {
    earnings.push_back(now - this_year +
                       receipts(promised[k + 1], hours * views.more_hours, views.rents[k]));
  }
  if (world.credit.rating.empty()) return earnings;
  const auto good = well_promised_to(world, world.builders.account[b]);
  for (std::size_t k = 0; k < earnings.size(); ++k) {
    earnings[k] += beyond(good[k + 1], hours * views.more_hours) * margin_of_hours(world);
  }
  return earnings;
}

std::vector<double> plan_on_path(
    Parts<const Inputs, const Exogenous, const PublicRecord, const CreditMarket> world,
    double planned_units) {
  const LenderViews& views = world.credit.views;
  const CapexParameters& capex = world.inputs.parameters.capex;
  const double load = planning_load(capex, world.public_record) * views.more_hours;
  std::vector<double> earnings;
  for (const double rent : views.rents) {
    const double margin = yearly_margin(capex, rent, load, world.public_record.power_per_unit,
                                        world.exogenous.energy_price);
    earnings.push_back(views.trust * planned_units * std::max(margin, 0.0));
  }
  return earnings;
}

double remembered_default_rate(Parts<const CreditMarket> world) {
  const std::vector<double>& rates = world.credit.views.default_rates;
  double sum = 0.0;
  for (const double rate : rates) sum += rate;
  return rates.empty() ? 0.0 : sum / static_cast<double>(rates.size());
}

void learn_from_borrowers(Parts<const Inputs, const Builders, const YearTally, CreditMarket> world,
                          const std::vector<CashView>& accounts) {
  LenderViews& views = world.credit.views;
  if (views.default_rates.empty()) return;
  const double owed = world.tally.opening_debt.usd();
  const double failed = world.tally.defaulted.owed.usd();
  std::rotate(views.default_rates.begin(), views.default_rates.begin() + 1,
              views.default_rates.end());
  views.default_rates.back() = owed > 0.0 ? std::min(failed / owed, 1.0) : 0.0;
  constexpr int judged = 3;  // years in which a plan counted on earnings
  double planned = 0.0, earned = 0.0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const Founding& plan = world.credit.founding[b];
    if (plan.earns_from == 0 || world.inputs.year < plan.earns_from ||
        world.inputs.year >= plan.earns_from + judged) {
      continue;
    }
    planned += plan.earnings;
    // Who has failed earns nothing of what it had planned.
    if (world.builders.alive[b]) earned += accounts[world.builders.account[b].value].ebitda();
  }
  if (planned <= 0.0) return;
  constexpr double most_believed = 1.5;
  const double kept = std::clamp(earned / planned, 0.0, most_believed);
  views.trust += world.inputs.parameters.credit.plan_learning * (kept - views.trust);
}

}  // namespace overbuild

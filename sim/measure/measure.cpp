#include "sim/measure/measure.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/count.hpp"
#include "core/math.hpp"
#include "sim/books/public_record.hpp"
#include "sim/compute/costs.hpp"
#include "sim/compute/models.hpp"
#include "sim/measure/predicates.hpp"
#include "sim/world.hpp"

namespace overbuild {

namespace {

class Row {
 public:
  explicit Row(World& world) : world_(world) {
    world.journal.recording.series.emplace_back();
    world.journal.recording.series.back().fill(std::nan(""));
    ++world.journal.recording.years;
  }
  void set(Metric metric, double value) {
    world_.journal.recording.series.back()[static_cast<std::size_t>(metric)] = value;
  }
  /// Undefined (no row) where the denominator is zero.
  void ratio(Metric metric, double numerator, double denominator) {
    if (denominator > 0.0) set(metric, numerator / denominator);
  }

 private:
  World& world_;
};

double total(const std::vector<Money>& amounts) {
  Money sum = Money::zero();
  for (const Money amount : amounts) sum += amount;
  return sum.usd();
}

double total(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

void measure_capital(const World& world, Row& row) {
  const double equipment = total(world.tally.equipment_spend),
               shells = total(world.tally.shell_spend);
  double core = 0.0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (world.builders.alive[b]) core += world.builders.core_capex[b];
  }
  row.set(Metric::equipment_capex, equipment);
  row.set(Metric::shell_capex, shells);
  row.set(Metric::ai_capex, equipment + shells);
  row.set(Metric::capex, equipment + shells + core);
  row.set(Metric::debt_service, world.tally.debt_service.usd());
  row.set(Metric::commitments, world.books.commitments.total().usd());
  double milli_mw = 0.0;
  std::int64_t kwh = 0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (!world.builders.alive[b]) continue;
    milli_mw += static_cast<double>(world.capital.shells.units(b));
    add_count(kwh, world.compute.energy[b].used, "energy in kWh");
  }
  row.set(Metric::power_gw, milli_mw / 1e6);
  row.set(Metric::energy_twh, static_cast<double>(kwh) / 1e9);
}

void measure_compute(const World& world, Row& row) {
  const ComputeMarket& compute = world.compute;
  double sold = 0.0, capacity = 0.0, squares = 0.0, potential = 0.0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (!world.builders.alive[b]) continue;
    const auto hours =
        static_cast<double>(world.builders.capacity_hours[b] - world.builders.rented_hours[b]);
    // Hours rented from another builder are sold once more and count once.
    sold += static_cast<double>(world.builders.sold_hours[b] - world.builders.rented_hours[b]);
    capacity += hours;
    squares += hours * hours;
    potential += static_cast<double>(world.capital.shells.units(b)) /
                 world.capital.vintage_kw(world.inputs.year) * hours_a_year;
  }
  row.set(Metric::rental_price, world.compute.rental_price);
  row.set(Metric::full_cost, full_cost_of_capacity(world));
  row.set(Metric::capacity, capacity);
  row.ratio(Metric::utilisation, sold, static_cast<double>(compute.installed));
  row.ratio(Metric::utilisation_potential, sold, potential);
  row.ratio(Metric::hhi_builder, squares, capacity * capacity);
  double usd = 0.0, units = 0.0;
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    usd += world.vendors.price[v] * world.vendors.capacity_units[v];
    units += world.vendors.capacity_units[v];
  }
  row.ratio(Metric::equipment_price, usd, units);
}

/// Own costs of the jobs that applications served, beside inference.
double own_costs_of_apps(const World& world) {
  double cost = 0.0;
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    if (world.apps.price[a] > 0.0) {
      cost += world.apps.revenue[a] * world.apps.job_cost[a] / world.apps.price[a];
    }
  }
  return cost;
}

/// Gross margins along the stack, each on sales to the next layer or to end users.
struct Margins {
  double vendor = 0, builder = 0, lab = 0, app = 0;
  double sum() const {
    return std::max(vendor, 0.0) + std::max(builder, 0.0) + std::max(lab, 0.0) + std::max(app, 0.0);
  }
};

Margins gross_margins(const World& world, double builder_revenue) {
  Margins margins;
  margins.vendor = total(world.tally.vendor_sales) - total(world.tally.vendor_cost);
  double sold = 0.0, outside = 0.0, running = 0.0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    sold += static_cast<double>(world.builders.sold_hours[b]);
    outside += static_cast<double>(world.builders.sold_hours[b] - world.builders.core_hours[b]);
    running += used_mw(world, b) * 1000.0 * world.inputs.parameters.capex.operations_per_kw +
               world.books.ledger.paid(FlowRow::energy, world.builders.account[b]).usd();
  }
  margins.builder = builder_revenue - (sold > 0.0 ? running * outside / sold : 0.0);
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    margins.lab += world.labs.revenue[l] -
                   static_cast<double>(world.labs.inference_hours[l]) * world.compute.rental_price;
  }
  margins.app = total(world.apps.revenue) - total(world.apps.inference_cost) - own_costs_of_apps(world);
  return margins;
}

/// How many applications there are, and among how many suppliers of models they can choose.
void measure_applications(const World& world, Row& row) {
  double selling = 0.0, suppliers = 0.0;
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    if (!world.apps.alive[a]) continue;
    selling += 1.0;
    suppliers += world.apps.revenue[a] * world.apps.viable_suppliers[a];
  }
  row.set(Metric::applications, selling);
  row.ratio(Metric::viable_suppliers, suppliers, total(world.apps.revenue));
}

/// Vendors consolidated with what they pay for: of their receipts since the opening, the part that is
/// not their own money come back. What a failed customer never returns stays their own.
void measure_external_cash(World& world, Row& row) {
  const Ledger& ledger = world.books.ledger;
  MeasureState& state = world.measured;
  state.vendor_receipts += ledger.received(FlowRow::equipment, Sector::vendors);
  for (const FlowRow gift : {FlowRow::vendor_loans, FlowRow::equity_issuance, FlowRow::compute_contracts}) {
    state.vendor_gave += ledger.paid(gift, Sector::vendors);
  }
  for (const FlowRow back : {FlowRow::vendor_loans, FlowRow::dividends}) {
    state.vendor_got_back += ledger.received(back, Sector::vendors);
  }
  const Money own = std::max(state.vendor_gave - state.vendor_got_back, Money::zero());
  row.ratio(Metric::external_cash_share,
            std::max(state.vendor_receipts - own, Money::zero()).usd(), state.vendor_receipts.usd());
}

void measure_sellers(const World& world, Row& row) {
  const double sales = total(world.tally.vendor_sales), cost = total(world.tally.vendor_cost);
  row.set(Metric::vendor_revenue, sales);
  row.set(Metric::vendor_profit, total(world.vendors.operating_result));
  row.ratio(Metric::vendor_gross_margin, sales - cost, sales);
  row.set(Metric::lab_revenue, total(world.labs.revenue));
  row.set(Metric::lab_profit, total(world.labs.operating_result));
  row.set(Metric::app_revenue, total(world.apps.revenue));
  measure_applications(world, row);
  row.ratio(Metric::app_gross_margin,
            total(world.apps.revenue) - total(world.apps.inference_cost) - own_costs_of_apps(world),
            total(world.apps.revenue));
  const double builder_revenue =
      world.books.ledger.received(FlowRow::compute_contracts, Sector::builders).usd() +
      world.books.ledger.received(FlowRow::hosted_open_inference, Sector::builders).usd();
  row.set(Metric::builder_ai_revenue, builder_revenue);
  row.set(Metric::builder_core_value, total(world.builders.core_value));
  const Margins margins = gross_margins(world, builder_revenue);
  row.ratio(Metric::margin_share_vendor, std::max(margins.vendor, 0.0), margins.sum());
  row.ratio(Metric::margin_share_builder, std::max(margins.builder, 0.0), margins.sum());
  row.ratio(Metric::margin_share_lab, std::max(margins.lab, 0.0), margins.sum());
  row.ratio(Metric::margin_share_app, std::max(margins.app, 0.0), margins.sum());
}

void measure_demand(const World& world, Row& row) {
  const Settlement& settled = world.customers.enterprises->settlement();
  const auto sum = [](const std::vector<std::int64_t>& cents) {
    return static_cast<double>(sum_of_counts(cents, "what enterprises pay")) / 100.0;
  };
  const auto mode = [&](Mode m) {
    return static_cast<double>(settled.served_by_mode[static_cast<std::size_t>(m)]);
  };
  const double served =
      mode(Mode::api) + mode(Mode::hosted_open) + mode(Mode::self_hosted) + mode(Mode::app);
  row.set(Metric::jobs_served, served);
  row.set(Metric::jobs_rationed, static_cast<double>(settled.jobs_rationed));
  row.set(Metric::jobs_latent, static_cast<double>(settled.jobs_latent));
  row.ratio(Metric::share_jobs_api, mode(Mode::api), served);
  row.ratio(Metric::share_jobs_hosted_open, mode(Mode::hosted_open), served);
  row.ratio(Metric::share_jobs_self_hosted, mode(Mode::self_hosted), served);
  row.ratio(Metric::share_jobs_app, mode(Mode::app), served);
  row.set(Metric::api_revenue, sum(settled.flows.api));
  row.set(Metric::hosted_open_revenue, sum(settled.flows.hosted_open));
  row.set(Metric::buyer_surplus, static_cast<double>(settled.buyer_surplus_cents) / 100.0);
  row.set(Metric::adoption_share, settled.adoption_share);
  row.set(Metric::believed_overrun, settled.believed_overrun);
  const double fixed = price_at_fixed_capability(world);
  if (fixed > 0.0) row.set(Metric::price_fixed_capability, fixed);
  double best = -1e9, price = world.catalogue.hosted_price;
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    if (world.labs.alive[l] && world.labs.capability[l] > best) {
      best = world.labs.capability[l];
      price = world.labs.tier_price[l].front();
    }
  }
  if (price > 0.0) row.set(Metric::price_frontier, price);
}

/// Months since the frontier stood where the open model stands, along the yearly path.
double gap_in_months(const World& world, double open) {
  const auto& path = world.progress.frontier_path;
  double now = static_cast<double>(path.size()) - 1.0;
  if (path.empty() || open >= path.back()) return 0.0;
  for (std::size_t k = path.size() - 1; k > 0; --k) {
    if (path[k - 1] <= open) {
      const double step = path[k] - path[k - 1];
      const double part = step > 0.0 ? (open - path[k - 1]) / step : 1.0;
      return 12.0 * (now - (static_cast<double>(k) - 1.0 + part));
    }
  }
  return 12.0 * now;
}

void measure_capability(const World& world, Row& row) {
  double frontier = -1e9;
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    if (world.labs.alive[l]) frontier = std::max(frontier, world.labs.capability[l]);
  }
  const std::size_t best = best_open_lab(world);
  // With no lab left, the frontier is the best model there ever was.
  if (frontier < -1e8 && !world.progress.frontier_path.empty()) {
    frontier =
        *std::max_element(world.progress.frontier_path.begin(), world.progress.frontier_path.end());
  }
  row.set(Metric::frontier_capability, frontier);
  if (best != SIZE_MAX) {
    const double open = world.open_labs.released[best];
    row.set(Metric::open_capability, open);
    if (frontier > -1e8) row.set(Metric::gap_capability, frontier - open);
    row.set(Metric::gap_months, gap_in_months(world, open));
  }
  double belief = 0.0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    belief += world.builders.leap_strength[b] / world.builders.leap_exposure[b] *
              world.public_record.exposure_change;
  }
  row.set(Metric::leap_belief, belief / static_cast<double>(world.builders.size()));
  row.set(Metric::leaps, world.tally.leaps);
}

/// What became of used capital: in storage, or at work with its buyers.
void measure_idle(const World& world, Row& row) {
  double idle = 0.0, weighted = 0.0, units = 0.0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (!world.builders.alive[b]) idle += static_cast<double>(world.capital.shells.units(b));
  }
  row.set(Metric::idle_power_gw, idle / 1e6);
  for (const UsedSale& sale : world.memory.sold_used) {
    if (sale.of.layer != AssetLayer::equipment || !world.builders.alive[sale.buyer]) continue;
    const auto held = static_cast<double>(
        std::min(sale.milli_units, world.capital.equipment.at(sale.buyer, sale.of.vintage).units));
    weighted += held * world.builders.utilisation[sale.buyer];
    units += held;
  }
  row.ratio(Metric::utilisation_resold, weighted, units);
}

/// Who bore what was lost, memo channels included: a bill unpaid is a loss to its supplier.
void measure_bearers(const World& world, Row& row) {
  std::array<double, sector_count> borne{};
  double all = 0.0;
  for (const Loss& loss : world.books.losses.losses()) {
    borne[index_of(loss.bearer_sector)] += loss.amount.usd();
    all += loss.amount.usd();
  }
  row.ratio(Metric::loss_share_vendor, borne[index_of(Sector::vendors)], all);
  row.ratio(Metric::loss_share_lender, borne[index_of(Sector::lenders)], all);
}

void measure_finance(const World& world, Row& row) {
  Money debt = Money::zero();
  for (const Firms* firms :
       {static_cast<const Firms*>(&world.builders), static_cast<const Firms*>(&world.labs),
        static_cast<const Firms*>(&world.apps), static_cast<const Firms*>(&world.vendors)}) {
    for (const AccountId account : firms->account) debt += world.books.debt.owed(account);
  }
  row.set(Metric::debt, debt.usd());
  row.ratio(Metric::credit_spread, world.credit.spread_sum, world.credit.lent);
  row.set(Metric::defaults, world.tally.defaults);
  const auto failed = [&](Sector sector) {
    const auto& all = world.measured.failed;
    return static_cast<double>(std::count_if(all.begin(), all.end(), [&](const auto& failure) {
      return failure.year == world.inputs.year && world.books.ledger.sector(failure.firm) == sector;
    }));
  };
  row.set(Metric::builder_defaults, failed(Sector::builders));
  row.set(Metric::lab_defaults, failed(Sector::labs));
  row.set(Metric::defaulted_debt, world.tally.defaulted_debt.usd());
  row.ratio(Metric::default_rate, world.tally.defaulted_debt.usd(), world.tally.opening_debt.usd());
  row.ratio(Metric::recovery_rate, world.tally.clearing_paid.usd(),
            world.tally.clearing_claims.usd());
  row.ratio(Metric::auction_price_to_cost, world.tally.auction_proceeds.usd(),
            world.tally.auction_cost.usd());
  const auto recovered = [&](Metric metric, std::uint8_t rank) {
    row.ratio(metric, world.tally.recoveries[rank].paid.usd(),
              world.tally.recoveries[rank].claims.usd());
  };
  recovered(Metric::recovery_secured, rank::secured);
  recovered(Metric::recovery_senior, rank::senior);
  recovered(Metric::recovery_subordinated, rank::subordinated);
  const RankRecovery &senior = world.tally.recoveries[rank::senior],
                     &junior = world.tally.recoveries[rank::subordinated];
  row.ratio(Metric::recovery_unsecured, (senior.paid + junior.paid).usd(),
            (senior.claims + junior.claims).usd());
  row.set(Metric::failures_illiquid, world.tally.failures_by_cause[0]);
  row.set(Metric::failures_insolvent, world.tally.failures_by_cause[1]);
  row.set(Metric::failures_both, world.tally.failures_by_cause[2]);
  row.set(Metric::reorganisations, world.tally.reorganisations);
  row.set(Metric::cascade_depth, world.tally.cascade_depth);
  measure_idle(world, row);
  measure_bearers(world, row);
  row.set(Metric::losses, world.books.ledger.value_destroyed().total().usd());
  row.set(Metric::base_rate, world.exogenous.base_rate);
  row.set(Metric::hurdle_rate, world.inputs.parameters.macro.base_rate +
                                   world.inputs.parameters.capex.risk_premium +
                                   world.inputs.parameters.capex.hurdle_wedge);
  row.set(Metric::energy_price, world.exogenous.energy_price);
}

void note_price_index(World& world) {
  auto& index = world.journal.recording.price_index;
  index.push_back(index.empty() ? 1.0
                                : index.back() * (1.0 + world.inputs.parameters.macro.inflation));
}

}  // namespace

void measure(World& world) {
  Row row(world);
  measure_capital(world, row);
  measure_compute(world, row);
  measure_sellers(world, row);
  measure_external_cash(world, row);
  measure_demand(world, row);
  measure_capability(world, row);
  measure_finance(world, row);
  row.set(Metric::consumer_revenue,
          world.books.ledger.received(FlowRow::consumer_subscriptions, Sector::labs).usd());
  row.set(Metric::end_user_spend, end_user_spend(world));
  measure_predicates(world);
  note_price_index(world);
}

void measure_opening(World& world) {
  Row row(world);
  const Parameters& p = world.inputs.parameters;
  double ai = 0.0, core = 0.0, vendors = 0.0, gross = 0.0, labs = 0.0, consumers = 0.0;
  for (const auto& [id, builder] : p.builders) {
    ai += builder.ai_capex;
    core += builder.core_capex;
  }
  for (const auto& [id, vendor] : p.vendors) {
    vendors += vendor.revenue;
    gross += vendor.revenue * vendor.gross_margin;
  }
  for (const auto& [id, lab] : p.labs) {
    labs += lab.api_revenue + lab.consumer_revenue + lab.wholesale_revenue;
    consumers += lab.consumer_revenue;
  }
  measure_demand(world, row);
  measure_capability(world, row);
  measure_compute(world, row);
  row.set(Metric::utilisation, p.opening.utilisation);
  row.set(Metric::capacity, static_cast<double>(world.compute.capacity));
  row.set(Metric::ai_capex, ai);
  row.set(Metric::capex, ai + core);
  row.set(Metric::vendor_revenue, vendors);
  row.ratio(Metric::vendor_gross_margin, gross, vendors);
  row.set(Metric::lab_revenue, labs);
  row.set(Metric::consumer_revenue, consumers);
  row.set(Metric::end_user_spend, world.public_record.end_user_spend);
  row.set(Metric::app_revenue, p.opening.app_usd);
  row.set(Metric::commitments, world.books.commitments.total().usd());
  row.set(Metric::base_rate, world.exogenous.base_rate);
  row.set(Metric::energy_price, world.exogenous.energy_price);
  double milli_mw = 0.0;
  Money debt = Money::zero();
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    milli_mw += static_cast<double>(world.capital.shells.units(b));
    debt += world.books.debt.owed(world.builders.account[b]);
  }
  row.set(Metric::power_gw, milli_mw / 1e6);
  row.set(Metric::debt, debt.usd());
  note_price_index(world);
}

}  // namespace overbuild

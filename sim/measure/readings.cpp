#include "sim/measure/readings.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <numeric>

#include "agents/expectations.hpp"
#include "core/count.hpp"
#include "core/function_ref.hpp"
#include "core/math.hpp"
#include "market/rental.hpp"
#include "sim/books/public_record.hpp"
#include "sim/compute/costs.hpp"
#include "sim/compute/models.hpp"
#include "sim/credit/facilities.hpp"

namespace overbuild {

namespace {

constexpr double absent = detail::not_a_number;

template <class F>
double over_builders_in_business(const MeasureView& w, F&& amount) {
  double sum = 0.0;
  for (std::size_t b = 0; b < w.builders.size(); ++b) {
    if (w.builders.alive[b]) sum += amount(b);
  }
  return sum;
}

template <class Roster, class F>
double over_roster(const Roster& roster, F&& amount) {
  double sum = 0.0;
  for (const auto& [id, firm] : roster) sum += amount(firm);
  return sum;
}

double shell_units(const MeasureView& w, std::size_t b) {
  return static_cast<double>(w.capital.shells.units(b));
}

}  // namespace

double total(const std::vector<Money>& amounts) {
  Money sum = Money::zero();
  for (const Money amount : amounts) sum += amount;
  return sum.usd();
}

double total(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

double usd_of_cents(const std::vector<std::int64_t>& cents) {
  return static_cast<double>(sum_of_counts(cents, "what enterprises pay")) / 100.0;
}

// ---- capital ----------------------------------------------------------------------------------

double equipment_spend(const MeasureView& w) { return total(w.tally.equipment_spend); }

double shell_spend(const MeasureView& w) { return total(w.tally.shell_spend); }

double core_spend(const MeasureView& w) {
  return over_builders_in_business(w, [&](std::size_t b) { return w.builders.core_capex[b]; });
}

double ai_capex_of_opening(const MeasureView& w) {
  return over_roster(w.inputs.parameters.builders,
                     [](const BuilderConfig& builder) { return builder.ai_capex; });
}

double core_capex_of_opening(const MeasureView& w) {
  return over_roster(w.inputs.parameters.builders,
                     [](const BuilderConfig& builder) { return builder.core_capex; });
}

double shells_gw(const MeasureView& w) {
  return over_builders_in_business(w, [&](std::size_t b) { return shell_units(w, b); }) / 1e6;
}

double idle_gw(const MeasureView& w) {
  double idle = 0.0;
  for (std::size_t b = 0; b < w.builders.size(); ++b) {
    if (!w.builders.alive[b]) idle += shell_units(w, b);
  }
  return idle / 1e6;
}

double sites_gw(const MeasureView& w) {
  double milli = 0.0;
  for (const Site& site : w.capital.sites) milli += static_cast<double>(site.milli_mw);
  return milli / 1e6;
}

double capex_guidance(const MeasureView& w) {
  double usd = 0.0;
  for (const CommitmentKind kind : {CommitmentKind::equipment, CommitmentKind::shells}) {
    for (const CommitmentId id : w.books.commitments.open(kind)) {
      usd += w.books.commitments.at(id).due_in(w.inputs.year + 1).usd();
    }
  }
  return usd;
}

double equipment_lead(const MeasureView& w) {
  constexpr double weeks = 365.25 / 7.0;  // a year
  double made = 0.0;
  for (const std::int64_t milli : w.vendors.produced_units) made += static_cast<double>(milli);
  return share_of(weeks * total(w.vendors.backlog_units), made / 1000.0);
}

double energy_twh(const MeasureView& w) {
  std::int64_t kwh = 0;
  for (std::size_t b = 0; b < w.builders.size(); ++b) {
    if (w.builders.alive[b]) add_count(kwh, w.compute.energy[b].used, "energy in kWh");
  }
  return static_cast<double>(kwh) / 1e9;
}

// ---- compute ----------------------------------------------------------------------------------

double hours_sold(const MeasureView& w) {
  return over_builders_in_business(w, [&](std::size_t b) {
    return static_cast<double>(w.builders.sold_hours[b] + w.builders.core_idle[b] -
                               w.builders.rented_hours[b]);
  });
}

double hours_below_rent(const MeasureView& w) {
  return over_builders_in_business(
      w, [&](std::size_t b) { return static_cast<double>(w.builders.core_idle[b]); });
}

double hours_below_full_cost(const MeasureView& w) {
  const double full = full_cost_of_capacity(w);
  const bool cheap = w.compute.spot_price < full;
  return over_builders_in_business(w, [&](std::size_t b) {
    const auto idle = static_cast<double>(w.builders.core_idle[b]);
    const bool idle_cheap = w.builders.core_idle_value[b].usd() < full * idle;
    return (cheap ? static_cast<double>(w.builders.sold_hours[b] - w.builders.contract_hours[b])
                  : 0.0) +
           (idle_cheap ? idle : 0.0);
  });
}

double hours_to_sell(const MeasureView& w) {
  return over_builders_in_business(w, [&](std::size_t b) {
    return static_cast<double>(w.builders.capacity_hours[b] - w.builders.rented_hours[b]);
  });
}

double hours_of_full_shells(const MeasureView& w) {
  return over_builders_in_business(w, [&](std::size_t b) {
    return shell_units(w, b) / w.capital.vintage_kw(w.inputs.year) * hours_a_year;
  });
}

double builder_concentration(const MeasureView& w) {
  const double capacity = hours_to_sell(w);
  const double squares = over_builders_in_business(w, [&](std::size_t b) {
    const auto hours =
        static_cast<double>(w.builders.capacity_hours[b] - w.builders.rented_hours[b]);
    return hours * hours;
  });
  return share_of(squares, capacity * capacity);
}

double equipment_price_of_vendors(const MeasureView& w) {
  double usd = 0.0, units = 0.0;
  for (std::size_t v = 0; v < w.vendors.size(); ++v) {
    usd += w.vendors.price[v] * w.vendors.capacity_units[v];
    units += w.vendors.capacity_units[v];
  }
  return share_of(usd, units);
}

double compute_owed_over_sales(const MeasureView& w) {
  double owed = 0.0, sales = 0.0;
  for (const CommitmentId id : w.books.commitments.open(CommitmentKind::compute)) {
    const Commitment& contract = w.books.commitments.at(id);
    for (std::size_t l = 0; l < w.labs.size(); ++l) {
      if (w.labs.account[l] != contract.payer) continue;
      for (std::size_t k = 0; k < contract.due.size(); ++k) {
        const int year = contract.first_year + static_cast<int>(k);
        if (year > w.inputs.year) owed += contract.due[k].usd();
      }
    }
  }
  for (std::size_t l = 0; l < w.labs.size(); ++l) {
    if (w.labs.alive[l]) sales += w.labs.revenue[l];
  }
  return share_of(owed, sales);
}

double utilisation_of_used(const MeasureView& w) {
  double weighted = 0.0, units = 0.0;
  for (const UsedSale& sale : w.memory.sold_used) {
    if (sale.of.layer != AssetLayer::equipment || !w.builders.alive[sale.buyer]) continue;
    const auto held = static_cast<double>(
        std::min(sale.milli_units, w.capital.equipment.at(sale.buyer, sale.of.vintage).units));
    weighted += held * w.builders.utilisation[sale.buyer];
    units += held;
  }
  return share_of(weighted, units);
}

// ---- sellers ----------------------------------------------------------------------------------

double Margins::sum() const {
  return std::max(vendor, 0.0) + std::max(builder, 0.0) + std::max(lab, 0.0) + std::max(app, 0.0);
}

namespace {

/// Hours in use, those of them not for builders' own uses, and what running all of them costs, usd.
struct HoursInUse {
  double all = 0.0, outside = 0.0, usd = 0.0;
  [[nodiscard]] double cost_of(double hours) const { return all > 0.0 ? usd * hours / all : 0.0; }
};

void add_hours_of(const MeasureView& w, std::size_t b, HoursInUse& hours) {
  hours.all += static_cast<double>(w.builders.sold_hours[b] + w.builders.core_idle[b]);
  hours.outside += static_cast<double>(w.builders.sold_hours[b] - w.builders.core_hours[b]);
  hours.usd += used_mw(w, b) * 1000.0 * w.inputs.parameters.capex.operations_per_kw +
               w.books.ledger.paid(FlowRow::energy, w.builders.account[b]).usd();
}

HoursInUse hours_in_use(const MeasureView& w) {
  HoursInUse hours;
  for (std::size_t b = 0; b < w.builders.size(); ++b) add_hours_of(w, b, hours);
  return hours;
}

/// usd that each builder gets for compute, [builders].
std::vector<double> compute_sales(const MeasureView& w) {
  std::vector<double> usd(w.builders.size());
  for (std::size_t b = 0; b < usd.size(); ++b) {
    const AccountId account = w.builders.account[b];
    usd[b] = w.books.ledger.received(FlowRow::compute_contracts, account).usd() +
             w.books.ledger.received(FlowRow::hosted_open_inference, account).usd();
  }
  return usd;
}

/// usd that a builder pays for hours under contract with others, which join its own capacity. Hours
/// that it buys beside them are for its own uses alone.
double contract_rent_of(const MeasureView& w, std::size_t b) {
  const double bought = static_cast<double>(w.builders.core_rented[b]) * w.compute.spot_price;
  const double paid = w.books.ledger.paid(FlowRow::compute_contracts, w.builders.account[b]).usd();
  return std::max(paid - bought, 0.0);
}

/// usd by which a builder's equipment and shells wore this year.
double wear_of(const MeasureView& w, std::size_t b) {
  double usd = 0.0;
  for (const Instrument capital : {Instrument::equipment, Instrument::shells}) {
    usd -= w.books.ledger.change(w.builders.account[b], capital, Change::depreciated).usd();
  }
  return usd;
}

}  // namespace

Margins gross_margins(const MeasureView& w) {
  Margins margins;
  margins.vendor = total(w.tally.vendor_sales) - total(w.tally.vendor_cost);
  const HoursInUse hours = hours_in_use(w);
  margins.builder = builder_revenue(w) - hours.cost_of(hours.outside);
  for (std::size_t l = 0; l < w.labs.size(); ++l) {
    margins.lab +=
        w.labs.revenue[l] - static_cast<double>(w.labs.inference_hours[l]) * w.compute.rental_price;
  }
  margins.app = app_margin(w);
  return margins;
}

double margin_share_below_apps(const MeasureView& w) {
  double sales = w.books.ledger.received(FlowRow::hosted_open_inference, Sector::builders).usd();
  auto serving = static_cast<double>(w.compute.hosted_sold);
  for (std::size_t l = 0; l < w.labs.size(); ++l) {
    sales += w.labs.revenue[l];
    serving += static_cast<double>(w.labs.inference_hours[l]);
  }
  const double below = std::max(sales - hours_in_use(w).cost_of(serving), 0.0);
  return share_of(below, below + std::max(app_margin(w), 0.0));
}

double builder_revenue(const MeasureView& w) {
  return w.books.ledger.received(FlowRow::compute_contracts, Sector::builders).usd() +
         w.books.ledger.received(FlowRow::hosted_open_inference, Sector::builders).usd();
}

double share_of_five_largest(const MeasureView& w) {
  std::vector<double> usd = compute_sales(w);
  std::sort(usd.begin(), usd.end(), std::greater<>{});
  const auto five = usd.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(5, usd.size()));
  return share_of(std::accumulate(usd.begin(), five, 0.0),
                  std::accumulate(usd.begin(), usd.end(), 0.0));
}

double margin_of_largest_seller(const MeasureView& w) {
  const std::vector<double> usd = compute_sales(w);
  if (usd.empty()) return share_of(0.0, 0.0);
  const auto b = static_cast<std::size_t>(std::max_element(usd.begin(), usd.end()) - usd.begin());
  HoursInUse hours;
  add_hours_of(w, b, hours);
  hours.usd += wear_of(w, b) + contract_rent_of(w, b);
  return share_of(usd[b] - hours.cost_of(hours.outside), usd[b]);
}

double app_margin(const MeasureView& w) {
  double own = 0.0;
  for (std::size_t a = 0; a < w.apps.size(); ++a) {
    if (w.apps.price[a] > 0.0) own += w.apps.revenue[a] * w.apps.job_cost[a] / w.apps.price[a];
  }
  return total(w.apps.revenue) - total(w.apps.inference_cost) - own;
}

double apps_in_business(const MeasureView& w) {
  return static_cast<double>(std::count_if(w.apps.alive.begin(), w.apps.alive.end(),
                                           [](std::uint8_t alive) { return alive != 0; }));
}

double viable_suppliers_of_apps(const MeasureView& w) {
  double suppliers = 0.0;
  for (std::size_t a = 0; a < w.apps.size(); ++a) {
    if (w.apps.alive[a]) suppliers += w.apps.revenue[a] * w.apps.viable_suppliers[a];
  }
  return share_of(suppliers, total(w.apps.revenue));
}

double vendor_sales_of_opening(const MeasureView& w) {
  return over_roster(w.inputs.parameters.vendors,
                     [](const VendorConfig& vendor) { return vendor.revenue; });
}

double vendor_margin_of_opening(const MeasureView& w) {
  const double gross = over_roster(w.inputs.parameters.vendors, [](const VendorConfig& vendor) {
    return vendor.revenue * vendor.gross_margin;
  });
  return share_of(gross, vendor_sales_of_opening(w));
}

double lab_revenue_of_opening(const MeasureView& w) {
  return over_roster(w.inputs.parameters.labs, [](const LabConfig& lab) {
    return lab.api_revenue + lab.consumer_revenue + lab.wholesale_revenue;
  });
}

double lab_sales(const MeasureView& w) {
  double usd = 0.0;
  for (std::size_t l = 0; l < w.labs.size(); ++l) usd += w.labs.alive[l] ? w.labs.revenue[l] : 0.0;
  return usd;
}

double lab_value_now(const MeasureView& w) {
  double usd = 0.0;
  for (std::size_t l = 0; l < w.labs.size(); ++l) {
    usd += w.labs.alive[l] ? w.labs.equity_value[l] : 0.0;
  }
  return usd;
}

double lab_sales_planned(const MeasureView& w, double years) {
  return lab_sales(w) * exp_(faded_growth(w.public_record.lab_market_growth,
                                          w.inputs.parameters.expectations.fade, years));
}

double lab_value_slope(const MeasureView& w) {
  double labs = 0.0, x = 0.0, y = 0.0, xx = 0.0, xy = 0.0;
  for (std::size_t l = 0; l < w.labs.size(); ++l) {
    if (!w.labs.alive[l] || w.labs.revenue[l] < 1.0 || w.labs.equity_value[l] < 1.0) continue;
    const double sales = log_(w.labs.revenue[l]), value = log_(w.labs.equity_value[l]);
    labs += 1.0;
    x += sales;
    y += value;
    xx += sales * sales;
    xy += sales * value;
  }
  if (labs < 3.0) return std::nan("");
  return share_of(xy - x * y / labs, xx - x * x / labs);
}

double over_funds(const MeasureView& w, const std::vector<double>& column) {
  if (!w.inputs.parameters.equity.scenarios) return std::nan("");
  double sum = 0.0, weight = 0.0;
  for (std::size_t i = 0; i < w.investors.size(); ++i) {
    sum += w.investors.appetite[i] * column[i];
    weight += w.investors.appetite[i];
  }
  return share_of(sum, weight);
}

double consumer_revenue_of_opening(const MeasureView& w) {
  return over_roster(w.inputs.parameters.labs,
                     [](const LabConfig& lab) { return lab.consumer_revenue; });
}

double consumer_revenue(const MeasureView& w) {
  return w.books.ledger.received(FlowRow::consumer_subscriptions, Sector::labs).usd();
}

double external_cash_share(const MeasureView& w) {
  const MeasureState& so_far = w.measured;
  const Money own = std::max(so_far.vendor_gave - so_far.vendor_got_back, Money::zero());
  return share_of(std::max(so_far.vendor_receipts - own, Money::zero()).usd(),
                  so_far.vendor_receipts.usd());
}

// ---- demand -----------------------------------------------------------------------------------

double jobs_by_mode(const MeasureView& w, Mode mode) {
  const Settlement& settled = w.customers.enterprises->settlement();
  return static_cast<double>(settled.served_by_mode[static_cast<std::size_t>(mode)]);
}

double jobs_on_rented(const MeasureView& w) {
  double jobs = 0.0;
  const Settlement& settled = w.customers.enterprises->settlement();
  for (std::size_t o = 0; o < settled.options.size(); ++o) {
    if (w.catalogue.options[o].mode != Mode::self_hosted) continue;
    jobs += static_cast<double>(settled.options[o].jobs);
  }
  return jobs;
}

double jobs_served(const MeasureView& w) {
  return jobs_by_mode(w, Mode::api) + jobs_by_mode(w, Mode::hosted_open) +
         jobs_by_mode(w, Mode::self_hosted) + jobs_by_mode(w, Mode::app);
}

double fixed_capability_price(const MeasureView& w) {
  const double price = price_at_fixed_capability(w);
  return price > 0.0 ? price : absent;
}

double frontier_price(const MeasureView& w) {
  double best = -1e9, price = w.catalogue.hosted_price;
  for (std::size_t l = 0; l < w.labs.size(); ++l) {
    if (w.labs.alive[l] && w.labs.capability[l] > best) {
      best = w.labs.capability[l];
      price = w.labs.tier_price[l].front();
    }
  }
  return price > 0.0 ? price : absent;
}

double volume_over_price(const MeasureView& w) {
  constexpr std::size_t years = 5;
  const double spend = end_user_spend(w) - consumer_revenue(w);
  const double before =
      w.earlier("end_user_spend"_metric, years) - w.earlier("consumer_revenue"_metric, years);
  return spend > 0.0 && before > 0.0 ? log_(spend / before) : absent;
}

double api_revenue_growth(const MeasureView& w) {
  const double now = usd_of_cents(w.customers.enterprises->settlement().flows.api);
  const double last = w.earlier("api_revenue"_metric, 1);
  return now > 0.0 && last > 0.0 ? log_(now / last) : absent;
}

// ---- models -----------------------------------------------------------------------------------

double frontier_capability(const MeasureView& w) {
  double frontier = -1e9;
  for (std::size_t l = 0; l < w.labs.size(); ++l) {
    if (w.labs.alive[l]) frontier = std::max(frontier, w.labs.capability[l]);
  }
  const std::vector<double>& path = w.progress.frontier_path;
  // With no lab left, the frontier is the best model there ever was.
  if (frontier < -1e8 && !path.empty()) frontier = *std::max_element(path.begin(), path.end());
  return frontier;
}

double open_capability(const MeasureView& w) {
  const std::size_t best = best_open_lab(w);
  return best != SIZE_MAX ? w.open_labs.released[best] : absent;
}

double gap_capability(const MeasureView& w) {
  const double frontier = frontier_capability(w);
  const bool both = frontier > -1e8 && best_open_lab(w) != SIZE_MAX;
  return both ? frontier - open_capability(w) : absent;
}

double gap_in_months(const MeasureView& w) {
  if (best_open_lab(w) == SIZE_MAX) return absent;
  const double open = open_capability(w);
  const std::vector<double>& path = w.progress.frontier_path;
  const double now = static_cast<double>(path.size()) - 1.0;
  if (path.empty() || open >= path.back()) return 0.0;
  for (std::size_t k = path.size() - 1; k > 0; --k) {
    if (path[k - 1] <= open) {
      const double step = path[k] - path[k - 1];
      const double part = step > 0.0 ? (open - path[k - 1]) / step : 1.0;
      return 12.0 * (now - (static_cast<double>(k) - 1.0 + part));
    }
  }
  return absent;  // longer ago than the path reaches: a bound, and no measurement
}

double mean_leap_belief(const MeasureView& w) {
  double belief = 0.0;
  for (std::size_t b = 0; b < w.builders.size(); ++b) {
    belief +=
        w.builders.leap_strength[b] / w.builders.leap_exposure[b] * w.public_record.exposure_change;
  }
  return belief / static_cast<double>(w.builders.size());
}

double commercial_gap(const MeasureView& w) { return share_of(w.success.gap, w.success.weight); }

double returns_to_compute(const MeasureView& w) {
  double best = 0.0;
  for (const double flop : w.labs.effective_flop) best = std::max(best, flop);
  const TechnologyParameters& technology = w.inputs.parameters.technology;
  return best > 0.0 ? technology.kappa * pow_(best / w.references.flop, technology.curvature)
                    : absent;
}

double leap_order_share(const MeasureView& w) {
  double with = 0.0, without = 0.0;
  for (std::size_t b = 0; b < w.builders.size(); ++b) {
    with += w.builders.order_units[b];
    without += std::min(w.builders.order_without_leap[b], w.builders.order_units[b]);
  }
  return share_of(with - without, with);
}

double story_order_share(const MeasureView& w) {
  if (!w.inputs.parameters.capex.quantile_orders) return absent;
  double with = 0.0, without = 0.0;
  for (std::size_t b = 0; b < w.builders.size(); ++b) {
    with += w.builders.order_units[b];
    without += w.builders.order_units[b] > 0.0 ? w.builders.order_without_story[b] : 0.0;
  }
  return share_of(with - without, with);
}

double over_orders(const MeasureView& w, const std::vector<double>& column) {
  if (!w.inputs.parameters.capex.quantile_orders) return absent;
  double sum = 0.0, units = 0.0;
  for (std::size_t b = 0; b < w.builders.size(); ++b) {
    sum += w.builders.order_units[b] * column[b];
    units += w.builders.order_units[b];
  }
  return share_of(sum, units);
}

double guidance_revised(const MeasureView& w) {
  return w.inputs.parameters.capex.quantile_orders ? total(w.builders.guidance_revised) : absent;
}

namespace {

/// Geometric mean of prices over the best ones; not a number where nothing was sold.
struct PriceDistance {
  double ln_sum = 0.0, weight = 0.0;
  void add(double price, double best, double sales) {
    if (best <= 0.0 || sales <= 0.0) return;
    ln_sum += sales * log_(price / best);
    weight += sales;
  }
  [[nodiscard]] double value() const { return weight > 0.0 ? exp_(ln_sum / weight) : absent; }
};

double over_best(const MeasureView& w, Mode mode,
                 FunctionRef<void(const ServiceOption&, double, PriceDistance&)> add) {
  if (!w.inputs.parameters.lab.demand_prices) return absent;
  PriceDistance distance;
  const Settlement& settled = w.customers.enterprises->settlement();
  for (std::size_t o = 0; o < settled.options.size(); ++o) {
    const ServiceOption& option = w.catalogue.options[o];
    if (option.mode == mode) add(option, static_cast<double>(settled.options[o].cents), distance);
  }
  return distance.value();
}

}  // namespace

double lab_price_over_best(const MeasureView& w) {
  return over_best(w, Mode::api, [&](const ServiceOption& option, double sales, PriceDistance& to) {
    to.add(w.labs.tier_price[option.seller][option.tier],
           w.labs.tier_best[option.seller][option.tier], sales);
  });
}

double app_price_over_best(const MeasureView& w) {
  return over_best(w, Mode::app, [&](const ServiceOption& option, double sales, PriceDistance& to) {
    to.add(w.apps.price[option.seller], w.apps.best_price[option.seller], sales);
  });
}

double plan_price_over_best(const MeasureView& w) {
  if (!w.inputs.parameters.lab.demand_prices) return absent;
  PriceDistance distance;
  for (std::size_t l = 0; l < w.labs.size(); ++l) {
    distance.add(w.labs.plan_price[l], w.labs.plan_best[l], w.labs.subscribers[l]);
  }
  return distance.value();
}

double price_guards(const MeasureView& w) {
  return total(w.labs.price_guards) + total(w.apps.price_guards);
}

double pool_hours_rented(const MeasureView& w) {
  return w.inputs.parameters.demand.rented_pools ? static_cast<double>(w.compute.pools_sold)
                                                 : absent;
}

double pool_rent_paid(const MeasureView& w) {
  if (!w.inputs.parameters.demand.rented_pools) return absent;
  double cents = 0.0;
  const Settlement& settled = w.customers.enterprises->settlement();
  for (std::size_t o = 0; o < settled.options.size(); ++o) {
    if (w.catalogue.options[o].mode != Mode::self_hosted) continue;
    cents += static_cast<double>(settled.options[o].cents);
  }
  return cents / 100.0;
}

// ---- finance, failures and losses -------------------------------------------------------------

double debt_of_firms(const MeasureView& w) {
  Money debt = Money::zero();
  for (const Firms* firms :
       {static_cast<const Firms*>(&w.builders), static_cast<const Firms*>(&w.labs),
        static_cast<const Firms*>(&w.apps), static_cast<const Firms*>(&w.vendors)}) {
    for (const AccountId account : firms->account) debt += w.books.debt.owed(account);
  }
  return debt.usd();
}

double builder_debt_due(const MeasureView& w, int years) {
  double due = 0.0, all = 0.0;
  for (std::size_t b = 0; b < w.builders.size(); ++b) {
    if (!w.builders.alive[b]) continue;
    const DebtBook& debt = w.books.debt;
    for (const std::uint32_t row : debt.rows_of(w.builders.account[b])) {
      const double principal = debt.principals()[row].usd();
      all += principal;
      if (debt.maturities()[row] <= w.inputs.year + years) due += principal;
    }
  }
  return share_of(due, all);
}

double spread_of(const MeasureView& w, ClaimClass rank) {
  const DebtBook& debt = w.books.debt;
  double spread = 0.0, lent = 0.0;
  for (std::size_t k = 0; k < debt.size(); ++k) {
    if (debt.issue_years()[k] != w.inputs.year || debt.classes()[k] != rank) continue;
    const double usd = debt.principals()[k].usd();
    spread += usd * (debt.coupons()[k] - w.exogenous.base_rate);
    lent += usd;
  }
  return share_of(spread, lent);
}

double open_facilities(const MeasureView& w) {
  double usd = 0.0;
  for (const AccountId vendor : w.vendors.account) usd += promised_facilities(w, vendor);
  return usd;
}

double debt_of_builders(const MeasureView& w) {
  Money debt = Money::zero();
  for (const AccountId account : w.builders.account) debt += w.books.debt.owed(account);
  return debt.usd();
}

double failed_in(const MeasureView& w, Sector sector) {
  const auto& all = w.measured.failed;
  return static_cast<double>(std::count_if(all.begin(), all.end(), [&](const auto& failure) {
    return failure.year == w.inputs.year && w.books.ledger.sector(failure.firm) == sector;
  }));
}

namespace {

template <class F>
double count_labs(const MeasureView& w, F&& counts) {
  double labs = 0.0;
  for (std::size_t l = 0; l < w.labs.size(); ++l) labs += w.labs.alive[l] && counts(l) ? 1.0 : 0.0;
  return labs;
}

}  // namespace

double labs_limited(const MeasureView& w) {
  return count_labs(w, [&](std::size_t l) { return w.labs.research_limited[l] != 0; });
}

double labs_at_price_guard(const MeasureView& w) {
  return count_labs(w, [&](std::size_t l) { return w.labs.price_guards[l] > 0.0; });
}

double builder_exits(const MeasureView& w) {
  const auto& left = w.builders.left;
  return static_cast<double>(
      std::count(left.begin(), left.end(), static_cast<double>(w.inputs.year)));
}

double recovery_of(const MeasureView& w, std::initializer_list<std::uint8_t> ranks) {
  Money paid, claims;
  for (const std::uint8_t rank : ranks) {
    paid += w.tally.recoveries[rank].paid;
    claims += w.tally.recoveries[rank].claims;
  }
  return share_of(paid.usd(), claims.usd());
}

double loss_share_of(const MeasureView& w, Sector sector) {
  double borne = 0.0, all = 0.0;
  for (const Loss& loss : w.books.losses.losses()) {
    if (loss.bearer_sector == sector) borne += loss.amount.usd();
    all += loss.amount.usd();
  }
  return share_of(borne, all);
}

double failure_odds_ratio(const MeasureView& w) {
  const auto& builders = w.inputs.parameters.builders;
  double alone = 0.0, alone_failed = 0.0, other = 0.0, other_failed = 0.0;
  for (std::size_t b = 0; b < w.builders.size(); ++b) {
    const auto& all = w.measured.failed;
    const bool failed = std::any_of(all.begin(), all.end(), [&](const auto& failure) {
      return failure.firm == w.builders.account[b];
    });
    // Who enters builds and does nothing else.
    const bool only =
        b >= builders.size() || builder_type_names[builders[b].second.type] == "pure_play";
    (only ? alone : other) += 1.0;
    (only ? alone_failed : other_failed) += failed ? 1.0 : 0.0;
  }
  if (alone == 0.0 || other == 0.0 || alone_failed + other_failed == 0.0) return absent;
  return (alone_failed + 0.5) / (alone - alone_failed + 0.5) * (other - other_failed + 0.5) /
         (other_failed + 0.5);
}

double cohort_hurdle(Parts<const Inputs> world) {
  const Parameters& p = world.inputs.parameters;
  return p.macro.base_rate + p.capex.risk_premium + p.capex.hurdle_wedge;
}

}  // namespace overbuild

#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "core/math.hpp"
#include "sim/results/table.hpp"
#include "tools/study/ensemble.hpp"
#include "tools/study/statistics.hpp"
#include "tools/study/study.hpp"

namespace overbuild::study {

namespace {

/// What the configuration says the opening year was, and how fast it was moving.
struct Target {
  double level = std::nan("");
  double growth = std::nan("");  ///< ln change over the opening year
  std::string keys;
};

double sum_over(const auto& roster, const auto& value) {
  double sum = 0.0;
  for (const auto& [id, config] : roster) sum += value(config);
  return sum;
}

Target target_of(const Parameters& p, Metric metric) {
  const OpeningParameters& o = p.opening;
  const double none = std::nan("");
  switch (metric) {
    case Metric::utilisation: return {o.utilisation, none, "opening.utilisation"};
    case Metric::rental_price: return {o.rental_price, o.rental_change, "opening.rental_price"};
    case Metric::price_frontier: return {o.frontier_price, none, "opening.frontier_price"};
    case Metric::api_revenue: return {o.api_usd, o.spend_growth, "opening.api_usd"};
    case Metric::app_revenue: return {o.app_usd, o.spend_growth, "opening.app_usd"};
    case Metric::hosted_open_revenue:
      return {o.hosted_open_usd, o.spend_growth, "opening.hosted_open_usd"};
    case Metric::consumer_revenue:
      return {sum_over(p.labs, [](const LabConfig& l) { return l.consumer_revenue; }), o.lab_growth,
              "labs.\\*.consumer_revenue"};
    case Metric::lab_revenue:
      return {sum_over(p.labs,
                       [](const LabConfig& l) {
                         return l.api_revenue + l.consumer_revenue + l.wholesale_revenue;
                       }),
              o.lab_growth, "labs.\\*, all revenue"};
    case Metric::vendor_revenue:
      return {sum_over(p.vendors, [](const VendorConfig& v) { return v.revenue; }), none,
              "vendors.\\*.revenue"};
    case Metric::ai_capex:
      return {sum_over(p.builders, [](const BuilderConfig& b) { return b.ai_capex; }), none,
              "builders.\\*.ai_capex"};
    case Metric::capex:
      return {
          sum_over(p.builders, [](const BuilderConfig& b) { return b.ai_capex + b.core_capex; }),
          none, "builders.\\*, all capex"};
    case Metric::power_gw:
      return {sum_over(p.builders, [](const BuilderConfig& b) { return b.shell_mw; }) / 1e3, none,
              "builders.\\*.shell_mw"};
    case Metric::capacity: return {none, o.compute_growth, "from utilisation and hours used"};
    case Metric::debt:
      return {sum_over(p.builders,
                       [](const BuilderConfig& b) {
                         return b.debt.secured + b.debt.senior + b.debt.subordinated + b.debt.lease;
                       }),
              none, "builders.\\*.debt"};
    default: return {};
  }
}

constexpr Metric compared[] = {Metric::utilisation,
                               Metric::capacity,
                               Metric::rental_price,
                               Metric::full_cost,
                               Metric::price_frontier,
                               Metric::price_fixed_capability,
                               Metric::equipment_price,
                               Metric::api_revenue,
                               Metric::app_revenue,
                               Metric::hosted_open_revenue,
                               Metric::consumer_revenue,
                               Metric::end_user_spend,
                               Metric::lab_revenue,
                               Metric::vendor_revenue,
                               Metric::capex,
                               Metric::ai_capex,
                               Metric::power_gw,
                               Metric::debt,
                               Metric::share_jobs_api,
                               Metric::share_jobs_hosted_open,
                               Metric::share_jobs_self_hosted,
                               Metric::share_jobs_app,
                               Metric::adoption_share,
                               Metric::jobs_served,
                               Metric::jobs_rationed,
                               Metric::open_capability,
                               Metric::gap_capability};

std::string factor_text(double factor) {
  return std::isfinite(factor) ? fmt::format("{:.2f}", factor) : "-";
}

/// What enterprises spend to host for themselves is the rest of end-user spend.
double own_hosting(const Recording& r, int year) {
  return r.value(year, Metric::end_user_spend) - r.value(year, Metric::app_revenue) -
         r.value(year, Metric::api_revenue) - r.value(year, Metric::hosted_open_revenue) -
         r.value(year, Metric::consumer_revenue);
}

}  // namespace

std::string opening_study(const StudyRequest& request) {
  WorldSpec medians;
  medians.draws = false;
  const Member world = std::move(run_ensemble(request.configuration, {medians}).front());
  if (!world.complete()) throw std::runtime_error("the run failed: " + world.broken);
  const Recording& r = world.recording;
  const int opening = r.first_year;
  MarkdownTable table({"metric", "unit", "configured", "opening row", "first year", "factor",
                       "factor of the year before", "second year", "configured in"},
                      {1, 8});
  for (const Metric metric : compared) {
    const Target target = target_of(world.parameters, metric);
    const double before = r.value(opening, metric), now = r.value(opening + 1, metric);
    table.add({std::string(info(metric).name), shown_unit(metric), shown(metric, target.level),
               shown(metric, before), shown(metric, now), factor_text(now / before),
               factor_text(std::exp(target.growth)),
               r.years > 2 ? shown(metric, r.value(opening + 2, metric)) : "-",
               target.keys.empty() ? "solved by the opening" : target.keys});
  }
  const double before = own_hosting(r, opening), now = own_hosting(r, opening + 1);
  table.add({"own hosting (rest of end_user_spend)", "bn usd",
             shown(Metric::capex, world.parameters.opening.self_hosted_usd),
             shown(Metric::capex, before), shown(Metric::capex, now), factor_text(now / before),
             factor_text(std::exp(world.parameters.opening.spend_growth)),
             r.years > 2 ? shown(Metric::capex, own_hosting(r, opening + 2)) : "-",
             "opening.self_hosted_usd"});
  return fmt::format("### {} (opening) and {}, priors at their medians, seed {}\n\n", opening,
                     opening + 1, world.seed) +
         table.text();
}

}  // namespace overbuild::study

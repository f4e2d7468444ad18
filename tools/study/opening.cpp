#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

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

/// What the configuration says of the metrics that it says something of.
std::map<Metric, Target> targets_of(const Parameters& p) {
  const OpeningParameters& o = p.opening;
  const double none = std::nan("");
  const auto ai_capex = [](const BuilderConfig& b) { return b.ai_capex; };
  const auto capex = [](const BuilderConfig& b) { return b.ai_capex + b.core_capex; };
  const auto shells = [](const BuilderConfig& b) { return b.shell_mw; };
  const auto debt = [](const BuilderConfig& b) {
    return b.debt.secured + b.debt.senior + b.debt.subordinated + b.debt.lease;
  };
  const auto consumers = [](const LabConfig& l) { return l.consumer_revenue; };
  const auto sales = [](const LabConfig& l) {
    return l.api_revenue + l.consumer_revenue + l.wholesale_revenue;
  };
  const auto equipment = [](const VendorConfig& v) { return v.revenue; };
  return {{"utilisation"_metric, {o.utilisation, none, "opening.utilisation"}},
          {"rental_price"_metric, {o.rental_price, o.rental_change, "opening.rental_price"}},
          {"price_frontier"_metric, {o.frontier_price, none, "opening.frontier_price"}},
          {"api_revenue"_metric, {o.api_usd, o.spend_growth, "opening.api_usd"}},
          {"app_revenue"_metric, {o.app_usd, o.spend_growth, "opening.app_usd"}},
          {"hosted_open_revenue"_metric,
           {o.hosted_open_usd, o.spend_growth, "opening.hosted_open_usd"}},
          {"consumer_revenue"_metric,
           {sum_over(p.labs, consumers), o.lab_growth, "labs.\\*.consumer_revenue"}},
          {"lab_revenue"_metric, {sum_over(p.labs, sales), o.lab_growth, "labs.\\*, all revenue"}},
          {"vendor_revenue"_metric, {sum_over(p.vendors, equipment), none, "vendors.\\*.revenue"}},
          {"ai_capex"_metric, {sum_over(p.builders, ai_capex), none, "builders.\\*.ai_capex"}},
          {"capex"_metric, {sum_over(p.builders, capex), none, "builders.\\*, all capex"}},
          {"power_gw"_metric, {sum_over(p.builders, shells) / 1e3, none, "builders.\\*.shell_mw"}},
          {"capacity"_metric, {none, o.compute_growth, "from utilisation and hours used"}},
          {"debt"_metric, {sum_over(p.builders, debt), none, "builders.\\*.debt"}}};
}

const Metric compared[] = {"utilisation"_metric,
                           "capacity"_metric,
                           "rental_price"_metric,
                           "full_cost"_metric,
                           "price_frontier"_metric,
                           "price_fixed_capability"_metric,
                           "equipment_price"_metric,
                           "api_revenue"_metric,
                           "app_revenue"_metric,
                           "hosted_open_revenue"_metric,
                           "consumer_revenue"_metric,
                           "end_user_spend"_metric,
                           "lab_revenue"_metric,
                           "vendor_revenue"_metric,
                           "capex"_metric,
                           "ai_capex"_metric,
                           "power_gw"_metric,
                           "debt"_metric,
                           "share_jobs_api"_metric,
                           "share_jobs_hosted_open"_metric,
                           "share_jobs_self_hosted"_metric,
                           "share_jobs_app"_metric,
                           "adoption_share"_metric,
                           "jobs_served"_metric,
                           "jobs_rationed"_metric,
                           "open_capability"_metric,
                           "gap_capability"_metric};

std::string factor_text(double factor) {
  return std::isfinite(factor) ? fmt::format("{:.2f}", factor) : "-";
}

/// What enterprises spend to host for themselves is the rest of end-user spend.
double own_hosting(const Recording& r, int year) {
  return r.value(year, "end_user_spend"_metric) - r.value(year, "app_revenue"_metric) -
         r.value(year, "api_revenue"_metric) - r.value(year, "hosted_open_revenue"_metric) -
         r.value(year, "consumer_revenue"_metric);
}

}  // namespace

std::string opening_study(const StudyRequest& request) {
  WorldSpec medians;
  medians.draws = false;
  LeftOut none;
  const Member world = std::move(run_ensemble(request.configuration, {medians}, none).front());
  if (!world.complete()) throw std::runtime_error("the run failed: " + world.broken);
  const Recording& r = world.recording;
  const int opening = r.first_year;
  MarkdownTable table({"metric", "unit", "configured", "initial row", "first year", "factor",
                       "factor of the year before", "second year", "configured in"},
                      {1, 8});
  std::map<Metric, Target> targets = targets_of(world.parameters);
  for (const Metric metric : compared) {
    const Target& target = targets[metric];
    const double before = r.value(opening, metric), now = r.value(opening + 1, metric);
    table.add({std::string(info_of(metric).name), shown_unit(metric), shown(metric, target.level),
               shown(metric, before), shown(metric, now), factor_text(now / before),
               factor_text(std::exp(target.growth)),
               r.years > 2 ? shown(metric, r.value(opening + 2, metric)) : "-",
               target.keys.empty() ? "solved by the initial state" : target.keys});
  }
  const double before = own_hosting(r, opening), now = own_hosting(r, opening + 1);
  table.add({"own hosting (rest of end_user_spend)", "bn usd",
             shown("capex"_metric, world.parameters.opening.self_hosted_usd),
             shown("capex"_metric, before), shown("capex"_metric, now), factor_text(now / before),
             factor_text(std::exp(world.parameters.opening.spend_growth)),
             r.years > 2 ? shown("capex"_metric, own_hosting(r, opening + 2)) : "-",
             "opening.self_hosted_usd"});
  return fmt::format("### {} (initial state) and {}, priors at their medians, seed {}\n\n", opening,
                     opening + 1, world.seed) +
         table.text();
}

}  // namespace overbuild::study

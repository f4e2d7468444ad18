#include "sim/experiments/ensemble_summary.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "market/rate_of_return.hpp"
#include "sim/experiments/statistics.hpp"
#include "sim/results/summary.hpp"

namespace overbuild {

namespace {

const Metric told[] = {"capex"_metric,
                       "ai_capex"_metric,
                       "vendor_revenue"_metric,
                       "end_user_spend"_metric,
                       "lab_revenue"_metric,
                       "app_revenue"_metric,
                       "debt"_metric,
                       "credit_spread"_metric,
                       "rental_price"_metric,
                       "utilisation"_metric,
                       "power_gw"_metric,
                       "price_fixed_capability"_metric,
                       "share_jobs_api"_metric,
                       "share_jobs_hosted_open"_metric,
                       "gap_capability"_metric,
                       "cohort_irr"_metric,
                       "cohort_irr_beyond"_metric};
const Metric fanned[] = {"capex"_metric, "end_user_spend"_metric, "rental_price"_metric,
                         "utilisation"_metric, "debt"_metric};
constexpr int years_ahead[] = {1, 5, 10};

std::vector<std::string> names_of(std::span<const Metric> metrics, const EnsembleStore& store) {
  const std::vector<std::string> stored = store.metrics();
  std::vector<std::string> names;
  for (const Metric metric : metrics) {
    const std::string name(info_of(metric).name);
    if (std::find(stored.begin(), stored.end(), name) != stored.end()) names.push_back(name);
  }
  return names;
}

std::vector<double> in_year(const StoredSeries& series, int year, std::size_t metric) {
  std::vector<double> values;
  for (std::size_t w = 0; w < series.rows.size(); ++w) values.push_back(series.at(w, year, metric));
  return values;
}

std::string_view unit_of(const std::string& metric) { return info_of(*find_metric(metric)).unit; }

/// A number, or the bound beyond which rates are not measured.
std::string bounded_text(double value, double scale, int digits) {
  if (!std::isinf(value)) return significant_text(value / scale, digits);
  const double bound = value > 0.0 ? highest_rate : lowest_rate;
  return fmt::format("{} {}", value > 0.0 ? '>' : '<', significant_text(bound / scale, digits));
}

/// Median and 10 to 90 % by a function of the probability.
std::string spread_text(FunctionRef<double(double probability)> at, double scale) {
  const double middle = at(0.5);
  if (std::isnan(middle)) return "-";
  return fmt::format("{} [{}, {}]", bounded_text(middle, scale, 3), bounded_text(at(0.1), scale, 2),
                     bounded_text(at(0.9), scale, 2));
}

/// Rates that lie beyond what is measured rank as such among those that were.
void add_rates_beyond(std::vector<double>& rates, const std::vector<double>& beyond) {
  for (std::size_t w = 0; w < rates.size(); ++w) {
    if (beyond[w] > 0.0 || beyond[w] < 0.0) rates[w] = beyond[w] * HUGE_VAL;
  }
}

/// Text cut into pieces of `width` code points.
std::vector<std::string> cut(const std::string& text, std::size_t width) {
  std::vector<std::string> pieces(1);
  std::size_t count = 0;
  for (const char byte : text) {
    const bool starts = (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    if (starts && count++ == width) {
      pieces.emplace_back();
      count = 1;
    }
    pieces.back() += byte;
  }
  return pieces;
}

}  // namespace

std::vector<std::string> headline_metrics(const EnsembleStore& store) {
  std::vector<std::string> names = names_of(told, store);
  std::erase(names, "cohort_irr_beyond");  // the side of a rate, and no amount
  return names;
}

std::vector<int> years_told(int first_year, int years) {
  std::vector<int> chosen;
  for (const int ahead : years_ahead) {
    const int year = std::min(first_year + ahead, first_year + years - 1);
    if (chosen.empty() || year > chosen.back()) chosen.push_back(year);
  }
  return chosen;
}

namespace {

/// Rows of headline metrics; `quantile_of` the values of all worlds in a year.
void fill_quantiles(
    Table& table, const StoredSeries& series, const std::vector<std::string>& names,
    FunctionRef<double(const std::vector<double>& values, double probability)> quantile_of) {
  table.columns = {text_column("metric", "metric"), text_column("unit", "unit")};
  if (series.rows.empty()) return;
  for (const int year : years_told(series.first_year, series.years)) {
    const bool beyond_records = is_extrapolation(series.first_year, year);
    table.columns.push_back(
        text_column(std::to_string(year), beyond_records ? fmt::format("{} (extrapolation)", year)
                                                         : std::to_string(year)));
  }
  const auto beyond = static_cast<std::size_t>(
      std::find(names.begin(), names.end(), "cohort_irr_beyond") - names.begin());
  for (std::size_t k = 0; k < names.size(); ++k) {
    const bool rate = names[k] == "cohort_irr";
    // A rate without its side would leave out the worlds where it is highest.
    if (k == beyond || (rate && beyond == names.size())) continue;
    const ShownUnit unit = shown_unit(unit_of(names[k]));
    std::vector<Cell> row = {names[k], unit.name};
    for (const int year : years_told(series.first_year, series.years)) {
      std::vector<double> values = in_year(series, year, k);
      if (rate) add_rates_beyond(values, in_year(series, year, beyond));
      row.emplace_back(spread_text([&](double p) { return quantile_of(values, p); }, unit.scale));
    }
    table.rows.push_back(std::move(row));
  }
}

}  // namespace

Table quantile_table(const EnsembleStore& store, const std::string& scenario, std::uint32_t rows) {
  const std::vector<std::string> names = names_of(told, store);
  const StoredSeries series = store.series(scenario, names, rows);
  Table table{"quantiles", "", {}, {}};
  table.title = fmt::format("{}: {} worlds, median [10 %, 90 %]", scenario, series.rows.size());
  fill_quantiles(table, series, names,
                 [](const std::vector<double>& values, double p) { return quantile(values, p); });
  return table;
}

Table weighted_quantile_table(const EnsembleStore& store, const std::string& scenario,
                              std::uint32_t rows, const KnownAlready& known) {
  const std::vector<std::string> names = names_of(told, store);
  const StoredSeries series = store.series(scenario, names, rows);
  std::vector<double> weights(series.rows.size(), 0.0);
  for (std::size_t w = 0; w < weights.size(); ++w) {
    const auto at = std::lower_bound(known.rows.begin(), known.rows.end(), series.rows[w]);
    if (at == known.rows.end() || *at != series.rows[w]) continue;
    weights[w] = known.conditioning.weights[static_cast<std::size_t>(at - known.rows.begin())];
  }
  Table table{"weighted_quantiles", "", {}, {}};
  table.title = fmt::format(
      "{}: the same worlds weighted by what is known, worth {:.0f}; median [10 %, 90 %]", scenario,
      known.conditioning.effective);
  fill_quantiles(table, series, names, [&](const std::vector<double>& values, double p) {
    return weighted_quantile(values, weights, p);
  });
  return table;
}

namespace {

std::vector<std::string> names_of(const std::vector<Metric>& metrics) {
  std::vector<std::string> names;
  for (const Metric metric : metrics) names.emplace_back(info_of(metric).name);
  return names;
}

/// A world with these metrics, in the order of the series', and nothing else.
Recording stored_path(const StoredSeries& series, std::size_t world,
                      const std::vector<Metric>& metrics) {
  Recording recording;
  recording.first_year = series.first_year;
  recording.years = series.years;
  recording.series.assign(static_cast<std::size_t>(series.years),
                          std::vector<double>(metric_count(), std::nan("")));
  for (int year = series.first_year; year < series.first_year + series.years; ++year) {
    for (std::size_t m = 0; m < metrics.size(); ++m) {
      recording.value(year, metrics[m]) = series.at(world, year, m);
    }
  }
  return recording;
}

}  // namespace

KnownAlready known_already(const EnsembleStore& store, const std::string& scenario,
                           std::uint32_t rows, const hindcast::Evidence& evidence) {
  KnownAlready known{evidence, {}, {}};
  std::erase_if(known.evidence.targets, [](const hindcast::Target& target) {
    return target.split != hindcast::Split::known;
  });
  known.evidence.series.clear();
  if (known.evidence.targets.empty()) return known;
  std::vector<Metric> metrics;
  for (const hindcast::Target& target : known.evidence.targets) {
    for (const hindcast::Quantity* of : {&target.quantity, &target.second}) {
      if (of->metric) metrics.push_back(*of->metric);
    }
  }
  const StoredSeries series = store.series(scenario, names_of(metrics), rows);
  known.rows = series.rows;
  std::vector<hindcast::WorldReading> worlds;
  for (std::size_t w = 0; w < series.rows.size(); ++w) {
    worlds.push_back(hindcast::read_world(known.evidence, stored_path(series, w, metrics)));
    for (std::size_t t = 0; t < known.evidence.targets.size(); ++t) {
      // Firms have no columns here.
      if (!known.evidence.targets[t].quantity.metric) worlds.back().targets[t] = std::nan("");
    }
  }
  known.conditioning = hindcast::condition(known.evidence, worlds);
  return known;
}

Table fan_table(const EnsembleStore& store, const std::string& scenario, std::uint32_t rows,
                bool unicode) {
  const std::vector<std::string> names = names_of(fanned, store);
  const StoredSeries series = store.series(scenario, names, rows);
  Table table;
  table.name = "fans";
  table.columns = {text_column("metric", "metric"), text_column("quantile", "quantile"),
                   text_column("path", "path")};
  if (series.rows.empty()) return table;
  table.title = fmt::format("{}: fans, {} to {}", scenario, series.first_year,
                            series.first_year + series.years - 1);
  for (std::size_t k = 0; k < names.size(); ++k) {
    std::vector<double> paths;
    for (const double share : {0.9, 0.5, 0.1}) {
      for (int y = 0; y < series.years; ++y) {
        paths.push_back(quantile(in_year(series, series.first_year + y, k), share));
      }
    }
    const std::vector<std::string> lines =
        cut(sparkline(paths, unicode), static_cast<std::size_t>(series.years));
    table.rows.push_back({names[k], std::string("90 %"), lines[0]});
    table.rows.push_back({std::string(), std::string("50 %"), lines[1]});
    table.rows.push_back({std::string(), std::string("10 %"), lines[2]});
  }
  return table;
}

std::vector<EventCount> event_counts(const EnsembleStore& store, std::uint32_t rows) {
  struct Event {
    std::string_view what;
    Metric metric;
    double above;
  };
  static const Event events[] = {
      {"a builder fails", "builder_defaults"_metric, 0.0},
      {"a frontier lab fails", "lab_defaults"_metric, 0.0},
      {"a leap arrives", "leaps"_metric, 0.0},
      {"investment of at least one year earns its required return", "payoff_npv"_metric, 0.0},
      {"capacity stands half idle in a year", "utilisation"_metric, -0.5}};
  std::vector<EventCount> counts;
  for (const Event& event : events) {
    const std::vector<std::string> names = names_of(std::span(&event.metric, 1), store);
    if (names.empty()) continue;
    for (const std::string& scenario : store.scenarios()) {
      const StoredSeries series = store.series(scenario, names, rows);
      std::size_t held = 0;
      for (std::size_t w = 0; w < series.rows.size(); ++w) {
        bool any = false;
        for (int y = 1; y < series.years; ++y) {
          const double value = series.at(w, series.first_year + y, 0);
          // A negative bound asks for less than its size.
          any = any || (event.above < 0.0 ? value < -event.above : value > event.above);
        }
        held += any ? 1 : 0;
      }
      counts.push_back({std::string(event.what), scenario, probability(held, series.rows.size())});
    }
  }
  return counts;
}

nlohmann::ordered_json event_counts_json(const std::vector<EventCount>& counts) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const EventCount& count : counts) {
    const Probability& p = count.probability;
    json.push_back({{"event", count.event},
                    {"scenario", count.scenario},
                    {"successes", p.successes},
                    {"trials", p.trials},
                    {"value", p.value},
                    {"low", p.interval.lo},
                    {"high", p.interval.hi}});
  }
  return json;
}

Table probability_table(const EnsembleStore& store, std::uint32_t rows) {
  Table table;
  table.name = "probabilities";
  table.title =
      fmt::format("Probability, {}, that in some year (95 % intervals)", probability_statement);
  table.columns = {text_column("event", "event")};
  for (const std::string& scenario : store.scenarios()) {
    table.columns.push_back(text_column(scenario, scenario));
  }
  for (const EventCount& count : event_counts(store, rows)) {
    if (table.rows.empty() || std::get<std::string>(table.rows.back()[0]) != count.event) {
      table.rows.push_back({count.event});
    }
    const Probability& p = count.probability;
    table.rows.back().emplace_back(probability_text(p.successes, p.trials));
  }
  return table;
}

Table failed_worlds_table(const EnsembleStore& store, std::uint32_t rows) {
  Table table;
  table.name = "failed_worlds";
  table.title = "Worlds that did not end";
  table.columns = {text_column("scenario", "scenario"), count_column("replicate", "replicate"),
                   text_column("status", "status"), text_column("reason", "reason"),
                   text_column("command", "again with")};
  for (const StoredFailure& failure : store.failures(rows)) {
    const std::string first_line = failure.reason.substr(0, failure.reason.find('\n'));
    table.rows.push_back({failure.scenario, static_cast<std::int64_t>(failure.row), failure.status,
                          first_line, failure.command});
  }
  return table;
}

}  // namespace overbuild

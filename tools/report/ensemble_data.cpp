#include "tools/report/ensemble_data.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "sim/experiments/ensemble_store.hpp"
#include "sim/experiments/ensemble_summary.hpp"
#include "sim/experiments/statistics.hpp"
#include "sim/results/findings.hpp"
#include "sim/results/table.hpp"
#include "tools/report/run_data.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

constexpr double probabilities[] = {0.1, 0.25, 0.5, 0.75, 0.9};

/// What the four numbers of the answer are made of, world by world.
const std::vector<std::string> answer_metrics = {
    "ai_capex", "debt_service", "end_user_spend",   "cohort_irr",
    "defaults", "losses",       "cohort_irr_beyond"};

/// [probabilities][years] of one metric over the worlds.
Json quantiles_of(const StoredSeries& series, std::size_t metric) {
  Json bands = Json::array();
  for (std::size_t p = 0; p < std::size(probabilities); ++p) bands.push_back(Json::array());
  std::vector<double> values;
  for (int year = series.first_year; year < series.first_year + series.years; ++year) {
    values.clear();
    for (std::size_t world = 0; world < series.rows.size(); ++world) {
      const double value = series.at(world, year, metric);
      if (!std::isnan(value)) values.push_back(value);
    }
    std::sort(values.begin(), values.end());
    for (std::size_t p = 0; p < std::size(probabilities); ++p) {
      bands[p].push_back(rounded(quantile(values, probabilities[p])));
    }
  }
  return bands;
}

/// [years] of one world's metric.
std::vector<double> path_of(const StoredSeries& series, std::size_t world, std::size_t metric) {
  std::vector<double> path;
  for (int year = series.first_year; year < series.first_year + series.years; ++year) {
    path.push_back(series.at(world, year, metric));
  }
  return path;
}

double sum_of(const std::vector<double>& path) {
  double sum = 0.0;
  for (const double value : path) sum += std::isnan(value) ? 0.0 : value;
  return sum;
}

/// Quantiles at all probabilities, null when no value is left.
Json quantile_list(const std::vector<double>& values) {
  Json list = Json::array();
  for (const double probability : probabilities) {
    list.push_back(rounded(quantile(values, probability)));
  }
  return list;
}

/// Quantiles of rates of return. A rate that lies beyond what counts as one is infinite here: it
/// stands outside all others and is told in words, never averaged with its neighbour.
Json rate_list(std::vector<double> rates) {
  std::sort(rates.begin(), rates.end());
  Json list = Json::array();
  for (const double probability : probabilities) {
    const double place = probability * static_cast<double>(rates.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const double from = rates[below], to = rates[std::min(below + 1, rates.size() - 1)];
    const double part = place - static_cast<double>(below);
    const bool told = std::isinf(from) || std::isinf(to);
    const double rate = told ? (part < 0.5 ? from : to) : from + part * (to - from);
    list.push_back(std::isinf(rate) ? Json(rate > 0.0 ? "above 300%" : "below -95%")
                                    : rounded(rate));
  }
  return list;
}

/// The rate of a row, infinite where it lies beyond what counts as one.
double rate_of(double rate, double beyond) {
  if (!std::isnan(rate) || std::isnan(beyond) || beyond == 0.0) return rate;
  return std::copysign(std::numeric_limits<double>::infinity(), beyond);
}

/// The four numbers of a run, by the functions that make a run's, over all worlds of a scenario.
class Answers {
 public:
  explicit Answers(const StoredSeries& series) : series_(series) {
    for (std::size_t world = 0; world < series.rows.size(); ++world) add(world);
  }

  Json numbers() const {
    return {{"shortfall", quantile_list(shortfall_)},
            {"return", rate_.empty() ? quantile_list(rate_) : rate_list(rate_)},
            {"failures", quantile_list(failures_)},
            {"losses", quantile_list(losses_)}};
  }

  /// Worlds whose year of the highest capital spending has a rate of return.
  std::size_t rates() const { return rate_.size(); }

  /// [probabilities][years] of commitment less revenue.
  Json gaps() const {
    Json bands = Json::array();
    for (std::size_t p = 0; p < std::size(probabilities); ++p) bands.push_back(Json::array());
    for (const std::vector<double>& worlds : gap_) {
      const Json year = quantile_list(worlds);
      for (std::size_t p = 0; p < std::size(probabilities); ++p) bands[p].push_back(year[p]);
    }
    return bands;
  }

 private:
  void add(std::size_t world) {
    const std::vector<double> spending = path_of(series_, world, 0);
    const Shortfall found =
        shortfall_of(spending, path_of(series_, world, 1), path_of(series_, world, 2));
    shortfall_.push_back(found.total);
    gap_.resize(found.gap.size());
    for (std::size_t year = 0; year < found.gap.size(); ++year) {
      gap_[year].push_back(found.gap[year]);
    }
    const std::size_t peak = peak_row(spending);
    const int year = series_.first_year + static_cast<int>(peak);
    const double rate = rate_of(series_.at(world, year, 3), series_.at(world, year, 6));
    if (peak != 0 && !std::isnan(rate)) rate_.push_back(rate);
    failures_.push_back(sum_of(path_of(series_, world, 4)));
    losses_.push_back(sum_of(path_of(series_, world, 5)));
  }

  const StoredSeries& series_;
  std::vector<double> shortfall_, rate_, failures_, losses_;
  std::vector<std::vector<double>> gap_;  ///< [years][worlds]
};

/// Of which investment the present value is told, and by which metric.
constexpr std::pair<const char*, const char*> worth_of[] = {
    {"the whole sector", "payoff_npv"},
    {"builders", "builder_payoff_npv"},
    {"builders, their own use valued at the market rent", "builder_rent_npv"},
    {"frontier labs", "lab_payoff_npv"}};

/// Labs are worth what their results from the first judged year on are, and not the sum of years.
double worth_in(const std::vector<double>& path, std::string_view metric) {
  if (metric != "lab_payoff_npv") return sum_of(path);
  const auto first =
      std::find_if(path.begin(), path.end(), [](double w) { return !std::isnan(w); });
  return first == path.end() ? 0.0 : *first;
}

/// In how many worlds the present value of all years' investment is above zero; worlds in which no
/// year has one are not counted, and what the file does not hold is left out.
Json paid_in(const EnsembleStore& store, const std::string& name) {
  std::vector<std::string> metrics;
  for (const auto& [what, metric] : worth_of) metrics.emplace_back(metric);
  const StoredSeries series = store.series(name, metrics);
  Json paid = Json::array();
  for (std::size_t metric = 0; metric < metrics.size(); ++metric) {
    std::size_t above = 0, worlds = 0, first = 0, last = 0;
    std::vector<double> worths;
    for (std::size_t world = 0; world < series.rows.size(); ++world) {
      const std::vector<double> path = path_of(series, world, metric);
      if (std::all_of(path.begin(), path.end(), [](double w) { return std::isnan(w); })) continue;
      ++worlds;
      const double worth = worth_in(path, worth_of[metric].second);
      worths.push_back(worth);
      above += worth > 0.0 ? 1 : 0;
      for (std::size_t row = 0; row < path.size(); ++row) {
        if (std::isnan(path[row])) continue;
        first = first == 0 ? row : std::min(first, row);
        last = std::max(last, row);
      }
    }
    if (worlds == 0) continue;
    std::sort(worths.begin(), worths.end());
    paid.push_back({{"what", worth_of[metric].first},
                    {"metric", metrics[metric]},
                    {"above", above},
                    {"worlds", worlds},
                    {"from", series.first_year + static_cast<int>(first)},
                    {"to", series.first_year + static_cast<int>(last)},
                    {"usd", quantile_list(worths)}});
  }
  return paid;
}

Json scenario_data(const EnsembleStore& store, const std::string& name) {
  const std::vector<std::string> metrics = store.metrics();
  const StoredSeries series = store.series(name, metrics);
  Json bands = Json::object();
  for (std::size_t metric = 0; metric < metrics.size(); ++metric) {
    bands[metrics[metric]] = quantiles_of(series, metric);
  }
  const StoredSeries told = store.series(name, answer_metrics);
  const Answers answers(told);
  return {{"name", name},
          {"worlds", series.rows.size()},
          {"first_year", series.first_year},
          {"years", series.years},
          {"quantiles", std::move(bands)},
          {"answers", answers.numbers()},
          {"rates", answers.rates()},
          {"paid", paid_in(store, name)},
          {"configuration", store.configuration(name)},
          {"gap_usd", answers.gaps()}};
}

}  // namespace

bool looks_like_database(const std::filesystem::path& file) {
  constexpr std::string_view magic = "SQLite format 3";
  std::ifstream stream(file, std::ios::binary);
  std::string head(magic.size(), '\0');
  return stream.read(head.data(), static_cast<std::streamsize>(head.size())) && head == magic;
}

Json ensemble_data(const std::filesystem::path& file) {
  const EnsembleStore store(file);
  std::vector<std::string> builds;
  for (const Build& build : store.builds()) builds.push_back(short_text(build));
  Json data = {{"file", file.string()},
               {"kind", store.meta("kind")},
               {"config", store.meta("config")},
               {"seed", store.meta("seed")},
               {"worlds", store.worlds()},
               {"content_digest", store.content_digest()},
               {"builds", builds},
               {"made_with", store.meta("compiler") + ", " + store.meta("dependencies")},
               {"statement", probability_statement},
               {"probability", probabilities},
               {"scenarios", Json::array()}};
  const std::vector<std::string> names = store.scenarios();
  if (!names.empty()) data["names"] = words_json(store.names(names.front()));
  if (const std::string answer = store.meta("answer"); !answer.empty()) {
    data["answer"] = Json::parse(answer);
  }
  // Crossed conditions and designs are read by their answers; their worlds are no forecast.
  const bool forecast = store.meta("kind") == "ensemble";
  for (const std::string& name : names) {
    if (forecast) data["scenarios"].push_back(scenario_data(store, name));
  }
  if (forecast) {
    data["probabilities"] = table_json(probability_table(store, UINT32_MAX));
    data["event_counts"] = event_counts_json(event_counts(store, UINT32_MAX));
  }
  data["failed_worlds"] = table_json(failed_worlds_table(store));
  return data;
}

}  // namespace overbuild

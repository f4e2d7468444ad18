#include "sim/experiments/score.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>

#include "core/math.hpp"
#include "sim/experiments/statistics.hpp"

namespace overbuild::hindcast {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

// ---- reading one world ------------------------------------------------------------------------

bool chosen(const Quantity& quantity, const AgentName& agent) {
  if (agent.role != quantity.role) return false;
  const auto& types = quantity.types;
  if (!types.empty() && std::find(types.begin(), types.end(), agent.type) == types.end())
    return false;
  return quantity.agents.empty() || std::find(quantity.agents.begin(), quantity.agents.end(),
                                              agent.id) != quantity.agents.end();
}

bool in_run(const Recording& recording, int year) {
  return year >= recording.first_year && year < recording.first_year + recording.years;
}

/// The column of every chosen firm in a year.
std::vector<double> firms(const Quantity& quantity, const Recording& recording, int year) {
  std::vector<double> values;
  for (const AgentRow& row : recording.agent_rows) {
    if (row.year != year || recording.columns[row.column].name != quantity.column) continue;
    if (!chosen(quantity, recording.agents[row.agent])) continue;
    values.push_back(quantity.exponent ? exp_(row.value) : row.value);
  }
  return values;
}

double value_in(const Quantity& quantity, const Recording& recording, int year) {
  if (!in_run(recording, year)) return undefined;
  if (quantity.metric) return recording.value(year, *quantity.metric);
  const std::vector<double> values = firms(quantity, recording, year);
  return values.empty() ? undefined : std::accumulate(values.begin(), values.end(), 0.0);
}

std::vector<double> path(const Quantity& quantity, const Recording& recording, int first,
                         int last) {
  std::vector<double> values;
  for (int year = first; year <= last; ++year) {
    values.push_back(value_in(quantity, recording, year));
  }
  return values;
}

/// Position of the highest (or lowest) defined value, or nothing.
template <class Better>
std::optional<std::size_t> extreme(const std::vector<double>& values, Better better) {
  std::optional<std::size_t> best;
  for (std::size_t k = 0; k < values.size(); ++k) {
    if (!std::isnan(values[k]) && (!best || better(values[k], values[*best]))) best = k;
  }
  return best;
}

double sum_of_defined(const std::vector<double>& values) {
  double sum = 0.0;
  std::size_t defined = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++defined;
  }
  return defined > 0 ? sum : undefined;
}

double mean_of_defined(const std::vector<double>& values) {
  const auto defined = static_cast<double>(
      std::count_if(values.begin(), values.end(), [](double value) { return !std::isnan(value); }));
  return defined > 0.0 ? sum_of_defined(values) / defined : undefined;
}

/// Years without a value are passed over; a peak that is not above zero has no share to fall by.
double fall_from_peak(const std::vector<double>& values, int within) {
  const auto peak = extreme(values, std::greater<>{});
  if (!peak || !(values[*peak] > 0.0)) return undefined;
  const auto begin = values.begin() + static_cast<std::ptrdiff_t>(*peak) + 1;
  const std::vector<double> after(begin,
                                  begin + std::min<std::ptrdiff_t>(within, values.end() - begin));
  const auto lowest = extreme(after, std::less<>{});
  return lowest ? after[*lowest] / values[*peak] - 1.0 : undefined;
}

/// Changes to or from a year without a value, or from one that is not above zero, are none.
double lowest_growth(const std::vector<double>& values) {
  double lowest = undefined;
  for (std::size_t k = 1; k < values.size(); ++k) {
    if (!(values[k - 1] > 0.0) || std::isnan(values[k])) continue;
    const double growth = values[k] / values[k - 1] - 1.0;
    if (!(growth >= lowest)) lowest = growth;
  }
  return lowest;
}

/// Sums over the years in which both have a value.
double ratio_of_sums(const std::vector<double>& above, const std::vector<double>& below) {
  double over = 0.0, under = 0.0;
  for (std::size_t k = 0; k < above.size(); ++k) {
    if (std::isnan(above[k]) || std::isnan(below[k])) continue;
    over += above[k];
    under += below[k];
  }
  return over / under;
}

/// Years until one path is above the other; as many as there are where it never is. Undefined where
/// a year on the way is.
double years_until_above(const std::vector<double>& above, const std::vector<double>& below) {
  for (std::size_t k = 0; k < above.size(); ++k) {
    if (std::isnan(above[k]) || std::isnan(below[k])) return undefined;
    if (above[k] > below[k]) return static_cast<double>(k);
  }
  return static_cast<double>(above.size());
}

/// Change of the logarithm of one quantity over that of another, where both change and are
/// positive.
double elasticity(double ratio, double by) {
  if (!(ratio > 0.0) || !(by > 0.0) || by == 1.0) return undefined;
  return log_(ratio) / log_(by);
}

std::set<std::string> failed_firms(const Recording& recording, int first, int last) {
  std::set<std::string> failed;
  for (const EventRow& event : recording.events) {
    if (event.kind == "default" && event.year >= first && event.year <= last) {
      failed.insert(event.agent);
    }
  }
  return failed;
}

double count_failures(const Target& target, const Recording& recording) {
  const auto failed = failed_firms(recording, target.first_year, target.last_year);
  return static_cast<double>(
      std::count_if(recording.agents.begin(), recording.agents.end(), [&](const AgentName& agent) {
        return chosen(target.quantity, agent) && failed.contains(agent.id);
      }));
}

/// Haldane's odds ratio (half a firm added to each cell), so that it exists when nobody of one type
/// fails.
double odds_ratio(const Target& target, const Recording& recording) {
  const auto failed = failed_firms(recording, target.first_year, target.last_year);
  const auto odds = [&](const Quantity& which) {
    double down = 0.5, up = 0.5;
    for (const AgentName& agent : recording.agents) {
      if (chosen(which, agent)) (failed.contains(agent.id) ? down : up) += 1.0;
    }
    return down / up;
  };
  return odds(target.quantity) / odds(target.second);
}

/// The column, a year before, of firms that failed in a year, over that of all.
double default_rate(const Quantity& quantity, const Recording& recording, int year) {
  const auto failed = failed_firms(recording, year, year);
  double lost = 0.0, all = 0.0;
  for (const AgentRow& row : recording.agent_rows) {
    if (row.year != year - 1 || recording.columns[row.column].name != quantity.column) continue;
    const AgentName& agent = recording.agents[row.agent];
    if (!chosen(quantity, agent)) continue;
    all += row.value;
    if (failed.contains(agent.id)) lost += row.value;
  }
  return all > 0.0 ? lost / all : undefined;
}

double statistic(const Target& target, const Recording& recording) {
  const int first = target.first_year, last = target.last_year;
  const auto years = [&] { return path(target.quantity, recording, first, last); };
  const auto at = [&](int year) { return value_in(target.quantity, recording, year); };
  const double span = std::max(last - first, 1);
  switch (target.statistic) {
    case Statistic::value: return at(first);
    case Statistic::mean: return mean_of_defined(years());
    case Statistic::median: return median(years());
    case Statistic::sum: return sum_of_defined(years());
    case Statistic::highest: return quantile(years(), 1.0);
    case Statistic::lowest: return quantile(years(), 0.0);
    case Statistic::ratio_of_years: return at(last) / at(first);
    case Statistic::change: return at(last) - at(first);
    case Statistic::growth: return at(last) / at(first) - 1.0;
    case Statistic::growth_per_year: return pow_(at(last) / at(first), 1.0 / span) - 1.0;
    case Statistic::log_growth_per_year: return log_(at(last) / at(first)) / span;
    case Statistic::peak_year:
    case Statistic::trough_year: {
      const auto place = target.statistic == Statistic::peak_year
                             ? extreme(years(), std::greater<>{})
                             : extreme(years(), std::less<>{});
      return place ? static_cast<double>(first) + static_cast<double>(*place) : undefined;
    }
    case Statistic::fall_from_peak: return fall_from_peak(years(), target.within);
    case Statistic::lowest_growth: return lowest_growth(years());
    case Statistic::lag_of_peaks: {
      const auto one = extreme(years(), std::greater<>{});
      const auto two = extreme(path(target.second, recording, first, last), std::greater<>{});
      return one && two ? static_cast<double>(*two) - static_cast<double>(*one) : undefined;
    }
    case Statistic::elasticity:
      return elasticity(at(last) / at(first), value_in(target.second, recording, last) /
                                                  value_in(target.second, recording, first));
    case Statistic::year_above:
      return first + years_until_above(years(), path(target.second, recording, first, last));
    case Statistic::ratio_of_metrics:
      return ratio_of_sums(years(), path(target.second, recording, first, last));
    case Statistic::interquartile_ratio: {
      const std::vector<double> values = firms(target.quantity, recording, first);
      return quantile(values, 0.75) / quantile(values, 0.25);
    }
    case Statistic::count_of_agents: {
      const std::vector<double> values = firms(target.quantity, recording, first);
      return static_cast<double>(
          std::count_if(values.begin(), values.end(), [](double value) { return value != 0.0; }));
    }
    case Statistic::odds_ratio: return odds_ratio(target, recording);
    case Statistic::failures: return count_failures(target, recording);
    case Statistic::default_rate: return default_rate(target.quantity, recording, first);
  }
  return undefined;
}

std::map<int, double> series_of(const Series& series, const Recording& recording) {
  double base = 1.0;
  if (series.relative_to) base = value_in(series.quantity, recording, *series.relative_to);
  std::map<int, double> values;
  for (const auto& [year, observed] : series.values) {
    values[year] = value_in(series.quantity, recording, year) / base;
  }
  return values;
}

// ---- scores -----------------------------------------------------------------------------------

/// Observed and simulated values on the scale on which the series is scored.
double scaled(const Series& series, double value) {
  constexpr double smallest = 1e-9;  // a path that dies out is wrong by a finite amount
  return series.logarithms ? log_(std::max(value, smallest)) : value;
}

double observed_in(const Series& series, int year) {
  const double base = series.relative_to ? series.values.at(*series.relative_to) : 1.0;
  return scaled(series, series.values.at(year) / base);
}

/// The naive rivals, learned from training years.
struct Rivals {
  bool usable = false;
  int last_year = 0;
  double last_value = 0, step_sd = 0;             // random walk
  double intercept = 0, slope = 0, trend_sd = 0;  // trend
};

Rivals learn_rivals(const Series& series, int train_until) {
  std::vector<double> years, values;
  for (const auto& [year, value] : series.values) {
    if (year > train_until) continue;  // the base year is known like the others
    years.push_back(year);
    values.push_back(observed_in(series, year));
  }
  Rivals rivals;
  if (years.size() < 2) return rivals;
  const auto n = static_cast<double>(years.size());
  double mean_x = 0, mean_y = 0, xx = 0, xy = 0, steps = 0, residuals = 0;
  for (std::size_t k = 0; k < years.size(); ++k) {
    mean_x += years[k] / n;
    mean_y += values[k] / n;
  }
  for (std::size_t k = 0; k < years.size(); ++k) {
    xx += (years[k] - mean_x) * (years[k] - mean_x);
    xy += (years[k] - mean_x) * (values[k] - mean_y);
    if (k > 0) {
      const double step = values[k] - values[k - 1];
      steps += step * step / (years[k] - years[k - 1]);
    }
  }
  rivals.usable = true;
  rivals.last_year = static_cast<int>(years.back());
  rivals.last_value = values.back();
  rivals.step_sd = std::sqrt(steps / (n - 1.0));
  rivals.slope = xy / xx;
  rivals.intercept = mean_y - rivals.slope * mean_x;
  for (std::size_t k = 0; k < years.size(); ++k) {
    const double error = values[k] - rivals.intercept - rivals.slope * years[k];
    residuals += error * error;
  }
  rivals.trend_sd = n > 2.0 ? std::sqrt(residuals / (n - 2.0)) : rivals.step_sd;
  return rivals;
}

SeriesScore score_series(const Series& series, std::size_t index, int train_until,
                         const std::vector<WorldReading>& worlds) {
  const Rivals rivals = learn_rivals(series, train_until);
  SeriesScore sum{0.0, 0.0, 0.0, 0};
  for (const auto& [year, value] : series.values) {
    if (year <= train_until || year == series.relative_to) continue;  // one by definition
    std::vector<double> simulated;
    for (const WorldReading& world : worlds) {
      const double reading = world.series[index].at(year);
      if (std::isfinite(reading)) simulated.push_back(scaled(series, reading));
    }
    if (simulated.size() < 2) continue;
    const double observed = observed_in(series, year);
    sum.crps += crps_of_ensemble(std::move(simulated), observed);
    const double ahead = year - rivals.last_year;
    sum.crps_persistence +=
        crps_of_normal(rivals.last_value, rivals.step_sd * std::sqrt(ahead), observed);
    sum.crps_trend +=
        crps_of_normal(rivals.intercept + rivals.slope * year, rivals.trend_sd, observed);
    ++sum.years;
  }
  const auto n = static_cast<double>(sum.years);
  if (sum.years == 0) return {undefined, undefined, undefined, 0};
  if (!rivals.usable) return {sum.crps / n, undefined, undefined, sum.years};
  return {sum.crps / n, sum.crps_persistence / n, sum.crps_trend / n, sum.years};
}

TargetScore score_target(const Target& target, const ErrorScale& errors,
                         const std::vector<double>& values) {
  TargetScore result{};
  result.q10 = quantile(values, 0.1);
  result.median = median(values);
  result.q90 = quantile(values, 0.9);
  result.mean = mean_of_defined(values);
  result.defined = values.size();
  const double tested = target.center_mean ? result.mean : result.median;
  result.pass = tested >= target.lo && tested <= target.hi;
  const double deviation = errors.tolerance * error_of(target, errors.discrepancy).deviation;
  result.q10_with_error = quantile_with_error(values, deviation, 0.1);
  result.q90_with_error = quantile_with_error(values, deviation, 0.9);
  const auto holds = [&](double lo, double hi) {
    return target.observed >= lo && target.observed <= hi;
  };
  result.held = holds(result.q10, result.q90);
  result.held_with_error = holds(result.q10_with_error, result.q90_with_error);
  return result;
}

}  // namespace

WorldReading read_world(const Evidence& evidence, const Recording& recording) {
  WorldReading reading;
  for (const Target& target : evidence.targets) {
    const double value = statistic(target, recording);
    reading.targets.push_back(std::isfinite(value) ? value : undefined);
  }
  for (const Series& series : evidence.series) {
    reading.series.push_back(series_of(series, recording));
  }
  return reading;
}

TargetError error_of(const Target& target, double discrepancy) {
  const bool date = target.statistic == Statistic::peak_year ||
                    target.statistic == Statistic::trough_year ||
                    target.statistic == Statistic::year_above;
  const double middle = 0.5 * (target.lo + target.hi);
  const double measured = 0.5 * (target.hi - target.lo) / 1.64;
  const double left_out = discrepancy * (date ? std::max(middle - target.first_year, 1.0) : middle);
  return {middle, std::sqrt(measured * measured + left_out * left_out)};
}

double quantile_with_error(std::span<const double> values, double deviation, double share) {
  if (values.empty()) return undefined;
  if (!(deviation > 0.0)) return quantile({values.begin(), values.end()}, share);
  constexpr double far = 9.0;  // standard deviations: nothing is left beyond
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  double below = *least - far * deviation, covers = *most + far * deviation;
  const auto not_above = [&](double x) {
    double sum = 0.0;
    for (const double value : values) sum += normal_cdf((x - value) / deviation);
    return sum / static_cast<double>(values.size());
  };
  for (double middle = 0.5 * (below + covers); middle > below && middle < covers;
       middle = 0.5 * (below + covers)) {
    (not_above(middle) >= share ? covers : below) = middle;
  }
  return covers;
}

Coverage coverage(const Evidence& evidence, const Scorecard& card, Split split) {
  Coverage count;
  for (std::size_t t = 0; t < card.targets.size(); ++t) {
    if (evidence.targets[t].split != split) continue;
    ++count.targets;
    count.held += card.targets[t].held ? 1 : 0;
    count.held_with_error += card.targets[t].held_with_error ? 1 : 0;
  }
  return count;
}

Scorecard score(const Evidence& evidence, const std::vector<WorldReading>& worlds) {
  Scorecard card;
  for (std::size_t t = 0; t < evidence.targets.size(); ++t) {
    std::vector<double> values;
    for (const WorldReading& world : worlds) {
      if (!std::isnan(world.targets[t])) values.push_back(world.targets[t]);
    }
    const Target& target = evidence.targets[t];
    card.targets.push_back(score_target(target, evidence.errors, values));
  }
  for (std::size_t s = 0; s < evidence.series.size(); ++s) {
    card.series.push_back(score_series(evidence.series[s], s, evidence.train_until, worlds));
  }
  return card;
}

double crps_of_ensemble(std::vector<double> values, double observed) {
  if (values.size() < 2) return undefined;
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  double error = 0.0, spread = 0.0;
  for (std::size_t k = 0; k < values.size(); ++k) {
    error += std::fabs(values[k] - observed) / n;
    spread += values[k] * (2.0 * static_cast<double>(k) + 1.0 - n) / (n * (n - 1.0));
  }
  return error - spread;
}

double crps_of_normal(double mean, double sd, double observed) {
  if (!(sd > 0.0)) return std::fabs(mean - observed);
  constexpr double pi = 3.14159265358979323846;
  const double z = (observed - mean) / sd;
  const double density = exp_(-0.5 * z * z) / std::sqrt(2.0 * pi);
  const double below = normal_cdf(z);
  return sd * (z * (2.0 * below - 1.0) + 2.0 * density - 1.0 / std::sqrt(pi));
}

}  // namespace overbuild::hindcast

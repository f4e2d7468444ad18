#include "sim/calibration/calibration_report.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "core/math.hpp"
#include "sim/experiments/given_data.hpp"
#include "sim/experiments/statistics.hpp"

namespace overbuild::calibration {

namespace {

/// A target counts as far off beyond this root mean square of misses, in errors.
constexpr double far_off = 1.5;
/// A target without which another comes nearer by such a share pulls it away.
constexpr double pulls = 0.8;
/// What leaving out a target must leave of the effective number of points to be told.
constexpr double least_worth = 20.0;
constexpr double clear_correlation = 0.4;

TableColumn shown(std::string key, std::string heading, int digits = 3) {
  return number_column(std::move(key), "", std::move(heading), "", digits);
}

class Reporter {
 public:
  Reporter(const Calibration& result, const StoredCalibration& question, const ValueOf& value_of)
      : result_(result), question_(question), value_of_(value_of) {
    for (std::size_t n = 0; n < result.points.size(); ++n) {
      if (result.weights[n] > 0.0) kept_.push_back(n);
    }
    if (!result.generations.empty()) first_wave_ = result.generations.front().points;
    if (!result.waves.empty()) first_wave_ = result.waves.front().points;
  }

  CalibrationReport run() {
    CalibrationReport report;
    report.tables.push_back(wave_table());
    report.tables.push_back(generation_table());
    if (!kept_.empty()) {
      find_tellers();
      report.tables.push_back(parameter_table());
      report.tables.push_back(target_table());
      report.tables.push_back(pull_table());
      report.tables.push_back(correlation_table());
    }
    report.sentences = sentences();
    return report;
  }

 private:
  std::string name_of(std::size_t target) const {
    const auto& t = question_.targets[target];
    return fmt::format("{} ({})", t.id, t.history);
  }

  Table wave_table() const {
    Table table{"waves", "History matching: what each wave leaves of the prior", {}, {}};
    table.columns = {count_column("wave", "wave"), count_column("points", "points"),
                     percent_column("left_of_prior", "left of the prior"),
                     shown("cutoff", "cut-off"),
                     percent_column("explained", "explained by parameters, median target")};
    for (std::size_t w = 0; w < result_.waves.size(); ++w) {
      const WaveSummary& wave = result_.waves[w];
      table.rows.push_back({static_cast<std::int64_t>(w + 1),
                            static_cast<std::int64_t>(wave.points), wave.left_of_prior, wave.cutoff,
                            median(wave.explained)});
    }
    return table;
  }

  Table generation_table() const {
    Table table{"generations", "Approximate Bayesian computation", {}, {}};
    table.columns = {count_column("generation", "generation"), count_column("points", "points"),
                     shown("tolerance", "tolerance, in errors of targets"),
                     number_column("effective", "", "worth so many equal points", "", 3)};
    for (std::size_t g = 0; g < result_.generations.size(); ++g) {
      const GenerationSummary& generation = result_.generations[g];
      table.rows.push_back({static_cast<std::int64_t>(g + 1),
                            static_cast<std::int64_t>(generation.points), generation.tolerance,
                            generation.effective});
    }
    return table;
  }

  /// Misses of a target, or places of a parameter, of the points that have a weight.
  std::vector<double> misses_of(std::size_t target) const {
    std::vector<double> values;
    for (const std::size_t n : kept_) values.push_back(result_.misses[n][target]);
    return values;
  }
  std::vector<double> places_of(std::size_t parameter) const {
    std::vector<double> values;
    for (const std::size_t n : kept_) values.push_back(result_.points[n][parameter]);
    return values;
  }
  std::vector<double> weights() const {
    std::vector<double> values;
    for (const std::size_t n : kept_) values.push_back(result_.weights[n]);
    return values;
  }

  /// Weights as they would be without a target; empty where too few points then tell anything.
  std::vector<double> weights_without(std::size_t target) const {
    const double scale = 1.0 / (result_.tolerance * result_.tolerance);
    std::vector<double> logs;
    for (const std::size_t n : kept_) {
      const double miss = result_.misses[n][target];
      logs.push_back(log_(result_.weights[n]) + 0.5 * miss * miss * scale);
    }
    const double best = *std::max_element(logs.begin(), logs.end());
    double sum = 0.0, squares = 0.0;
    for (double& value : logs) {
      value = exp_(value - best);
      sum += value;
      squares += value * value;
    }
    for (double& value : logs) value /= sum;
    return sum * sum / squares < least_worth ? std::vector<double>{} : logs;
  }

  static double mean_of(const std::vector<double>& values, const std::vector<double>& weights) {
    if (weights.empty()) return std::nan("");
    return std::inner_product(values.begin(), values.end(), weights.begin(), 0.0);
  }
  static double size_of(std::vector<double> values, const std::vector<double>& weights) {
    for (double& value : values) value *= value;
    return std::sqrt(mean_of(values, weights));
  }

  /// Shares of each target's variance in the first wave, which is spread over the prior.
  void find_tellers() {
    std::vector<SampleColumn> inputs;
    for (std::size_t p = 0; p < question_.parameters.size(); ++p) {
      SampleColumn column{question_.parameters[p].path, {}, {}};
      for (std::size_t n = 0; n < first_wave_; ++n) {
        column.values.push_back(result_.points[n][p]);
      }
      inputs.push_back(std::move(column));
    }
    tellers_.resize(inputs.size());
    for (std::size_t t = 0; t < question_.targets.size(); ++t) {
      std::vector<double> outcome;
      for (std::size_t n = 0; n < first_wave_; ++n) {
        outcome.push_back(squeezed(result_.misses[n][t]));
      }
      const GivenDataAnalysis analysis = given_data_indices(inputs, outcome);
      for (std::size_t p = 0; p < analysis.inputs.size(); ++p) {
        const double share = analysis.inputs[p].first.value;
        if (share > 0.05 && share > 2.0 * analysis.inputs[p].error) {
          tellers_[p].emplace_back(-share, t);
        }
      }
    }
    for (auto& of_parameter : tellers_) std::sort(of_parameter.begin(), of_parameter.end());
  }

  /// The two targets that a parameter moves most.
  std::string tellers_of(std::size_t parameter) const {
    std::string text;
    for (std::size_t k = 0; k < std::min<std::size_t>(tellers_[parameter].size(), 2); ++k) {
      const auto& [share, target] = tellers_[parameter][k];
      text += fmt::format("{}{} {:.0f} %", k > 0 ? ", " : "", name_of(target), -100.0 * share);
    }
    return text.empty() ? "none" : text;
  }

  Table parameter_table() {
    Table table{"parameters", "What the targets say about each parameter", {}, {}};
    table.columns = {
        text_column("path", "parameter"),      shown("prior_q10", "prior 10 %"),
        shown("prior_median", "prior median"), shown("prior_q90", "prior 90 %"),
        shown("q10", "posterior 10 %"),        shown("median", "posterior median"),
        shown("q90", "posterior 90 %"),        percent_column("width_left", "width left"),
        text_column("verdict", "verdict")};
    table.columns.push_back(spare(text_column("moves", "moves most (share of variance)"), 1));
    const std::vector<double> likely = weights();
    for (std::size_t p = 0; p < question_.parameters.size(); ++p) {
      const std::vector<double> places = places_of(p);
      const auto prior = [&](double share) { return value_of_(p, share); };
      const auto after = [&](double share) {
        return value_of_(p, weighted_quantile(places, likely, share));
      };
      const double width = (after(0.9) - after(0.1)) / (prior(0.9) - prior(0.1));
      const char* verdict = width < much_narrower     ? "identified"
                            : width < hardly_narrower ? "in part"
                                                      : "not identified";
      if (width >= hardly_narrower) not_identified_.push_back(question_.parameters[p].path);
      table.rows.push_back({question_.parameters[p].path, prior(0.1), prior(0.5), prior(0.9),
                            after(0.1), after(0.5), after(0.9), width, std::string(verdict),
                            tellers_of(p)});
    }
    return table;
  }

  Table target_table() {
    Table table{"targets", "How near the posterior comes to each target", {}, {}};
    table.columns = {text_column("history", "history"),
                     text_column("id", "target"),
                     shown("lo", "band from"),
                     shown("hi", "band to"),
                     shown("prior_median", "prior median"),
                     shown("q10", "posterior 10 %"),
                     shown("median", "median"),
                     shown("q90", "90 %"),
                     shown("off", "off by, in errors", 2),
                     shown("without", "off by if left out", 2)};
    const std::vector<double> likely = weights();
    for (std::size_t t = 0; t < question_.targets.size(); ++t) {
      const auto& target = question_.targets[t];
      const auto reading = [&](double miss) { return target.middle + miss * target.error; };
      std::vector<double> before;
      for (std::size_t n = 0; n < first_wave_; ++n) before.push_back(result_.misses[n][t]);
      const std::vector<double> misses = misses_of(t);
      const auto after = [&](double share) {
        return reading(weighted_quantile(misses, likely, share));
      };
      const double off = size_of(misses, likely);
      if (off > far_off) off_.push_back(name_of(t));
      table.rows.push_back({target.history, target.id, target.lo, target.hi,
                            reading(median(before)), after(0.1), after(0.5), after(0.9), off,
                            size_of(misses, weights_without(t))});
    }
    return table;
  }

  /// A row where one target would be met better without another.
  Table pull_table() const {
    Table table{"pulls", "Targets that pull apart", {}, {}};
    table.columns = {text_column("target", "target"), shown("off", "off by, in errors", 2),
                     text_column("other", "without"), shown("without", "off by", 2)};
    const std::vector<double> likely = weights();
    std::vector<std::pair<double, std::vector<Cell>>> rows;
    for (std::size_t other = 0; other < question_.targets.size(); ++other) {
      const std::vector<double> without = weights_without(other);
      for (std::size_t t = 0; t < question_.targets.size() && !without.empty(); ++t) {
        if (t == other) continue;
        const std::vector<double> misses = misses_of(t);
        const double off = size_of(misses, likely), nearer = size_of(misses, without);
        if (off < 1.0 || nearer > pulls * off) continue;
        rows.push_back({nearer - off, {name_of(t), off, name_of(other), nearer}});
      }
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [fall, row] : rows) {
      if (table.rows.size() < 12) table.rows.push_back(std::move(row));
    }
    return table;
  }

  Table correlation_table() const {
    Table table{"correlations", "Parameters that the targets tell only together", {}, {}};
    table.columns = {text_column("one", "parameter"), text_column("other", "with"),
                     shown("correlation", "correlation", 2)};
    const std::vector<double> likely = weights();
    std::vector<std::vector<double>> steps;
    for (std::size_t p = 0; p < question_.parameters.size(); ++p) {
      steps.push_back(places_of(p));
      const double middle = mean_of(steps.back(), likely);
      for (double& value : steps.back()) value -= middle;
      const double size = size_of(steps.back(), likely);
      for (double& value : steps.back()) value /= size;
    }
    for (std::size_t p = 0; p < steps.size(); ++p) {
      for (std::size_t q = p + 1; q < steps.size(); ++q) {
        std::vector<double> products = steps[p];
        for (std::size_t k = 0; k < products.size(); ++k) products[k] *= steps[q][k];
        const double correlation = mean_of(products, likely);
        if (std::fabs(correlation) < clear_correlation) continue;
        table.rows.push_back(
            {question_.parameters[p].path, question_.parameters[q].path, correlation});
      }
    }
    return table;
  }

  std::string sentences() const {
    if (kept_.empty()) {
      return "No point has a world of every history with a value of every target: there is no "
             "posterior. The table worlds of the file says what became of each.";
    }
    const double left = result_.waves.empty() ? 1.0 : result_.waves.back().left_of_prior;
    std::string text = fmt::format(
        "Of the prior, {:.2g} % is not implausible. The posterior of {} draws is worth {:.0f} "
        "equally weighted points; its worlds miss the targets by {:.2f} errors (root mean square; "
        "about 1 or less where the model can make the record).",
        100.0 * left, result_.posterior.size(), result_.effective, typical_miss(result_));
    if (result_.tolerance > 1.005) {
      text += fmt::format(
          " The tolerance is {:.2f} and not 1: intervals are wider than the targets' errors "
          "imply. More --generations or --points-per-generation bring it down, unless the model "
          "cannot meet all targets at once.",
          result_.tolerance);
    }
    text += not_identified_.empty() ? " Every parameter is told at least in part."
                                    : fmt::format(" Not identified by these targets: {}.",
                                                  fmt::join(not_identified_, ", "));
    if (!off_.empty()) {
      text += fmt::format(" Not met by the posterior: {}.", fmt::join(off_, ", "));
    }
    return text;
  }

  const Calibration& result_;
  const StoredCalibration& question_;
  const ValueOf& value_of_;
  std::vector<std::size_t> kept_;  ///< points with a weight
  std::size_t first_wave_ = 0;     ///< points at first, which are evenly spread over the prior
  std::vector<std::vector<std::pair<double, std::size_t>>> tellers_;  ///< [parameters]
  std::vector<std::string> not_identified_, off_;
};

}  // namespace

CalibrationReport report_of(const Calibration& result, const StoredCalibration& question,
                            const ValueOf& value_of) {
  return Reporter(result, question, value_of).run();
}

}  // namespace overbuild::calibration

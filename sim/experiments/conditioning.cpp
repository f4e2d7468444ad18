#include "sim/experiments/conditioning.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/math.hpp"
#include "sim/experiments/statistics.hpp"

namespace overbuild::hindcast {

namespace {

/// Squared distance of a value from the middle of a band, in standard deviations.
double squared_distance(const Target& target, double value) {
  const TargetError error = error_of(target);
  const double miss = value - error.middle;
  return miss * miss / (error.deviation * error.deviation);
}

bool inside(const Target& target, double value) { return value >= target.lo && value <= target.hi; }

bool counts(const KnownTarget& known) { return !std::isnan(known.median); }

std::vector<KnownTarget> known_targets(const Evidence& evidence,
                                       const std::vector<WorldReading>& worlds) {
  std::vector<KnownTarget> known;
  for (std::size_t t = 0; t < evidence.targets.size(); ++t) {
    if (evidence.targets[t].split != Split::known) continue;
    std::vector<double> values;
    for (const WorldReading& world : worlds) values.push_back(world.targets[t]);
    KnownTarget one{t, quantile(values, 0.1), median(values), quantile(values, 0.9)};
    for (const double value : values) one.inside += inside(evidence.targets[t], value) ? 1 : 0;
    known.push_back(one);
  }
  return known;
}

}  // namespace

Conditioning condition(const Evidence& evidence, const std::vector<WorldReading>& worlds) {
  Conditioning result;
  result.worlds = worlds.size();
  result.targets = known_targets(evidence, worlds);
  std::vector<double> log_weights;
  std::size_t read = 0;
  for (const KnownTarget& known : result.targets) read += counts(known) ? 1 : 0;
  if (read == 0) return result;
  for (const WorldReading& world : worlds) {
    double distance = 0.0;
    bool all = true;
    for (const KnownTarget& known : result.targets) {
      if (!counts(known)) continue;
      const double value = world.targets[known.target];
      distance +=
          std::isnan(value) ? HUGE_VAL : squared_distance(evidence.targets[known.target], value);
      all = all && inside(evidence.targets[known.target], value);
    }
    log_weights.push_back(-0.5 * distance);
    result.inside_all += all ? 1 : 0;
  }
  const double best = *std::max_element(log_weights.begin(), log_weights.end());
  if (std::isinf(best)) return result;  // none has all values
  double sum = 0.0, squares = 0.0;
  for (const double log_weight : log_weights) {
    result.weights.push_back(exp_(log_weight - best));
    sum += result.weights.back();
    squares += result.weights.back() * result.weights.back();
  }
  for (double& weight : result.weights) weight /= sum;
  result.effective = sum * sum / squares;
  return result;
}

Table known_table(const Evidence& evidence, const Conditioning& conditioning) {
  const auto digits = [](std::string key, std::string heading) {
    return number_column(std::move(key), "", std::move(heading), "", 3);
  };
  Table table{"known", "What is known already, and how near the worlds come", {}, {}};
  table.columns = {text_column("id", "known"),     digits("lo", "band from"),
                   digits("hi", "band to"),        digits("q10", "10 %"),
                   digits("median", "median"),     digits("q90", "90 %"),
                   text_column("inside", "inside")};
  for (const KnownTarget& known : conditioning.targets) {
    const Target& target = evidence.targets[known.target];
    table.rows.push_back({target.id, target.lo, target.hi, known.q10, known.median, known.q90,
                          counts(known)
                              ? fmt::format("{} of {}", known.inside, conditioning.worlds)
                              : std::string(target.quantity.metric ? "no value" : "not stored")});
  }
  return table;
}

std::string known_sentence(const Evidence& evidence, const Conditioning& conditioning) {
  std::string text = fmt::format("Inside all of these bands: {}.",
                                 probability_text(conditioning.inside_all, conditioning.worlds));
  std::size_t firms = 0, without = 0;
  for (const KnownTarget& known : conditioning.targets) {
    if (counts(known)) continue;
    ++(evidence.targets[known.target].quantity.metric ? without : firms);
  }
  if (firms > 0) {
    text += fmt::format(
        " Targets about single firms ({}) are left out: an ensemble stores no firms, `overbuild "
        "hindcast CONFIG` counts them.",
        firms);
  }
  if (without > 0) {
    text += fmt::format(" Targets without a value in these worlds ({}) are left out.", without);
  }
  if (conditioning.weights.empty()) return text + " No world can be weighted by them.";
  text += fmt::format(
      " Weighted by how near they come to the bands, the {} worlds are worth as many as {:.1f} "
      "that all come equally near",
      conditioning.worlds, conditioning.effective);
  return text +
         (conditioning.effective < least_effective
              ? fmt::format("; that is fewer than {:g}, so no table is printed with weights.",
                            least_effective)
              : ".");
}

nlohmann::ordered_json known_json(const Evidence& evidence, const Conditioning& conditioning) {
  nlohmann::ordered_json json = {{"targets", table_json(known_table(evidence, conditioning))},
                                 {"worlds", conditioning.worlds},
                                 {"inside_all", conditioning.inside_all},
                                 {"effective_worlds", conditioning.effective},
                                 {"weights", conditioning.weights}};
  return json;
}

}  // namespace overbuild::hindcast

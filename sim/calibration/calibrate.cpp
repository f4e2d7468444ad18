#include "sim/calibration/calibrate.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "core/math.hpp"
#include "core/random.hpp"
#include "sim/calibration/particles.hpp"

namespace overbuild::calibration {

namespace {

constexpr double little_left_out = 0.9;
constexpr double little_closer = 0.95;
constexpr std::size_t patience = 3;
/// Fewer weighted points than these are no shape to draw a kernel density from.
constexpr double fewest_to_follow = 20.0;

class Work {
 public:
  Work(const std::vector<std::string>& parameters, const Settings& settings,
       const Evaluate& evaluate, const Watch& watch)
      : settings_(settings),
        evaluate_(evaluate),
        watch_(watch),
        region_(settings.seed, parameters),
        particles_(region_, settings.seed) {}

  Calibration run() {
    match_history();
    for (std::size_t w = 0; w < result_.waves.size(); ++w) add_wave_to_particles(w);
    approach();
    choose_posterior();
    return std::move(result_);
  }

 private:
  /// Runs points and keeps what they say; the place of the first.
  std::size_t add_stage(const std::string& name, const std::vector<Point>& points) {
    const std::size_t first = result_.points.size();
    std::vector<Misses> misses = evaluate_(points, first);
    result_.points.insert(result_.points.end(), points.begin(), points.end());
    std::move(misses.begin(), misses.end(), std::back_inserter(result_.misses));
    result_.stages.insert(result_.stages.end(), points.size(), name);
    result_.weights.resize(result_.points.size(), 0.0);
    return first;
  }

  void match_history() {
    for (std::size_t w = 0; w < settings_.waves; ++w) {
      const auto points = region_.points(settings_.wave_points, static_cast<std::uint32_t>(w));
      if (points.size() < settings_.wave_points) return;  // too small a part to draw from evenly
      drawn_from_.push_back(region_.share());
      add_stage(fmt::format("wave {}", w + 1), points);
      const double left = region_.add(
          emulate(result_.points, result_.misses, settings_.emulator, settings_.cutoff));
      const WaveEmulators& wave = region_.last_wave();
      WaveSummary summary{points.size(), left, region_.share(), wave.cutoff, {}};
      for (const auto& emulator : wave.targets) {
        summary.explained.push_back(emulator ? emulator->explained() : std::nan(""));
      }
      result_.waves.push_back(std::move(summary));
      watch_(result_);
      if (left > little_left_out || region_.share() < 2.0 * Region::smallest_share) return;
    }
  }

  void add_wave_to_particles(std::size_t wave) {
    std::size_t begin = 0;
    for (std::size_t w = 0; w < wave; ++w) begin += result_.waves[w].points;
    const auto first = static_cast<std::ptrdiff_t>(begin);
    const auto last = first + static_cast<std::ptrdiff_t>(result_.waves[wave].points);
    particles_.add_even({result_.points.begin() + first, result_.points.begin() + last},
                        {result_.misses.begin() + first, result_.misses.begin() + last},
                        drawn_from_[wave]);
  }

  double aim() const { return 0.5 * static_cast<double>(settings_.posterior_points); }

  void weigh() {
    const double share = 0.25 * static_cast<double>(result_.points.size());
    particles_.weigh(std::min(aim(), std::max(share, 20.0)));
    result_.weights = particles_.weights();
    result_.tolerance = particles_.tolerance();
    result_.effective = particles_.effective();
  }

  bool near_enough() const {
    const auto& all = result_.generations;
    if (all.empty()) return false;
    if (result_.tolerance <= 1.0 && result_.effective >= aim()) return true;
    return all.size() > patience && all.back().effective >= aim() &&
           all.back().tolerance > little_closer * all[all.size() - 1 - patience].tolerance;
  }

  void approach() {
    weigh();
    for (std::uint32_t g = 0; g < settings_.generations && !near_enough(); ++g) {
      const bool even = result_.effective < fewest_to_follow;
      const std::vector<Point> points =
          even ? region_.points(settings_.generation_points, first_even_stream + g)
               : particles_.propose(settings_.generation_points, g);
      if (points.empty()) return;
      const std::size_t first = add_stage(fmt::format("generation {}", g + 1), points);
      const std::vector<Misses> misses(result_.misses.begin() + static_cast<std::ptrdiff_t>(first),
                                       result_.misses.end());
      if (even) {
        particles_.add_even(points, misses, region_.share());
      } else {
        particles_.add_proposed(points, misses);
      }
      weigh();
      result_.generations.push_back({points.size(), result_.tolerance, result_.effective});
      watch_(result_);
    }
  }

  /// Sum of squared steps from the posterior's mean, in normal scores.
  std::vector<double> distances_from_middle(const std::vector<std::size_t>& chosen) const {
    std::vector<double> distances(chosen.size(), 0.0);
    for (std::size_t p = 0; p < result_.points.front().size(); ++p) {
      std::vector<double> scores;
      for (const std::size_t n : chosen) scores.push_back(normal_quantile(result_.points[n][p]));
      const double middle =
          std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size());
      for (std::size_t k = 0; k < scores.size(); ++k) {
        distances[k] += (scores[k] - middle) * (scores[k] - middle);
      }
    }
    return distances;
  }

  void choose_posterior() {
    std::vector<std::size_t>& chosen = result_.posterior;
    if (!(result_.effective > 0.0)) return;
    const KeyedRandom random(settings_.seed, 0);
    const EntityId entity = entity_id("posterior", "order");
    chosen = resampled(result_.weights, settings_.posterior_points,
                       random.uniform(entity, 1, Purpose::sample_key, 0));
    for (std::size_t k = chosen.size(); k > 1; --k) {  // Fisher and Yates
      const double u =
          random.uniform(entity, 2, Purpose::sample_key, static_cast<std::uint32_t>(k));
      std::swap(chosen[k - 1], chosen[static_cast<std::size_t>(u * static_cast<double>(k))]);
    }
    const std::vector<double> distances = distances_from_middle(chosen);
    const auto nearest = std::min_element(distances.begin(), distances.end()) - distances.begin();
    std::swap(chosen.front(), chosen[static_cast<std::size_t>(nearest)]);
  }

  static constexpr std::uint32_t first_even_stream = 2048;

  const Settings& settings_;
  const Evaluate& evaluate_;
  const Watch& watch_;
  Region region_;
  Particles particles_;
  std::vector<double> drawn_from_;  ///< [waves] share of the prior that its points were drawn from
  Calibration result_;
};

}  // namespace

Calibration calibrate(const std::vector<std::string>& parameters, const Settings& settings,
                      const Evaluate& evaluate, const Watch& watch) {
  return Work(parameters, settings, evaluate, watch).run();
}

double typical_miss(const Calibration& calibration) {
  double sum = 0.0;
  for (std::size_t n = 0; n < calibration.points.size(); ++n) {
    if (!(calibration.weights[n] > 0.0)) continue;
    double squares = 0.0;
    for (const double miss : calibration.misses[n]) squares += miss * miss;
    sum += calibration.weights[n] * squares / static_cast<double>(calibration.misses[n].size());
  }
  return std::sqrt(sum);
}

std::size_t most_points(const Settings& settings) {
  return settings.waves * settings.wave_points + settings.generations * settings.generation_points;
}

}  // namespace overbuild::calibration

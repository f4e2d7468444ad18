#include "market/technology.hpp"

#include <algorithm>
#include <cmath>

#include "core/math.hpp"

namespace overbuild {

namespace {
constexpr double ln_10 = 2.302585092994045684;
constexpr double ln_2 = 0.693147180559945309;
}  // namespace

double training_efficiency(const TechnologyParameters& technology, double flop,
                           double knee_growth) {
  if (flop <= 0.0 || flop > technology.wall_flop) return 0.0;
  const double ratio = flop / (technology.knee_flop * knee_growth);
  return technology.cluster_efficiency / (1.0 + pow_(ratio, technology.knee_exponent));
}

double interconnect_energy_factor(const TechnologyParameters& technology, double flop,
                                  double knee_growth) {
  if (flop <= 0.0) return 1.0;
  const double ratio = flop / (technology.knee_flop * knee_growth);
  return 1.0 + technology.interconnect_energy * log10_(1.0 + ratio);
}

double capability_gain(const TechnologyParameters& technology, double effective_from,
                       double effective_to, double reference) {
  if (effective_from <= 0.0 || effective_to <= 0.0) return 0.0;
  const double from = log_(effective_from / reference);
  const double to = log_(effective_to / reference);
  const double lambda = technology.curvature;
  if (std::fabs(lambda) < 1e-9) return technology.kappa * (to - from) / ln_10;
  return technology.kappa * (exp_(lambda * to) - exp_(lambda * from)) / (lambda * ln_10);
}

namespace {
double effort_response(const TechnologyParameters& technology, double relative_effort,
                       double efficiency) {
  return pow_(std::max(relative_effort, 1e-6), technology.effort_exponent) *
         pow_(std::max(efficiency, 1.0), -technology.ideas_harder);
}
}  // namespace

double algorithmic_growth(const TechnologyParameters& technology, double relative_effort,
                          double efficiency) {
  return ln_2 * 12.0 / technology.halving_months *
         effort_response(technology, relative_effort, efficiency);
}

double inference_growth(const TechnologyParameters& technology, double relative_effort,
                        double efficiency) {
  return log_(technology.inference_growth) *
         effort_response(technology, relative_effort, efficiency);
}

double hours_per_job(const TechnologyParameters& technology, double hours_reference,
                     double capability, double capability_reference, double efficiency) {
  const double decades = technology.inference_exponent * (capability - capability_reference);
  return hours_reference * exp_(ln_10 * decades) / efficiency;
}

double open_catch_up(const TechnologyParameters& technology, double own, double own_trained,
                     double frontier, double distillable) {
  const double speed = technology.diffusion + technology.distillation * distillable;
  const double gap = std::max(frontier - own, 0.0);
  return std::max({own, own_trained, own + (1.0 - exp_(-speed)) * gap});
}

double race_hazard(const TechnologyParameters& technology, double relative_exposure) {
  if (technology.leap_hazard <= 0.0 || relative_exposure <= 0.0) return 0.0;
  return technology.leap_hazard * pow_(relative_exposure, technology.leap_exposure_exponent);
}

}  // namespace overbuild

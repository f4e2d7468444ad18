// A few numbers of behaviour fitted to training targets only: a quasi-random search on few common
// seeds, local refinement of the best, and all that is kept scored again on many. The rule by which
// the default is chosen (least loss on the many seeds) is fixed here, before anything is run.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <sstream>

#include <fmt/format.h>

#include "core/random.hpp"
#include "tools/hindcast.hpp"
#include "tools/study/left_out.hpp"
#include "tools/study/study.hpp"

namespace overbuild::study {

namespace {

/// A number that is fitted, within the range that a trial of the loop and the literature leave.
struct Dimension {
  std::string_view path;
  double lo, hi;
};

constexpr std::array<Dimension, 12> space = {{{"expectations.neglect", 0.3, 0.6},
                                              {"expectations.fade", 0.4, 0.9},
                                              {"expectations.announced_weight", 0.5, 0.9},
                                              {"expectations.error_clip", 0.4, 1.2},
                                              {"expectations.predisposition_sd", 0.5, 2.0},
                                              {"expectations.private_view_sd", 0.1, 0.5},
                                              {"rental.tightness_response", 1.2, 2.2},
                                              {"rental.cost_pass_through", 0.3, 0.9},
                                              {"rental.mean_reversion_speed", 0.05, 0.2},
                                              {"rental.glut_price_adjustment", 0.3, 1.0},
                                              {"capex.order_adjustment_speed", 0.4, 0.9},
                                              {"entry.hazard", 5.0, 40.0}}};

using Point = std::array<double, space.size()>;  ///< in [0, 1]

struct Fit {
  Point at{};
  double loss = 0;
  int met = 0;
};

double value_at(const Point& point, std::size_t d) {
  return space[d].lo + point[d] * (space[d].hi - space[d].lo);
}

/// The point of Halton's sequence: evenly spread, and the same in every run.
Point halton(std::uint32_t index) {
  constexpr std::array<std::uint32_t, space.size()> primes = {2,  3,  5,  7,  11, 13,
                                                              17, 19, 23, 29, 31, 37};
  Point point{};
  for (std::size_t d = 0; d < point.size(); ++d) {
    double part = 1.0;
    for (std::uint32_t k = index + 1; k > 0; k /= primes[d]) {
      part /= primes[d];
      point[d] += part * static_cast<double>(k % primes[d]);
    }
  }
  return point;
}

/// Squared misses of training targets in half widths of their bands, each at most nine.
Fit evaluate(const hindcast::Evidence& evidence, const ConfigRequest& base, const Point& at,
             std::uint32_t worlds, LeftOut& left_out) {
  ConfigRequest request = base;
  for (std::size_t d = 0; d < at.size(); ++d) {
    request.sets.push_back(fmt::format("{}={:.6f}", space[d].path, value_at(at, d)));
  }
  std::map<std::uint32_t, std::string> refused;
  const auto card =
      hindcast::score(evidence, run_replicates(
                                    evidence, request, 0, worlds, [](std::size_t) {}, &refused));
  left_out.ask(worlds);
  for (const auto& [world, reason] : refused) left_out.refuse(reason);
  Fit fit{at, 0.0, 0};
  for (std::size_t t = 0; t < evidence.targets.size(); ++t) {
    const hindcast::Target& target = evidence.targets[t];
    if (target.split != hindcast::Split::train) continue;
    const double center = target.center_mean ? card.targets[t].mean : card.targets[t].median;
    const double miss = (center - 0.5 * (target.lo + target.hi)) / (0.5 * (target.hi - target.lo));
    fit.loss += std::isfinite(miss) ? std::min(miss * miss, 9.0) : 9.0;
    fit.met += card.targets[t].pass ? 1 : 0;
  }
  return fit;
}

void sort_by_loss(std::vector<Fit>& fits) {
  std::stable_sort(fits.begin(), fits.end(),
                   [](const Fit& a, const Fit& b) { return a.loss < b.loss; });
}

/// A step around a point, smaller each round, reflected at the borders.
Point step_from(const Point& point, std::uint32_t trial, double size) {
  const KeyedRandom random(1, 0);
  Point next = point;
  for (std::size_t d = 0; d < next.size(); ++d) {
    next[d] += size * random.normal(entity_id("fit", space[d].path), trial, Purpose::sample_key, 0);
    if (next[d] < 0.0) next[d] = std::min(-next[d], 1.0);
    if (next[d] > 1.0) next[d] = std::max(2.0 - next[d], 0.0);
  }
  return next;
}

std::string fits_text(const std::vector<Fit>& fits, std::uint32_t worlds, const LeftOut& left_out) {
  std::string text = fmt::format(
      "# Printed by `overbuild_study fit`: fits to training targets only, scored on {} common "
      "seeds.\n# Loss: squared misses in half widths of bands. The first is the default.\nfits:\n",
      worlds);
  for (const Fit& fit : fits) {
    text += fmt::format("  - {{loss: {:.3f}, met: {}", fit.loss, fit.met);
    for (std::size_t d = 0; d < space.size(); ++d) {
      text += fmt::format(", {}: {:.4f}", space[d].path, value_at(fit.at, d));
    }
    text += "}\n";
  }
  std::istringstream missing(left_out.text());
  for (std::string line; std::getline(missing, line);) {
    if (!line.empty()) text += "# " + line + "\n";
  }
  return text;
}

}  // namespace

std::string fit_study(const StudyRequest& request) {
  const hindcast::Evidence evidence = require_evidence(request.configuration, "");
  const std::uint32_t screen = std::max(request.worlds / 20, 4U);
  const std::uint32_t points = std::max(request.worlds / 4, 10U);
  std::vector<Fit> fits;
  LeftOut screened, left_out;
  for (std::uint32_t k = 0; k < points; ++k) {
    fits.push_back(evaluate(evidence, request.configuration, halton(k), screen, screened));
  }
  sort_by_loss(fits);
  constexpr std::size_t kept = 6;
  fits.resize(std::min(fits.size(), kept));
  std::uint32_t trial = 0;
  for (const double size : {0.15, 0.08}) {
    for (Fit& fit : fits) {
      const Fit next = evaluate(evidence, request.configuration, step_from(fit.at, ++trial, size),
                                screen, screened);
      if (next.loss < fit.loss) fit = next;
    }
  }
  for (Fit& fit : fits) {
    fit = evaluate(evidence, request.configuration, fit.at, request.worlds, left_out);
  }
  sort_by_loss(fits);
  return fits_text(fits, request.worlds, left_out);
}

}  // namespace overbuild::study

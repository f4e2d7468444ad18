#include "agents/enterprise/opening_fit.hpp"

#include <algorithm>
#include <vector>

#include "core/math.hpp"

namespace overbuild {

namespace {

constexpr int largest_rounds = 120, patience = 20;
constexpr double wanted_misfit = 0.004, polished_misfit = 0.01, closely_met = 0.01;

/// Errors in the units of the unknowns: total spend, then each mode against the base mode.
ByMode errors_of(const ByMode& target, const ModeSpend& spend, std::size_t base) {
  double wanted = 0.0, total = 0.0;
  for (std::size_t m = 0; m < 4; ++m) {
    wanted += target[m];
    total += static_cast<double>(spend[m]) * 0.01;
  }
  ByMode errors{};
  const double of_base = log_ratio(target[base], static_cast<double>(spend[base]) * 0.01);
  for (std::size_t m = 0; m < 4; ++m) {
    if (m == base || target[m] <= 0.0) continue;
    errors[m] = log_ratio(target[m], static_cast<double>(spend[m]) * 0.01) - of_base;
  }
  errors[base] = log_ratio(wanted, total);  // moves the known share or budgets
  return errors;
}

/// The first mode that anybody is on record to pay for: its constant is zero.
std::size_t mode_without_constant(const ByMode& target) {
  std::size_t first = 0;
  while (first < 3 && target[first] <= 0.0) ++first;
  return first;
}

/// Spend grows with x[base]: the known share or, where that is given, first what firms may spend.
ModeConstants constants_of(const OpeningQuestion& question, const ByMode& x, std::size_t base) {
  ByMode add = x;
  add[base] = 0.0;
  const double level = add[mode_without_constant(question.target)];
  for (std::size_t m = 0; m < 4; ++m) {
    add[m] = question.target[m] > 0.0 ? add[m] - level : -1000.0;
  }
  const double given = question.given_known_scale;
  if (given <= 0.0) return {exp_(x[base]), 1.0, add[1], add[2], add[3], add[0]};
  return {given * exp_(std::max(x[base], 0.0)),
          exp_(std::min(x[base], 0.0)),
          add[1],
          add[2],
          add[3],
          add[0]};
}

/// Root of a falling step function of one unknown: Newton steps inside a bracket.  One large buyer
/// can make spend jump, so that no root exists; the search then ends on the nearer side.
class KnownSearch {
 public:
  explicit KnownSearch(double start) : x_(start) {}
  [[nodiscard]] double x() const { return x_; }
  /// `error` is ln(wanted / total) at x().
  void step(double error) {
    const double size = error < 0.0 ? -error : error;
    if (settled_) {  // the preferences have moved on: look around again
      if (size < wanted_misfit) return;
      low_ = x_ - 0.05;
      high_ = x_ + 0.05;
      closest_ = std::numeric_limits<double>::infinity();
    }
    if (size < closest_) {
      closest_ = size;
      best_ = x_;
    }
    (error > 0.0 ? low_ : high_) = x_;
    const double newton = x_ + std::clamp(error, -1.5, 1.5);
    const bool inside = newton > low_ && newton < high_;
    x_ = inside ? newton : 0.5 * (std::max(low_, -12.0) + std::min(high_, largest_x));
    settled_ = high_ - low_ < 2e-4 || low_ >= largest_x - 1e-9;
    if (settled_) x_ = best_;
  }

 private:
  static constexpr double largest_x = 8.0;
  double x_, best_ = 0.0;
  double low_ = -1e9, high_ = 1e9;
  double closest_ = std::numeric_limits<double>::infinity();
  bool settled_ = false;
};

/// Preference of one mode against the base mode: damped steps with the response learned on the way.
class PreferenceSearch {
 public:
  explicit PreferenceSearch(double slope)
      : slope_(slope), least_(0.3 * slope), most_(3.0 * slope) {}
  [[nodiscard]] double x() const { return x_; }
  void step(double error) {
    const double moved = x_ - before_;
    if (moved > 1e-4 || moved < -1e-4) {
      slope_ = std::clamp(0.5 * slope_ + 0.5 * (error_before_ - error) / moved, least_, most_);
    }
    before_ = x_;
    error_before_ = error;
    x_ += std::clamp(0.8 * error / slope_, -1.5, 1.5);
  }

 private:
  double x_ = 0.0, before_ = 0.0, error_before_ = 0.0;
  double slope_, least_, most_;
};

/// The fit at x, kept if it is the best so far; returns whether it is.
bool try_point(const OpeningQuestion& question, std::size_t base, const ByMode& x,
               OpeningFit& best) {
  const ModeConstants constants = constants_of(question, x, base);
  const ModeSpend spend = question.spend_at(constants);
  const double worst = largest_misfit(question.target, spend);
  if (worst >= best.misfit) return false;
  best = {constants, spend, worst, x};
  return true;
}

/// Alternating fixed point: preferences every round, the known share every third; the best counts.
OpeningFit approach(const OpeningQuestion& question, std::size_t base) {
  const double slope = 1.0 / std::max(question.choice_noise, 0.05);
  std::vector<PreferenceSearch> preference(4, PreferenceSearch(slope));
  KnownSearch known(-2.0);
  OpeningFit best;
  int since_best = 0;
  for (int round = 0; round < largest_rounds && since_best < patience; ++round) {
    ByMode x{preference[0].x(), preference[1].x(), preference[2].x(), preference[3].x()};
    x[base] = known.x();
    const ModeConstants constants = constants_of(question, x, base);
    const ModeSpend spend = question.spend_at(constants);
    const double worst = largest_misfit(question.target, spend);
    since_best = worst < 0.98 * best.misfit ? 0 : since_best + 1;
    if (worst < best.misfit) best = {constants, spend, worst, x};
    if (best.misfit <= wanted_misfit) break;
    const ByMode errors = errors_of(question.target, spend, base);
    for (std::size_t m = 0; m < 4; ++m) {
      if (m != base) preference[m].step(errors[m]);
    }
    if (round < 6 || round % 3 == 0) known.step(errors[base]);
  }
  return best;
}

/// Where one large buyer makes spend jump, small steps in each unknown still find a better corner.
void polish(const OpeningQuestion& question, std::size_t base, OpeningFit& best) {
  double size = 0.04;
  for (int round = 0; round < 6 && best.misfit > polished_misfit; ++round) {
    bool better = false;
    for (std::size_t m = 0; m < 4; ++m) {
      for (const double sign : {1.0, -1.0}) {
        ByMode x = best.x;
        x[m] += sign * size * (m == base ? 1.0 : 0.3);
        better |= try_point(question, base, x, best);
      }
    }
    if (!better) size *= 0.5;
  }
}

}  // namespace

double largest_misfit(const ByMode& target, const ModeSpend& spend) {
  double worst = 0.0;
  for (std::size_t m = 0; m < 4; ++m) {
    if (target[m] <= 0.0) continue;
    const double ratio = static_cast<double>(spend[m]) / (100.0 * target[m]);
    worst = std::max(worst, ratio > 1.0 ? ratio - 1.0 : 1.0 - ratio);
  }
  return worst;
}

double log_ratio(double target, double achieved) {
  return achieved > 0.0 ? std::clamp(log_(target / achieved), -4.0, 4.0) : 4.0;
}

OpeningFit fit_opening(const OpeningQuestion& question) {
  const std::size_t base = mode_without_constant(question.target);
  OpeningFit best = approach(question, base);
  if (best.misfit < 0.5) polish(question, base, best);
  if (!question.closely || best.misfit <= closely_met) return best;
  // Measured against a mode of few buyers the others shake with each of them.
  const auto largest = std::max_element(question.target.begin(), question.target.end());
  const auto other = static_cast<std::size_t>(largest - question.target.begin());
  if (other == base) return best;
  OpeningFit again = approach(question, other);
  if (again.misfit < 0.5) polish(question, other, again);
  return again.misfit < best.misfit ? again : best;
}

}  // namespace overbuild

#include "sim/experiments/prim.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include <fmt/format.h>

#include "core/config/prior.hpp"
#include "sim/results/table.hpp"

namespace overbuild {

namespace {

using Rows = std::vector<std::size_t>;

bool holds(const CaseSample& sample, const Box& box, std::size_t world, std::size_t but) {
  for (std::size_t i = 0; i < box.size(); ++i) {
    if (i != but && !box[i].holds(sample.inputs[i].values[world])) return false;
  }
  return true;
}

/// Worlds in a box, whatever one of its inputs is.
Rows rows_in(const CaseSample& sample, const Box& box, std::size_t but) {
  Rows rows;
  for (std::size_t w = 0; w < sample.cases.size(); ++w) {
    if (holds(sample, box, w, but)) rows.push_back(w);
  }
  return rows;
}

std::size_t cases_among(const CaseSample& sample, const Rows& rows) {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [&](std::size_t w) { return sample.cases[w]; }));
}

double share(std::size_t part, std::size_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

BoxStep step_of(const CaseSample& sample, Box box) {
  const Rows rows = rows_in(sample, box, box.size());
  BoxStep step;
  step.worlds = rows.size();
  step.cases = cases_among(sample, rows);
  const auto all_cases = std::count(sample.cases.begin(), sample.cases.end(), true);
  step.coverage = share(step.cases, static_cast<std::size_t>(all_cases));
  step.density = share(step.cases, step.worlds);
  step.mass = share(step.worlds, sample.cases.size());
  step.restricted = static_cast<std::size_t>(
      std::count_if(box.begin(), box.end(), [](const BoxSide& side) { return side.restricted(); }));
  step.box = std::move(box);
  return step;
}

/// A number between two that differ, as near their middle as there is one; the upper, if none.
double between(double lower, double upper) {
  const double middle = lower + 0.5 * (upper - lower);
  return middle > lower ? middle : upper;
}

/// A side that a box could have instead, with the worlds that come or go.
struct BoxChange {
  std::size_t input = 0;
  BoxSide side;
  std::size_t worlds = 0, cases = 0;
};

std::size_t portion(double part, std::size_t worlds) {
  return std::max<std::size_t>(1, static_cast<std::size_t>(part * static_cast<double>(worlds)));
}

/// All changes of one kind of a step, the best of which is wanted.
class BoxChanges {
 public:
  BoxChanges(const CaseSample& sample, const BoxStep& step) : sample_(sample), step_(step) {}

  std::vector<BoxChange> peels(double part) {
    const Rows rows = rows_in(sample_, step_.box, step_.box.size());
    for (std::size_t i = 0; i < step_.box.size(); ++i) {
      if (!sample_.inputs[i].is_number()) {
        flip_categories(i, rows, false);
        continue;
      }
      const Rows rising = sorted(i, rows), falling(rising.rbegin(), rising.rend());
      peel(i, rising, portion(part, rows.size()), &BoxSide::lo);
      peel(i, falling, portion(part, rows.size()), &BoxSide::hi);
    }
    return std::move(changes_);
  }

  std::vector<BoxChange> pastes(double part) {
    for (std::size_t i = 0; i < step_.box.size(); ++i) {
      const BoxSide& side = step_.box[i];
      if (!side.restricted()) continue;
      const Rows rows = rows_in(sample_, step_.box, i);
      if (!sample_.inputs[i].is_number()) {
        flip_categories(i, rows, true);
        continue;
      }
      const Rows rising = sorted(i, rows);
      Rows below, above;
      for (const std::size_t w : rising) {
        if (value(i, w) < side.lo) below.insert(below.begin(), w);
        if (value(i, w) > side.hi) above.push_back(w);
      }
      paste(i, below, portion(part, step_.worlds), &BoxSide::lo);
      paste(i, above, portion(part, step_.worlds), &BoxSide::hi);
    }
    return std::move(changes_);
  }

 private:
  double value(std::size_t input, std::size_t world) const {
    return sample_.inputs[input].values[world];
  }

  Rows sorted(std::size_t input, Rows rows) const {
    std::stable_sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
      return value(input, a) < value(input, b);
    });
    return rows;
  }

  /// Takes the first `count` of rows in order, with all that are equal to the last of them where
  /// there are others.
  std::size_t end_of(std::size_t input, const Rows& rows, std::size_t count) const {
    std::size_t end = std::min(count, rows.size());
    while (end < rows.size() && value(input, rows[end]) == value(input, rows[end - 1])) ++end;
    return end;
  }

  void add(std::size_t input, BoxSide side, const Rows& moved) {
    changes_.push_back({input, std::move(side), moved.size(), cases_among(sample_, moved)});
  }

  void peel(std::size_t input, const Rows& rows, std::size_t count, double BoxSide::*end) {
    std::size_t from = end_of(input, rows, count);
    // Equal values that reach further than what is to go: up to them, unless they are the first.
    std::size_t begin = count;
    while (begin > 0 && value(input, rows[begin - 1]) == value(input, rows[from - 1])) --begin;
    if (from > count && begin > 0) from = begin;
    if (from >= rows.size()) return;
    BoxSide side = step_.box[input];
    side.*end = limit(value(input, rows[from - 1]), value(input, rows[from]), end);
    add(input, std::move(side),
        Rows(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(from)));
  }

  void paste(std::size_t input, const Rows& rows, std::size_t count, double BoxSide::*end) {
    if (rows.empty()) return;
    const std::size_t to = end_of(input, rows, count);
    BoxSide side = step_.box[input];
    side.*end = to == rows.size() ? BoxSide{}.*end
                                  : limit(value(input, rows[to]), value(input, rows[to - 1]), end);
    add(input, std::move(side), Rows(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(to)));
  }

  /// An end of a side that leaves one value out and keeps the next.
  static double limit(double out, double in, double BoxSide::*end) {
    if (end == &BoxSide::lo) return between(out, in);
    const double middle = in + 0.5 * (out - in);
    return middle < out ? middle : in;
  }

  /// Each category of `rows` that is allowed left out, or that is left out allowed.
  void flip_categories(std::size_t input, const Rows& rows, bool excluded) {
    const std::size_t categories = sample_.inputs[input].categories.size();
    BoxSide side = step_.box[input];
    side.excluded.resize(categories, false);
    for (std::size_t c = 0; c < categories; ++c) {
      if (side.excluded[c] != excluded) continue;
      Rows moved;
      for (const std::size_t w : rows) {
        if (value(input, w) == static_cast<double>(c)) moved.push_back(w);
      }
      if (moved.empty()) continue;
      BoxSide flipped = side;
      flipped.excluded[c] = !excluded;
      add(input, std::move(flipped), moved);
    }
  }

  const CaseSample& sample_;
  const BoxStep& step_;
  std::vector<BoxChange> changes_;
};

/// The rise of density for each share of the box's worlds that goes (Friedman & Fisher 1999, 14.2);
/// the best that rises and leaves enough worlds.
std::optional<BoxChange> best_peel(const CaseSample& sample, const BoxStep& step,
                                   const PrimOptions& options) {
  std::optional<BoxChange> best;
  double best_gain = 0.0;
  for (BoxChange& change : BoxChanges(sample, step).peels(options.peel)) {
    const std::size_t left = step.worlds - change.worlds;
    if (left == 0 || share(left, sample.cases.size()) < options.least_mass) continue;
    const double rise = share(step.cases - change.cases, left) - step.density;
    const double gain = rise / share(change.worlds, step.worlds);
    if (!(gain > best_gain)) continue;
    best_gain = gain;
    best = std::move(change);
  }
  return best;
}

/// What leaves the densest box, and not one less dense than before.
std::optional<BoxChange> best_paste(const CaseSample& sample, const BoxStep& step,
                                    const PrimOptions& options) {
  std::optional<BoxChange> best;
  double best_density = 0.0;
  for (BoxChange& change : BoxChanges(sample, step).pastes(options.paste)) {
    const double density = share(step.cases + change.cases, step.worlds + change.worlds);
    if (density < step.density || !(density > best_density)) continue;
    best_density = density;
    best = std::move(change);
  }
  return best;
}

void follow(const CaseSample& sample, std::vector<BoxStep>& trajectory, const BoxChange& change) {
  Box box = trajectory.back().box;
  box[change.input] = change.side;
  trajectory.push_back(step_of(sample, std::move(box)));
}

}  // namespace

bool BoxSide::restricted() const {
  return std::isfinite(lo) || std::isfinite(hi) ||
         std::find(excluded.begin(), excluded.end(), true) != excluded.end();
}

bool BoxSide::holds(double value) const {
  if (!excluded.empty()) return !excluded[static_cast<std::size_t>(value)];
  return value >= lo && value <= hi;
}

std::vector<BoxStep> prim_trajectory(const CaseSample& sample, const PrimOptions& options) {
  std::vector<BoxStep> trajectory;
  const auto cases =
      static_cast<std::size_t>(std::count(sample.cases.begin(), sample.cases.end(), true));
  if (cases == 0 || cases == sample.cases.size()) return trajectory;
  trajectory.push_back(step_of(sample, Box(sample.inputs.size())));
  while (const auto change = best_peel(sample, trajectory.back(), options)) {
    follow(sample, trajectory, *change);
  }
  while (const auto change = best_paste(sample, trajectory.back(), options)) {
    follow(sample, trajectory, *change);
  }
  return trajectory;
}

std::size_t balanced_step(const std::vector<BoxStep>& trajectory) {
  const auto balance = [](const BoxStep& step) {
    const double sum = step.coverage + step.density;
    return sum > 0.0 ? step.coverage * step.density / sum : 0.0;
  };
  const auto best =
      std::max_element(trajectory.begin(), trajectory.end(),
                       [&](const BoxStep& a, const BoxStep& b) { return balance(a) < balance(b); });
  return static_cast<std::size_t>(best - trajectory.begin());
}

std::vector<double> quasi_p_values(const CaseSample& sample, const BoxStep& step) {
  std::vector<double> values(step.box.size(), std::nan(""));
  for (std::size_t i = 0; i < step.box.size(); ++i) {
    if (!step.box[i].restricted()) continue;
    const Rows wider = rows_in(sample, step.box, i);
    const double density = share(cases_among(sample, wider), wider.size());
    const auto n = static_cast<double>(step.worlds), k = static_cast<double>(step.cases);
    // The binomial tail as an incomplete beta function.
    values[i] = step.cases == 0 ? 1.0 : config::beta_cdf(density, k, n - k + 1.0);
  }
  return values;
}

std::string side_text(const SampleColumn& input, const BoxSide& side) {
  if (!side.restricted()) return {};
  if (input.is_number()) {
    const auto text = [](double value) { return significant_text(value, 3); };
    if (std::isinf(side.lo)) return "below " + text(side.hi);
    if (std::isinf(side.hi)) return "above " + text(side.lo);
    return fmt::format("{} to {}", text(side.lo), text(side.hi));
  }
  std::vector<std::string> allowed;
  for (std::size_t c = 0; c < input.categories.size(); ++c) {
    if (!side.excluded[c]) allowed.push_back(input.categories[c]);
  }
  return fmt::format("{}", fmt::join(allowed, " or "));
}

}  // namespace overbuild

// Scenario discovery on boxes that are known, and on the shallow lake, where it is published.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "core/quasi_random.hpp"
#include "core/random.hpp"
#include "sim/experiments/prim.hpp"
#include "sim/experiments/tree.hpp"

namespace prim_test {

using namespace overbuild;

/// Numbers from a Latin hypercube of the unit cube.
std::vector<SampleColumn> unit_inputs(std::size_t inputs, std::uint32_t worlds) {
  std::vector<EntityId> names;
  std::vector<SampleColumn> columns;
  for (std::size_t k = 0; k < inputs; ++k) {
    columns.push_back({"x" + std::to_string(k + 1), {}, {}});
    names.push_back(entity_id("prim", columns.back().name));
  }
  const LatinHypercube cube(11, names, worlds);
  for (std::uint32_t w = 0; w < worlds; ++w) {
    const std::vector<double> point = cube.point(w);
    for (std::size_t k = 0; k < inputs; ++k) columns[k].values.push_back(point[k]);
  }
  return columns;
}

TEST_CASE("PRIM finds a box whose bounds are known and leaves other inputs free") {
  CaseSample sample{unit_inputs(5, 2000), {}};
  const auto& x = sample.inputs;
  for (std::size_t w = 0; w < 2000; ++w) {
    sample.cases.push_back(x[0].values[w] < 0.4 && x[2].values[w] > 0.3 && x[2].values[w] < 0.8);
  }
  const auto trajectory = prim_trajectory(sample);
  REQUIRE(trajectory.size() > 5);
  CHECK(trajectory.front().coverage == 1.0);
  CHECK(trajectory.front().mass == 1.0);
  CHECK(trajectory.front().restricted == 0);
  const BoxStep& step = trajectory[balanced_step(trajectory)];
  CHECK(step.coverage > 0.95);
  CHECK(step.density > 0.95);
  CHECK(step.box[0].hi == doctest::Approx(0.4).epsilon(0.05));
  CHECK(std::isinf(step.box[0].lo));
  CHECK(step.box[2].lo == doctest::Approx(0.3).epsilon(0.1));
  CHECK(step.box[2].hi == doctest::Approx(0.8).epsilon(0.05));
  for (const std::size_t idle : {1U, 3U, 4U}) CHECK_FALSE(step.box[idle].restricted());
  const std::vector<double> p = quasi_p_values(sample, step);
  CHECK(p[0] < 1e-12);
  CHECK(p[2] < 1e-12);
  CHECK(std::isnan(p[1]));
}

TEST_CASE("each step of a trajectory tells what its box holds") {
  CaseSample sample{unit_inputs(3, 500), {}};
  for (std::size_t w = 0; w < 500; ++w) {
    sample.cases.push_back(sample.inputs[0].values[w] + sample.inputs[1].values[w] > 1.3);
  }
  const auto trajectory = prim_trajectory(sample);
  double before = 0.0;
  for (const BoxStep& step : trajectory) {
    std::size_t worlds = 0, cases = 0;
    for (std::size_t w = 0; w < 500; ++w) {
      bool inside = true;
      for (std::size_t k = 0; k < 3; ++k) {
        inside = inside && step.box[k].holds(sample.inputs[k].values[w]);
      }
      worlds += inside ? 1 : 0;
      cases += inside && sample.cases[w] ? 1 : 0;
    }
    CHECK(step.worlds == worlds);
    CHECK(step.cases == cases);
    CHECK(step.density >= before);
    CHECK(step.mass >= 0.05);
    before = step.density;
  }
}

TEST_CASE("categories are left out one by one") {
  CaseSample sample{unit_inputs(2, 600), {}};
  SampleColumn& colour = sample.inputs[1];
  colour = {"colour", {}, {"blue", "green", "red"}};
  for (std::size_t w = 0; w < 600; ++w) {
    colour.values.push_back(static_cast<double>(w % 3));
    sample.cases.push_back(w % 3 != 1 && sample.inputs[0].values[w] > 0.5);
  }
  const auto trajectory = prim_trajectory(sample);
  const BoxStep& step = trajectory[balanced_step(trajectory)];
  CHECK(side_text(colour, step.box[1]) == "blue or red");
  CHECK(step.density > 0.95);
  CHECK(step.coverage > 0.95);
}

TEST_CASE("values that repeat are peeled together") {
  CaseSample sample{{{"count", {}, {}}}, {}};
  for (std::size_t w = 0; w < 300; ++w) {
    sample.inputs[0].values.push_back(static_cast<double>(w % 3));
    sample.cases.push_back(w % 3 == 1);
  }
  const auto trajectory = prim_trajectory(sample);
  CHECK(trajectory.back().density == 1.0);
  CHECK(trajectory.back().coverage == 1.0);
  CHECK(side_text(sample.inputs[0], trajectory.back().box[0]) == "0.500 to 1.50");
}

TEST_CASE("without worlds of both kinds there is nothing to discover") {
  CaseSample sample{unit_inputs(1, 10), std::vector<bool>(10, true)};
  CHECK(prim_trajectory(sample).empty());
  sample.cases.assign(10, false);
  CHECK(prim_trajectory(sample).empty());
}

TEST_CASE("the quasi-p-value is the tail of a binomial distribution") {
  // In the box 9 of 10; without its side 12 of 20: R pbinom(8, 10, 0.6, lower.tail = FALSE).
  CaseSample sample{{{"x", {}, {}}}, {}};
  for (std::size_t w = 0; w < 20; ++w) {
    sample.inputs[0].values.push_back(static_cast<double>(w));
    sample.cases.push_back(w < 9 || (w >= 10 && w < 13));
  }
  BoxStep step;
  step.box = {BoxSide{}};
  step.box[0].hi = 9.5;
  step.worlds = 10;
  step.cases = 9;
  CHECK(quasi_p_values(sample, step)[0] == doctest::Approx(0.0463574016).epsilon(1e-9));
}

/// The shallow lake of Carpenter, Ludwig & Brock (1999) as Quinn et al. (2017) and the examples of
/// the EMA Workbench (Kwakkel 2017) have it: 100 years under constant releases of 0.02; whether
/// phosphorus ever passes the critical level, from which the lake does not return by itself.
struct Lake {
  double b, q, mean, stdev;

  double recycled(double p) const { return std::pow(p, q) / (1.0 + std::pow(p, q)); }

  /// Where recycling equals what is lost, between 0.01 and 1.5.
  double critical() const {
    double below = 0.01, above = 1.5;
    for (int k = 0; k < 60; ++k) {
      const double middle = 0.5 * (below + above);
      (recycled(middle) < b * middle ? below : above) = middle;
    }
    return below;
  }

  bool lost(std::uint32_t world) const {
    const double variance = std::log(1.0 + stdev * stdev / (mean * mean));
    const KeyedRandom random(17, world);
    double phosphorus = 0.0;
    for (std::uint32_t year = 0; year < 100; ++year) {
      const double normal = random.normal(entity_id("lake", 0, 0), year, Purpose::sample_key, 0);
      const double inflow =
          std::exp(std::log(mean) - 0.5 * variance + std::sqrt(variance) * normal);
      phosphorus += 0.02 + inflow + recycled(phosphorus) - b * phosphorus;
      if (phosphorus > critical()) return true;
    }
    return false;
  }
};

/// b 0.1 to 0.45, q 2 to 4.5, mean 0.01 to 0.05, stdev 0.001 to 0.005, delta 0.93 to 0.99.
CaseSample lakes(std::uint32_t worlds) {
  const double lo[] = {0.1, 2.0, 0.01, 0.001, 0.93}, hi[] = {0.45, 4.5, 0.05, 0.005, 0.99};
  const char* const names[] = {"b", "q", "mean", "stdev", "delta"};
  CaseSample sample{unit_inputs(5, worlds), {}};
  for (std::size_t k = 0; k < 5; ++k) {
    sample.inputs[k].name = names[k];
    for (double& value : sample.inputs[k].values) value = lo[k] + value * (hi[k] - lo[k]);
  }
  const auto& x = sample.inputs;
  for (std::uint32_t w = 0; w < worlds; ++w) {
    sample.cases.push_back(
        Lake{x[0].values[w], x[1].values[w], x[2].values[w], x[3].values[w]}.lost(w));
  }
  return sample;
}

double balance(double coverage, double density) {
  return coverage + density > 0.0 ? 2.0 * coverage * density / (coverage + density) : 0.0;
}

/// The best balance of all boxes "b below, q below, mean above" on a grid, by trying each.
double best_on_grid(const CaseSample& sample) {
  const auto all_cases = std::count(sample.cases.begin(), sample.cases.end(), true);
  const auto& x = sample.inputs;
  double best = 0.0;
  for (int b = 1; b <= 28; ++b) {
    for (int q = 1; q <= 20; ++q) {
      for (int m = 0; m < 8; ++m) {
        int worlds = 0, cases = 0;
        for (std::size_t w = 0; w < sample.cases.size(); ++w) {
          const bool inside = x[0].values[w] < 0.1 + 0.0125 * b &&
                              x[1].values[w] < 2.0 + 0.125 * q && x[2].values[w] > 0.01 + 0.005 * m;
          worlds += inside ? 1 : 0;
          cases += inside && sample.cases[w] ? 1 : 0;
        }
        if (worlds == 0) continue;
        best = std::max(best, balance(static_cast<double>(cases) / static_cast<double>(all_cases),
                                      static_cast<double>(cases) / worlds));
      }
    }
  }
  return best;
}

TEST_CASE("on the lake PRIM restricts its loss b and then its recycling q, as well as can be") {
  const CaseSample sample = lakes(1000);
  const auto trajectory = prim_trajectory(sample);
  REQUIRE(trajectory.size() > 3);
  // The lake is lost where little phosphorus leaves it and recycling sets in early: b, then q.
  const auto restricts = [&](std::size_t input) {
    return std::find_if(trajectory.begin(), trajectory.end(),
                        [&](const BoxStep& step) { return step.box[input].restricted(); });
  };
  CHECK(restricts(0) == trajectory.begin() + 1);
  CHECK(restricts(1) < trajectory.end());
  for (const std::size_t other : {2U, 3U, 4U}) CHECK(restricts(1) < restricts(other));
  const BoxStep& step = trajectory[balanced_step(trajectory)];
  INFO("coverage " << step.coverage << ", density " << step.density << " of "
                   << trajectory[0].density);
  CHECK(std::isfinite(step.box[0].hi));
  CHECK(std::isinf(step.box[0].lo));
  CHECK(std::isfinite(step.box[1].hi));
  CHECK(step.restricted == 2);
  CHECK(quasi_p_values(sample, step)[0] < 1e-6);
  CHECK(quasi_p_values(sample, step)[1] < 0.05);
  // How good a box can be depends on the lake; PRIM is held to the best one that there is.
  CHECK(balance(step.coverage, step.density) > best_on_grid(sample) - 0.01);
  // Its densest boxes hold hardly anything else.
  CHECK(trajectory.back().density > 0.99);
}

TEST_CASE("the tree asks about the input that matters first, and stops where nothing is gained") {
  CaseSample sample{unit_inputs(4, 1000), {}};
  const auto& x = sample.inputs;
  for (std::size_t w = 0; w < 1000; ++w) {
    sample.cases.push_back(x[1].values[w] >= 0.6 && x[3].values[w] < 0.5);
  }
  const std::vector<TreeNode> tree = grow_tree(sample);
  REQUIRE(tree.size() == 5);
  REQUIRE(tree[0].split.has_value());
  CHECK(tree[0].worlds == 1000);
  CHECK(tree[0].split->input == 1);
  CHECK(tree[0].split->at == doctest::Approx(0.6).epsilon(0.01));
  CHECK(answer_text(x[1], *tree[0].split, true).starts_with("x2 below 0.60"));
  const TreeNode& above = tree[tree[0].split->second];
  REQUIRE(above.split.has_value());
  CHECK(above.split->input == 3);
  CHECK(above.split->at == doctest::Approx(0.5).epsilon(0.02));
  CHECK(tree[above.split->first].cases == tree[above.split->first].worlds);
  CHECK(tree[above.split->second].cases == 0);
  CHECK(tree[tree[0].split->first].cases == 0);
}

TEST_CASE("a tree over inputs that tell nothing is its root") {
  CaseSample sample{unit_inputs(3, 400), {}};
  const KeyedRandom random(5, 0);
  for (std::uint32_t w = 0; w < 400; ++w) {
    sample.cases.push_back(
        random.bernoulli(entity_id("coin", 0, 0), 0, Purpose::sample_key, w, 0.5));
  }
  CHECK(grow_tree(sample, {3, 0.05, 0.05}).size() == 1);
}

TEST_CASE("a tree asks for categories, keeps to its depth and to leaves of some size") {
  CaseSample sample{unit_inputs(2, 900), {}};
  SampleColumn& colour = sample.inputs[0];
  colour = {"colour", {}, {"blue", "green", "red"}};
  for (std::size_t w = 0; w < 900; ++w) {
    colour.values.push_back(static_cast<double>(w % 3));
    sample.cases.push_back(w % 3 == 1);
  }
  const auto tree = grow_tree(sample);
  REQUIRE(tree.size() == 3);
  CHECK(answer_text(colour, *tree[0].split, true) == "colour is green");
  CHECK(answer_text(colour, *tree[0].split, false) == "colour is not green");
  for (std::size_t w = 0; w < 900; ++w) {
    sample.cases[w] = static_cast<int>(sample.inputs[1].values[w] * 16.0) % 2 == 0;
  }
  const auto deep = grow_tree(sample, {2, 0.2, 0.0});
  CHECK(deep.size() <= 7);
  for (const TreeNode& node : deep) CHECK(node.worlds >= 180);
}

}  // namespace prim_test

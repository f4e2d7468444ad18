// Estimators against functions whose indices are known exactly.
#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "core/random.hpp"
#include "sim/experiments/sensitivity.hpp"

namespace sensitivity_test {

using namespace overbuild;

std::vector<double> outcomes(const TestFunction& function, const std::vector<DesignRow>& design) {
  std::vector<double> values;
  for (const DesignRow& row : design) values.push_back(function.value(row.point));
  return values;
}

TEST_CASE("Sobol indices of Ishigami's function and of Sobol's g lie within their intervals") {
  for (const TestFunction& function : test_functions()) {
    const auto design = sobol_design(function.inputs, 2048, 1, false);
    CHECK(design.size() == 2048 * (function.inputs + 2));
    const auto indices = sobol_indices(function.inputs, false, outcomes(function, design)).inputs;
    for (std::size_t k = 0; k < function.inputs; ++k) {
      INFO(function.name << " input " << k);
      CHECK(indices[k].first.interval.lo <= function.first[k]);
      CHECK(indices[k].first.interval.hi >= function.first[k]);
      CHECK(indices[k].total.interval.lo <= function.total[k]);
      CHECK(indices[k].total.interval.hi >= function.total[k]);
      CHECK(std::fabs(indices[k].total.value - function.total[k]) < 0.03);
    }
  }
}

TEST_CASE("second-order indices of Ishigami's function and of Sobol's g") {
  for (const TestFunction& function : test_functions()) {
    const std::size_t d = function.inputs;
    const auto design = sobol_design(d, 4096, 1, false, SobolOrder::second);
    CHECK(design.size() == 4096 * (2 * d + 2));
    const SobolAnalysis analysis =
        sobol_indices(d, false, outcomes(function, design), SobolOrder::second);
    REQUIRE(analysis.pairs.size() == d * (d - 1) / 2);
    for (std::size_t p = 0; p < analysis.pairs.size(); ++p) {
      const PairResult& pair = analysis.pairs[p];
      INFO(function.name << " inputs " << pair.one << " and " << pair.other);
      CHECK(std::fabs(pair.second.value - function.second[p]) < 0.02);
      CHECK(pair.second.interval.lo <= function.second[p]);
      CHECK(pair.second.interval.hi >= function.second[p]);
    }
    for (std::size_t k = 0; k < d; ++k) {
      CHECK(std::fabs(analysis.inputs[k].first.value - function.first[k]) < 0.03);
    }
  }
}

TEST_CASE("a design with pairs holds the one without, and luck meets inputs") {
  const auto plain = sobol_design(2, 8, 1, true);
  const auto pairs = sobol_design(2, 8, 1, true, SobolOrder::second);
  REQUIRE(pairs.size() == 8 * 8);
  for (std::size_t j = 0; j < 8; ++j) {
    for (std::size_t r = 0; r < 5; ++r) {
      CHECK(pairs[8 * j + r].point == plain[5 * j + r].point);
      CHECK(pairs[8 * j + r].replicate == plain[5 * j + r].replicate);
    }
    CHECK(pairs[8 * j + 7].point == pairs[8 * j + 1].point);  // B with the luck of A
    CHECK(pairs[8 * j + 7].replicate == pairs[8 * j].replicate);
    CHECK(pairs[8 * j + 5].point[0] == pairs[8 * j].point[0]);
    CHECK(pairs[8 * j + 5].point[1] == pairs[8 * j + 1].point[1]);
  }
  // An input of 0 to 1 that counts in lucky worlds only: one half of it is an interaction.
  const auto design = sobol_design(1, 4096, 5, true, SobolOrder::second);
  std::vector<double> values;
  for (const DesignRow& row : design) {
    const bool lucky = (row.replicate * 2654435761U >> 16 & 1U) != 0;
    values.push_back((row.point[0] - 0.5) * (lucky ? 1.0 : -1.0));
  }
  const auto analysis = sobol_indices(1, true, values, SobolOrder::second);
  CHECK(std::fabs(analysis.inputs[0].first.value) < 0.05);
  CHECK(analysis.pairs[0].second.value == doctest::Approx(1.0).epsilon(0.08));
}

TEST_CASE("Morris moves each input once a trajectory and finds the inert one") {
  const auto design = morris_design(4, 12, 3, true);
  REQUIRE(design.size() == 12 * 6);
  std::vector<double> linear;
  for (std::size_t t = 0; t < 12; ++t) {
    std::set<std::size_t> moved;
    for (std::size_t r = 6 * t; r < 6 * t + 5; ++r) {
      std::size_t changes = 0;
      for (std::size_t k = 0; k < 4; ++k) {
        if (design[r].point[k] == design[r + 1].point[k]) continue;
        CHECK(std::fabs(design[r].point[k] - design[r + 1].point[k]) == doctest::Approx(2.0 / 3.0));
        moved.insert(k);
        ++changes;
      }
      if (design[r].replicate != design[r + 1].replicate) {
        moved.insert(4);
        ++changes;
      }
      CHECK(changes == 1);
    }
    CHECK(moved.size() == 5);
  }
  for (const DesignRow& row : design) {
    linear.push_back(3.0 * row.point[0] - 2.0 * row.point[2] +
                     (row.replicate % 2 == 1 ? 0.5 : 0.0));
  }
  const auto effects = morris_effects(design, 4, true, linear).inputs;
  CHECK(effects[0].mean == doctest::Approx(3.0));
  CHECK(effects[1].mean_size.value == doctest::Approx(0.0));
  CHECK(effects[2].mean == doctest::Approx(-2.0));
  CHECK(effects[2].mean_size.value == doctest::Approx(2.0));
  CHECK(effects[4].mean == doctest::Approx(0.5));
  CHECK(effects[0].spread == doctest::Approx(0.0));
}

TEST_CASE("luck is told apart from the priors") {
  const auto design = sobol_design(1, 4096, 5, true);
  std::vector<double> values;
  for (const DesignRow& row : design) {
    // Variance of the input 4/12, of luck 1/4 (two equally likely values).
    values.push_back(2.0 * row.point[0] +
                     ((row.replicate * 2654435761U >> 16 & 1U) != 0 ? 1.0 : 0.0));
  }
  const auto indices = sobol_indices(1, true, values).inputs;
  CHECK(indices[0].first.value == doctest::Approx(4.0 / 7.0).epsilon(0.08));
  CHECK(indices[1].total.value == doctest::Approx(3.0 / 7.0).epsilon(0.08));
}

TEST_CASE("the variance among worlds of equal inputs is taken off what inputs explain") {
  const auto design = sobol_design(2, 4096, 7, true);
  // Variance of the inputs 4/12 and 1/12, and of noise 4/12.
  const EntityId noise = entity_id("test", "noise");
  std::vector<double> values;
  for (const DesignRow& row : design) {
    const KeyedRandom luck(11, row.replicate);
    values.push_back(2.0 * row.point[0] + row.point[1] +
                     2.0 * luck.uniform(noise, 0, Purpose::sample_key, 0));
  }
  const auto indices = sobol_indices(2, true, values).inputs;
  CHECK(indices[2].total.value == doctest::Approx(4.0 / 9.0).epsilon(0.03));
  CHECK(indices[0].total.value == doctest::Approx(4.0 / 9.0).epsilon(0.03));
  // Noise hides the inputs; without it they share all there is, 4 to 1.
  CHECK(indices[0].total_without_luck.value == doctest::Approx(0.8).epsilon(0.05));
  CHECK(indices[1].total_without_luck.value == doctest::Approx(0.2).epsilon(0.05));
  CHECK(indices[0].total_without_luck.interval.lo < 0.8);
  CHECK(indices[0].total_without_luck.interval.hi > 0.8);
  CHECK(std::isnan(indices[2].total_without_luck.value));
  const auto quiet = sobol_design(2, 64, 7, false);
  std::vector<double> plain;
  for (const DesignRow& row : quiet) plain.push_back(row.point[0]);
  CHECK(std::isnan(sobol_indices(2, false, plain).inputs[0].first_without_luck.value));
}

TEST_CASE("luck without effect takes nothing off") {
  const auto design = sobol_design(2, 512, 3, true);
  std::vector<double> values;
  for (const DesignRow& row : design) values.push_back(2.0 * row.point[0] + row.point[1]);
  for (const SobolResult& index : sobol_indices(2, true, values).inputs) {
    if (std::isnan(index.first_without_luck.value)) continue;
    CHECK(index.first_without_luck.value == index.first.value);
    CHECK(index.total_without_luck.value == index.total.value);
  }
}

TEST_CASE("rows that did not end take their block with them") {
  const TestFunction& function = test_functions().front();
  const auto design = sobol_design(3, 512, 1, false);
  auto values = outcomes(function, design);
  values[7] = std::nan("");
  const SobolAnalysis analysis = sobol_indices(3, false, values);
  CHECK(analysis.use.used == 511);
  CHECK(analysis.use.all == 512);
  for (const SobolResult& index : analysis.inputs) CHECK(std::isfinite(index.total.value));
  for (std::size_t r = 5; r < values.size(); ++r) values[r] = std::nan("");
  const SobolAnalysis one = sobol_indices(3, false, values);  // one base point says nothing
  CHECK(one.use.used == 1);
  CHECK(std::isnan(one.inputs[0].first.value));
  CHECK(std::isnan(one.inputs[0].total.interval.lo));
}

TEST_CASE("an outcome that is the same in all rows is explained by no input") {
  const auto design = sobol_design(3, 64, 1, true);
  const SobolAnalysis sobol = sobol_indices(3, true, std::vector<double>(design.size(), 7.0));
  CHECK(sobol.use.constant);
  REQUIRE(sobol.inputs.size() == 4);
  for (const SobolResult& index : sobol.inputs) {
    CHECK(std::isnan(index.first.value));
    CHECK(std::isnan(index.total.value));
  }
  const auto paths = morris_design(3, 8, 1, true);
  const MorrisAnalysis morris =
      morris_effects(paths, 3, true, std::vector<double>(paths.size(), 7.0));
  CHECK(morris.use.constant);
  for (const MorrisResult& effect : morris.inputs) {
    CHECK(effect.mean_size.value == 0.0);
    CHECK(std::isnan(effect.mean_size.interval.hi));  // eight trajectories are no proof
  }
}

TEST_CASE("Morris sees the input of Ishigami's function that carries most of the variance") {
  const TestFunction& ishigami = test_functions().front();
  const auto design = morris_design(3, 1000, 1, false);
  const auto effects = morris_effects(design, 3, false, outcomes(ishigami, design)).inputs;
  // From 0 to 2/3 and from 1/3 to 1, sin^2 moves by 3/4 one way and the other.
  CHECK(effects[1].mean_size.value == doctest::Approx(7.875));
  CHECK(std::fabs(effects[1].mean) < 1.0);
  CHECK(effects[1].spread == doctest::Approx(7.875 * std::sqrt(1000.0 / 999.0)).epsilon(0.01));
}

TEST_CASE("the spread of effects divides by n - 1") {
  const auto design = morris_design(1, 2, 1, false);
  REQUIRE(design.size() == 4);
  std::vector<double> values;
  for (const DesignRow& row : design) values.push_back(row.point[0]);
  values[3] += 2.0 * (design[3].point[0] - design[2].point[0]);  // effects of 1 and 3
  const auto effects = morris_effects(design, 1, false, values).inputs;
  CHECK(effects[0].mean == doctest::Approx(2.0));
  CHECK(effects[0].spread == doctest::Approx(std::sqrt(2.0)));
}

TEST_CASE("screening tries every value of a choice, and stays inside the ends of other priors") {
  const std::vector<config::PriorChoice> choices = {
      {"usual", 0.0, 0.45}, {"rare", 0.45, 0.46}, {"other", 0.46, 1.0}};
  std::set<std::string> tried;
  for (const double level : {0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0}) {
    const double u = screening_uniform(level, choices);
    for (const config::PriorChoice& choice : choices) {
      if (u >= choice.from && u < choice.to) tried.insert(choice.text);
    }
  }
  CHECK(tried.size() == 3);
  CHECK(screening_uniform(0.0, {}) > 0.0);
  CHECK(screening_uniform(1.0, {}) < 1.0);
  CHECK(screening_uniform(0.5, {}) == doctest::Approx(0.5));
}

}  // namespace sensitivity_test

// First-order indices from samples without a design, against functions whose indices are known.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "core/random.hpp"
#include "sim/experiments/given_data.hpp"

namespace given_data_test {

using namespace overbuild;

/// Points by chance, as an ensemble has them, and what a function makes of them.
struct Sample {
  std::vector<SampleColumn> inputs;
  std::vector<double> outcome;
};

Sample sample_of(const TestFunction& function, std::uint32_t worlds, std::uint32_t seed) {
  Sample sample;
  for (std::size_t k = 0; k < function.inputs; ++k) {
    sample.inputs.push_back({"x" + std::to_string(k + 1), {}, {}});
  }
  const KeyedRandom random(seed, 0);
  for (std::uint32_t w = 0; w < worlds; ++w) {
    std::vector<double> point;
    for (std::uint32_t k = 0; k < function.inputs; ++k) {
      point.push_back(random.uniform(entity_id("given", 0, k), 0, Purpose::sample_key, w));
      sample.inputs[k].values.push_back(point.back());
    }
    sample.outcome.push_back(function.value(point));
  }
  return sample;
}

TEST_CASE("indices of Ishigami's function and of Sobol's g from points by chance") {
  for (const TestFunction& function : test_functions()) {
    const Sample sample = sample_of(function, 8192, 1);
    const auto indices = given_data_indices(sample.inputs, sample.outcome).inputs;
    for (std::size_t k = 0; k < function.inputs; ++k) {
      INFO(function.name << " input " << k << ", error " << indices[k].error);
      CHECK(std::fabs(indices[k].first.value - function.first[k]) < 0.025);
      CHECK(indices[k].error > 0.0);
      CHECK(indices[k].error < 0.02);
      CHECK(indices[k].parts == 90);
    }
  }
}

TEST_CASE("an input that does nothing is not told to explain anything") {
  // Without the correction the mean over samples would be parts/n, one tenth.
  double sum = 0.0;
  for (std::uint32_t seed = 1; seed <= 50; ++seed) {
    const Sample sample = sample_of(test_functions().front(), 100, seed);
    sum += given_data_indices(sample.inputs, sample.outcome).inputs[2].first.value;
  }
  CHECK(std::fabs(sum / 50.0) < 0.02);
}

TEST_CASE("standard errors are as large as estimates vary") {
  std::vector<double> estimates;
  double error = 0.0;
  for (std::uint32_t seed = 1; seed <= 40; ++seed) {
    const Sample sample = sample_of(test_functions().front(), 400, seed);
    const auto index = given_data_indices(sample.inputs, sample.outcome).inputs[1];
    estimates.push_back(index.first.value);
    error += index.error / 40.0;
  }
  const double spread = std::sqrt(sample_variance(estimates));
  CHECK(error > 0.7 * spread);
  CHECK(error < 1.4 * spread);
}

TEST_CASE("categories and values that repeat have a part each") {
  SampleColumn colour{"colour", {}, {"blue", "red"}}, count{"count", {}, {}};
  std::vector<double> outcome;
  for (int w = 0; w < 400; ++w) {
    colour.values.push_back(w % 2);
    count.values.push_back(w / 2 % 3);
    outcome.push_back(w % 2 == 0 ? 1.0 : 3.0);
  }
  outcome[5] = std::nan("");
  const GivenDataAnalysis analysis = given_data_indices({colour, count}, outcome);
  CHECK(analysis.use.used == 399);
  CHECK(analysis.inputs[0].parts == 2);
  CHECK(analysis.inputs[0].first.value == doctest::Approx(1.0));
  CHECK(analysis.inputs[1].parts == 3);
  CHECK(std::fabs(analysis.inputs[1].first.value) < 0.01);
}

TEST_CASE("an outcome that does not vary, or too few worlds, have no indices") {
  const SampleColumn x{"x", {1, 2, 3, 4, 5, 6}, {}};
  const GivenDataAnalysis constant = given_data_indices({x}, {2, 2, 2, 2, 2, 2});
  CHECK(constant.use.constant);
  CHECK(std::isnan(constant.inputs[0].first.value));
  const double none = std::nan("");
  CHECK(std::isnan(given_data_indices({x}, {1, 2, 3, none, none, none}).inputs[0].first.value));
}

}  // namespace given_data_test

// Statistics of finite samples against values from the literature; none of them is certain.
#include <doctest/doctest.h>

#include <cmath>

#include "sim/experiments/statistics.hpp"

namespace experiment_statistics_test {

using namespace overbuild;

TEST_CASE("shares have Wilson's interval") {
  // Newcombe 1998 (single proportion), table I, method 3: 81/263, 15/148, 0/20, 1/29.
  const auto close = [](std::size_t held, std::size_t all, double lo, double hi) {
    const Interval interval = probability(held, all).interval;
    CHECK(interval.lo == doctest::Approx(lo).epsilon(1e-3));
    CHECK(interval.hi == doctest::Approx(hi).epsilon(1e-3));
  };
  close(81, 263, 0.2553, 0.3662);
  close(15, 148, 0.0624, 0.1605);
  close(1, 29, 0.0061, 0.1718);
  CHECK(probability(0, 20).interval.hi == doctest::Approx(0.1611).epsilon(1e-3));
  CHECK(probability(0, 10).interval.lo == 0.0);
  CHECK(probability(0, 10).interval.hi == doctest::Approx(0.2775).epsilon(1e-3));
  CHECK(probability(10, 10).interval.lo == doctest::Approx(0.7225).epsilon(1e-3));
  CHECK(probability(10, 10).interval.hi == 1.0);
  CHECK(std::isnan(probability(0, 0).value));
  for (std::size_t n = 1; n <= 40; ++n) {
    for (std::size_t k = 0; k <= n; ++k) {
      const Probability p = probability(k, n);
      CHECK(p.interval.lo < p.interval.hi);
      CHECK((p.interval.lo <= p.value && p.value <= p.interval.hi));
    }
  }
}

TEST_CASE("no share of a finite sample is told as a certainty") {
  CHECK(probability_text(0, 10) == "0 of 10: below 27.8 %");
  CHECK(probability_text(10, 10) == "10 of 10: above 72.2 %");
  CHECK(probability_text(4, 10) == "4 of 10: 40.0 % [16.8, 68.7]");
  CHECK(probability_text(511, 512) == "511 of 512: 99.80 % [98.90, 99.97]");
  CHECK(probability_text(1, 512) == "1 of 512: 0.20 % [0.03, 1.10]");
  CHECK(probability_text(0, 0) == "-");
}

TEST_CASE("differences of paired shares have Newcombe's interval") {
  // Newcombe 1998 (paired proportions), table II, method 10: both 36, only first 12, only second 2,
  // neither 0 gives 0.2 with [0.0569, 0.3404]; 1, 1, 7, 3 the other way.
  const auto of = [](int both, int first, int second, int none) {
    std::vector<double> a, b;
    const auto add = [&](int times, double x, double y) {
      for (int k = 0; k < times; ++k) {
        a.push_back(x);
        b.push_back(y);
      }
    };
    add(both, 1.0, 1.0);
    add(first, 1.0, 0.0);
    add(second, 0.0, 1.0);
    add(none, 0.0, 0.0);
    return paired_difference(a, b);
  };
  const ShareDifference told = of(36, 12, 2, 0);
  CHECK(told.value == doctest::Approx(0.2));
  CHECK(told.interval.lo == doctest::Approx(0.0569).epsilon(0.002));
  CHECK(told.interval.hi == doctest::Approx(0.3404).epsilon(0.002));
  const ShareDifference same = of(10, 0, 0, 0);  // all pay off with and without
  CHECK(same.value == 0.0);
  CHECK(same.interval.lo == doctest::Approx(-0.2775).epsilon(1e-3));
  CHECK(same.interval.hi == doctest::Approx(0.2775).epsilon(1e-3));
  CHECK(of(0, 8, 0, 0).interval.lo < 1.0);
  CHECK(std::isnan(of(0, 0, 0, 0).value));
}

TEST_CASE("variances divide by n - 1") {
  CHECK(sample_variance({1.0, 2.0, 3.0, 4.0}) == doctest::Approx(5.0 / 3.0));
  CHECK(std::isnan(sample_variance({1.0})));
}

TEST_CASE("a bootstrap of rows that are all alike is no certainty") {
  const auto constant = [](const std::vector<std::size_t>&) { return 2.0; };
  CHECK(std::isnan(bootstrap(20, 100, constant).lo));
  const auto first = [](const std::vector<std::size_t>& rows) {
    return static_cast<double>(rows[0]);
  };
  CHECK(bootstrap(20, 100, first).lo < bootstrap(20, 100, first).hi);
}

}  // namespace experiment_statistics_test

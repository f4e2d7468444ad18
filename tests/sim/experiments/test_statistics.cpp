#include "sim/experiments/statistics.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace statistics_test {

using namespace overbuild;

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST_CASE("quantiles interpolate between order statistics and leave out what is no number") {
  CHECK(quantile({3.0, 1.0, 2.0}, 0.5) == 2.0);
  CHECK(quantile({4.0, 1.0, 3.0, 2.0}, 0.25) == 1.75);
  CHECK(quantile({1.0, std::nan(""), 3.0}, 1.0) == 3.0);
  CHECK(median({1.0, 2.0}) == 1.5);
  CHECK(std::isnan(median({std::nan("")})));
  CHECK(std::isnan(median({})));
}

TEST_CASE("a quantile beside an infinity is what its own order statistics say") {
  CHECK(median({1.0, 2.0, infinity}) == 2.0);
  CHECK(median({infinity, infinity, infinity}) == infinity);
  CHECK(quantile({1.0, infinity, infinity}, 0.75) == infinity);
  CHECK(quantile({1.0, 2.0, infinity, infinity}, 0.5) == infinity);
  CHECK(quantile({-infinity, 1.0}, 0.5) == -infinity);
  CHECK(quantile({-infinity, 1.0}, 1.0) == 1.0);
  CHECK(std::isnan(quantile({-infinity, infinity}, 0.5)));
}

}  // namespace statistics_test

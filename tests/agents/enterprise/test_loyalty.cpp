#include <doctest/doctest.h>

#include <cmath>

#include "agents/enterprise/enterprise.hpp"
#include "agents/enterprise/loyalty.hpp"
#include "agents/enterprise/procurement.hpp"

namespace loyalty_test {

using namespace overbuild;

const std::uint32_t a = seller_key(Mode::api, 0), b = seller_key(Mode::api, 1),
                    open = seller_key(Mode::hosted_open, 5);

/// Shares of one workload with these suppliers, the latest last.
Loyalty of(std::array<std::uint32_t, 5> years) {
  LoyaltySums sums;
  sums.add({years[3], years[2], years[1], years[0]}, years[4], {1.0, 10.0, 100.0});
  return sums.shares();
}

TEST_CASE("loyalty: a change is one between two years with a supplier") {
  CHECK(of({0, 0, 0, a, b}).changed[Loyalty::firms] == 1.0);
  CHECK(of({0, 0, 0, a, a}).changed[Loyalty::firms] == 0.0);
  CHECK(std::isnan(of({0, 0, 0, a, 0}).changed[Loyalty::firms]));
  CHECK(std::isnan(of({0, 0, 0, 0, a}).changed[Loyalty::firms]));
}

TEST_CASE("loyalty: who is back within three years has returned, later or elsewhere has not") {
  CHECK(of({a, b, a, b, b}).returned[Loyalty::firms] == 1.0);
  CHECK(of({a, b, b, b, a}).returned[Loyalty::firms] == 1.0);
  CHECK(of({a, 0, 0, a, a}).returned[Loyalty::firms] == 1.0);
  CHECK(of({a, b, b, open, b}).returned[Loyalty::firms] == 0.0);
  CHECK(std::isnan(of({a, a, b, a, a}).returned[Loyalty::firms]));
}

TEST_CASE("loyalty: moves to open models count net, and only if they last") {
  CHECK(of({a, open, open, open, open}).net_to_open[Loyalty::jobs] == 1.0);
  CHECK(of({a, open, open, open, b}).net_to_open[Loyalty::jobs] == 0.0);
  CHECK(of({open, a, a, a, a}).net_to_open[Loyalty::jobs] == -1.0);
  CHECK(of({a, a, open, open, open}).net_to_open[Loyalty::jobs] == 0.0);
}

TEST_CASE("loyalty: sums weigh by firms, jobs and value") {
  LoyaltySums sums, more;
  sums.add({a, 0, 0, 0}, b, {1.0, 10.0, 1.0});
  more.add({a, 0, 0, 0}, a, {3.0, 10.0, 9.0});
  sums += more;
  const Loyalty shares = sums.shares();
  CHECK(shares.changed[Loyalty::firms] == doctest::Approx(0.25));
  CHECK(shares.changed[Loyalty::jobs] == doctest::Approx(0.5));
  CHECK(shares.changed[Loyalty::value] == doctest::Approx(0.1));
}

}  // namespace loyalty_test

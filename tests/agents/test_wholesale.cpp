#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "agents/wholesale.hpp"

namespace wholesale_test {

using namespace overbuild;

Bargain pair() {
  Bargain b{};
  b.product_price = 10.0;
  b.job_cost = 2.0;
  b.workflow_quality = 0.3;
  b.capability = 3.0;
  b.cost = 1.0;
  b.list = 6.0;
  b.has_alternative = true;
  b.alternative_capability = 3.0;
  b.alternative_price = 3.0;
  return b;
}

double price(const Bargain& b, double power, bool seats = false) {
  return b.list * wholesale_discount(b, power, 2.0, seats);
}

TEST_CASE("a bargain splits what both gain over going elsewhere") {
  // An equal model at 3 usd: together they save 3 - 1 a job.
  CHECK(price(pair(), 0.5) == doctest::Approx(2.0));
  CHECK(price(pair(), 0.0) == doctest::Approx(1.0));
  CHECK(price(pair(), 1.0) == doctest::Approx(3.0));
  Bargain better = pair();
  better.alternative_capability = 2.0;  // the application would lose customers
  CHECK(price(better, 0.5) > price(pair(), 0.5));
}

TEST_CASE("the price stays between cost and list, whatever the alternatives") {
  Bargain alone = pair();
  alone.has_alternative = false;
  CHECK(price(alone, 1.0) == doctest::Approx(6.0));
  Bargain useless = pair();
  useless.alternative_price = 0.2;
  useless.alternative_capability = 4.0;
  CHECK(price(useless, 0.5) == doctest::Approx(1.0));
  Bargain dear = pair();
  dear.list = 0.8;
  CHECK(wholesale_discount(dear, 0.5, 2.0, false) == 1.0);
}

TEST_CASE("a lab that could sell the seat itself gives less away") {
  CHECK(price(pair(), 0.3, true) > price(pair(), 0.3, false));
  Bargain bound = pair();
  bound.workflow_quality = 3.0;  // customers would not leave the workflow
  CHECK(price(bound, 0.3, true) - price(bound, 0.3, false) <
        price(pair(), 0.3, true) - price(pair(), 0.3, false));
}

AppParameters rules(std::int64_t back_ends) {
  AppParameters p{};
  p.backend_switching = 0.1;
  p.back_ends = back_ends;
  p.routing_noise = 0.25;
  return p;
}

const std::vector<Supply> supplies{{0, 3.0, 4.0}, {1, 2.9, 3.4}, {2, 2.0, 1.0}, {3, 3.0, 4.2}};

TEST_CASE(
    "traffic goes to the best per dollar, and to those near it when products may have several") {
  const auto single = route_traffic(rules(1), supplies, {}, 2.0);
  REQUIRE(single.size() == 1);
  CHECK(single[0].share == 1.0);
  const auto several = route_traffic(rules(3), supplies, {}, 2.0);
  CHECK(several.size() == 3);
  double sum = 0.0;
  for (const Route& route : several) sum += route.share;
  CHECK(sum == doctest::Approx(1.0));
  CHECK(several[0].back_end == single[0].back_end);
  CHECK(several[0].share >= several[1].share);
  CHECK(route_traffic(rules(3), {}, {}, 2.0).empty());
}

TEST_CASE("a model in use is left only for one that is better by more than moving costs") {
  const std::vector<Supply> near{{0, 3.0, 4.0}, {1, 3.0, 3.8}};
  const std::vector<Route> present{{0, 1.0, 4.0}};
  CHECK(route_traffic(rules(1), near, present, 2.0)[0].back_end == 0);
  CHECK(route_traffic(rules(1), near, {}, 2.0)[0].back_end == 1);
}

TEST_CASE("suppliers are counted once, if their best model is near the best") {
  const std::vector<std::uint32_t> of{0, 0, 1, 2};
  CHECK(viable_suppliers(supplies, of, 2.0, 0.5) == 2);
  CHECK(viable_suppliers(supplies, of, 2.0, 10.0) == 3);
  CHECK(viable_suppliers(supplies, of, 2.0, 0.0) == 1);
}

}  // namespace wholesale_test

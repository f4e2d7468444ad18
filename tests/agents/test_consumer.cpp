#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "agents/consumer.hpp"

namespace consumer_test {

using namespace overbuild;

ConsumerParameters rules() {
  ConsumerParameters p{};
  p.people = 3e9;
  p.adoption = 0.4;
  p.adoption_ceiling = 0.8;
  p.adoption_speed = 0.3;
  p.plan_price = 240.0;
  p.paying_share = 0.035;
  p.willingness_sd = 1.2;
  p.income_sd = 0.8;
  p.capability_value = 0.4;
  p.jobs_paid = 100.0;
  p.jobs_free = 5.0;
  p.free_tier = 1.0;
  p.cohorts = 10;
  return p;
}

Consumers opened(const ConsumerParameters& p) {
  Consumers c;
  open_consumers(p, p.plan_price, c);
  return c;
}

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

const std::vector<double> even_capability{3.0, 3.0}, even_price{240.0, 240.0}, no_preference{0, 0};

TEST_CASE("the opening reproduces the record's share of paying users") {
  for (const double share : {0.01, 0.035, 0.3}) {
    for (const std::int64_t cohorts : {1, 5, 20}) {
      ConsumerParameters p = rules();
      p.paying_share = share;
      p.cohorts = cohorts;
      Consumers c = opened(p);
      CHECK(c.users == doctest::Approx(p.people * p.adoption));
      CHECK(c.payers == doctest::Approx(c.users * share));
      const ConsumerDemand demand =
          consume(p, c, {even_capability, even_price, no_preference}, 1.0, 0.0, 1.0);
      CHECK(sum(demand.subscribers) == doctest::Approx(c.users * share).epsilon(1e-9));
    }
  }
}

TEST_CASE("cohorts are quantiles of income around the median") {
  const Consumers c = opened(rules());
  CHECK(c.cohort_income.size() == 10);
  CHECK(sum(c.cohort_income) == doctest::Approx(0.0));
  for (std::size_t k = 1; k < 10; ++k) CHECK(c.cohort_income[k] > c.cohort_income[k - 1]);
}

TEST_CASE("more pay when plans are cheaper or models better; nobody is lost or invented") {
  const ConsumerParameters p = rules();
  const auto payers = [&](double price, double gain) {
    Consumers c = opened(p);
    const ConsumerDemand d =
        consume(p, c, {even_capability, {price, price}, no_preference}, 1.0, gain, 1.0);
    CHECK(sum(d.subscribers) == doctest::Approx(c.payers));
    CHECK(c.payers <= c.users);
    CHECK(sum(d.free_jobs) == doctest::Approx((c.users - c.payers) * p.jobs_free));
    CHECK(sum(d.jobs) == doctest::Approx(sum(d.free_jobs) + c.payers * p.jobs_paid));
    return c.payers;
  };
  CHECK(payers(120.0, 0.0) > payers(240.0, 0.0));
  CHECK(payers(240.0, 1.0) > payers(240.0, 0.0));
  CHECK(payers(1e-3, 0.0) == doctest::Approx(opened(p).users));
  CHECK(payers(1e12, 0.0) == doctest::Approx(0.0));
}

TEST_CASE("labs share payers by logit on capability, price and habit") {
  const ConsumerParameters p = rules();
  const auto first = [&](const std::vector<double>& capability, const std::vector<double>& price,
                         const std::vector<double>& preference) {
    Consumers c = opened(p);
    const ConsumerDemand d = consume(p, c, {capability, price, preference}, 1.5, 0.0, 1.0);
    return d.subscribers[0] / sum(d.subscribers);
  };
  CHECK(first(even_capability, even_price, no_preference) == doctest::Approx(0.5));
  const double better = first({4.0, 3.0}, even_price, no_preference);
  CHECK(better / (1.0 - better) == doctest::Approx(std::exp(1.5)));
  CHECK(first(even_capability, {120.0, 240.0}, no_preference) == doctest::Approx(2.0 / 3.0));
  CHECK(first(even_capability, even_price, {1.0, 0.0}) > 0.5);
  CHECK(first(even_capability, even_price, {-1e9, 0.0}) == 0.0);  // a lab that has closed
}

TEST_CASE("when no lab is left nobody subscribes") {
  const ConsumerParameters p = rules();
  Consumers c = opened(p);
  const ConsumerDemand d =
      consume(p, c, {even_capability, even_price, {-1e9, -1e9}}, 1.0, 0.0, 1.0);
  CHECK(sum(d.subscribers) == 0.0);
  CHECK(sum(d.jobs) == 0.0);
  CHECK(c.payers == 0.0);
}

TEST_CASE("adoption is logistic: it rises to the ceiling and no further") {
  const ConsumerParameters p = rules();
  Consumers c = opened(p);
  const double ceiling = p.people * p.adoption_ceiling;
  double last = c.users, fastest = 0.0;
  for (int k = 0; k < 100; ++k) {
    adopt(p, c);
    CHECK(c.users >= last);
    CHECK(c.users <= ceiling * (1.0 + 1e-12));
    fastest = std::max(fastest, c.users - last);
    last = c.users;
  }
  CHECK(c.users == doctest::Approx(ceiling));
  CHECK(fastest <= p.adoption_speed * ceiling / 4.0 * (1.0 + 1e-9));
  c.users = 2.0 * ceiling;  // a ceiling that was lowered drives nobody out
  adopt(p, c);
  CHECK(c.users == 2.0 * ceiling);
}

TEST_CASE("where there is nobody nobody adopts") {
  ConsumerParameters p = rules();
  p.people = 0.0;
  Consumers c = opened(p);
  adopt(p, c);
  CHECK(c.users == 0.0);
}

}  // namespace consumer_test

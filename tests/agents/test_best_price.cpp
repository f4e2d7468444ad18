#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "agents/best_price.hpp"
#include "agents/menu.hpp"
#include "core/math.hpp"
#include "core/random.hpp"
#include "tests/agents/enterprise/enterprise_fixture.hpp"
#include "tests/sweep.hpp"

namespace best_price_test {

using namespace overbuild;
namespace fixture = enterprise_fixture;

/// Two groups of buyers whose willingness to pay is lognormal; the seller's other product earns
/// more the dearer this one is.
struct Market {
  double first, first_sd, second, second_sd, share, beside;
  [[nodiscard]] double quantity(double price) const {
    return share * normal_cdf((first - log_(price)) / first_sd) +
           (1.0 - share) * normal_cdf((second - log_(price)) / second_sd);
  }
  [[nodiscard]] SalesAtPrice operator()(double price) const {
    const double other = beside * (1.0 - quantity(price));
    return {quantity(price), other, std::max(other, 0.0)};
  }
};

Market market(const KeyedRandom& random, std::uint32_t k) {
  const auto draw = [&](std::uint32_t number) {
    return random.uniform(entity_id("market", "x"), k, Purpose::workload_known, number);
  };
  return {2.0 * draw(0), 0.2 + draw(1), 3.0 + 3.0 * draw(2),
          0.2 + draw(3), draw(4),       k % 3 == 0 ? 0.0 : 5.0 * draw(5)};
}

constexpr double ln_step = 0.00995033085316808;

/// Every price of the lattice.
double slowly(const Market& of, double cost) {
  const auto first = static_cast<int>(std::ceil(log_(cost) / ln_step));
  const double least = 1e-3 * of.quantity(exp_(ln_step * first));
  double best = -HUGE_VAL, price = 0.0;
  for (int k = first; of.quantity(exp_(ln_step * k)) >= least; ++k) {
    const double p = exp_(ln_step * k);
    const double profit = (p - cost) * of.quantity(p) + of(p).beside;
    if (profit > best) {
      best = profit;
      price = p;
    }
  }
  return price;
}

TEST_CASE("best price: the search finds what all prices of the lattice show") {
  const KeyedRandom random(3, 0);
  for (std::uint32_t k = 0; k < 200; ++k) {
    const Market of = market(random, k);
    for (const double cost : {0.01, 1.0, 20.0}) {
      CAPTURE(k);
      CAPTURE(cost);
      int calls = 0;
      const BestPrice best = best_price(cost, [&](double price) {
        ++calls;
        return of(price);
      });
      CHECK(best.price == slowly(of, cost));
      CHECK(calls < 400);
    }
  }
}

TEST_CASE("best price: it rises in the cost, and stands still as the cost goes to zero") {
  const KeyedRandom random(4, 0);
  for (std::uint32_t k = 0; k < 100; ++k) {
    CAPTURE(k);
    const Market of = market(random, k);
    double last = 0.0;
    for (const double cost : growing(1e-9, 300.0, 1.7)) {
      const double price = best_price(cost, of).price;
      CHECK(price >= last);
      CHECK(price >= cost);
      last = price;
    }
    const double nearly_free = best_price(1e-9, of).price;
    CHECK(nearly_free > 0.1);
    for (const double cost : {1e-10, 1e-11, 0.0}) CHECK(best_price(cost, of).price == nearly_free);
  }
}

TEST_CASE("best price: of two that earn alike the lower one; ends of the search are told") {
  // Revenue is the same at every price: the lowest wins, and it is the end.
  const BestPrice flat = best_price(0.0, [](double price) {
    return SalesAtPrice{1.0 / price, 0.0, 0.0};
  });
  CHECK(flat.at_bound);
  // Demand of elasticity below one asks for the highest price looked at.
  const BestPrice steep = best_price(1.0, [](double price) {
    return SalesAtPrice{std::pow(price, -0.5), 0.0, 0.0};
  });
  CHECK(steep.at_bound);
  CHECK(steep.price == doctest::Approx(1e6).epsilon(0.02));
  const BestPrice nobody = best_price(1.0, [](double) { return SalesAtPrice{0.0, 0.0, 0.0}; });
  CHECK(nobody.price == 0.0);
  CHECK(nobody.at_bound);
  CHECK_FALSE(best_price(1.0, market(KeyedRandom(5, 0), 3)).at_bound);
}

TEST_CASE("best price: what is left of the distance at the start, never below cost") {
  CHECK(wedged_price(10.0, 0.5, 0.15, 0.0, 1.0).price == doctest::Approx(10.0 * std::exp(0.5)));
  CHECK(wedged_price(10.0, 0.5, 0.15, 4.0, 1.0).price ==
        doctest::Approx(10.0 * std::exp(0.5 * std::exp(-0.6))));
  CHECK(wedged_price(10.0, -0.5, 0.0, 40.0, 1.0).price == doctest::Approx(10.0 * std::exp(-0.5)));
  CHECK_FALSE(wedged_price(10.0, -0.5, 0.0, 1.0, 1.0).at_cost);
  CHECK(wedged_price(10.0, -3.0, 0.0, 1.0, 1.0).at_cost);
  CHECK(wedged_price(10.0, -3.0, 0.0, 1.0, 1.0).price == 1.0);
}

// ---- on the published study ---------------------------------------------------------------------

MarketStudy study(double rival_price, const DemandParameters& how = fixture::demand()) {
  return MarketStudy(
      fixture::classes(), how,
      std::vector<ServiceOption>{fixture::offer(Mode::api, 0, 0, 1.0, 6.0),
                                 fixture::offer(Mode::api, 1, 0, 0.8, rival_price),
                                 fixture::offer(Mode::hosted_open, 0, 0, 0.9, rival_price),
                                 fixture::offer(Mode::app, 0, 0, 0.9, 2.0 * rival_price),
                                 fixture::offer(Mode::app, 1, 0, 0.9, 2.0 * rival_price)},
      1.0);
}

std::vector<TierOffer> menu(double cost) {
  return {{1.0, 6.0, cost, true}, {0.5, 1.0, 0.2 * cost, true}};
}

const std::vector<std::uint8_t> alone{1, 0};

TEST_CASE("best price on the study: cost and rivals raise it, none is needed for it to be finite") {
  double last = 0.0;
  for (const double cost : {1e-9, 0.1, 1.0, 5.0, 30.0}) {
    auto offered = menu(1.0);
    offered[0].cost = cost;
    const BestPrice best = study(3.0).best_tier_price(0, offered, 0, alone);
    CHECK(best.price >= last);
    CHECK_FALSE(best.at_bound);
    last = best.price;
  }
  const auto free_of_cost = menu(0.0);
  CHECK(study(3.0).best_tier_price(0, free_of_cost, 0, alone).price ==
        study(3.0).best_tier_price(0, menu(1e-12), 0, alone).price);
  CHECK(study(30.0).best_tier_price(0, menu(1.0), 0, alone).price >
        study(0.3).best_tier_price(0, menu(1.0), 0, alone).price);
}

TEST_CASE("best price on the study: a lab's other tier is no rival of its own") {
  // A second tier that earns: the lab gives up less when it asks more for the first.
  const std::vector<TierOffer> two{{1.0, 6.0, 1.0, true}, {0.5, 2.0, 0.1, true}};
  const std::vector<TierOffer> given_away{{1.0, 6.0, 1.0, true}, {0.5, 2.0, 2.0, true}};
  const MarketStudy market = study(3.0);
  CHECK(market.best_tier_price(0, two, 0, alone).price >
        market.best_tier_price(0, given_away, 0, alone).price);
}

TEST_CASE("best price on the study: a lab in two rows asks what it would ask in one") {
  const MarketStudy whole(fixture::classes(), fixture::demand(),
                          std::vector<ServiceOption>{fixture::offer(Mode::api, 0, 0, 1.0, 6.0)},
                          1.0);
  std::vector<ServiceOption> halves{fixture::offer(Mode::api, 0, 0, 1.0, 6.0),
                                    fixture::offer(Mode::api, 1, 0, 1.0, 6.0)};
  for (ServiceOption& half : halves) half.ln_family = fixture::demand().choice_noise * log_(0.5);
  const MarketStudy split(fixture::classes(), fixture::demand(), halves, 1.0);
  const std::vector<std::uint8_t> kin{1, 1};
  CHECK(whole.best_tier_price(0, menu(1.0), 0, alone).price ==
        split.best_tier_price(0, menu(1.0), 0, kin).price);
}

TEST_CASE("best price on the study: products of applications, in a nest of their own or in one") {
  const ProductOffer product{0, 0.9, 1.0, ~0U};
  DemandParameters nested = fixture::demand();
  nested.app_nests = true;
  nested.app_dissimilarity = 0.3;
  const BestPrice apart = study(3.0).best_product_price(product, alone);
  const BestPrice near = study(3.0, nested).best_product_price(product, alone);
  CHECK_FALSE(apart.at_bound);
  CHECK(near.price < apart.price);  // near substitutes leave less to ask
  CHECK(near.price >= 1.0);
}

}  // namespace best_price_test

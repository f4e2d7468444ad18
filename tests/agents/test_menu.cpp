#include <doctest/doctest.h>

#include <vector>

#include "agents/menu.hpp"
#include "tests/agents/enterprise/enterprise_fixture.hpp"

namespace menu_test {

using namespace overbuild;
namespace fixture = enterprise_fixture;

std::vector<WorkloadClass> work() {
  std::vector<WorkloadClass> classes = fixture::classes();
  for (WorkloadClass& c : classes) c.difficulty_sd = 1.2;
  return classes;
}

std::vector<TierOffer> tiers(bool small_on_sale, double small_price = 3.0) {
  return {{1.0, 6.0, 2.0, true}, {0.9, small_price, 0.4, small_on_sale}};
}

MarketStudy study(double open_price) {
  return MarketStudy(
      work(), fixture::demand(),
      std::vector<ServiceOption>{fixture::offer(Mode::api, 0, 0, 1.0, 6.0),
                                 fixture::offer(Mode::api, 1, 0, 0.8, 6.0),
                                 fixture::offer(Mode::hosted_open, 0, 0, 0.9, open_price)},
      1.0);
}

TEST_CASE("menu: a clone of a tier adds next to nothing, so that it is not put on sale") {
  const std::vector<TierOffer> clone{{1.0, 6.0, 2.0, true}, {1.0, 6.0, 2.0, false}};
  DemandParameters sharp = fixture::demand();
  sharp.nest_noise = 0.001;
  const MarketStudy market(work(), sharp,
                           std::vector<ServiceOption>{fixture::offer(Mode::api, 0, 0, 1.0, 6.0),
                                                      fixture::offer(Mode::api, 1, 0, 0.8, 6.0)},
                           1.0);
  const auto profits = market.menu_profits(0, clone);
  CHECK(profits[2] == doctest::Approx(profits[0]).epsilon(0.01));
  CHECK(choose_menu_change(profits, clone, 0.01) == clone.size());
}

TEST_CASE("menu: a tier that keeps work from leaving pays, one that only moves spending does not") {
  const auto kept = tiers(false);
  const auto against_open = study(1.0).menu_profits(0, kept);
  CHECK(against_open[2] > 1.02 * against_open[0]);
  CHECK(choose_menu_change(against_open, kept, 0.01) == 1);
  // Sold at cost it brings nothing and takes from the dearer tier.
  const auto given_away = tiers(false, 0.4);
  const auto profits = study(1e6).menu_profits(0, given_away);
  CHECK(profits[2] < profits[0]);
  CHECK(choose_menu_change(profits, given_away, 0.01) == given_away.size());
  const auto on_sale = tiers(true, 0.4);
  CHECK(choose_menu_change(study(1e6).menu_profits(0, on_sale), on_sale, 0.01) == 1);
}

TEST_CASE("menu: dearer running makes menus shorter, the best model stays") {
  const auto offered = tiers(true);
  const auto profits = study(1.0).menu_profits(0, offered);
  CHECK(choose_menu_change(profits, offered, 0.0) == offered.size());
  CHECK(choose_menu_change(profits, offered, 1.0) == 1);
  const std::vector<TierOffer> alone{{1.0, 6.0, 2.0, true}};
  CHECK(choose_menu_change(study(1.0).menu_profits(0, alone), alone, 1.0) == alone.size());
}

TEST_CASE("menu: in other dollars the study says the same") {
  const auto here = study(1.0).menu_profits(0, tiers(false));
  std::vector<TierOffer> dear = tiers(false);
  for (TierOffer& tier : dear) {
    tier.price *= 3.0;
    tier.cost *= 3.0;
  }
  const MarketStudy later(
      work(), fixture::demand(),
      std::vector<ServiceOption>{fixture::offer(Mode::api, 0, 0, 1.0, 18.0),
                                 fixture::offer(Mode::api, 1, 0, 0.8, 18.0),
                                 fixture::offer(Mode::hosted_open, 0, 0, 0.9, 3.0)},
      3.0);
  const auto there = later.menu_profits(0, dear);
  for (std::size_t m = 0; m < here.size(); ++m) {
    CHECK(there[m] == doctest::Approx(3.0 * here[m]).epsilon(1e-9));
  }
}

}  // namespace menu_test

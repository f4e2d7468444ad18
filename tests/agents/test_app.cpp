#include <doctest/doctest.h>

#include "agents/app.hpp"
#include "agents/pricing.hpp"

namespace app_test {

using namespace overbuild;

AppParameters rules() {
  AppParameters p{};
  p.price_speed = 0.5;
  p.markup_cap = 10.0;
  p.patience = 3.0;
  p.entrants = 8.0;
  p.entry_speed = 0.5;
  p.entry_hurdle = 0.1;
  return p;
}

Apps one_app() {
  Apps apps;
  apps.add(AccountId(1), entity_id("app", "a"));
  apps.price = {3.0};
  apps.elasticity = {2.0};
  apps.elasticity_multiplier = {0.75};
  apps.backend_price = {1.0};
  apps.job_cost = {0.4};
  apps.loss_years = {0.0};
  apps.price_guards = {0.0};
  return apps;
}

TEST_CASE("a product that nobody would buy at cost is not sold below it") {
  Apps apps = one_app();
  apps.best_price = {0.0};
  apps.price_wedge = {0.0};
  apps.price = {1.0};
  post_demand_app_price(rules(), 0.1, 1.0, true, apps, 0);
  CHECK(apps.price[0] == 1.4);
  CHECK(apps.price_guards[0] == 1.0);
  apps.price = {3.0};
  post_demand_app_price(rules(), 0.1, 1.0, true, apps, 0);
  CHECK(apps.price[0] == 3.0);
}

TEST_CASE("the product price follows the cost of a job by the rule that labs use") {
  Apps apps = one_app();
  const AppParameters p = rules();
  post_app_price(p, apps, 0);
  CHECK(apps.price[0] ==
        doctest::Approx(adjusted_price(3.0, target_price(1.4, 1.5, p.markup_cap), 0.5)));
  // Free tokens leave its own costs to be covered.
  apps.backend_price[0] = 0.0;
  for (int year = 0; year < 60; ++year) post_app_price(p, apps, 0);
  CHECK(apps.price[0] == doctest::Approx(target_price(0.4, 1.5, p.markup_cap)));
  CHECK(apps.price_guards[0] == 0.0);
  apps.elasticity = {1.0};
  post_app_price(p, apps, 0);
  CHECK(apps.price_guards[0] == 1.0);
}

TEST_CASE("a vendor gives up after years of losses without cash, and one good year is enough") {
  Apps apps = one_app();
  apps.operating_result[0] = Money::from_usd(-10.0);
  CHECK_FALSE(gives_up(rules(), apps, 0, 5.0));
  CHECK_FALSE(gives_up(rules(), apps, 0, 5.0));
  CHECK(gives_up(rules(), apps, 0, 5.0));
  CHECK_FALSE(gives_up(rules(), apps, 0, 50.0));  // cash for another year
  apps.operating_result[0] = Money::from_usd(1.0);
  CHECK_FALSE(gives_up(rules(), apps, 0, 0.0));
  CHECK(apps.loss_years[0] == 0.0);
}

TEST_CASE("entry imitates who earns, from a pool that empties") {
  const AppParameters p = rules();
  CHECK(expected_entrants(p, 8.0, 0.05, 8.0) == 0.0);
  CHECK(expected_entrants(p, 8.0, 0.3, 8.0) == doctest::Approx(0.8));
  CHECK(expected_entrants(p, 12.0, 0.3, 4.0) == doctest::Approx(0.6));
  CHECK(expected_entrants(p, 16.0, 0.9, 0.0) == 0.0);
}

}  // namespace app_test

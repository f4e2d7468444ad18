#include <doctest/doctest.h>

#include <vector>

#include "agents/app_vendor.hpp"
#include "agents/pricing.hpp"

namespace app_vendor_test {

using namespace overbuild;

AppParameters rules() {
  AppParameters p{};
  p.price_speed = 0.5;
  p.bargaining_power = 0.5;
  p.backend_switching = 0.1;
  p.markup_cap = 8.0;
  return p;
}

TEST_CASE("a bargain splits the gain over the best alternative") {
  const BackEnd offer{0, 3.0, 4.0, 1.0, true};
  CHECK(bargained_price(offer, 3.0, 0.5) == doctest::Approx(2.0));
  CHECK(bargained_price(offer, 3.0, 0.0) == doctest::Approx(1.0));
  CHECK(bargained_price(offer, 3.0, 1.0) == doctest::Approx(3.0));
  CHECK(bargained_price(offer, 100.0, 1.0) == doctest::Approx(4.0));  // never above list
  CHECK(bargained_price(offer, 0.5, 0.5) == doctest::Approx(1.0));    // nor below cost
  double last = 0.0;
  for (double alternative = 0.2; alternative < 6.0; alternative += 0.2) {
    CHECK(bargained_price(offer, alternative, 0.5) >= last);
    last = bargained_price(offer, alternative, 0.5);
  }
}

TEST_CASE("the back end with most capability per dollar wins, the present one by a margin") {
  const AppParameters p = rules();
  const BackEnd strong{0, 3.0, 4.0, 1.0, false}, cheap{1, 2.5, 0.4, 0.3, false};
  CHECK(choose_back_end(p, {strong, cheap}, 0, 1.0).id == 1);
  CHECK(choose_back_end(p, {strong, cheap}, 0, 8.0).id == 0);
  CHECK(choose_back_end(p, {strong, cheap}, 1, 1.0).price == 0.4);
  const BackEnd a{0, 3.0, 1.0, 0.5, false}, slightly_cheaper{1, 3.0, 0.95, 0.5, false};
  CHECK(choose_back_end(p, {a, slightly_cheaper}, 0, 1.0).id == 0);
  CHECK(choose_back_end(p, {a, slightly_cheaper}, 1, 1.0).id == 1);
  const BackEnd much_cheaper{1, 3.0, 0.8, 0.5, false};
  CHECK(choose_back_end(p, {a, much_cheaper}, 0, 1.0).id == 1);
}

TEST_CASE("labs give way to the open alternative; without one they charge list at full power") {
  AppParameters p = rules();
  const BackEnd lab{0, 3.0, 4.0, 1.0, true}, open{1, 3.0, 1.4, 1.0, false};
  const BackEndChoice with = choose_back_end(p, {lab, open}, 0, 1.0);
  CHECK(with.id == 0);
  CHECK(with.price == doctest::Approx(1.2));
  const BackEndChoice without = choose_back_end(p, {lab}, 0, 1.0);
  CHECK(without.price == doctest::Approx(2.5));
  // An alternative that lacks capability presses less.
  const BackEnd weak{1, 2.0, 1.4, 1.0, false};
  CHECK(choose_back_end(p, {lab, weak}, 0, 1.0).price > with.price);
}

TEST_CASE("nothing to run on leaves the choice as it was") {
  const BackEndChoice none = choose_back_end(rules(), {}, 7, 1.0);
  CHECK(none.id == 7);
}

TEST_CASE("the product price follows inference cost by the rule that labs use") {
  Apps apps;
  apps.add(AccountId(1), entity_id("app", "a"));
  apps.price = {3.0};
  apps.elasticity = {2.0};
  apps.conduct = {0.75};
  apps.backend_price = {1.0};
  apps.job_cost = {0.4};
  const AppParameters p = rules();
  post_app_price(p, apps, 0);
  CHECK(apps.price[0] ==
        doctest::Approx(adjusted_price(3.0, target_price(1.4, 1.5, p.markup_cap), 0.5)));
  // Free tokens leave its own costs to be covered.
  apps.backend_price[0] = 0.0;
  for (int year = 0; year < 40; ++year) post_app_price(p, apps, 0);
  CHECK(apps.price[0] == doctest::Approx(target_price(0.4, 1.5, p.markup_cap)));
}

}  // namespace app_vendor_test

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "agents/vendor.hpp"

namespace vendor_test {

using namespace overbuild;

VendorParameters rules() {
  VendorParameters p{};
  p.markup_speed = 0.4;
  p.markup_low = 0.2;
  p.markup_high = 4.0;
  p.capacity_speed = 0.5;
  p.capacity_growth_limit = 1.8;
  p.choice_noise = 0.3;
  p.switching_cost = 0.2;
  p.inventory_share = 0.1;
  p.foundry_cover = 0.7;
  return p;
}

Vendors one() {
  Vendors v;
  v.add(AccountId(1), entity_id("vendor", "v"));
  v.unit_cost = {8000.0};
  v.markup = {2.0};
  v.price = {24000.0};
  v.capacity_units = {1e6};
  v.backlog_units = {1e6};
  v.inventory_units = {50'000'000};
  v.produced_units = {0};
  v.delivered_units = {0};
  v.foundry_commitment = v.foundry_promised = {0.0};
  v.expected_orders = {1e6};
  v.own_asked = v.own_missed = v.own_expected = v.own_share = {0.0};
  return v;
}

TEST_CASE("a vendor's margin rises with its backlog, its price falls with cost") {
  const VendorParameters p = rules();
  const auto markup = [&](double backlog) {
    Vendors v = one();
    v.backlog_units[0] = backlog;
    post_vendor_price(p, v, 0, 0.0);
    CHECK(v.price[0] == doctest::Approx(v.unit_cost[0] * (1.0 + v.markup[0])));
    return v.markup[0];
  };
  CHECK(markup(1e6) == doctest::Approx(2.0));  // sold out exactly: margin holds
  CHECK(markup(1.5e6) > 2.0);
  CHECK(markup(0.5e6) < 2.0);
  CHECK(markup(1e12) <= p.markup_high);
  Vendors v = one();
  post_vendor_price(p, v, 0, -0.3);
  CHECK(v.unit_cost[0] == doctest::Approx(8000.0 * std::exp(-0.3)));
  CHECK(v.price[0] == doctest::Approx(24000.0 * std::exp(-0.3)));
  // The same plant makes more of what has become cheaper to make.
  CHECK(v.capacity_units[0] == doctest::Approx(1e6 * std::exp(0.3)));
  for (int k = 0; k < 50; ++k) {
    v.backlog_units[0] = 0.0;
    post_vendor_price(p, v, 0, 0.0);
  }
  CHECK(v.markup[0] == p.markup_low);
}

TEST_CASE("orders taken off a backlog one by one leave nothing, and never less") {
  Vendors vendors = one();
  vendors.backlog_units[0] = 0.0;
  constexpr std::int64_t orders[] = {283'850'323'144'855'750, 47, 982'405'582'139};
  for (const std::int64_t milli : orders) {
    vendors.backlog_units[0] += static_cast<double>(milli) / 1000.0;
  }
  for (const std::int64_t milli : orders) take_off_backlog(vendors, 0, milli);
  CHECK(vendors.backlog_units[0] >= 0.0);
  CHECK(vendors.backlog_units[0] < 1.0);
}

TEST_CASE("capacity follows orders, slowly and no faster than foundries") {
  const VendorParameters p = rules();
  const auto capacity = [&](double orders, double growth) {
    Vendors v = one();
    v.backlog_units[0] = orders;
    plan_vendor(p, v, 0, orders, growth);
    return v.capacity_units[0];
  };
  CHECK(capacity(1e6, 0.0) == doctest::Approx(1e6));
  CHECK(capacity(1.4e6, 0.0) == doctest::Approx(1e6 * std::sqrt(1.4)));
  CHECK(capacity(0.5e6, 0.0) == doctest::Approx(1e6 * std::sqrt(0.5)));
  CHECK(capacity(1e9, 0.0) == doctest::Approx(1.8e6));
  CHECK(capacity(0.0, 0.0) == doctest::Approx(1e6 / 1.8));
  CHECK(capacity(1.2e6, 0.4) > capacity(1.2e6, 0.0));
  CHECK(capacity(1.2e6, 9.0) == capacity(1.2e6, 0.5));  // growth is believed up to a point
}

TEST_CASE("wafers are committed on the forecast, within capacity") {
  const VendorParameters p = rules();
  Vendors v = one();
  plan_vendor(p, v, 0, 0.8e6, 0.0);
  CHECK(v.foundry_promised[0] == doctest::Approx(0.7 * 8000.0 * 0.8e6));
  CHECK(v.foundry_commitment[0] == 0.0);
  // What was promised falls due whatever became of the orders.
  plan_vendor(p, v, 0, 0.1e6, 0.0);
  CHECK(v.foundry_commitment[0] == doctest::Approx(0.7 * 8000.0 * 0.8e6));
  Vendors flooded = one();
  plan_vendor(p, flooded, 0, 1e9, 0.0);
  CHECK(flooded.foundry_promised[0] == doctest::Approx(0.7 * 8000.0 * flooded.capacity_units[0]));
}

TEST_CASE("production covers orders and stock, at least what is committed, at most capacity") {
  const VendorParameters p = rules();
  Vendors v = one();
  v.backlog_units[0] = 0.4e6;
  CHECK(production_plan(p, v, 0) == doctest::Approx(0.4e6 + 0.1e6 - 0.05e6));
  v.foundry_commitment[0] = 0.7e6 * 8000.0;
  CHECK(production_plan(p, v, 0) == doctest::Approx(0.7e6));
  v.backlog_units[0] = 1e9;
  CHECK(production_plan(p, v, 0) == v.capacity_units[0]);
  v.backlog_units[0] = v.foundry_commitment[0] = 0.0;
  v.inventory_units[0] = 1'000'000'000'000;
  CHECK(production_plan(p, v, 0) == 0.0);
}

/// Tastes are about the first, and no row was split.
const VendorFamilies first_of_two{{1, 0, 0}, {0.0, 0.0, 0.0}};

TEST_CASE("builders split orders by logit on price, habit and taste") {
  const VendorParameters p = rules();
  const std::array<std::uint8_t, 2> both{1, 1};
  const auto first = [&](double price, double preference, double installed) {
    const std::array prices{price, 30000.0};
    const auto shares = vendor_shares(p, prices, both, {preference, installed}, first_of_two);
    CHECK(shares[0] + shares[1] == doctest::Approx(1.0));
    return shares[0];
  };
  CHECK(first(30000.0, 0.0, 0.5) == doctest::Approx(0.5));
  // The odds are the ratio of prices to the power of one over the noise.
  CHECK(first(20000.0, 0.0, 0.5) / (1.0 - first(20000.0, 0.0, 0.5)) ==
        doctest::Approx(std::pow(1.5, 1.0 / p.choice_noise)));
  CHECK(first(30000.0, 0.3, 0.5) > 0.5);
  CHECK(first(30000.0, 0.0, 0.9) > 0.5);
  CHECK(first(30000.0, 0.0, 0.1) < 0.5);
  CHECK(first(1e9, 0.0, 0.5) < 1e-6);
}

TEST_CASE("who does not sell gets no order; when nobody sells there is none") {
  const VendorParameters p = rules();
  const std::array prices{20000.0, 30000.0, 25000.0};
  const std::array<std::uint8_t, 3> gone{0, 1, 1}, none{0, 0, 0};
  const auto shares = vendor_shares(p, prices, gone, {5.0, 1.0}, first_of_two);
  CHECK(shares[0] == 0.0);
  CHECK(shares[1] + shares[2] == doctest::Approx(1.0));
  CHECK(shares[2] > shares[1]);
  for (const double share : vendor_shares(p, prices, none, {0.0, 0.5}, first_of_two))
    CHECK(share == 0.0);
}

TEST_CASE("a taste for each vendor takes the place of the one for the favoured") {
  const VendorParameters p = rules();
  const std::array prices{20000.0, 30000.0, 25000.0};
  const std::array<std::uint8_t, 3> all{1, 1, 1};
  const VendorFamilies first{{1, 0, 0}, {0.0, 0.0, 0.0}};
  const std::array same{0.4, 0.0, 0.0}, third{0.4, 0.0, 0.6};
  const auto one = vendor_shares(p, prices, all, {0.4, 0.5}, first);
  CHECK(vendor_shares(p, prices, all, {9.0, 0.5, same}, first) == one);
  const auto liked = vendor_shares(p, prices, all, {9.0, 0.5, third}, first);
  CHECK(liked[2] > one[2]);
  CHECK(liked[0] / liked[1] == doctest::Approx(one[0] / one[1]));
}

TEST_CASE("a vendor split in two keeps its share, and tastes for it hold for both") {
  const VendorParameters p = rules();
  const std::array<std::uint8_t, 3> all{1, 1, 1};
  const double half = std::log(0.5);
  for (const double preference : {-0.2, 0.0, 0.3}) {
    const auto whole =
        vendor_shares(p, std::array{20000.0, 30000.0}, std::array<std::uint8_t, 2>{1, 1},
                      {preference, 0.7}, first_of_two);
    const VendorFamilies split{{1, 0, 1}, {half, 0.0, half}};
    const auto parts =
        vendor_shares(p, std::array{20000.0, 30000.0, 20000.0}, all, {preference, 0.7}, split);
    CHECK(parts[0] == doctest::Approx(0.5 * whole[0]));
    CHECK(parts[0] + parts[2] == doctest::Approx(whole[0]));
    CHECK(split.favoured_share(parts) == doctest::Approx(whole[0]));
    // Moved to another place, the same.
    const auto moved =
        vendor_shares(p, std::array{30000.0, 20000.0}, std::array<std::uint8_t, 2>{1, 1},
                      {preference, 0.7}, {{0, 1}, {0.0, 0.0}});
    CHECK(moved[1] == doctest::Approx(whole[0]));
  }
}

TEST_CASE("vendors plan on what enterprises are expected to ask for, and feel what they missed") {
  const VendorParameters p = rules();
  Vendors v = one();
  v.capacity_units[0] = 1e9;
  const double alone = production_plan(p, v, 0);
  v.own_expected[0] = 3e4;
  CHECK(production_plan(p, v, 0) == doctest::Approx(alone + 3e4));
  Vendors calm = one(), missed = one();
  missed.own_missed[0] = 5e5;
  post_vendor_price(p, calm, 0, 0.0);
  post_vendor_price(p, missed, 0, 0.0);
  CHECK(missed.markup[0] > calm.markup[0]);
}

TEST_CASE("half of the growth of own orders is expected to go on, within bounds") {
  CHECK(expected_own_orders(0.0, 100.0) == 0.0);
  CHECK(expected_own_orders(100.0, 100.0) == doctest::Approx(100.0));
  CHECK(expected_own_orders(100.0, 0.0) == doctest::Approx(100.0));
  CHECK(expected_own_orders(200.0, 100.0) == doctest::Approx(200.0 * std::sqrt(2.0)));
  CHECK(expected_own_orders(1e6, 1.0) == doctest::Approx(1e6 * std::exp(0.5)));
  CHECK(expected_own_orders(1.0, 1e6) == doctest::Approx(std::exp(-0.5)));
}

TEST_CASE("own equipment comes from stock: never more than there is, nor than was asked for") {
  const std::vector<std::uint64_t> keys = {7, 8, 9};
  std::uint64_t state = 1;
  const auto any = [&](std::int64_t most) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::int64_t>((state >> 33) % static_cast<std::uint64_t>(most + 1));
  };
  for (int trial = 0; trial < 500; ++trial) {
    const std::vector<std::int64_t> asked = {any(50), any(1000), any(3)};
    const std::vector<std::int64_t> stock = {any(100), any(400), any(900)};
    const auto given = supply_own_equipment(asked, stock, keys);
    std::int64_t all = 0, wanted = 0, there = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      CHECK(given[k] >= std::min(asked[k], stock[k]));  // first those who asked it
      CHECK(given[k] <= stock[k]);
      all += given[k], wanted += asked[k], there += stock[k];
    }
    CHECK(all == std::min(wanted, there));
  }
}

}  // namespace vendor_test

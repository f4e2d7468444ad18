#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <type_traits>
#include <vector>

#include "core/money.hpp"

namespace money_test {

using overbuild::apportion;
using overbuild::Money;
using overbuild::muldiv;
using overbuild::price_times;

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept Multipliable = requires(A a, B b) {
  a* b;
};
template <class A, class B>
concept Comparable = requires(A a, B b) {
  a < b;
};

static_assert(!std::is_convertible_v<double, Money> && !std::is_convertible_v<Money, double>);
static_assert(!std::is_convertible_v<int, Money> && !std::is_convertible_v<Money, int>);
static_assert(!std::is_convertible_v<std::int64_t, Money>);
static_assert(!std::is_convertible_v<Money, std::int64_t> && !std::is_convertible_v<Money, bool>);
static_assert(!std::is_constructible_v<Money, double> && !std::is_constructible_v<Money, int>);
static_assert(!std::is_constructible_v<Money, std::int64_t>);
static_assert(!std::is_constructible_v<double, Money> && !std::is_constructible_v<bool, Money>);
static_assert(Addable<Money, Money> && !Addable<Money, double> && !Addable<Money, int>);
static_assert(!Multipliable<Money, Money> && !Multipliable<Money, double>);
static_assert(!Multipliable<Money, int>);
static_assert(Comparable<Money, Money> && !Comparable<Money, int>);
static_assert(sizeof(Money) == 8 && std::is_trivially_copyable_v<Money>);
static_assert((Money::from_cents(5) + Money::from_cents(7)).cents() == 12);

TEST_CASE("money adds, subtracts and negates, or throws") {
  Money amount = Money::from_cents(100);
  amount += Money::from_cents(23);
  amount -= Money::from_cents(200);
  CHECK(amount.cents() == -77);
  CHECK((-amount).cents() == 77);
  CHECK(Money{}.is_zero());
  CHECK(Money::zero() < Money::max());
  CHECK_THROWS_AS(Money::max() + Money::from_cents(1), std::overflow_error);
  CHECK_THROWS_AS(Money::from_cents(least) - Money::from_cents(1), std::overflow_error);
  CHECK_THROWS_AS(-Money::from_cents(least), std::overflow_error);
  CHECK((Money::max() + Money::from_cents(least)).cents() == -1);
}

TEST_CASE("dollars become the nearest cent, ties away from zero") {
  CHECK(Money::from_usd(1.0).cents() == 100);
  CHECK(Money::from_usd(0.29).cents() == 29);
  CHECK(Money::from_usd(-0.29).cents() == -29);
  CHECK(Money::from_usd(0.125).cents() == 13);
  CHECK(Money::from_usd(-0.125).cents() == -13);
  CHECK(Money::from_usd(0.375).cents() == 38);
  CHECK(Money::from_usd(1.005).cents() == 100);  // the double lies below 1.005
  CHECK(Money::from_usd(0.004999).cents() == 0);
  CHECK(Money::from_usd(5e-324).cents() == 0);
  CHECK(Money::from_usd(-0.0).cents() == 0);
  CHECK(Money::from_usd(92233720368547744.0).cents() == 9223372036854774400);
  CHECK_THROWS_AS(Money::from_usd(92233720368547760.0), std::overflow_error);
  CHECK(Money::from_cents(-1234).usd() == -12.34);
}

TEST_CASE("dollars out of range or not numbers are refused") {
  CHECK_THROWS_AS(Money::from_usd(1e17), std::overflow_error);
  CHECK_THROWS_AS(Money::from_usd(-1e300), std::overflow_error);
  CHECK_THROWS_AS(Money::from_usd(std::nan("")), std::overflow_error);
  CHECK_THROWS_AS(Money::from_usd(std::numeric_limits<double>::infinity()), std::overflow_error);
}

TEST_CASE("price times quantity is rounded once") {
  CHECK(price_times(0.1, 3).cents() == 30);
  CHECK(price_times(0.000001, 25'000'000).cents() == 2500);
  CHECK(price_times(0.125, 1).cents() == 13);
  CHECK(price_times(-0.125, 1).cents() == -13);
  CHECK(price_times(0.125, -1).cents() == -13);
  CHECK(price_times(2.0, 0).is_zero());
  // Beyond 2^53 a product of doubles would lose cents: 3.0 * 30000000000000001 = 90000000000000003.
  CHECK(price_times(3.0, 30'000'000'000'000'001).cents() == 9'000'000'000'000'000'300);
  CHECK(price_times(0x1p-60, least).cents() == -800);
  CHECK(price_times(0x1p-130, most).is_zero());
  CHECK_THROWS_AS(price_times(1.0, most), std::overflow_error);
  CHECK_THROWS_AS(price_times(0x1p70, 1), std::overflow_error);
  CHECK(price_times(0x1p70, 0).is_zero());
}

TEST_CASE("muldiv rounds toward minus infinity") {
  CHECK(muldiv(7, 1, 2) == 3);
  CHECK(muldiv(-7, 1, 2) == -4);
  CHECK(muldiv(7, 1, -2) == -4);
  CHECK(muldiv(-7, -1, 2) == 3);
  CHECK(muldiv(-8, 1, 2) == -4);
  CHECK(muldiv(most, most, most) == most);
  CHECK(muldiv(least, most, most) == least);
  CHECK(muldiv(Money::from_cents(1001), 1, 10).cents() == 100);
  CHECK_THROWS_AS(muldiv(std::int64_t{1}, 1, 0), std::domain_error);
  CHECK_THROWS_AS(muldiv(most, 2, 1), std::overflow_error);
  CHECK_THROWS_AS(muldiv(least, 1, -1), std::overflow_error);
}

TEST_CASE("muldiv: floor(a*n/d)*d <= a*n < (floor(a*n/d)+1)*d") {
  const bool holds = rc::check([](std::int32_t a32, std::int64_t num) {
    const std::int64_t a = a32;
    const std::int64_t den = *rc::gen::inRange<std::int64_t>(1LL << 31, most);
    const overbuild::detail::Int128 product = static_cast<overbuild::detail::Int128>(a) * num;
    const std::int64_t floor = muldiv(a, num, den);
    const overbuild::detail::Int128 back = static_cast<overbuild::detail::Int128>(floor) * den;
    RC_ASSERT(back <= product);
    RC_ASSERT(product - back < den);
  });
  CHECK(holds);
}

TEST_CASE("apportion gives the largest remainders one more, ties by key") {
  const std::vector<std::int64_t> equal{1, 1, 1};
  const std::vector<std::uint64_t> keys{30, 10, 20};
  CHECK(apportion(10, equal, keys) == std::vector<std::int64_t>{3, 4, 3});
  CHECK(apportion(11, equal, keys) == std::vector<std::int64_t>{3, 4, 4});
  CHECK(apportion(-11, equal, keys) == std::vector<std::int64_t>{-3, -4, -4});
  // Hamilton's method on quotas 5.3, 2.4, 2.3.
  const std::vector<std::int64_t> votes{53, 24, 23};
  CHECK(apportion(10, votes, keys) == std::vector<std::int64_t>{5, 3, 2});
  CHECK(apportion(0, std::vector<std::int64_t>{0, 0, 0}, keys) ==
        std::vector<std::int64_t>{0, 0, 0});
  CHECK(apportion(most, std::vector<std::int64_t>{most, most, 0}, keys) ==
        std::vector<std::int64_t>{most / 2, most / 2 + 1, 0});
  CHECK(apportion(least, std::vector<std::int64_t>{0, 0, 5}, keys)[2] == least);
}

TEST_CASE("apportion refuses what has no answer") {
  const std::vector<std::uint64_t> keys{1, 2};
  CHECK_THROWS_AS(apportion(1, std::vector<std::int64_t>{0, 0}, keys), std::invalid_argument);
  CHECK_THROWS_AS(apportion(1, std::vector<std::int64_t>{3, -1}, keys), std::invalid_argument);
  CHECK_THROWS_AS(apportion(1, std::vector<std::int64_t>{3}, keys), std::invalid_argument);
  CHECK(apportion(0, {}, {}).empty());
}

TEST_CASE("apportion: exact total, each part within one of its quota, order of rows irrelevant") {
  const bool holds = rc::check([](std::int64_t total, const std::vector<std::uint32_t>& raw) {
    std::vector<std::int64_t> weights(raw.begin(), raw.end());
    weights.push_back(1);
    const std::size_t n = weights.size();
    std::vector<std::uint64_t> keys(n);
    for (std::size_t i = 0; i < n; ++i) keys[i] = (i * 0x9E3779B97F4A7C15ULL) ^ 0x5555;
    const std::vector<std::int64_t> parts = apportion(total, weights, keys);
    const std::int64_t sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
    RC_ASSERT(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) == total);
    for (std::size_t i = 0; i < n; ++i) {
      const overbuild::detail::Int128 error =
          static_cast<overbuild::detail::Int128>(parts[i]) * sum -
          static_cast<overbuild::detail::Int128>(total) * weights[i];
      RC_ASSERT(error < sum);
      RC_ASSERT(-error < sum);
    }
    std::reverse(weights.begin(), weights.end());
    std::reverse(keys.begin(), keys.end());
    std::vector<std::int64_t> reversed = apportion(total, weights, keys);
    std::reverse(reversed.begin(), reversed.end());
    RC_ASSERT(reversed == parts);
  });
  CHECK(holds);
}

}  // namespace money_test

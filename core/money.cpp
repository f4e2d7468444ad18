#include "core/money.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <numeric>
#include <string>

#include "core/count.hpp"

namespace overbuild {

namespace detail {

void throw_money_overflow(const char* operation) {
  throw Overflow(std::string("an amount in cents (") + operation + ")");
}

void throw_division_by_zero() { throw std::domain_error("muldiv by zero"); }

}  // namespace detail

namespace {

using detail::Int128;

/// value / 2^shift rounded to nearest, ties up; value >= 0, shift >= 1.
Int128 shift_right_rounded(Int128 value, int shift) {
  if (shift > 126) return 0;  // value < 2^124, so the quotient is below one half
  const Int128 half = static_cast<Int128>(1) << (shift - 1);
  return (value + half) >> shift;
}

}  // namespace

Money price_times(double usd_per_unit, std::int64_t quantity) {
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(usd_per_unit);
  const int biased = static_cast<int>((bits >> 52) & 0x7ff);
  const std::uint64_t fraction = bits & 0x000fffffffffffffULL;
  if (biased == 0x7ff) detail::throw_money_overflow("price_times: the price is not finite");
  // |price| = mantissa * 2^exponent; 53 + 63 + 7 bits of product fit 127.
  const std::int64_t mantissa =
      static_cast<std::int64_t>(biased == 0 ? fraction : (fraction | (1ULL << 52)));
  const int exponent = (biased == 0 ? 1 : biased) - 1075;
  Int128 product = static_cast<Int128>(mantissa) * quantity * 100;
  const bool negative = (product < 0) != ((bits >> 63) != 0);
  if (product < 0) product = -product;
  Int128 cents = 0;
  if (exponent < 0) {
    cents = shift_right_rounded(product, -exponent);
  } else if (product != 0) {
    if (exponent > 63 || product > (std::numeric_limits<std::int64_t>::max() >> exponent)) {
      detail::throw_money_overflow("price_times");
    }
    cents = product << exponent;
  }
  return Money::from_cents(detail::narrow(negative ? -cents : cents, "price_times"));
}

Money Money::from_usd(double usd) { return price_times(usd, 1); }

namespace {

void check_apportion(std::int64_t total, std::span<const std::int64_t> weights,
                     std::size_t key_count, Int128 sum) {
  if (weights.size() != key_count) {
    throw std::invalid_argument("apportion: as many tie keys as weights are needed");
  }
  if (std::any_of(weights.begin(), weights.end(), [](std::int64_t w) { return w < 0; })) {
    throw std::invalid_argument("apportion: negative weight");
  }
  if (total != 0 && sum == 0) throw std::invalid_argument("apportion: no weight is positive");
}

}  // namespace

std::vector<std::int64_t> apportion(std::int64_t total, std::span<const std::int64_t> weights,
                                    std::span<const std::uint64_t> tie_keys) {
  const std::size_t n = weights.size();
  const Int128 sum = std::accumulate(weights.begin(), weights.end(), static_cast<Int128>(0));
  check_apportion(total, weights, tie_keys.size(), sum);
  std::vector<std::int64_t> parts(n, 0);
  if (total == 0) return parts;

  const bool negative = total < 0;
  const Int128 size = negative ? -static_cast<Int128>(total) : static_cast<Int128>(total);
  std::vector<Int128> remainders(n);
  Int128 left = size;
  for (std::size_t i = 0; i < n; ++i) {
    const Int128 product = size * weights[i];
    const Int128 floor = product / sum;
    remainders[i] = product % sum;
    left -= floor;
    parts[i] = static_cast<std::int64_t>(negative ? -floor : floor);
  }

  // The leftover is smaller than the number of non-zero remainders; find who gets one more.
  const auto extra = static_cast<std::size_t>(left);
  if (extra == 0) return parts;
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::nth_element(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(extra - 1),
                   order.end(), [&](std::size_t a, std::size_t b) {
                     if (remainders[a] != remainders[b]) return remainders[a] > remainders[b];
                     if (tie_keys[a] != tie_keys[b]) return tie_keys[a] < tie_keys[b];
                     return a < b;
                   });
  for (std::size_t j = 0; j < extra; ++j) parts[order[j]] += negative ? -1 : 1;
  return parts;
}

}  // namespace overbuild

// Why: money must add up to the cent, so that the audit can compare with ==.
// Owns: Money (int64 cents), products and quotients through 128 bits, and the one way of dividing a
// total into whole parts.
// Every operation is exact or throws; nothing wraps, nothing rounds twice.
// Refuses to know: prices, accounts and owners; it never converts to or from double by itself.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

namespace overbuild {

namespace detail {

__extension__ typedef __int128 Int128;

[[noreturn]] void throw_money_overflow(const char* operation);
[[noreturn]] void throw_division_by_zero();

constexpr std::int64_t narrow(Int128 wide, const char* operation) {
  if (wide > std::numeric_limits<std::int64_t>::max() ||
      wide < std::numeric_limits<std::int64_t>::min()) {
    throw_money_overflow(operation);
  }
  return static_cast<std::int64_t>(wide);
}

constexpr Int128 floor_divide(Int128 numerator, Int128 denominator) {
  const Int128 quotient = numerator / denominator;
  const Int128 remainder = numerator % denominator;
  return quotient - ((remainder != 0 && ((remainder < 0) != (denominator < 0))) ? 1 : 0);
}

}  // namespace detail

/// a * num / den rounded toward minus infinity; std::overflow_error when the result needs more than
/// 64 bits, std::domain_error when den is zero.
constexpr std::int64_t muldiv(std::int64_t a, std::int64_t num, std::int64_t den) {
  if (den == 0) detail::throw_division_by_zero();
  std::int64_t product = 0;
  if (!__builtin_mul_overflow(a, num, &product) && den > 0) {  // nearly always; 128 bits are slow
    const std::int64_t quotient = product / den;
    return quotient - (product % den < 0 ? 1 : 0);
  }
  return detail::narrow(detail::floor_divide(static_cast<detail::Int128>(a) * num, den), "muldiv");
}

/// An amount of dollars, counted in whole cents.
class Money {
 public:
  constexpr Money() = default;

  static constexpr Money from_cents(std::int64_t cents) { return Money(cents); }

  /// Nearest cent of the exact binary value, ties away from zero; std::overflow_error when it is
  /// not a number or does not fit.
  static Money from_usd(double usd);

  static constexpr Money zero() { return Money(0); }
  static constexpr Money max() { return Money(std::numeric_limits<std::int64_t>::max()); }

  [[nodiscard]] constexpr std::int64_t cents() const { return cents_; }

  /// Dollars for ratios and reports; exact below 2^53 cents.
  [[nodiscard]] constexpr double usd() const { return static_cast<double>(cents_) / 100.0; }

  [[nodiscard]] constexpr bool is_zero() const { return cents_ == 0; }

  constexpr Money& operator+=(Money other) {
    if (__builtin_add_overflow(cents_, other.cents_, &cents_)) detail::throw_money_overflow("+");
    return *this;
  }

  constexpr Money& operator-=(Money other) {
    if (__builtin_sub_overflow(cents_, other.cents_, &cents_)) detail::throw_money_overflow("-");
    return *this;
  }

  friend constexpr Money operator+(Money a, Money b) { return a += b; }
  friend constexpr Money operator-(Money a, Money b) { return a -= b; }
  friend constexpr Money operator-(Money a) { return Money(0) -= a; }

  constexpr auto operator<=>(const Money&) const = default;

 private:
  constexpr explicit Money(std::int64_t cents) : cents_(cents) {}

  std::int64_t cents_ = 0;
};

/// amount * num / den rounded toward minus infinity; errors as muldiv of integers.
constexpr Money muldiv(Money amount, std::int64_t num, std::int64_t den) {
  return Money::from_cents(muldiv(amount.cents(), num, den));
}

/// price * quantity computed exactly and rounded once to the nearest cent, ties away from zero;
/// std::overflow_error when the price is not finite or the product does not fit.
Money price_times(double usd_per_unit, std::int64_t quantity);

/// Whole parts of a total in proportion to weights [n]: floors first, then one more unit for the
/// largest remainders; equal remainders in order of tie_keys [n], then of position.
/// The parts sum to total exactly; a negative total gives the negated parts of -total.
/// std::invalid_argument when sizes differ, a weight is negative, or total != 0 and no weight is >
/// 0.
std::vector<std::int64_t> apportion(std::int64_t total, std::span<const std::int64_t> weights,
                                    std::span<const std::uint64_t> tie_keys);

}  // namespace overbuild

// Why: jobs, hours and units are counted as exactly as money; a sum that does not fit must not
// wrap. Owns: Overflow, which says what did not fit, where and when; sums of counts, and the one
// way from floating point to whole numbers. Refuses to know: what is counted.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace overbuild {

/// What is known where a number stopped fitting; low layers often know little.
struct OverflowPlace {
  int year = 0;  ///< 0: not known
  std::string phase, entity;
  std::string key;  ///< the input that makes it smaller
};

/// A world that is too large for the numbers it is held in: no fault of the program, and nothing
/// that could be rounded away.
class Overflow : public std::overflow_error {
 public:
  explicit Overflow(std::string what, OverflowPlace place = {});

  [[nodiscard]] const OverflowPlace& place() const { return place_; }
  /// The same with year, phase and entity filled in where they were unknown.
  [[nodiscard]] Overflow placed(int year, std::string_view phase) const;
  [[nodiscard]] Overflow of(std::string_view entity) const;
  /// The same with the input that makes it smaller.
  [[nodiscard]] Overflow see(std::string_view key) const;

 private:
  std::string what_;
  OverflowPlace place_;
};

namespace detail {
[[noreturn]] void throw_count_overflow(const char* what);
}

/// total += part, exact; Overflow naming `what` when it does not fit 64 bits.
inline void add_count(std::int64_t& total, std::int64_t part, const char* what) {
  if (__builtin_add_overflow(total, part, &total)) [[unlikely]]
    detail::throw_count_overflow(what);
}

/// Exact sum of counts [n]; Overflow naming `what`.
inline std::int64_t sum_of_counts(std::span<const std::int64_t> counts, const char* what) {
  std::int64_t total = 0;
  for (const std::int64_t count : counts) add_count(total, count, what);
  return total;
}

/// Whole part of a number, towards zero; Overflow naming `what` when it is not finite or does not
/// fit.
inline std::int64_t whole_part(double number, const char* what) {
  if (!(std::fabs(number) < 0x1p63)) [[unlikely]]
    detail::throw_count_overflow(what);
  return static_cast<std::int64_t>(number);
}

/// Nearest whole number, ties away from zero; errors as whole_part.
inline std::int64_t nearest_whole(double number, const char* what) {
  return whole_part(number < 0.0 ? number - 0.5 : number + 0.5, what);
}

}  // namespace overbuild

// What flows of money one year apart say about their rate of return: often a number, sometimes only
// that it lies beyond what is looked for, sometimes nothing.
// Owns present values and internal rates as pure functions; refuses to know whose money it is.
#pragma once

#include <span>

namespace overbuild {

/// Net present value of flows [years], the first at time zero.
double present_value(std::span<const double> flows, double rate);

/// Rates are looked for from a loss of 95 % a year to a gain of 300 %.
inline constexpr double lowest_rate = -0.95, highest_rate = 3.0;

struct RateOfReturn {
  enum class Kind {
    none,      ///< a single flow, nothing but zeros, money borrowed, or several rates that fit
    measured,  ///< `rate` is the only one at which the flows are worth nothing
    above,     ///< worth more than nothing at every rate: no such number as 300 % was measured
    below      ///< worth less than nothing at every rate
  };
  Kind kind = Kind::none;
  double rate = 0.0;  ///< 1/year, where measured
};

/// Internal rate of flows [years] between `lowest_rate` and `highest_rate`.
/// Source: Descartes' rule of signs, with turning points found where it allows several roots.
/// Test: tests/market/test_rate_of_return.cpp.
RateOfReturn rate_of_return(std::span<const double> flows);

}  // namespace overbuild

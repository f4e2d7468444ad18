// How long capital lasts: not all of one age leaves service together.
// Owns the survival of a cohort by age; refuses to know who owns it and what becomes of it.
#pragma once

#include <cstdint>

namespace overbuild {

/// Share of a cohort still in service at `age` when the mean life is `mean_life` years: Weibull
/// with shape 3, hazard rising with the square of age. In (0, 1], falling in age. Source:
/// bell-shaped retirement around the mean, OECD 2009 (Measuring Capital, ch. 13). Test:
/// tests/market/test_retirement.cpp.
double surviving_share(double age, double mean_life);

/// Part of what is in service at `age` that still is `years` later.
double staying_share(int age, int years, double mean_life);

/// Thousandths of a unit that leave service in the year in which the cohort turns `age`; a rest of
/// less than one unit leaves with them.
std::int64_t retiring_units(std::int64_t milli_units, int age, double mean_life);

}  // namespace overbuild

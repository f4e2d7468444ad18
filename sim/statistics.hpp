// Quantiles of plain numbers, for whatever compares worlds. Owns one convention for all of them;
// refuses to know what the numbers mean.
#pragma once

#include <vector>

namespace overbuild {

/// Linear interpolation between order statistics (Hyndman & Fan 1996, type 7); NaN is left out, and
/// is the answer when nothing is left.
double quantile(std::vector<double> values, double probability);
double median(std::vector<double> values);

}  // namespace overbuild

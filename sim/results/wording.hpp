// Numbers, counts and lists as sentences say them. Owns rounding for readers; refuses to know what
// is counted.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/results/recording.hpp"

namespace overbuild {

/// Dollars as people read them: "$1,234bn", "$24.3bn", "-$0.04bn".
std::string billions_text(double usd);

/// The same with its sign: "+$24.3bn".
std::string signed_billions_text(double usd);

/// A share: "28%", and with a digit after the point below one percent.
std::string percent_text(double share);

/// A yearly rate: "12.3% a year".
std::string rate_text(double rate);

/// "1 firm", "1,200 firms".
std::string counted(std::size_t count, std::string_view one, std::string_view many);

/// "a, b and c".
std::string list_text(const std::vector<std::string>& items);

/// Values [years] of a metric; of one in dollars times `factors` (sim/results/summary.hpp).
std::vector<double> metric_path(const Recording& recording, std::span<const double> factors,
                                Metric metric);

/// Sum of what is defined.
double sum_defined(std::span<const double> values);

}  // namespace overbuild

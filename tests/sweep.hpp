// The values that a test tries between two ends. Rounding may add the last one or leave it out,
// which a sweep does not mind and a loop that counts would.
#pragma once

#include <vector>

/// begin, begin + step, ... below `end`.
inline std::vector<double> stepwise(double begin, double end, double step) {
  std::vector<double> values;
  while (begin < end) {
    values.push_back(begin);
    begin += step;
  }
  return values;
}

/// begin, begin * factor, ... below `end`.
inline std::vector<double> growing(double begin, double end, double factor) {
  std::vector<double> values;
  while (begin < end) {
    values.push_back(begin);
    begin *= factor;
  }
  return values;
}

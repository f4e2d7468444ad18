#include "market/fading.hpp"

#include "core/math.hpp"

namespace overbuild {

double FadingRate::in_year(double k) const {
  return kept >= 1.0 ? now : long_run + (now - long_run) * pow_(kept, k);
}

double FadingRate::over(double years) const {
  if (kept >= 1.0) return now * years;
  return long_run * years + (now - long_run) * (1.0 - pow_(kept, years)) / (1.0 - kept);
}

}  // namespace overbuild

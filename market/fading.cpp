#include "market/fading.hpp"

#include "core/math.hpp"

namespace overbuild {

double FadingRate::in_year(double k) const {
  return faded(k) ? long_run + (now - long_run) * pow_(kept, k - known_years) : now;
}

double FadingRate::over(double years) const {
  if (!faded(years)) return now * years;
  const double unknown = years - known_years;
  return now * known_years + long_run * unknown +
         (now - long_run) * (1.0 - pow_(kept, unknown)) / (1.0 - kept);
}

}  // namespace overbuild

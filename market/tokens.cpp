#include "market/tokens.hpp"

#include "core/math.hpp"
#include "market/fading.hpp"

namespace overbuild {

double tokens_per_job(const TokenParameters& tokens, int years) {
  if (!tokens.grow || years <= 0) return 1.0;
  return exp_(FadingRate{log_(tokens.growth), 0.0, tokens.kept}.over(static_cast<double>(years)));
}

}  // namespace overbuild

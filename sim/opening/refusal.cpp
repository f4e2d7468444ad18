#include "sim/opening/refusal.hpp"

#include <cmath>

#include <fmt/format.h>

namespace overbuild {

void refuse_missed_spend(std::string_view key, double achieved, double recorded) {
  constexpr double most_off = 0.1;
  if (recorded <= 0.0 || std::fabs(achieved / recorded - 1.0) <= most_off) return;
  throw StartRefused(fmt::format(
      "the start misses {}: enterprises spend {:.3g} usd where {:.3g} usd are recorded ({:+.0f} %, "
      "at most 10 % off); with few of them one buyer is most of a way of being served: raise "
      "population.enterprises, or turn opening.spend_met and blocks.buyers.modes_met off to be "
      "told instead",
      key, achieved, recorded, 100.0 * (achieved / recorded - 1.0)));
}

}  // namespace overbuild

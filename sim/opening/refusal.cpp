#include "sim/opening/refusal.hpp"

#include <cmath>

#include <fmt/format.h>

#include "core/math.hpp"

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

double accepted_wedge(std::string_view key, std::string_view seller, double price, double best) {
  constexpr double farthest = 3.0;
  if (!(best > 0.0)) {
    throw StartRefused(fmt::format(
        "{} of {}: on the published study nobody would buy at its cost, so that no price is the "
        "best one; turn blocks.labs.demand_prices off, or see what it costs",
        key, seller));
  }
  const double wedge = log_(price / best);
  if (std::fabs(wedge) <= farthest) return wedge;
  throw StartRefused(fmt::format(
      "{} of {}: the initial price of {:.3g} usd is far from the {:.3g} usd that would earn most "
      "on "
      "the published study (ln {:+.2f}, at most {:.0f} either way); correct the price, the cost or "
      "demand, or turn blocks.labs.demand_prices off",
      key, seller, price, best, wedge, farthest));
}

}  // namespace overbuild

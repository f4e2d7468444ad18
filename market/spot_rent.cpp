#include "market/spot_rent.hpp"

#include <algorithm>
#include <cmath>

#include "core/count.hpp"
#include "core/math.hpp"

namespace overbuild {

namespace {

constexpr double a_million = 1e6;
constexpr double fastest_rise = 1.5;  // spot rent over last year's
constexpr const char* rent_text = "a spot rent in millionths of a usd";

std::int64_t micro_usd(double rent) { return whole_part(rent * a_million, rent_text); }

/// First of the whole numbers from `low` to `high` that `holds`, or `high`; those after it hold
/// too.
template <class Holds>
std::int64_t first_that(std::int64_t low, std::int64_t high, Holds&& holds) {
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (holds(static_cast<double>(middle) / a_million)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/// Of rents even in ln from the list rent down to `lowest` the one at which (rent - cash cost) x
/// hours sold is largest; of equals the higher.
double best_rent(const SpotMarket& market, const HoursWanted& wanted, double lowest) {
  const int steps = 60 * market.detail;
  double best = market.list, most = -1.0;
  for (int k = 0; k <= steps; ++k) {
    const double at = market.list * pow_(lowest / market.list, k / static_cast<double>(steps));
    const double rent = k == 0 ? market.list : static_cast<double>(micro_usd(at)) / a_million;
    const auto sold = static_cast<double>(std::min(wanted(rent), market.hours));
    const double earned = (rent - market.cash_cost) * sold;
    if (earned > most) {
      most = earned;
      best = rent;
    }
  }
  return best;
}

double in_shortage(const SpotMarket& market, const HoursWanted& wanted, double highest) {
  const std::int64_t list = micro_usd(market.list), top = micro_usd(highest);
  const auto enough = [&](double rent) { return wanted(rent) <= market.hours; };
  return static_cast<double>(first_that(list + 1, std::max(top, list + 1), enough)) / a_million;
}

double with_hours_to_spare(const SpotMarket& market, const HoursWanted& wanted) {
  const std::int64_t list = micro_usd(market.list);
  const std::int64_t cost = micro_usd(market.cash_cost) + 1;
  if (cost >= list) return market.list;
  const auto too_few = [&](double rent) { return wanted(rent) < market.target; };
  const std::int64_t above = first_that(cost, list, too_few);
  const double lowest = static_cast<double>(std::max(above - 1, cost)) / a_million;
  return best_rent(market, wanted, lowest);
}

}  // namespace

double spot_rent(const RentalParameters& rental, const SpotMarket& market,
                 const HoursWanted& wanted) {
  const double highest = std::max(
      std::min(rental.spot_ceiling * market.list, fastest_rise * market.last), market.cash_cost);
  const std::int64_t at_list = wanted(market.list);
  double rent = market.list;
  if (at_list > market.hours) rent = in_shortage(market, wanted, rental.spot_ceiling * market.list);
  if (at_list < market.target) rent = with_hours_to_spare(market, wanted);
  return std::min(rent, highest);
}

}  // namespace overbuild

#include "market/rental.hpp"

#include <algorithm>
#include <cmath>

#include "core/math.hpp"

namespace overbuild {

double annuity(double rate, double years) {
  if (years <= 0.0) return 1.0;
  if (std::fabs(rate) < 1e-9) return 1.0 / years;
  return rate / (1.0 - pow_(1.0 + rate, -years));
}

double list_tightness(const RentalParameters& rental, double last, double wanted, double growth,
                      double hours) {
  if (!rental.list_rent) return last;
  double now = hours > 0.0 ? std::min(wanted * exp_(growth) / hours, most_tight) : most_tight;
  if (rental.spot_rent) now = std::min(now, std::max(last, rental.target_tightness));
  return last + rental.current_weight * (now - last);
}

double next_rental_price(const RentalParameters& rental, double price, double tightness,
                         double cost_change, double full_cost, double spare_price,
                         double cash_cost) {
  const double slack = tightness - rental.target_tightness;
  const double response = slack > 0.0 && rental.list_rent ? rental.shortage_response : 1.0;
  double ln_price = log_(price) + rental.cost_pass_through * cost_change +
                    response * rental.tightness_response * slack +
                    rental.mean_reversion_speed * (log_(full_cost) - log_(price));
  if (slack < 0.0 && spare_price > 0.0) {
    const double ln_spare = log_(spare_price);
    if (ln_spare < ln_price) ln_price += rental.glut_price_adjustment * (ln_spare - ln_price);
  }
  return std::max(exp_(ln_price), cash_cost);
}

}  // namespace overbuild

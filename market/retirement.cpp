#include "market/retirement.hpp"

#include <algorithm>

#include "core/count.hpp"
#include "core/math.hpp"

namespace overbuild {

namespace {
constexpr double gamma_of_four_thirds = 0.892979511569249;
}  // namespace

double surviving_share(double age, double mean_life) {
  const double a = std::max(age, 0.0) * gamma_of_four_thirds / mean_life;
  return exp_(-a * a * a);
}

double staying_share(int age, int years, double mean_life) {
  const double now = surviving_share(static_cast<double>(age), mean_life);
  const double then = surviving_share(static_cast<double>(age + years), mean_life);
  return now > 0.0 ? std::min(then / now, 1.0) : 0.0;
}

std::int64_t retiring_units(std::int64_t milli_units, int age, double mean_life) {
  if (milli_units <= 0 || age <= 0) return 0;
  const double share = staying_share(age - 1, 1, mean_life);
  const auto stays = whole_part(static_cast<double>(milli_units) * share, "shells");
  return stays < 1000 ? milli_units : milli_units - stays;
}

}  // namespace overbuild

#include "agents/lender.hpp"

#include <algorithm>

#include "core/math.hpp"

namespace overbuild {

void plan_lender(const CreditParameters& rules, Lenders& lenders, std::size_t lender) {
  const double surprise = lenders.realised_return[lender] - rules.required_return;
  const double growth = std::clamp(exp_(rules.appetite_response * surprise),
                                   1.0 / rules.appetite_growth_limit, rules.appetite_growth_limit);
  const double used = lenders.appetite[lender] > 0.0
                          ? std::min(lenders.lent[lender] / lenders.appetite[lender], 1.0)
                          : 0.0;
  lenders.appetite[lender] *= growth;
  // A lender whose money is all placed asks for more next time.
  const double opening = lenders.opening_capital[lender];
  const double lost =
      opening > 0.0 ? std::clamp(1.0 - lenders.capital[lender] / opening, 0.0, 0.9) : 0.0;
  lenders.spread_add[lender] =
      rules.capital_response * used + rules.thin_capital * lost / (1.0 - lost);
}

double lender_offer(const CreditParameters& rules, const Lenders& lenders, std::size_t lender,
                    double appetite_left, double exposure, double room) {
  const double by_name = rules.single_name_limit * lenders.capital[lender] - exposure;
  return std::max(std::min({appetite_left, by_name, room}), 0.0);
}

}  // namespace overbuild

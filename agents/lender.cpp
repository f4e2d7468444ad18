#include "agents/lender.hpp"

#include <algorithm>

#include "core/math.hpp"

namespace overbuild {

namespace {

/// Part of the initial capital that is lost, at most nine tenths.
double lost_share(const Lenders& lenders, std::size_t lender) {
  const double opening = lenders.opening_capital[lender];
  return opening > 0.0 ? std::clamp(1.0 - lenders.capital[lender] / opening, 0.0, 0.9) : 0.0;
}

}  // namespace

void plan_lender(const CreditParameters& rules, Lenders& lenders, std::size_t lender) {
  const double surprise = lenders.realised_return[lender] - rules.required_return;
  const double growth = std::clamp(exp_(rules.appetite_response * surprise),
                                   1.0 / rules.appetite_growth_limit, rules.appetite_growth_limit);
  const double used = lenders.appetite[lender] > 0.0
                          ? std::min(lenders.lent[lender] / lenders.appetite[lender], 1.0)
                          : 0.0;
  lenders.appetite[lender] *= growth;
  // A lender whose money is all placed asks for more next time.
  const double lost = lost_share(lenders, lender);
  lenders.spread_add[lender] =
      rules.capital_response * used + rules.thin_capital * lost / (1.0 - lost);
}

double price_of_risk(const CreditParameters& rules, const Lenders& lenders, std::size_t lender,
                     double lent) {
  if (!rules.lenders_live_on) return rules.price_of_risk;
  const double appetite = lenders.appetite[lender];
  const double beyond =
      appetite > 0.0 ? log_(std::clamp(lent / appetite, 1.0, rules.appetite_stretch)) : 0.0;
  const double lost = lost_share(lenders, lender);
  return rules.price_of_risk *
         (1.0 + rules.scarcity_response * beyond + rules.loss_response * lost / (1.0 - lost));
}

double refilled_capital(const CreditParameters& rules, double capital, double without_losses) {
  return rules.capital_refill * std::max(without_losses - capital, 0.0);
}

double lender_offer(const CreditParameters& rules, const Lenders& lenders, std::size_t lender,
                    double appetite_left, double exposure, double room) {
  const double by_name = rules.single_name_limit * lenders.capital[lender] - exposure;
  return std::max(std::min({appetite_left, by_name, room}), 0.0);
}

}  // namespace overbuild

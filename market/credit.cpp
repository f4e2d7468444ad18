#include "market/credit.hpp"

#include <algorithm>

#include "core/math.hpp"

namespace overbuild {

namespace {
constexpr double worst_ratio = 20.0;  // ratios beyond this say no more about a borrower

double default_logit(const CreditRules& rules, const Borrower& borrower) {
  const double earnings = std::max(borrower.ebitda, 0.0);
  const double leverage =
      borrower.debt <= 0.0 ? 0.0 : std::min(borrower.debt / std::max(earnings, 1e-9), worst_ratio);
  const double burden = borrower.interest <= 0.0
                            ? 0.0
                            : std::min(borrower.interest / std::max(earnings, 1e-9), worst_ratio);
  // Runway: years of need covered by cash; a firm that needs nothing has all the time in the world.
  const double runway = borrower.yearly_need <= 0.0
                            ? worst_ratio
                            : std::min(borrower.cash / borrower.yearly_need, worst_ratio);
  const double cover =
      borrower.debt <= 0.0 ? 2.0 : std::clamp(borrower.saleable_assets / borrower.debt, 0.0, 2.0);
  return rules.constant + rules.leverage * leverage + rules.coverage * burden -
         rules.runway * std::min(runway, 4.0) + rules.collateral * (1.0 - cover) +
         rules.volatility * std::min(borrower.volatility, 2.0);
}

}  // namespace

double default_probability(const CreditRules& rules, const Borrower& borrower) {
  return logistic(default_logit(rules, borrower));
}

double loss_given_default(const Borrower& borrower) {
  if (borrower.debt <= 0.0) return 0.0;
  return std::clamp(1.0 - borrower.saleable_assets / borrower.debt, 0.05, 0.95);
}

RankLosses losses_by_rank(const Borrower& borrower) {
  double left = std::max(borrower.saleable_assets, 0.0);
  const auto lost = [&](double owed) {
    if (owed <= 0.0) return std::clamp(left > 0.0 ? 0.05 : 0.95, 0.05, 0.95);
    const double paid = std::min(left, owed);
    left -= paid;
    return std::clamp(1.0 - paid / owed, 0.05, 0.95);
  };
  const double rest = std::max(borrower.debt - borrower.secured - borrower.senior, 0.0);
  RankLosses losses{};
  losses.secured = lost(borrower.secured);
  losses.senior = lost(borrower.senior);
  losses.subordinated = lost(rest);
  return losses;
}

double expected_loss_spread(double probability, double loss) {
  const double p = std::min(probability, 0.95);
  return p * loss / (1.0 - p);
}

double priced_probability(double probability, double price_of_risk) {
  if (price_of_risk == 0.0) return probability;
  constexpr double least = 1e-9, most = 0.95;
  return normal_cdf(normal_quantile(std::clamp(probability, least, most)) + price_of_risk);
}

double risk_spread(double probability, double loss, double price_of_risk) {
  return expected_loss_spread(priced_probability(probability, price_of_risk), loss);
}

namespace {

/// The entry of a year, the last one for years beyond; `now` where nothing is known.
double in_year(const std::vector<double>& path, int year, double now) {
  if (path.empty()) return now;
  return path[std::min(static_cast<std::size_t>(year), path.size() - 1)];
}

}  // namespace

std::vector<double> default_path(const CreditRules& rules, const Borrower& borrower, int years,
                                 double remembered) {
  std::vector<double> path;
  Borrower then = borrower;
  double kept = 1.0;  // of the distance to what is remembered
  for (int k = 0; k < years; ++k) {
    then.ebitda = in_year(borrower.outlook.earnings, k, borrower.ebitda);
    then.saleable_assets = in_year(borrower.outlook.assets, k, borrower.saleable_assets);
    then.yearly_need = std::max(then.interest - then.ebitda, 0.0);
    const double yearly = default_probability(rules, then);
    path.push_back(std::min(yearly, remembered) + kept * std::max(yearly - remembered, 0.0));
    kept *= 0.5;
  }
  return path;
}

LoanView view_loan(const CreditRules& rules, const Borrower& after, int years, bool repaid,
                   double remembered) {
  constexpr int horizon = 5;
  const std::vector<double> path = default_path(rules, after, std::max(years, horizon), remembered);
  LoanView view;
  double alive = 1.0;
  for (int k = 0; k < horizon; ++k) alive *= 1.0 - path[static_cast<std::size_t>(k)];
  view.five_years = 1.0 - alive;
  const double part = 1.0 / static_cast<double>(years);
  Borrower then = after;
  for (int k = 0; k < years; ++k) {
    view.probability += part * path[static_cast<std::size_t>(k)];
    const double left = repaid ? 1.0 - part * static_cast<double>(k) : 1.0;
    then.secured = left * after.secured;
    then.debt = after.debt - after.secured + then.secured;
    then.saleable_assets = in_year(after.outlook.assets, k, after.saleable_assets);
    const RankLosses losses = losses_by_rank(then);
    view.losses.secured += part * losses.secured;
    view.losses.senior += part * losses.senior;
    view.losses.subordinated += part * losses.subordinated;
  }
  return view;
}

double debt_room(const CreditRules& rules, Borrower borrower, double worst, double coupon) {
  const double debt = borrower.debt, interest = borrower.interest, cash = borrower.cash;
  const double limit = -log_(1.0 / worst - 1.0);
  const auto bearable = [&](double more) {
    borrower.debt = debt + more;
    borrower.interest = interest + coupon * more;
    borrower.cash = cash + more;
    return default_logit(rules, borrower) <= limit;
  };
  double high = 20.0 * std::max(borrower.ebitda, 0.0);
  if (high <= 0.0 || !bearable(0.0)) return 0.0;
  if (bearable(high)) return high;
  double low = 0.0;
  for (int k = 0; k < 24; ++k) {
    const double middle = 0.5 * (low + high);
    (bearable(middle) ? low : high) = middle;
  }
  return low;
}

}  // namespace overbuild

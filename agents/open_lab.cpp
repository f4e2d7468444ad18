#include "agents/open_lab.hpp"

#include <algorithm>

#include "core/math.hpp"

namespace overbuild {

double plan_open_budget(const OpenLabParameters& rules, const Observables& seen, double budget,
                        double opening_margin, double sponsor_means) {
  const double rents = std::max(seen.lab_margin, 0.01) / std::max(opening_margin, 0.01) *
                       exp_(std::clamp(seen.lab_market_growth, -1.0, 1.0));
  const double wanted = budget * pow_(rents, rules.rent_response);
  const double limited = std::clamp(wanted, budget / rules.budget_growth_limit,
                                    budget * rules.budget_growth_limit);
  return std::max(std::min(limited, sponsor_means), 0.0);
}

}  // namespace overbuild

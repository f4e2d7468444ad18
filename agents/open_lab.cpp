#include "agents/open_lab.hpp"

#include <algorithm>

#include "core/math.hpp"

namespace overbuild {

double plan_open_budget(const OpenLabParameters& rules, const Observables& seen, double budget,
                        double opening_budget, double opening_margin, double sponsor_growth) {
  const double rents = std::max(seen.lab_margin, 0.01) / std::max(opening_margin, 0.01);
  const double wanted =
      opening_budget * std::max(sponsor_growth, 0.0) * pow_(rents, rules.rent_response);
  return std::clamp(wanted, budget / rules.budget_growth_limit, budget * rules.budget_growth_limit);
}

}  // namespace overbuild

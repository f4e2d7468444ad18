#include "agents/enterprise/budget.hpp"

#include <algorithm>

namespace overbuild {

double binding_budget(const DemandParameters& demand, double budget, double saved, double payroll) {
  const double least = demand.budget_base_share * payroll;
  if (!(budget > 0.0)) return least;
  const double measured = demand.measured_share * std::max(saved, 0.0);
  const double wanted = 1.0 + demand.budget_response * (measured / budget - 1.0);
  const double limit = demand.budget_growth_limit;
  return std::max(budget * std::clamp(wanted, 1.0 / limit, limit), least);
}

}  // namespace overbuild

#include "agents/utility.hpp"

#include <algorithm>

namespace overbuild {

double arriving_power(const Utilities& utilities, std::size_t utility) {
  const auto& under_way = utilities.under_way[utility];
  return under_way.empty() ? 0.0 : under_way.front();
}

void plan_utility(const UtilityParameters& rules, double reserve_margin, Utilities& utilities,
                  std::size_t utility, double affordable_mw) {
  auto& under_way = utilities.under_way[utility];
  double coming = 0.0;
  for (const double mw : under_way) coming += mw;
  // What is asked for and will not be there, and the margin it wants to keep.
  const double needed = utilities.contracted_mw[utility] + utilities.requested_mw[utility];
  const double short_mw = needed * (1.0 + reserve_margin) - utilities.capacity_mw[utility] - coming;
  const double wanted = std::max(short_mw, 0.0) * rules.expansion_speed;
  const double last = std::max(utilities.addition_mw[utility], 1.0);
  const double addition =
      std::clamp(wanted, 0.0, std::min(last * rules.growth_limit, affordable_mw));
  utilities.addition_mw[utility] = std::max(addition, last / rules.growth_limit);
  under_way.push_back(addition);
}

}  // namespace overbuild

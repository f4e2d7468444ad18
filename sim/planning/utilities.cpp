#include "sim/planning/utilities.hpp"

#include <algorithm>

#include "agents/utility.hpp"

namespace overbuild {

void plan_utilities(Parts<const Inputs, const Books, Utilities> world) {
  Utilities& utilities = world.utilities;
  const bool frozen = world.inputs.is_frozen(Role::utility);
  for (std::size_t u = 0; u < utilities.size(); ++u) {
    if (frozen) {
      utilities.under_way[u].push_back(utilities.addition_mw[u]);
      continue;
    }
    double coming = 0.0;
    for (const double mw : utilities.under_way[u]) coming += mw;
    const double unit = std::max(world.inputs.parameters.utility.unit_capital, 1.0);
    const double means = std::max(world.books.cash(utilities.account[u]), 0.0) +
                         3.0 * std::max(utilities.operating_result[u].usd(), 0.0);
    plan_utility(world.inputs.parameters.utility,
                 world.inputs.parameters.utilities[u].second.reserve_margin, utilities, u,
                 std::max(means / unit - coming, 0.0));
  }
}

}  // namespace overbuild

#include "sim/planning/funds.hpp"

#include "agents/investor.hpp"
#include "agents/lender.hpp"

namespace overbuild {

void plan_finance(Parts<const Inputs, Lenders, Investors> world) {
  if (!world.inputs.is_frozen(Role::lender)) {
    for (std::size_t l = 0; l < world.lenders.size(); ++l) {
      plan_lender(world.inputs.parameters.credit, world.lenders, l);
    }
  }
  if (!world.inputs.is_frozen(Role::investor)) {
    for (std::size_t i = 0; i < world.investors.size(); ++i) {
      plan_investor(world.inputs.parameters.equity, world.investors, i);
    }
  }
}

}  // namespace overbuild

#include "sim/planning/funds.hpp"

#include "agents/investor.hpp"
#include "agents/lender.hpp"
#include "sim/credit/outlook.hpp"

namespace overbuild {

void plan_finance(
    Parts<const Inputs, const Builders, const YearTally, CreditMarket, Lenders, Investors> world,
    const std::vector<CashView>& views) {
  if (!world.inputs.is_frozen(Role::lender)) {
    learn_from_borrowers(world, views);
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

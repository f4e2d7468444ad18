#include "sim/planning/funds.hpp"

#include "agents/investor.hpp"
#include "agents/lender.hpp"
#include "sim/credit/outlook.hpp"

namespace overbuild {

void plan_finance(Parts<const Inputs, const PublicRecord, const Builders, const YearTally,
                        CreditMarket, Lenders, Investors>
                      world,
                  const std::vector<CashView>& views) {
  if (!world.inputs.is_frozen(Role::lender)) {
    learn_from_borrowers(world, views);
    for (std::size_t l = 0; l < world.lenders.size(); ++l) {
      plan_lender(world.inputs.parameters.credit, world.lenders, l);
    }
  }
  if (!world.inputs.is_frozen(Role::investor)) {
    const EquityParameters& rules = world.inputs.parameters.equity;
    for (std::size_t i = 0; i < world.investors.size(); ++i) {
      if (rules.scenarios) {
        learn_demand(rules, world.public_record, world.investors, i);
        renew_appetite(rules, world.investors, i);
      } else {
        plan_investor(rules, world.investors, i);
      }
    }
  }
}

}  // namespace overbuild

#include "sim/planning/planning.hpp"

#include "sim/books/accounts.hpp"
#include "sim/books/public_record.hpp"
#include "sim/credit/cash_view.hpp"
#include "sim/credit/facilities.hpp"
#include "sim/credit/vendor_finance.hpp"
#include "sim/planning/apps.hpp"
#include "sim/planning/builders.hpp"
#include "sim/planning/compute_contracts.hpp"
#include "sim/planning/contract_cuts.hpp"
#include "sim/planning/contracts_ahead.hpp"
#include "sim/planning/funds.hpp"
#include "sim/planning/labs.hpp"
#include "sim/planning/open_labs.hpp"
#include "sim/planning/payouts.hpp"
#include "sim/planning/utilities.hpp"
#include "sim/planning/vendors.hpp"

namespace overbuild {

void plan_and_sign(
    PartsWritingRoles<const Inputs, const References, const Exogenous, const Customers,
                      const Progress, const Catalogue, const ComputeMarket, CreditMarket,
                      PublicRecord, Books, Capital, YearTally, Memory, Journal>
        world) {
  measure_results(world);
  publish(world);
  const auto views = view_cash(world);
  plan_labs(world);
  expect_demand(world);
  const bool ahead = world.inputs.parameters.lab.contracts_ahead;
  if (ahead) {
    cut_contracts(world, views);
    sign_ahead(world, views);
  }
  plan_builders(world, views);
  if (!ahead) sign_contracts(world);
  plan_vendors(world);
  promise_foundries(world);
  grant_facilities(world);
  grant_backstops(world);
  plan_open_labs(world);
  plan_apps(world);
  plan_utilities(world);
  plan_finance(world, views);
  pay_out(world, views);
}

void learn(Parts<const PublicRecord, Builders> world) {
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    world.builders.leap_strength[b] += static_cast<double>(world.public_record.leaps);
    world.builders.leap_exposure[b] += world.public_record.exposure_change;
  }
}

}  // namespace overbuild

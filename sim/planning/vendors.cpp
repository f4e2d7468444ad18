#include "sim/planning/vendors.hpp"

#include <algorithm>

#include "agents/vendor.hpp"
#include "core/math.hpp"

namespace overbuild {

void plan_vendors(Parts<const Inputs, Vendors> world) {
  if (world.inputs.is_frozen(Role::vendor)) return;
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    if (!world.vendors.alive[v]) continue;
    const double own = world.vendors.own_asked[v];
    const double orders = world.vendors.backlog_units[v] + own;
    const double last = std::max(world.vendors.expected_orders[v], 1.0);
    plan_vendor(world.inputs.parameters.vendor, world.vendors, v, orders,
                orders > 0.0 ? 0.5 * log_(orders / last) : -0.5);
    world.vendors.own_expected[v] = expected_own_orders(own, world.vendors.own_expected[v]);
  }
}

void promise_foundries(Parts<const Inputs, const Vendors, Books> world) {
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    const Money due = Money::from_usd(world.vendors.foundry_promised[v]);
    if (!world.vendors.alive[v] || due <= Money::zero()) continue;
    world.books.commitments.sign({CommitmentKind::foundry,
                                  world.vendors.account[v],
                                  world.books.economy,
                                  world.inputs.year + 2,
                                  {due},
                                  {0},
                                  0.0,
                                  1.0});
  }
}

}  // namespace overbuild

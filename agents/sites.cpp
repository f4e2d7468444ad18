#include "agents/sites.hpp"

#include <algorithm>

namespace overbuild {

double ShellStages::share_within_a_year() const {
  return paid_as_it_grows ? 2.0 * first_share() : first_share();
}

ShellStages shell_stages(const CapexParameters& capex) {
  const int lead = static_cast<int>(capex.shell_lead + 0.5);
  if (!capex.sites) return {0, lead, 2, 0.0, false};
  const int site = std::clamp(static_cast<int>(capex.site_lead + 0.5), 0, lead - 1);
  return {site, lead - site, lead - site + 1, site > 0 ? capex.site_share : 0.0, true};
}

BuildingPayments payments_for(const CapexParameters& capex, Money price_of_building) {
  const ShellStages stages = shell_stages(capex);
  const Money part = Money::from_cents(price_of_building.cents() / stages.parts);
  return {part, stages.paid_as_it_grows ? part : Money::zero()};
}

}  // namespace overbuild

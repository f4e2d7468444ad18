#include "sim/credit/entry.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "agents/builder.hpp"
#include "sim/credit/founding.hpp"

namespace overbuild {

namespace {

double sum(const std::vector<double>& values) {
  double total = 0.0;
  for (const double value : values) total += value;
  return total;
}

/// Money that lenders and investors offer this year over what they offered at the opening.
double appetite(Parts<const Inputs, const Lenders, const Investors> world) {
  double opening = 0.0;
  for (const auto& [id, lender] : world.inputs.parameters.lenders) opening += lender.appetite;
  for (const auto& [id, investor] : world.inputs.parameters.investors) opening += investor.appetite;
  return opening > 0.0 ? (sum(world.lenders.appetite) + sum(world.investors.appetite)) / opening
                       : 0.0;
}

}  // namespace

void found_builders(Parts<const Inputs, const Exogenous, const PublicRecord, const Vendors,
                          const Lenders, const Investors, Builders, CreditMarket>
                        world) {
  if (world.inputs.is_frozen(Role::builder)) return;
  const Parameters& p = world.inputs.parameters;
  double entered = 0.0;
  for (const double year : world.builders.entered) entered += year > 0.0 ? 1.0 : 0.0;
  const double chance = entry_probability(p.entry, world.public_record, entered, appetite(world),
                                          entry_hurdle(world));
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    world.credit.founding[b].need = 0.0;
    if (!world.builders.dormant[b]) continue;
    if (!world.inputs.random.bernoulli(world.builders.entity[b], world.inputs.key_year(),
                                       Purpose::entry, 1, chance)) {
      continue;
    }
    write_business_plan(world, b);
    world.builders.alive[b] = 1;
    world.builders.dormant[b] = 0;
    if (world.credit.founding[b].need <= 0.0) return_to_pool(world, b);
  }
}

void confirm_founders(Parts<const Inputs, const Books, Builders, CreditMarket, Journal> world) {
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (world.credit.founding[b].need <= 0.0) continue;
    const AccountId account = world.builders.account[b];
    const Money raised = world.books.ledger.cash(account);
    if (raised <= Money::zero()) {
      return_to_pool(world, b);
      continue;
    }
    world.journal.recording.agents[world.journal.agent_of_account[account.value]].type =
        builder_type_names[world.inputs.parameters.builders[b].second.type];
    record_event(
        world, "P8", "entry", account_name(world, account), "", raised,
        fmt::format("aims at {:.1f} % of the market; asked for ${:.1f} bn",
                    100.0 * world.builders.entry_target_share[b],
                    (world.credit.founding[b].need + world.credit.founding[b].reserve) / 1e9));
  }
}

}  // namespace overbuild

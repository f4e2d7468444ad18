#include "sim/compute/retirement.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "agents/builder.hpp"
#include "core/count.hpp"
#include "market/retirement.hpp"
#include "sim/compute/costs.hpp"
#include "sim/credit/founding.hpp"

namespace overbuild {

namespace {

void scrap_shells(Parts<const Inputs, const Builders, Books, Capital, Journal> world, std::size_t b,
                  int vintage, std::int64_t milli) {
  const Money book = world.capital.shells.scrap(b, vintage, milli);
  impair(world.books.ledger, world.books.losses, world.builders.account[b], Instrument::shells,
         book);
  record_event(world, "P1", "scrap", account_name(world, world.builders.account[b]), "", book,
               fmt::format("shells of {} at the end of their life", vintage));
}

void free_power(Parts<Utilities> world, double mw_freed) {
  double contracted = 0.0;
  for (const double mw : world.utilities.contracted_mw) contracted += mw;
  for (double& mw : world.utilities.contracted_mw) {
    if (contracted > 0.0) mw = std::max(mw - mw_freed * mw / contracted, 0.0);
  }
}

/// Thousandths of a MW, of those that leave service, that their owner refits: where what a shell is
/// worth beyond its equipment pays for it, as far as cash above the target goes. Paid at once.
std::int64_t refit_shells(Parts<const Inputs, const PublicRecord, const Builders, const Vendors,
                                const CreditMarket, Books, Capital, YearTally>
                              world,
                          std::size_t b, std::int64_t leaving) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const double a_mw = capex.refit_share * capex.shell_price;
  const Builders& builders = world.builders;
  if (!builders.alive[b] || builders.left[b] > 0.0 || leaving <= 0 ||
      spare_value_of_shell(investment_rules(world, b), builders.profitability[b]) <= a_mw) {
    return 0;
  }
  const double cash = world.books.cash(builders.account[b]) - set_aside(world, b) -
                      world.inputs.parameters.builders[b].second.cash_target;
  const double affordable = a_mw > 0.0 ? std::max(cash, 0.0) / a_mw * 1000.0 : 0.0;
  const std::int64_t milli =
      affordable < static_cast<double>(leaving) ? whole_part(affordable, "shells") : leaving;
  if (milli <= 0) return 0;
  const Money cost = price_times(a_mw / 1000.0, milli);
  world.books.ledger.pay(builders.account[b], world.books.economy, FlowRow::shells, cost);
  world.books.ledger.capitalise(builders.account[b], Instrument::shells, cost);
  world.capital.shells.deliver(b, world.inputs.year, milli, cost);
  world.tally.shell_spend[b] += cost;
  return milli;
}

/// Shells leave service by age, few at first; the power of those that are not refitted is free for
/// others. Expected, so their book value is wear rather than value destroyed.
void retire_by_age(Parts<const Inputs, const PublicRecord, const Builders, const Vendors,
                         const CreditMarket, Books, Utilities, Capital, YearTally, Journal>
                       world) {
  const double life = world.inputs.parameters.capex.shell_life;
  double freed = 0.0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const AccountId account = world.builders.account[b];
    Money book = Money::zero();
    std::int64_t leaving = 0;
    for (int v = world.capital.shells.first_vintage(); v < world.inputs.year; ++v) {
      const std::int64_t out =
          retiring_units(world.capital.shells.at(b, v).units, world.inputs.year - v, life);
      if (out == 0) continue;
      book += world.capital.shells.scrap(b, v, out);
      add_count(leaving, out, "shells");
    }
    if (leaving == 0) continue;
    world.books.ledger.depreciate(account, Instrument::shells, book);
    const std::int64_t refitted = refit_shells(world, b, leaving);
    freed += static_cast<double>(leaving - refitted) / 1000.0;
    record_event(
        world, "P1", "scrap", account_name(world, account), "", book,
        fmt::format("{:.0f} MW of shells out of service by age, {:.0f} of them refitted",
                    static_cast<double>(leaving) / 1000.0, static_cast<double>(refitted) / 1000.0));
  }
  free_power(world, freed);
}

/// A shell at the end of its life is taken down, and its power is free for others.
void retire_at_once(Parts<const Inputs, const Builders, Books, Utilities, Capital, Journal> world) {
  const int last =
      world.inputs.year - static_cast<int>(world.inputs.parameters.capex.shell_life + 0.5);
  if (last < world.capital.shells.first_vintage()) return;
  double freed = 0.0;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    const std::int64_t milli = world.capital.shells.at(b, last).units;
    if (milli == 0) continue;
    freed += static_cast<double>(milli) / 1000.0;
    scrap_shells(world, b, last, milli);
  }
  free_power(world, freed);
}

}  // namespace

void retire_shells(Parts<const Inputs, const PublicRecord, const Builders, const Vendors,
                         const CreditMarket, Books, Utilities, Capital, YearTally, Journal>
                       world) {
  if (world.inputs.parameters.capex.gradual_retirement) {
    retire_by_age(world);
  } else {
    retire_at_once(world);
  }
}

}  // namespace overbuild

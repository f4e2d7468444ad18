#include "sim/failure/outside_bidders.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "sim/credit/equity.hpp"
#include "sim/credit/founding.hpp"
#include "sim/credit/lending.hpp"
#include "sim/parameters/family.hpp"

namespace overbuild {

namespace {

/// Rows of one fund, by what each has left; the fund alone where rows do not belong together.
std::vector<std::pair<std::size_t, double>> rows_of_fund(
    Parts<const Inputs, const CreditMarket> world, std::size_t investor) {
  const Parameters& p = world.inputs.parameters;
  std::vector<std::pair<std::size_t, double>> rows;
  for (std::size_t i = 0; i < p.investors.size(); ++i) {
    const bool same = p.family_shares
                          ? family_of(p.investors[i]) == family_of(p.investors[investor])
                          : i == investor;
    if (same) rows.emplace_back(i, std::max(world.credit.equity_left[i], 0.0));
  }
  return rows;
}

double left_of(const std::vector<std::pair<std::size_t, double>>& rows) {
  double usd = 0.0;
  for (const auto& [row, left] : rows) usd += left;
  return usd;
}

}  // namespace

std::vector<OutsideBidder> call_outside_bidders(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Vendors, const Lenders,
          const Investors, Builders, CreditMarket>
        world) {
  std::vector<OutsideBidder> bidders;
  const double part = world.inputs.parameters.resolution.outside_money;
  if (world.inputs.is_frozen(Role::builder)) return bidders;
  std::size_t candidate = 0;
  for (std::size_t i = 0; i < world.investors.size(); ++i) {
    const Parameters& p = world.inputs.parameters;
    if (p.family_shares && !leads_family(p.investors, i)) continue;
    const double usd = part * left_of(rows_of_fund(world, i));
    if (usd < 1.0) continue;
    while (candidate < world.builders.size() && !world.builders.dormant[candidate]) ++candidate;
    if (candidate == world.builders.size()) break;
    write_business_plan(world, candidate);
    bidders.push_back({candidate++, i, Money::from_usd(usd)});
  }
  return bidders;
}

void found_buyer(Parts<const Inputs, Books, Builders, Investors, CreditMarket, Journal> world,
                 const OutsideBidder& bidder, Money price) {
  const std::size_t b = bidder.builder;
  const AccountId fund = world.investors.account[bidder.investor];
  const AccountId firm = world.builders.account[b];
  const auto rows = rows_of_fund(world, bidder.investor);
  const double left = left_of(rows);
  Money open = price, worth = Money::from_usd(1.0);
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const auto& [i, usd] = rows[k];
    const bool last = k + 1 == rows.size() || left <= 0.0;
    const Money paid = last ? open : std::min(Money::from_usd(price.usd() * usd / left), open);
    if (paid <= Money::zero()) continue;
    subscribe(world, world.investors.account[i], paid);
    sell_shares(world, world.investors.account[i], firm, worth, paid);
    world.credit.equity_left[i] -= paid.usd();
    world.investors.invested[i] += paid.usd();
    worth += paid;
    open -= paid;
    if (last) break;
  }
  world.builders.alive[b] = 1;
  world.builders.dormant[b] = 0;
  // It starts from what it has, not from a share it would have liked.
  world.builders.entry_target_share[b] = world.builders.target_share[b] = 0.0;
  world.builders.equity_value[b] = price.usd();
  world.credit.founding[b] = {};
  world.journal.recording.agents[world.journal.agent_of_account[firm.value]].type =
      builder_type_names[world.inputs.parameters.builders[b].second.type];
  record_event(world, "P9", "entry", account_name(world, firm), account_name(world, fund), price,
               "founded to run used capital");
}

void dismiss_outside_bidders(Parts<Builders, CreditMarket> world,
                             std::span<const OutsideBidder> bidders) {
  for (const OutsideBidder& bidder : bidders) {
    if (!world.builders.alive[bidder.builder]) return_to_pool(world, bidder.builder);
  }
}

}  // namespace overbuild

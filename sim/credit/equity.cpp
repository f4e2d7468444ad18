#include "sim/credit/equity.hpp"

#include <algorithm>

namespace overbuild {

void revalue_equity(Parts<Books> world, AccountId issuer, Money value) {
  if (!world.books.shares.has(issuer)) return;
  for (const auto& [holder, part] : world.books.shares.divide(
           issuer, value, [&](AccountId account) { return world.books.ledger.key(account); })) {
    Money& carried = world.books.stake_value[{issuer, holder}];
    world.books.ledger.revalue(holder, issuer, Instrument::equity, part - carried);
    carried = part;
  }
}

void pay_dividend(Parts<Books> world, AccountId issuer, double usd) {
  // Beyond 2^53 cents the nearest double of what is held may be more than that.
  const Money amount =
      std::min(Money::from_usd(std::max(usd, 0.0)), world.books.ledger.cash(issuer));
  if (amount <= Money::zero()) return;
  if (!world.books.shares.has(issuer)) {
    world.books.ledger.pay(issuer, world.books.economy, FlowRow::dividends, amount);
    return;
  }
  for (const auto& [holder, part] : world.books.shares.divide(
           issuer, amount, [&](AccountId account) { return world.books.ledger.key(account); })) {
    world.books.ledger.pay(issuer, holder, FlowRow::dividends, part);
  }
}

void sell_shares(Parts<Books> world, AccountId holder, AccountId issuer, Money value_before,
                 Money amount) {
  world.books.ledger.issue(holder, issuer, Instrument::equity, FlowRow::equity_issuance, amount);
  world.books.shares.issue(issuer, holder, value_before, amount,
                           [&](AccountId account) { return world.books.ledger.key(account); });
  world.books.stake_value[{issuer, holder}] += amount;
}

double spare_cash(Parts<const Inputs, const Books, const Builders, const YearTally> world,
                  std::size_t b, const std::vector<CashView>& views) {
  const Parameters& p = world.inputs.parameters;
  const AccountId account = world.builders.account[b];
  const StakesBought& bought = world.tally.stakes;
  double left = views[account.value].expected_cash();
  if (p.equity.scenarios) left -= bought.by_builders[b] + bought.by_owners[b];
  return std::min(world.books.cash(account), left) - p.builders[b].second.cash_target;
}

}  // namespace overbuild

#include "sim/opening/debt_and_equity.hpp"

#include <algorithm>
#include <numeric>

#include "core/count.hpp"
#include "sim/opening/accounts.hpp"
#include "sim/opening/opening_year.hpp"
#include "sim/parts/each_role.hpp"

namespace overbuild {

namespace {

void open_equity(Parts<Books> world, AccountId issuer, AccountId holder, Money value) {
  world.books.ledger.open_balance(
      {{holder, Instrument::equity, value}, {issuer, Instrument::equity, -value}});
}

/// One cohort of a builder's capital and the part of a debt that it backs.
struct Pledge {
  Collateral of;
  std::int64_t cents;
};

/// What an opening debt is secured on: every cohort in place, each in proportion to its book value,
/// so that all carry the same loan to value; the oldest first. A lease is of a shell.
std::vector<Pledge> pledges(Parts<const Inputs, const Capital> world, std::size_t b,
                            ClaimClass claim_class, Money debt) {
  if (claim_class != ClaimClass::secured && claim_class != ClaimClass::lease) {
    return {{{}, debt.cents()}};
  }
  std::vector<Collateral> of;
  std::vector<std::int64_t> books;
  std::vector<std::uint64_t> keys;
  const auto offer = [&](const Fleet& fleet, AssetLayer layer, int v) {
    const Fleet::Cell& cell = fleet.at(b, v);
    if (cell.units == 0 || cell.book <= Money::zero()) return;
    of.push_back({layer, v});
    books.push_back(cell.book.cents());
    keys.push_back(static_cast<std::uint64_t>(of.back().code()));
  };
  for (int v = world.capital.equipment.first_vintage(); v <= opening_year(world); ++v) {
    if (claim_class == ClaimClass::secured)
      offer(world.capital.equipment, AssetLayer::equipment, v);
    offer(world.capital.shells, AssetLayer::shells, v);
  }
  if (of.empty()) return {{{}, debt.cents()}};
  const auto parts = apportion(debt.cents(), books, keys);
  std::vector<Pledge> list;
  for (std::size_t k = 0; k < of.size(); ++k) list.push_back({of[k], parts[k]});
  return list;
}

/// Lenders of one class of opening debt, by capital; all of them when none is of the right kind.
std::vector<std::int64_t> opening_lenders(Parts<const Inputs, const Lenders> world, bool bonds) {
  std::vector<std::int64_t> weights;
  bool any = false;
  for (const auto& [id, config] : world.inputs.parameters.lenders) {
    const bool fits = static_cast<bool>(world.lenders.bonds[weights.size()]) == bonds;
    weights.push_back(fits ? whole_part(config.capital / 1e6, "capital of a lender") : 0);
    any |= weights.back() > 0;
  }
  if (any) return weights;
  for (std::size_t l = 0; l < weights.size(); ++l) {
    weights[l] =
        whole_part(world.inputs.parameters.lenders[l].second.capital / 1e6, "capital of a lender") +
        1;
  }
  return weights;
}

/// A level ladder of one class over all lenders of the right kind. What falls due first is secured
/// on the oldest cohorts.
void open_debt(Parts<const Inputs, const Builders, const Lenders, const Capital, Books> world,
               std::size_t b, ClaimClass claim_class, double usd, double coupon, double longest) {
  if (usd <= 0.0) return;
  const bool bonds = claim_class == ClaimClass::senior || claim_class == ClaimClass::subordinated;
  const std::vector<std::int64_t> weights = opening_lenders(world, bonds);
  std::vector<std::uint64_t> keys;
  for (const EntityId entity : world.lenders.entity) keys.push_back(entity.value);
  const auto years = std::max<std::int64_t>(whole_part(longest, "years of a debt"), 1);
  const Money debt = Money::from_usd(usd);
  std::vector<Pledge> backing = pledges(world, b, claim_class, debt);
  std::size_t at = 0;
  for (std::int64_t k = 1; k <= years; ++k) {
    std::int64_t left = debt.cents() * k / years - debt.cents() * (k - 1) / years;
    while (left > 0) {
      if (backing[at].cents == 0) {
        ++at;
        continue;
      }
      const std::int64_t piece = std::min(left, backing[at].cents);
      left -= piece;
      backing[at].cents -= piece;
      const auto parts = apportion(piece, weights, keys);
      for (std::size_t l = 0; l < parts.size(); ++l) {
        if (parts[l] == 0) continue;
        open_claim(
            world.books.ledger, world.books.debt,
            {world.builders.account[b], world.lenders.account[l], claim_class,
             bonds ? Instrument::bonds : Instrument::loans, Money::from_cents(parts[l]), coupon,
             opening_year(world) + static_cast<int>(k), opening_year(world), backing[at].of});
      }
    }
  }
}

/// Shares of a lab: its parent, then investors by assets.
void open_lab_shares(
    Parts<const Inputs, const Builders, const Vendors, const Labs, const Investors, Books> world,
    std::size_t l) {
  const Parameters& p = world.inputs.parameters;
  const LabConfig& config = p.labs[l].second;
  std::vector<std::pair<AccountId, std::int64_t>> weights;
  const auto parent = whole_part(config.parent_share * 1e6, "shares of a firm");
  for (std::size_t b = 0; b < p.builders.size(); ++b) {
    if (p.builders[b].first == config.parent && parent > 0) {
      weights.emplace_back(world.builders.account[b], parent);
    }
  }
  double held = config.parent_share * (weights.empty() ? 0.0 : 1.0);
  for (const auto& [id, stake] : p.stakes) {
    if (stake.lab != p.labs[l].first) continue;
    for (std::size_t v = 0; v < p.vendors.size(); ++v) {
      if (p.vendors[v].first != stake.vendor) continue;
      weights.emplace_back(world.vendors.account[v],
                           whole_part(stake.share * 1e6, "shares of a firm"));
      held += stake.share;
    }
  }
  const double assets = std::accumulate(
      p.investors.begin(), p.investors.end(), 0.0,
      [](double sum, const auto& investor) { return sum + investor.second.assets; });
  const double rest = std::max(1.0 - held, 0.0);
  for (std::size_t i = 0; i < world.investors.size(); ++i) {
    const auto weight =
        whole_part(rest * 1e6 * p.investors[i].second.assets / assets, "shares of a firm");
    if (weight > 0) weights.emplace_back(world.investors.account[i], weight);
  }
  world.books.shares.found(world.labs.account[l], weights,
                           [&](AccountId account) { return world.books.ledger.key(account); });
}

template <class Firms>
void open_market_equity(Parts<Books> world, const Firms& firms) {
  for (std::size_t k = 0; k < firms.size(); ++k) {
    const Money value = Money::from_usd(firms.equity_value[k]);
    for (const auto& [holder, part] : world.books.shares.divide(
             firms.account[k], value,
             [&](AccountId account) { return world.books.ledger.key(account); })) {
      open_equity(world, firms.account[k], holder, part);
      world.books.stake_value[{firms.account[k], holder}] = part;
    }
  }
}

template <class Firms>
void found_public(Parts<Books> world, const Firms& firms) {
  const std::pair<AccountId, std::int64_t> everybody[] = {{world.books.economy, 1}};
  for (const AccountId account : firms.account) {
    world.books.shares.found(account, everybody,
                             [&](AccountId a) { return world.books.ledger.key(a); });
  }
}

/// An application belongs to its parent or, without one, to the public.
void found_app_shares(Parts<const Inputs, const Builders, const Apps, const Memory, Books> world) {
  const Parameters& p = world.inputs.parameters;
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    AccountId owner = world.books.economy;
    for (std::size_t b = 0; b < world.builders.size(); ++b) {
      if (p.builders[b].first == world.memory.app_configs[a].second.parent) {
        owner = world.builders.account[b];
      }
    }
    const std::pair<AccountId, std::int64_t> owners[] = {{owner, 1}};
    world.books.shares.found(world.apps.account[a], owners,
                             [&](AccountId account) { return world.books.ledger.key(account); });
  }
}

/// The public's shares, less what vendors hold of a builder.
void found_builder_shares(Parts<const Inputs, const Builders, const Vendors, Books> world) {
  const Parameters& p = world.inputs.parameters;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    std::vector<std::pair<AccountId, std::int64_t>> weights;
    std::int64_t rest = 1'000'000;
    for (const auto& [id, stake] : p.stakes) {
      if (stake.builder != p.builders[b].first) continue;
      for (std::size_t v = 0; v < p.vendors.size(); ++v) {
        if (p.vendors[v].first != stake.vendor) continue;
        const auto parts = whole_part(stake.share * 1e6, "shares of a firm");
        weights.emplace_back(world.vendors.account[v], parts);
        rest -= parts;
      }
    }
    if (rest > 0) weights.emplace_back(world.books.economy, rest);
    world.books.shares.found(world.builders.account[b], weights,
                             [&](AccountId a) { return world.books.ledger.key(a); });
  }
}

/// Funds owe their owners what they are worth.
template <class Firms>
void open_fund_shares(Parts<Books> world, const Firms& funds) {
  for (const AccountId fund : funds.account) {
    const Money worth = world.books.ledger.net_worth(fund);
    world.books.ledger.open_balance({{world.books.economy, Instrument::fund_shares, worth},
                                     {fund, Instrument::fund_shares, -worth}});
  }
}

}  // namespace

void open_debts(Parts<const Inputs, const Builders, const Lenders, const Capital, Books> world,
                std::size_t b) {
  const DebtConfig& debt = world.inputs.parameters.builders[b].second.debt;
  open_debt(world, b, ClaimClass::secured, debt.secured, debt.coupon, debt.maturity);
  open_debt(world, b, ClaimClass::senior, debt.senior, debt.coupon, debt.maturity);
  open_debt(world, b, ClaimClass::subordinated, debt.subordinated, debt.coupon, debt.maturity);
  open_debt(world, b, ClaimClass::lease, debt.lease, debt.coupon, debt.maturity);
}

void open_shares(Parts<const Inputs, const Builders, const Vendors, const Labs, const Apps,
                       const Investors, const Memory, Books>
                     world) {
  found_builder_shares(world);
  found_public(world, world.vendors);
  found_app_shares(world);
  for (std::size_t l = 0; l < world.labs.size(); ++l) open_lab_shares(world, l);
  open_market_equity(world, world.builders);
  open_market_equity(world, world.vendors);
  open_market_equity(world, world.apps);
  open_market_equity(world, world.labs);
}

void open_funds(PartsReadingRoles<const Inputs, Books> world) {
  const Parameters& p = world.inputs.parameters;
  for (std::size_t l = 0; l < world.lenders.size(); ++l) {
    open_deposit(world, world.lenders.account[l], 0.02 * world.lenders.capital[l]);
  }
  for (std::size_t i = 0; i < world.investors.size(); ++i) {
    open_deposit(world, world.investors.account[i], 0.02 * p.investors[i].second.assets);
  }
  for_each_role(world, [&](const auto& firms) {
    if constexpr (is_fund(std::decay_t<decltype(firms)>::role)) open_fund_shares(world, firms);
  });
}

}  // namespace overbuild

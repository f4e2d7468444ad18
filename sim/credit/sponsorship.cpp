#include "sim/credit/sponsorship.hpp"

#include <algorithm>
#include <map>

namespace overbuild {

namespace {

std::size_t sponsoring_builder(Parts<const Inputs, const Builders> world, std::size_t open_lab) {
  const std::string& sponsor = world.inputs.parameters.open_labs[open_lab].second.sponsor;
  for (std::size_t b = 0; b < world.builders.size(); ++b) {
    if (world.inputs.parameters.builders[b].first == sponsor && world.builders.alive[b]) return b;
  }
  return SIZE_MAX;
}

/// What a builder holds beyond its target.
Money to_spare(Parts<const Inputs, const Books, const Builders> world, std::size_t b) {
  const Money kept = Money::from_usd(world.inputs.parameters.builders[b].second.cash_target);
  return std::max(world.books.ledger.cash(world.builders.account[b]) - kept, Money::zero());
}

}  // namespace

AccountId sponsor_of(Parts<const Inputs, const Books, const Builders> world, std::size_t open_lab) {
  const std::size_t b = sponsoring_builder(world, open_lab);
  return b == SIZE_MAX ? world.books.government : world.builders.account[b];
}

std::vector<Money> grants_of_year(
    Parts<const Inputs, const Books, const Builders, const OpenLabs> world) {
  std::vector<Money> grants(world.open_labs.size());
  std::map<std::size_t, std::vector<std::size_t>> sponsored;
  for (std::size_t o = 0; o < grants.size(); ++o) {
    if (!world.open_labs.alive[o]) continue;
    grants[o] = Money::from_usd(world.open_labs.budget[o]);
    sponsored[sponsoring_builder(world, o)].push_back(o);
  }
  sponsored.erase(SIZE_MAX);  // outsiders' means have no bound here
  for (const auto& [b, labs] : sponsored) {
    Money asked;
    for (const std::size_t o : labs) asked += grants[o];
    const Money there = to_spare(world, b);
    if (asked <= there) continue;
    for (const std::size_t o : labs) {
      grants[o] = muldiv(grants[o], there.cents(), asked.cents());
    }
  }
  return grants;
}

}  // namespace overbuild

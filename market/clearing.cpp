#include "market/clearing.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>

#include "core/invariant.hpp"

namespace overbuild {

namespace clearing_detail {

constexpr std::uint32_t nobody = UINT32_MAX;
constexpr std::uint32_t round_limit = 100'000'000;

/// Dues of one debtor in one rank.
struct Rank {
  std::uint32_t begin = 0;  // in Network::order
  std::uint32_t end = 0;
  std::int64_t due = 0;   // cents
  std::int64_t pool = 0;  // cents paid to this rank now
};

/// Obligations by debtor and rank, and who is waiting for whose money.
struct Network {
  std::vector<AccountId> debtors;         // sorted
  std::vector<std::uint32_t> order;       // obligations by debtor, rank
  std::vector<std::uint32_t> creditor;    // [order] as debtor, or nobody
  std::vector<std::int64_t> due;          // [order] cents
  std::vector<std::int64_t> paid;         // [order] cents
  std::vector<Rank> ranks;                // by debtor, rank
  std::vector<std::uint32_t> first_rank;  // [debtors + 1]
  std::vector<std::int64_t> endowment;    // [debtors] cents
  std::vector<std::int64_t> inflow;       // [debtors] cents
  std::vector<std::uint32_t> round;       // [debtors] in which it first paid less than due, or 0
};

std::uint32_t debtor_index(const Network& network, AccountId account) {
  const auto found = std::lower_bound(network.debtors.begin(), network.debtors.end(), account);
  if (found == network.debtors.end() || *found != account) return nobody;
  return static_cast<std::uint32_t>(found - network.debtors.begin());
}

void set_endowments(Network& network, std::span<const Endowment> endowments) {
  std::vector<bool> known(network.debtors.size(), false);
  network.endowment.assign(network.debtors.size(), 0);
  for (const Endowment& endowment : endowments) {
    const std::uint32_t debtor = debtor_index(network, endowment.account);
    if (debtor == nobody) continue;
    OVERBUILD_INVARIANT(!known[debtor], "one endowment per debtor");
    known[debtor] = true;
    network.endowment[debtor] = std::max<std::int64_t>(0, endowment.wealth.cents());
  }
  for (std::size_t debtor = 0; debtor < known.size(); ++debtor) {
    OVERBUILD_INVARIANT(known[debtor], "account " + std::to_string(network.debtors[debtor].value) +
                                           " owes and has no endowment");
  }
}

/// Ranks and their obligations; everybody starts by paying in full.
void set_dues(Network& network, std::span<const Obligation> obligations) {
  network.order.resize(obligations.size());
  std::iota(network.order.begin(), network.order.end(), 0U);
  const auto place = [&](std::uint32_t i) {
    return std::tuple(obligations[i].debtor, obligations[i].rank, i);
  };
  std::sort(network.order.begin(), network.order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return place(a) < place(b); });
  network.inflow.assign(network.debtors.size(), 0);
  network.first_rank.assign(network.debtors.size() + 1, 0);
  for (std::uint32_t at = 0; at < network.order.size(); ++at) {
    const Obligation& obligation = obligations[network.order[at]];
    OVERBUILD_INVARIANT(obligation.due >= Money::zero(), "dues are positive");
    OVERBUILD_INVARIANT(obligation.debtor != obligation.creditor, "nobody owes himself");
    const bool same = at > 0 && obligations[network.order[at - 1]].debtor == obligation.debtor &&
                      obligations[network.order[at - 1]].rank == obligation.rank;
    if (!same) network.ranks.push_back({at, at, 0, 0});
    Rank& rank = network.ranks.back();
    rank.end = at + 1;
    rank.due = (Money::from_cents(rank.due) + obligation.due).cents();
    rank.pool = rank.due;
    network.creditor.push_back(debtor_index(network, obligation.creditor));
    network.due.push_back(obligation.due.cents());
    if (network.creditor.back() != nobody) {
      std::int64_t& inflow = network.inflow[network.creditor.back()];
      inflow = (Money::from_cents(inflow) + obligation.due).cents();
    }
    network.first_rank[debtor_index(network, obligation.debtor) + 1] =
        static_cast<std::uint32_t>(network.ranks.size());
  }
  network.paid = network.due;
  network.round.assign(network.debtors.size(), 0);
}

Network make_network(std::span<const Obligation> obligations,
                     std::span<const Endowment> endowments) {
  Network network;
  for (const Obligation& obligation : obligations) network.debtors.push_back(obligation.debtor);
  std::sort(network.debtors.begin(), network.debtors.end());
  network.debtors.erase(std::unique(network.debtors.begin(), network.debtors.end()),
                        network.debtors.end());
  set_endowments(network, endowments);
  set_dues(network, obligations);
  return network;
}

/// What a debtor can pay with, given what others pay him now.  Costs of failure and the value of
/// assets for sale belong here: they depend on whether this covers what he owes.
std::int64_t means(const Network& network, std::uint32_t debtor) {
  return (Money::from_cents(network.endowment[debtor]) + Money::from_cents(network.inflow[debtor]))
      .cents();
}

/// Pools by absolute priority; true when one of them falls.  Pools never rise: the map is monotone.
bool lower_pools(Network& network, std::uint32_t debtor, std::uint32_t round) {
  std::int64_t left = means(network, debtor);
  bool fell = false;
  for (std::uint32_t r = network.first_rank[debtor]; r < network.first_rank[debtor + 1]; ++r) {
    Rank& rank = network.ranks[r];
    const std::int64_t pool = std::min(rank.due, left);
    left -= pool;
    fell |= pool < rank.pool;
    rank.pool = pool;
  }
  if (fell && network.round[debtor] == 0) network.round[debtor] = round;
  return fell;
}

/// Pro rata floors of the pools; creditors that lose are appended to touched.
void pay_floors(Network& network, std::uint32_t debtor, std::vector<std::uint32_t>& touched) {
  for (std::uint32_t r = network.first_rank[debtor]; r < network.first_rank[debtor + 1]; ++r) {
    const Rank& rank = network.ranks[r];
    for (std::uint32_t at = rank.begin; at < rank.end; ++at) {
      const std::int64_t paid = rank.due == 0 ? 0 : muldiv(rank.pool, network.due[at], rank.due);
      if (paid == network.paid[at]) continue;
      const std::uint32_t creditor = network.creditor[at];
      if (creditor != nobody) {
        network.inflow[creditor] -= network.paid[at] - paid;
        touched.push_back(creditor);
      }
      network.paid[at] = paid;
    }
  }
}

/// Picard iteration from full payment: each round all debtors whose income fell adjust at once.
std::uint32_t iterate(Network& network) {
  std::vector<std::uint32_t> touched(network.debtors.size());
  std::iota(touched.begin(), touched.end(), 0U);
  std::vector<std::uint32_t> falling;
  std::uint32_t round = 0;
  while (!touched.empty()) {
    ++round;
    OVERBUILD_INVARIANT(round < round_limit, "clearing ends within its round limit");
    falling.clear();
    for (const std::uint32_t debtor : touched) {
      if (lower_pools(network, debtor, round)) falling.push_back(debtor);
    }
    touched.clear();
    for (const std::uint32_t debtor : falling) pay_floors(network, debtor, touched);
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
  }
  return round;
}

/// Cents that floors left in a rank: one each to the largest claims that were rounded down.
void give_leftovers(Network& network, std::span<const Obligation> obligations,
                    FunctionRef<std::uint64_t(AccountId)> account_key) {
  std::vector<std::uint32_t> rounded;
  for (const Rank& rank : network.ranks) {
    if (rank.pool == rank.due) continue;
    std::int64_t left = rank.pool;
    rounded.clear();
    for (std::uint32_t at = rank.begin; at < rank.end; ++at) {
      left -= network.paid[at];
      const auto exact = static_cast<detail::Int128>(rank.pool) * network.due[at];
      if (exact % rank.due != 0) rounded.push_back(at);
    }
    if (left == 0) continue;
    const auto place = [&](std::uint32_t at) {
      const Obligation& claim = obligations[network.order[at]];
      return std::tuple(-network.due[at], account_key(claim.creditor), claim.creditor, claim.row,
                        claim.tag, network.order[at]);
    };
    std::sort(rounded.begin(), rounded.end(),
              [&](std::uint32_t a, std::uint32_t b) { return place(a) < place(b); });
    for (std::int64_t i = 0; i < left; ++i) ++network.paid[rounded[static_cast<std::size_t>(i)]];
  }
}

}  // namespace clearing_detail

ClearingResult clear_obligations(std::span<const Obligation> obligations,
                                 std::span<const Endowment> endowments,
                                 FunctionRef<std::uint64_t(AccountId)> account_key) {
  clearing_detail::Network network = clearing_detail::make_network(obligations, endowments);
  ClearingResult result;
  result.iterations = clearing_detail::iterate(network);
  clearing_detail::give_leftovers(network, obligations, account_key);
  result.paid.resize(obligations.size());
  for (std::size_t at = 0; at < network.order.size(); ++at) {
    result.paid[network.order[at]] = Money::from_cents(network.paid[at]);
  }
  for (std::size_t debtor = 0; debtor < network.debtors.size(); ++debtor) {
    if (network.round[debtor] == 0) continue;
    result.defaulted.push_back(network.debtors[debtor]);
    result.default_round.push_back(network.round[debtor]);
  }
  return result;
}

}  // namespace overbuild

#include "market/clearing.hpp"

#include <algorithm>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <limits>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

#include "core/invariant.hpp"

namespace overbuild {

namespace clearing_detail {

constexpr std::uint32_t nobody = UINT32_MAX;
constexpr std::uint32_t round_limit = 100'000'000;

/// Debtors, and one more vertex for all who owe nothing; an edge is an obligation.
using Graph =
    boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                       boost::no_property, std::uint32_t, std::uint32_t>;

/// Dues of one debtor in one rank.
struct Rank {
  std::uint32_t begin = 0;  // edges
  std::uint32_t end = 0;
  std::int64_t due = 0;   // cents
  std::int64_t pool = 0;  // cents paid to this rank now
};

struct Debtor {
  std::int64_t endowment = 0, inflow = 0, due = 0;  // cents
  std::int64_t keeps_assets = whole, keeps_claims = whole;
  std::int64_t means = 0;  // what it paid from when it was last looked at, costs taken off
  std::uint32_t first_rank = 0, last_rank = 0;
  std::uint32_t round = 0;  // in which it first paid less than due, or 0
  bool failed = false, given = false;
};

/// The largest whole number not above pool * part / all, for 0 <= part <= all, pool >= 0.
std::int64_t share_of(std::int64_t pool, std::int64_t part, std::int64_t all, double ratio) {
  const double guess = ratio * static_cast<double>(part);
  std::int64_t share = guess >= static_cast<double>(part) ? part : static_cast<std::int64_t>(guess);
  detail::Int128 rest =
      static_cast<detail::Int128>(pool) * part - static_cast<detail::Int128>(share) * all;
  for (; rest < 0; rest += all) --share;
  for (; rest >= all; rest -= all) ++share;
  return share;
}

class Network {
 public:
  Network(std::span<const Obligation> obligations, std::span<const Endowment> endowments,
          bool with_sale)
      : obligations_(obligations), with_sale_(with_sale) {
    number_debtors();
    take_endowments(endowments);
    take_dues();
    needs_.assign(debtors_.size(), 0);
    proceeds_.assign(debtors_.size(), 0);
  }

  std::uint32_t fall(AssetSale sale);
  std::uint32_t rise(AssetSale sale);
  void give_leftovers(FunctionRef<std::uint64_t(AccountId)> account_key);
  void report(ClearingResult& result) const;

 private:
  void number_debtors();
  void take_endowments(std::span<const Endowment> endowments);
  void take_dues();

  std::uint32_t index_of_account(AccountId account) const {
    return account.value < number_.size() ? number_[account.value] : nobody;
  }
  std::int64_t cash(const Debtor& debtor) const { return debtor.endowment + debtor.inflow; }
  std::int64_t means_in_default(std::uint32_t i) const {
    const Debtor& d = debtors_[i];
    return muldiv(d.endowment + proceeds_[i], d.keeps_assets, whole) +
           muldiv(d.inflow, d.keeps_claims, whole);
  }
  bool covers(std::uint32_t i) const {
    return cash(debtors_[i]) + (needs_[i] > 0 ? proceeds_[i] : 0) >= debtors_[i].due;
  }
  void fail(std::uint32_t i, std::uint32_t round) {
    debtors_[i].failed = true;
    if (debtors_[i].round == 0) debtors_[i].round = round;
    if (with_sale_) needs_[i] = everything;
  }
  void sell(AssetSale sale) {
    const auto brought = sale(accounts_, needs_);
    proceeds_.assign(brought.begin(), brought.end());
  }
  bool set_pools(std::uint32_t i);
  void pay_floors(std::uint32_t i, std::vector<std::uint32_t>& touched);

  std::span<const Obligation> obligations_;
  bool with_sale_;
  std::vector<AccountId> accounts_;    // [debtors], sorted
  std::vector<std::uint32_t> number_;  // [accounts]
  std::vector<Debtor> debtors_;
  std::vector<Rank> ranks_;           // by debtor, rank
  std::vector<std::uint32_t> order_;  // [edges] obligation
  Graph graph_;
  std::vector<std::int64_t> due_, paid_;        // [edges] cents
  std::vector<std::int64_t> needs_, proceeds_;  // [debtors] cents
};

void Network::number_debtors() {
  std::uint32_t most = 0;
  for (const Obligation& o : obligations_) most = std::max(most, o.debtor.value);
  number_.assign(obligations_.empty() ? 0 : most + 1, nobody);
  for (const Obligation& o : obligations_) number_[o.debtor.value] = 0;
  for (std::uint32_t account = 0; account < number_.size(); ++account) {
    if (number_[account] == nobody) continue;
    number_[account] = static_cast<std::uint32_t>(accounts_.size());
    accounts_.push_back(AccountId(account));
  }
  debtors_.resize(accounts_.size());
}

void Network::take_endowments(std::span<const Endowment> endowments) {
  for (const Endowment& given : endowments) {
    const std::uint32_t i = index_of_account(given.account);
    if (i == nobody) continue;
    Debtor& debtor = debtors_[i];
    OVERBUILD_INVARIANT(!debtor.given, "one endowment per debtor");
    OVERBUILD_INVARIANT(given.keeps_assets >= 0 && given.keeps_assets <= whole &&
                            given.keeps_claims >= 0 && given.keeps_claims <= whole,
                        "failure destroys no more than there is");
    debtor.given = true;
    debtor.endowment = std::max<std::int64_t>(0, given.wealth.cents());
    debtor.keeps_assets = given.keeps_assets;
    debtor.keeps_claims = given.keeps_claims;
    debtor.failed = given.failed;
  }
  for (std::size_t i = 0; i < debtors_.size(); ++i) {
    OVERBUILD_INVARIANT(debtors_[i].given, "account " + std::to_string(accounts_[i].value) +
                                               " owes and has no endowment");
  }
}

/// Edges by debtor, then rank, then as they were given; totals.
void Network::take_dues() {
  const auto n = static_cast<std::uint32_t>(debtors_.size());
  constexpr std::size_t rank_count = std::numeric_limits<decltype(Obligation::rank)>::max() + 1;
  std::vector<std::uint32_t> first(n + 1, 0), first_of_rank(rank_count + 1, 0);
  for (const Obligation& o : obligations_) {
    OVERBUILD_INVARIANT(o.due >= Money::zero(), "dues are positive");
    OVERBUILD_INVARIANT(o.debtor != o.creditor, "nobody owes himself");
    ++first[number_[o.debtor.value] + 1];
    ++first_of_rank[o.rank + 1];
  }
  std::partial_sum(first.begin(), first.end(), first.begin());
  std::partial_sum(first_of_rank.begin(), first_of_rank.end(), first_of_rank.begin());
  std::vector<std::uint32_t> by_rank(obligations_.size());
  for (std::uint32_t k = 0; k < by_rank.size(); ++k) {
    by_rank[first_of_rank[obligations_[k].rank]++] = k;
  }
  order_.resize(obligations_.size());
  std::vector<std::uint32_t> at(first.begin(), first.end());
  for (const std::uint32_t k : by_rank) order_[at[number_[obligations_[k].debtor.value]]++] = k;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ends;
  ends.reserve(order_.size());
  due_.reserve(order_.size());
  for (std::uint32_t i = 0; i < n; ++i) {
    debtors_[i].first_rank = static_cast<std::uint32_t>(ranks_.size());
    detail::Int128 all = 0;
    for (std::uint32_t e = first[i]; e < first[i + 1]; ++e) {
      const Obligation& o = obligations_[order_[e]];
      if (e == first[i] || obligations_[order_[e - 1]].rank != o.rank)
        ranks_.push_back({e, e, 0, 0});
      ranks_.back().end = e + 1;
      ranks_.back().due = (Money::from_cents(ranks_.back().due) + o.due).cents();
      all += o.due.cents();
      const std::uint32_t creditor = index_of_account(o.creditor);
      ends.emplace_back(i, creditor == nobody ? n : creditor);
      due_.push_back(o.due.cents());
      if (creditor != nobody) {
        std::int64_t& inflow = debtors_[creditor].inflow;
        inflow = (Money::from_cents(inflow) + o.due).cents();
      }
    }
    debtors_[i].due = static_cast<std::int64_t>(std::min<detail::Int128>(all, INT64_MAX));
    debtors_[i].last_rank = static_cast<std::uint32_t>(ranks_.size());
  }
  for (Rank& rank : ranks_) rank.pool = rank.due;
  for (const Debtor& debtor : debtors_) {
    static_cast<void>(Money::from_cents(debtor.endowment) + Money::from_cents(debtor.inflow));
  }
  paid_ = due_;
  graph_ = Graph(boost::edges_are_sorted, ends.begin(), ends.end(), n + 1);
}

/// Pools by absolute priority from what the debtor has now; true when one of them moves.
bool Network::set_pools(std::uint32_t i) {
  Debtor& debtor = debtors_[i];
  debtor.means = debtor.failed ? means_in_default(i) : debtor.due;
  std::int64_t left = debtor.means;
  bool moved = false;
  for (std::uint32_t r = debtor.first_rank; r < debtor.last_rank; ++r) {
    const std::int64_t pool = std::min(ranks_[r].due, left);
    left -= pool;
    moved |= pool != ranks_[r].pool;
    ranks_[r].pool = pool;
  }
  return moved;
}

/// Pro rata floors of the pools; creditors whose income moves are appended to touched.
void Network::pay_floors(std::uint32_t i, std::vector<std::uint32_t>& touched) {
  auto edge = boost::out_edges(i, graph_).first;
  for (std::uint32_t r = debtors_[i].first_rank; r < debtors_[i].last_rank; ++r) {
    const Rank& rank = ranks_[r];
    const double ratio =
        rank.due == 0 ? 0.0 : static_cast<double>(rank.pool) / static_cast<double>(rank.due);
    for (std::uint32_t e = rank.begin; e < rank.end; ++e, ++edge) {
      const std::int64_t paid =
          rank.pool == rank.due ? due_[e] : share_of(rank.pool, due_[e], rank.due, ratio);
      if (paid == paid_[e]) continue;
      const std::uint32_t creditor = boost::target(*edge, graph_);
      if (creditor < debtors_.size()) {
        debtors_[creditor].inflow += paid - paid_[e];
        touched.push_back(creditor);
      }
      paid_[e] = paid;
    }
  }
}

namespace {
void sort_once(std::vector<std::uint32_t>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}
}  // namespace

/// From the payments there are down: each round all debtors whose income or price fell adjust at
/// once.
std::uint32_t Network::fall(AssetSale sale) {
  std::vector<std::uint32_t> touched(debtors_.size()), falling;
  std::iota(touched.begin(), touched.end(), 0U);
  for (const std::uint32_t i : touched) {
    if (debtors_[i].failed) fail(i, 1);
  }
  std::uint32_t round = 0;
  bool price_moved = with_sale_;
  while (!touched.empty()) {
    ++round;
    OVERBUILD_INVARIANT(round < round_limit, "clearing ends within its round limit");
    for (const std::uint32_t i : touched) {
      const Debtor& debtor = debtors_[i];
      if (debtor.failed || cash(debtor) >= debtor.due) continue;
      if (!with_sale_) {
        fail(i, round);
      } else if (debtor.due - cash(debtor) > needs_[i]) {
        needs_[i] = debtor.due - cash(debtor);
        price_moved = true;
      }
    }
    // Who must sell looks at the price again whenever anybody sells more.
    while (std::exchange(price_moved, false)) {
      sell(sale);
      for (std::uint32_t i = 0; i < debtors_.size(); ++i) {
        if (needs_[i] == 0) continue;
        touched.push_back(i);
        if (debtors_[i].failed || covers(i)) continue;
        fail(i, round);
        price_moved = true;
      }
    }
    sort_once(touched);
    falling.clear();
    for (const std::uint32_t i : touched) {
      if (set_pools(i)) falling.push_back(i);
    }
    touched.clear();
    for (const std::uint32_t i : falling) pay_floors(i, touched);
    sort_once(touched);
  }
  return round;
}

/// From no payment up: everybody counts as failed until what he has and is paid covers his dues.
std::uint32_t Network::rise(AssetSale sale) {
  std::vector<std::uint8_t> forced(debtors_.size());
  std::vector<std::uint32_t> touched(debtors_.size()), rising;
  std::iota(touched.begin(), touched.end(), 0U);
  for (const std::uint32_t i : touched) {
    forced[i] = debtors_[i].failed;
    debtors_[i].inflow = 0;
    fail(i, 1);
  }
  for (Rank& rank : ranks_) rank.pool = 0;
  std::fill(paid_.begin(), paid_.end(), 0);
  if (with_sale_) sell(sale);
  std::uint32_t round = 0;
  while (!touched.empty()) {
    ++round;
    OVERBUILD_INVARIANT(round < round_limit, "clearing ends within its round limit");
    bool price_moved = false;
    for (const std::uint32_t i : touched) {
      Debtor& debtor = debtors_[i];
      if (!debtor.failed || forced[i]) {
        if (!forced[i] && with_sale_)
          needs_[i] = std::max<std::int64_t>(debtor.due - cash(debtor), 0);
        continue;
      }
      bool able = cash(debtor) >= debtor.due;
      if (with_sale_) {
        // Alone: everybody else still sells what he sold.
        const std::int64_t all =
            std::exchange(needs_[i], std::max<std::int64_t>(debtor.due - cash(debtor), 0));
        if (!able) {
          able = cash(debtor) + sale(accounts_, needs_)[i] >= debtor.due;
        }
        if (!able) needs_[i] = all;
        price_moved |= able;
      }
      if (able) {
        debtor.failed = false;
        debtor.round = 0;
      }
    }
    if (price_moved) {
      sell(sale);
      for (std::uint32_t i = 0; i < debtors_.size(); ++i) {
        if (debtors_[i].failed) touched.push_back(i);
      }
      sort_once(touched);
    }
    rising.clear();
    for (const std::uint32_t i : touched) {
      if (set_pools(i)) rising.push_back(i);
    }
    touched.clear();
    for (const std::uint32_t i : rising) pay_floors(i, touched);
    sort_once(touched);
  }
  return round;
}

/// Cents that floors left in a rank: one each to the largest claims that were rounded down.
void Network::give_leftovers(FunctionRef<std::uint64_t(AccountId)> account_key) {
  std::vector<std::uint32_t> rounded;
  for (const Rank& rank : ranks_) {
    if (rank.pool == rank.due) continue;
    std::int64_t left = rank.pool;
    rounded.clear();
    for (std::uint32_t e = rank.begin; e < rank.end; ++e) {
      left -= paid_[e];
      const auto exact = static_cast<detail::Int128>(rank.pool) * due_[e];
      if (exact % rank.due != 0) rounded.push_back(e);
    }
    if (left == 0) continue;
    const auto place = [&](std::uint32_t e) {
      const Obligation& claim = obligations_[order_[e]];
      return std::tuple(-due_[e], account_key(claim.creditor), claim.creditor, claim.row, claim.tag,
                        order_[e]);
    };
    std::sort(rounded.begin(), rounded.end(),
              [&](std::uint32_t a, std::uint32_t b) { return place(a) < place(b); });
    for (std::int64_t k = 0; k < left; ++k) ++paid_[rounded[static_cast<std::size_t>(k)]];
  }
}

void Network::report(ClearingResult& result) const {
  result.paid.resize(obligations_.size());
  for (std::size_t e = 0; e < order_.size(); ++e) {
    result.paid[order_[e]] = Money::from_cents(paid_[e]);
  }
  for (std::uint32_t i = 0; i < debtors_.size(); ++i) {
    const Debtor& debtor = debtors_[i];
    if (needs_[i] > 0) {
      result.sellers.push_back(accounts_[i]);
      result.needs.push_back(needs_[i]);
    }
    if (!debtor.failed) continue;
    result.defaulted.push_back(accounts_[i]);
    result.default_round.push_back(std::max(debtor.round, 1U));
    result.costs.push_back(
        Money::from_cents(debtor.endowment + proceeds_[i] + debtor.inflow - means_in_default(i)));
  }
}

}  // namespace clearing_detail

namespace {
ClearingResult solve(clearing_detail::Network network,
                     FunctionRef<std::uint64_t(AccountId)> account_key, ClearingVector vector,
                     AssetSale sale) {
  ClearingResult result;
  if (vector == ClearingVector::least) result.iterations = network.rise(sale);
  // After a rise too: whoever recovered sells at the last prices, not at those he was tried at.
  result.iterations += network.fall(sale);
  network.give_leftovers(account_key);
  network.report(result);
  return result;
}
}  // namespace

ClearingResult clear_obligations(std::span<const Obligation> obligations,
                                 std::span<const Endowment> endowments,
                                 FunctionRef<std::uint64_t(AccountId)> account_key,
                                 ClearingVector vector, AssetSale sale) {
  return solve({obligations, endowments, true}, account_key, vector, sale);
}

ClearingResult clear_obligations(std::span<const Obligation> obligations,
                                 std::span<const Endowment> endowments,
                                 FunctionRef<std::uint64_t(AccountId)> account_key,
                                 ClearingVector vector) {
  const auto none = [](std::span<const AccountId>, std::span<const std::int64_t> need) {
    return need.first(0);
  };
  return solve({obligations, endowments, false}, account_key, vector, none);
}

}  // namespace overbuild

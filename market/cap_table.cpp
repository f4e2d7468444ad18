#include "market/cap_table.hpp"

#include <string>

#include "core/invariant.hpp"

namespace overbuild {

namespace cap_table_detail {

std::string name(AccountId account) { return "account " + std::to_string(account.value); }

/// total divided over holders in proportion to their parts, exactly.
template <class Holders>
std::vector<std::int64_t> divided(std::int64_t total, const Holders& holders,
                                  CapTable::AccountKey key) {
  std::vector<std::int64_t> weights;
  std::vector<std::uint64_t> keys;
  for (const auto& [holder, weight] : holders) {
    weights.push_back(weight);
    keys.push_back(key(holder));
  }
  return apportion(total, weights, keys);
}

}  // namespace cap_table_detail

const CapTable::Parts& CapTable::list(AccountId issuer) const {
  const auto found = by_issuer_.find(issuer);
  OVERBUILD_INVARIANT(found != by_issuer_.end(),
                      cap_table_detail::name(issuer) + " has no shareholders");
  return found->second;
}

/// One holder's parts move, in the issuer's list and in the holder's tally.
void CapTable::change(AccountId issuer, AccountId holder, std::int64_t parts) {
  Parts& holders = by_issuer_[issuer];
  const std::int64_t after = (holders[holder] += parts);
  held_[holder] += parts;
  OVERBUILD_INVARIANT(after >= 0, cap_table_detail::name(holder) + " sells more of " +
                                      cap_table_detail::name(issuer) + " than it has");
  if (after == 0) holders.erase(holder);
}

void CapTable::found(AccountId issuer, std::span<const std::pair<AccountId, std::int64_t>> weights,
                     AccountKey key) {
  OVERBUILD_INVARIANT(!has(issuer), cap_table_detail::name(issuer) + " has shareholders already");
  Parts merged;
  for (const auto& [holder, weight] : weights) {
    OVERBUILD_INVARIANT(holder != issuer, "nobody owns himself");
    merged[holder] += weight;
  }
  const std::vector<std::int64_t> parts = cap_table_detail::divided(all_shares, merged, key);
  std::size_t i = 0;
  for (const auto& entry : merged) change(issuer, entry.first, parts[i++]);
}

std::int64_t CapTable::issue(AccountId issuer, AccountId investor, Money pre_money, Money amount,
                             AccountKey key) {
  OVERBUILD_INVARIANT(pre_money > Money::zero() && amount >= Money::zero(),
                      "new shares have a price");
  OVERBUILD_INVARIANT(investor != issuer, "nobody owns himself");
  const std::int64_t issued = muldiv(all_shares, amount.cents(), (pre_money + amount).cents());
  const Parts old = list(issuer);
  const std::vector<std::int64_t> left = cap_table_detail::divided(all_shares - issued, old, key);
  std::size_t i = 0;
  for (const auto& [holder, parts] : old) change(issuer, holder, left[i++] - parts);
  change(issuer, investor, issued);
  return issued;
}

void CapTable::transfer(AccountId issuer, AccountId from, AccountId to, std::int64_t parts) {
  OVERBUILD_INVARIANT(parts >= 0 && parts <= this->parts(issuer, from),
                      cap_table_detail::name(from) + " sells more of " +
                          cap_table_detail::name(issuer) + " than it has");
  OVERBUILD_INVARIANT(to != issuer, "nobody owns himself");
  change(issuer, from, -parts);
  change(issuer, to, parts);
}

void CapTable::wipe_out(AccountId issuer) {
  for (const auto& [holder, parts] : list(issuer)) held_[holder] -= parts;
  by_issuer_.erase(issuer);
}

bool CapTable::has(AccountId issuer) const { return by_issuer_.contains(issuer); }

std::int64_t CapTable::parts(AccountId issuer, AccountId holder) const {
  const auto holders = by_issuer_.find(issuer);
  if (holders == by_issuer_.end()) return 0;
  const auto found = holders->second.find(holder);
  return found == holders->second.end() ? 0 : found->second;
}

std::vector<Stake> CapTable::holders(AccountId issuer) const {
  std::vector<Stake> stakes;
  const auto found = by_issuer_.find(issuer);
  if (found == by_issuer_.end()) return stakes;
  for (const auto& [holder, parts] : found->second) stakes.push_back({issuer, holder, parts});
  return stakes;
}

std::vector<Stake> CapTable::stakes(AccountId holder) const {
  std::vector<Stake> stakes;
  for (const auto& [issuer, holders] : by_issuer_) {
    const auto found = holders.find(holder);
    if (found != holders.end()) stakes.push_back({issuer, holder, found->second});
  }
  return stakes;
}

std::vector<AccountId> CapTable::issuers() const {
  std::vector<AccountId> all;
  for (const auto& entry : by_issuer_) all.push_back(entry.first);
  return all;
}

std::vector<std::pair<AccountId, Money>> CapTable::divide(AccountId issuer, Money amount,
                                                          AccountKey key) const {
  const Parts& holders = list(issuer);
  const std::vector<std::int64_t> cents = cap_table_detail::divided(amount.cents(), holders, key);
  std::vector<std::pair<AccountId, Money>> shares;
  for (const auto& entry : holders) {
    shares.emplace_back(entry.first, Money::from_cents(cents[shares.size()]));
  }
  return shares;
}

void CapTable::audit(AuditReport& report) const {
  Parts tally;
  for (const auto& [issuer, holders] : by_issuer_) {
    std::int64_t sum = 0;
    for (const auto& [holder, parts] : holders) {
      sum += parts;
      tally[holder] += parts;
    }
    report.equal(Identity::shares_sum_to_one, sum, all_shares, [&, account = issuer] {
      return InvariantContext{"shares of " + cap_table_detail::name(account)};
    });
  }
  for (const auto& [holder, parts] : held_) {
    report.equal(Identity::shares_sum_to_one, parts, tally[holder], [&, account = holder] {
      return InvariantContext{"shares held by " + cap_table_detail::name(account)};
    });
  }
}

void CapTable::add_to(Digest& digest) const {
  for (const auto& [issuer, holders] : by_issuer_) {
    for (const auto& [holder, parts] : holders) {
      digest.add(issuer.value);
      digest.add(holder.value);
      digest.add(parts);
    }
  }
}

}  // namespace overbuild

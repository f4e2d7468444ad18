#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

#include "core/invariant.hpp"
#include "core/random.hpp"
#include "market/clearing.hpp"

namespace clearing_test {

using overbuild::AccountId;
using overbuild::clear_obligations;
using overbuild::ClearingResult;
using overbuild::Endowment;
using overbuild::FlowRow;
using overbuild::Money;
using overbuild::Obligation;

Money cents(std::int64_t amount) { return Money::from_cents(amount); }

std::uint64_t key(AccountId account) {
  return overbuild::entity_id("clearing", account.value, 0).value;
}

Obligation owes(std::uint32_t debtor, std::uint32_t creditor, std::int64_t due,
                std::uint8_t rank = 0, std::uint32_t tag = 0) {
  return {AccountId(debtor), AccountId(creditor), rank, cents(due), FlowRow::loans, tag};
}

ClearingResult clear(const std::vector<Obligation>& dues, const std::vector<std::int64_t>& cash) {
  std::vector<Endowment> endowments;
  for (std::uint32_t i = 0; i < cash.size(); ++i) {
    endowments.push_back({AccountId(i), cents(cash[i])});
  }
  return clear_obligations(dues, endowments, key);
}

std::vector<std::int64_t> paid(const ClearingResult& result) {
  std::vector<std::int64_t> amounts;
  for (const Money money : result.paid) amounts.push_back(money.cents());
  return amounts;
}

using Amounts = std::vector<std::int64_t>;

TEST_CASE("who can pay, pays") {
  const ClearingResult result = clear({owes(0, 1, 50), owes(1, 2, 60)}, {50, 10, 0});
  CHECK(paid(result) == Amounts{50, 60});
  CHECK(result.defaulted.empty());
  CHECK(result.iterations == 1);
  CHECK(clear({}, {}).paid.empty());
}

TEST_CASE("a shortfall travels down a chain, round by round") {
  const ClearingResult result =
      clear({owes(0, 1, 100), owes(1, 2, 100), owes(2, 3, 100)}, {40, 10, 5, 0});
  CHECK(paid(result) == Amounts{40, 50, 55});
  CHECK(result.defaulted == std::vector<AccountId>{AccountId(0), AccountId(1), AccountId(2)});
  CHECK(result.default_round == std::vector<std::uint32_t>{1, 2, 3});
}

TEST_CASE("two firms that owe each other one and have nothing clear in full") {
  // Eisenberg and Noe (2001): with no outside cash every (t, t) is a clearing vector; the greatest
  // is full payment.
  const ClearingResult result = clear({owes(0, 1, 1), owes(1, 0, 1)}, {0, 0});
  CHECK(paid(result) == Amounts{1, 1});
}

TEST_CASE("a cycle of defaulters settles where the linear equations say") {
  // Three firms, each in default, proportional payments: x = cash + A'x on the amounts
  // x0 = 200 + x1/4, x1 = x0/2 + x2/2, x2 = 100 + x0/4, solved by hand.
  // From x2 = 100 + x0/4: x1 = 5 x0/8 + 50; x0 = 212.5 + 5 x0/32; x0 = 6800/27.
  // Scaled by 27 to whole cents: 5400, 0, 2700 of cash and 6800, 5600, 4400 paid.
  const std::vector<Obligation> dues{
      owes(0, 1, 10'000), owes(0, 2, 5'000),  owes(0, 3, 5'000),  // 1/2, 1/4, 1/4
      owes(1, 0, 5'000),  owes(1, 3, 15'000),                     // 1/4, 3/4
      owes(2, 1, 10'000), owes(2, 3, 10'000),                     // 1/2, 1/2
  };
  const ClearingResult result = clear(dues, {5400, 0, 2700, 0});
  CHECK(result.defaulted.size() == 3);
  CHECK(paid(result) == Amounts{3400, 1700, 1700, 1400, 4200, 2200, 2200});
}

TEST_CASE("ranks are paid one after another, pro rata inside") {
  const std::vector<Obligation> dues{owes(0, 1, 60, 2), owes(0, 2, 30, 0), owes(0, 3, 40, 1),
                                     owes(0, 4, 20, 1)};
  CHECK(paid(clear(dues, {150, 0, 0, 0, 0})) == Amounts{60, 30, 40, 20});
  CHECK(paid(clear(dues, {100, 0, 0, 0, 0})) == Amounts{10, 30, 40, 20});
  CHECK(paid(clear(dues, {60, 0, 0, 0, 0})) == Amounts{0, 30, 20, 10});
  CHECK(paid(clear(dues, {20, 0, 0, 0, 0})) == Amounts{0, 20, 0, 0});
  CHECK(paid(clear(dues, {-5, 0, 0, 0, 0})) == Amounts{0, 0, 0, 0});
}

TEST_CASE("cents left by rounding go once to the largest claims") {
  CHECK(paid(clear({owes(0, 1, 6), owes(0, 2, 6), owes(0, 3, 2)}, {10, 0, 0, 0})) !=
        Amounts{4, 4, 1});
  const Amounts shares = paid(clear({owes(0, 1, 6), owes(0, 2, 5), owes(0, 3, 2)}, {10, 0, 0, 0}));
  CHECK(shares == Amounts{5, 4, 1});  // floors 4, 3, 1; two cents left
  const Amounts tiny = paid(clear({owes(0, 1, 1), owes(0, 2, 1), owes(0, 3, 1)}, {2, 0, 0, 0}));
  CHECK(tiny[0] + tiny[1] + tiny[2] == 2);
  CHECK(*std::max_element(tiny.begin(), tiny.end()) == 1);  // never more than is due
}

/// A random network of n firms with small whole dues.
struct Network {
  std::vector<Obligation> dues;
  std::vector<std::int64_t> cash;
};

Network random_network(std::uint32_t number) {
  const overbuild::KeyedRandom random(3, number);
  std::uint32_t next = 0;
  const auto draw = [&](std::uint32_t limit) {
    return random.block(overbuild::entity_id("clearing", "test"), 2026, overbuild::Purpose{},
                        next++)[0] %
           limit;
  };
  Network network;
  const std::uint32_t n = 2 + draw(3);
  for (std::uint32_t i = 0; i < n; ++i) network.cash.push_back(draw(2) == 0 ? 0 : draw(5));
  const std::uint32_t links = 1 + draw(2 * n);
  for (std::uint32_t k = 0; k < links; ++k) {
    const std::uint32_t debtor = draw(n);
    const std::uint32_t creditor = draw(n);
    if (debtor == creditor) continue;
    network.dues.push_back(owes(debtor, creditor, draw(5), static_cast<std::uint8_t>(draw(3)), k));
  }
  return network;
}

std::vector<std::int64_t> totals(const Network& network, const std::vector<std::int64_t>& amounts) {
  std::vector<std::int64_t> sum(network.cash.size(), 0);
  for (std::size_t k = 0; k < amounts.size(); ++k) sum[network.dues[k].debtor.value] += amounts[k];
  return sum;
}

/// What every firm can pay in all when each pays these totals: the map whose fixed points are
/// meant.
std::vector<std::int64_t> mapped(const Network& network, const std::vector<std::int64_t>& pays) {
  std::vector<std::int64_t> means = network.cash;
  std::vector<std::int64_t> due(network.cash.size(), 0);
  for (std::size_t k = 0; k < network.dues.size(); ++k) {
    const Obligation& claim = network.dues[k];
    std::int64_t senior = 0;
    std::int64_t rank = 0;
    for (const Obligation& other : network.dues) {
      if (other.debtor != claim.debtor) continue;
      if (other.rank < claim.rank) senior += other.due.cents();
      if (other.rank == claim.rank) rank += other.due.cents();
    }
    due[claim.debtor.value] += claim.due.cents();
    if (rank == 0) continue;
    const std::int64_t pool =
        std::min(rank, std::max<std::int64_t>(0, pays[claim.debtor.value] - senior));
    means[claim.creditor.value] += pool * claim.due.cents() / rank;
  }
  for (std::size_t i = 0; i < means.size(); ++i) means[i] = std::min(means[i], due[i]);
  return means;
}

/// Greatest of all fixed points by trying every vector of totals.
std::vector<std::int64_t> greatest_by_force(const Network& network) {
  const std::size_t n = network.cash.size();
  Amounts due;
  for (const Obligation& claim : network.dues) due.push_back(claim.due.cents());
  const Amounts most = totals(network, due);
  Amounts tried(n, 0);
  Amounts greatest(n, 0);
  while (true) {
    if (mapped(network, tried) == tried) {
      for (std::size_t i = 0; i < n; ++i) greatest[i] = std::max(greatest[i], tried[i]);
    }
    std::size_t i = 0;
    while (i < n && tried[i] == most[i]) tried[i++] = 0;
    if (i == n) return greatest;
    ++tried[i];
  }
}

TEST_CASE("clearing is the greatest fixed point of every tiny network") {
  int in_default = 0;
  for (std::uint32_t number = 0; number < 3'000; ++number) {
    const Network network = random_network(number);
    const ClearingResult result = clear(network.dues, network.cash);
    CAPTURE(number);
    REQUIRE(totals(network, paid(result)) == greatest_by_force(network));
    in_default += !result.defaulted.empty();
  }
  CHECK(in_default > 500);  // the test sees what it is about
}

TEST_CASE("nobody pays more than due or than he has, nor keeps cash while in default") {
  for (std::uint32_t number = 0; number < 2'000; ++number) {
    const Network network = random_network(number);
    const ClearingResult result = clear(network.dues, network.cash);
    Amounts left = network.cash;
    for (std::size_t k = 0; k < network.dues.size(); ++k) {
      const Obligation& claim = network.dues[k];
      CHECK(result.paid[k] >= Money::zero());
      CHECK(result.paid[k] <= claim.due);
      left[claim.debtor.value] -= result.paid[k].cents();
      left[claim.creditor.value] += result.paid[k].cents();
    }
    for (const std::int64_t cash : left) CHECK(cash >= 0);
    for (const AccountId failed : result.defaulted) {
      // Only cents left over by others' rounding, at most one from each claim.
      CHECK(left[failed.value] <= static_cast<std::int64_t>(network.dues.size()));
    }
  }
}

TEST_CASE("the order of obligations and endowments does not matter") {
  for (std::uint32_t number = 0; number < 500; ++number) {
    const Network network = random_network(number);
    const Amounts straight = paid(clear(network.dues, network.cash));
    std::vector<std::uint32_t> order(network.dues.size());
    for (std::uint32_t k = 0; k < order.size(); ++k) order[k] = k;
    std::rotate(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(order.size() / 3),
                order.end());
    std::reverse(order.begin(), order.end());
    std::vector<Obligation> dues;
    for (const std::uint32_t k : order) dues.push_back(network.dues[k]);
    std::vector<Endowment> endowments;
    for (std::size_t i = network.cash.size(); i-- > 0;) {
      endowments.push_back({AccountId(static_cast<std::uint32_t>(i)), cents(network.cash[i])});
    }
    const Amounts shuffled = paid(clear_obligations(dues, endowments, key));
    for (std::size_t k = 0; k < order.size(); ++k) CHECK(shuffled[k] == straight[order[k]]);
  }
}

TEST_CASE("more cash anywhere never lowers a payment") {
  for (std::uint32_t number = 0; number < 300; ++number) {
    Network network = random_network(number);
    const Amounts before = totals(network, paid(clear(network.dues, network.cash)));
    for (std::size_t i = 0; i < network.cash.size(); ++i) {
      ++network.cash[i];
      const Amounts after = totals(network, paid(clear(network.dues, network.cash)));
      for (std::size_t j = 0; j < after.size(); ++j) CHECK(after[j] >= before[j]);
      --network.cash[i];
    }
  }
}

TEST_CASE("input that makes no sense is refused") {
  using overbuild::BrokenInvariant;
  CHECK_THROWS_AS(clear({owes(0, 1, 5)}, {}), BrokenInvariant);
  CHECK_THROWS_AS(clear({owes(0, 0, 5)}, {5}), BrokenInvariant);
  CHECK_THROWS_AS(clear({owes(0, 1, -5)}, {5, 5}), BrokenInvariant);
  const std::vector<Endowment> twice{{AccountId(0), cents(1)}, {AccountId(0), cents(2)}};
  CHECK_THROWS_AS(clear_obligations(std::vector<Obligation>{owes(0, 1, 5)}, twice, key),
                  BrokenInvariant);
  const std::int64_t huge = std::numeric_limits<std::int64_t>::max();
  CHECK_THROWS_AS(clear({owes(0, 1, huge), owes(0, 1, huge)}, {5, 5}), std::overflow_error);
  CHECK(paid(clear({owes(0, 1, huge), owes(0, 2, 7, 1)}, {huge - 5, 0, 0})) ==
        Amounts{huge - 5, 0});
}

// ---- costs of failure and sales of assets ------------------------------------------------------

std::vector<Endowment> with_costs(const std::vector<std::int64_t>& cash, std::int64_t assets,
                                  std::int64_t claims) {
  std::vector<Endowment> endowments;
  for (std::uint32_t i = 0; i < cash.size(); ++i) {
    endowments.push_back({AccountId(i), cents(cash[i]), false, assets, claims});
  }
  return endowments;
}

TEST_CASE("three banks of the example that Rogers & Veraart's algorithm is published with") {
  // Package systemicrisk (Gandy & Veraart 2017, Management Science 63), default_clearing: outside
  // assets 1/2, 5/8, 3/4, outside debts 3/2, 1/2, 1/2, and half a unit owed by each to each.
  const std::int64_t unit = 112'000'000;
  const std::vector<Obligation> dues{
      owes(0, 1, unit / 2), owes(0, 2, unit / 2), owes(0, 3, 3 * unit / 2),
      owes(1, 0, unit / 2), owes(1, 2, unit / 2), owes(1, 3, unit / 2),
      owes(2, 0, unit / 2), owes(2, 1, unit / 2), owes(2, 3, unit / 2)};
  const std::vector<std::int64_t> cash{unit / 2, 5 * unit / 8, 3 * unit / 4};
  // Without costs (Eisenberg & Noe 2001, fictitious default): banks 1 and 2 fail, 3 pays in full;
  // by hand r1 = 33/56, r2 = 53/56.
  const ClearingResult plain = clear_obligations(dues, with_costs(cash, 1'000'000, 1'000'000), key);
  CHECK(plain.defaulted == std::vector<AccountId>{AccountId(0), AccountId(1)});
  CHECK(plain.default_round == std::vector<std::uint32_t>{1, 2});
  CHECK(plain.paid[0].cents() == 33 * unit / 112);
  CHECK(plain.paid[2].cents() == 99 * unit / 112);
  CHECK(plain.paid[3].cents() == 53 * unit / 112);
  CHECK(plain.paid[8].cents() == unit / 2);
  // With alpha = 1/2, beta = 7/10 all three fail; the linear system gives these ratios.
  const ClearingResult costly = clear_obligations(dues, with_costs(cash, 500'000, 700'000), key);
  CHECK(costly.defaulted.size() == 3);
  const double ratio[] = {845.0 / 4208.0, 53425.0 / 155696.0, 58685.0 / 155696.0};
  for (std::size_t bank = 0; bank < 3; ++bank) {
    const double paid_share = costly.paid[3 * bank].usd() / dues[3 * bank].due.usd();
    CHECK(paid_share == doctest::Approx(ratio[bank]).epsilon(1e-6));
  }
}

TEST_CASE("costs make two clearing vectors: both banks pay, or both fail") {
  // Rogers & Veraart 2013, section 3: with costs of failure the clearing vector is not unique.
  const std::vector<Obligation> dues{owes(0, 1, 100), owes(1, 0, 100)};
  const auto endowments = with_costs({10, 10}, 500'000, 500'000);
  const ClearingResult best = clear_obligations(dues, endowments, key);
  CHECK(best.defaulted.empty());
  const ClearingResult worst =
      clear_obligations(dues, endowments, key, overbuild::ClearingVector::least);
  CHECK(worst.defaulted.size() == 2);
  CHECK(paid(worst) == Amounts{9, 9});  // x = 5 + floor(x / 2), from below
  CHECK(worst.costs[0] == cents(10));
}

/// One kind of asset, and a price that falls with all units sold.
struct Market {
  std::vector<std::int64_t> units;  // [firms]
  std::vector<std::int64_t> price;  // [units sold], falling
  std::vector<std::int64_t> proceeds;
  std::vector<std::int64_t> brought;  // [firms] by the last sale

  std::span<const std::int64_t> sell(std::span<const AccountId> debtors,
                                     std::span<const std::int64_t> need) {
    std::vector<std::int64_t> sold(debtors.size(), 0);
    proceeds.assign(debtors.size(), 0);
    for (bool moved = true; moved;) {
      moved = false;
      std::int64_t all = 0;
      for (const std::int64_t s : sold) all += s;
      const std::int64_t now = price[static_cast<std::size_t>(all)];
      for (std::size_t i = 0; i < sold.size(); ++i) {
        const std::int64_t has = units[debtors[i].value];
        std::int64_t wanted = 0;
        if (need[i] == overbuild::everything) {
          wanted = has;
        } else if (need[i] > 0) {
          wanted = now > 0 ? std::min(has, (need[i] + now - 1) / now) : has;
        }
        if (wanted > sold[i]) {
          sold[i] = wanted;
          moved = true;
        }
        proceeds[i] = sold[i] * now;
      }
    }
    brought.assign(units.size(), 0);
    for (std::size_t i = 0; i < debtors.size(); ++i) brought[debtors[i].value] = proceeds[i];
    return proceeds;
  }
};

struct Distressed {
  Network network;
  Market market;
  std::int64_t keeps_assets, keeps_claims;

  ClearingResult clear(overbuild::ClearingVector vector = overbuild::ClearingVector::greatest) {
    const auto sale = [&](std::span<const AccountId> debtors, std::span<const std::int64_t> need) {
      return market.sell(debtors, need);
    };
    return clear_obligations(network.dues, with_costs(network.cash, keeps_assets, keeps_claims),
                             key, vector, sale);
  }

  /// Cents by which what firms pay is more than they have, at the prices of the last sale.
  std::int64_t short_of(const ClearingResult& result) const {
    std::vector<std::int64_t> has = network.cash;
    for (std::size_t i = 0; i < has.size(); ++i) has[i] += market.brought[i];
    for (std::size_t k = 0; k < network.dues.size(); ++k) {
      has[network.dues[k].debtor.value] -= result.paid[k].cents();
      has[network.dues[k].creditor.value] += result.paid[k].cents();
    }
    std::int64_t missing = 0;
    for (const std::int64_t left : has) missing += std::max<std::int64_t>(-left, 0);
    return missing;
  }
};

/// Up to five firms, with assets, a falling price and costs of failure.
Distressed random_distress(std::uint32_t number) {
  const overbuild::KeyedRandom random(5, number);
  std::uint32_t next = 0;
  const auto draw = [&](std::uint32_t limit) {
    return random.block(overbuild::entity_id("clearing", "distress"), 2026, overbuild::Purpose{},
                        next++)[0] %
           limit;
  };
  Distressed world;
  const std::uint32_t n = 2 + draw(4);
  std::int64_t all = 0;
  for (std::uint32_t i = 0; i < n; ++i) {
    world.network.cash.push_back(draw(2) == 0 ? 0 : draw(4));
    world.market.units.push_back(draw(3));
    all += world.market.units.back();
  }
  std::int64_t price = 3;
  for (std::int64_t k = 0; k <= all; ++k) {
    world.market.price.push_back(price);
    if (price > 0 && draw(3) == 0) --price;
  }
  for (std::uint32_t k = 0; k < 1 + draw(n + 2); ++k) {
    const std::uint32_t debtor = draw(n);
    const std::uint32_t creditor = draw(n);
    if (debtor == creditor) continue;
    world.network.dues.push_back(
        owes(debtor, creditor, draw(4), static_cast<std::uint8_t>(draw(3)), k));
  }
  static constexpr std::int64_t kept[] = {1'000'000, 900'000, 800'000, 500'000};
  world.keeps_assets = kept[draw(4)];
  world.keeps_claims = kept[draw(4)];
  return world;
}

/// Payments of all firms when each pays these totals and sells what it then must; the highest
/// price consistent with that.
std::vector<std::int64_t> mapped(Distressed& world, const std::vector<std::int64_t>& pays) {
  const std::size_t n = world.network.cash.size();
  const Network& network = world.network;
  std::vector<std::int64_t> due(n, 0), in(n, 0);
  for (std::size_t k = 0; k < network.dues.size(); ++k) {
    due[network.dues[k].debtor.value] += network.dues[k].due.cents();
  }
  Network plain{network.dues, std::vector<std::int64_t>(n, 0)};
  // Income alone: the map without cash, uncapped by dues.
  for (const Obligation& claim : network.dues) {
    std::int64_t senior = 0, rank = 0;
    for (const Obligation& other : network.dues) {
      if (other.debtor != claim.debtor) continue;
      if (other.rank < claim.rank) senior += other.due.cents();
      if (other.rank == claim.rank) rank += other.due.cents();
    }
    if (rank == 0) continue;
    const std::int64_t pool =
        std::min(rank, std::max<std::int64_t>(0, pays[claim.debtor.value] - senior));
    in[claim.creditor.value] += pool * claim.due.cents() / rank;
  }
  std::vector<AccountId> all;
  for (std::uint32_t i = 0; i < n; ++i) all.push_back(AccountId(i));
  std::vector<std::int64_t> need(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    need[i] = std::max<std::int64_t>(due[i] - network.cash[i] - in[i], 0);
  }
  std::vector<std::int64_t> proceeds;
  for (bool moved = true; moved;) {
    moved = false;
    const auto sold = world.market.sell(all, need);
    proceeds.assign(sold.begin(), sold.end());
    for (std::size_t i = 0; i < n; ++i) {
      if (need[i] == 0 || need[i] == overbuild::everything || proceeds[i] >= need[i]) continue;
      need[i] = overbuild::everything;
      moved = true;
    }
  }
  std::vector<std::int64_t> out(n);
  for (std::size_t i = 0; i < n; ++i) {
    out[i] =
        need[i] == overbuild::everything
            ? std::min(due[i], (network.cash[i] + proceeds[i]) * world.keeps_assets / 1'000'000 +
                                   in[i] * world.keeps_claims / 1'000'000)
            : due[i];
  }
  return out;
}

TEST_CASE("with ranks, costs and sales clearing dominates every fixed point and is one") {
  int failures = 0, sellers_that_pay = 0, several = 0;
  for (std::uint32_t number = 0; number < 4'000; ++number) {
    Distressed world = random_distress(number);
    const std::size_t n = world.network.cash.size();
    const ClearingResult result = world.clear();
    const Amounts ours = totals(world.network, paid(result));
    CAPTURE(number);
    REQUIRE(mapped(world, ours) == ours);
    Amounts due;
    for (const Obligation& claim : world.network.dues) due.push_back(claim.due.cents());
    const Amounts most = totals(world.network, due);
    Amounts tried(n, 0);
    int fixed = 0;
    while (true) {
      if (mapped(world, tried) == tried) {
        ++fixed;
        for (std::size_t i = 0; i < n; ++i) REQUIRE(ours[i] >= tried[i]);
      }
      std::size_t i = 0;
      while (i < n && tried[i] == most[i]) tried[i++] = 0;
      if (i == n) break;
      ++tried[i];
    }
    several += fixed > 1;
    failures += !result.defaulted.empty();
    sellers_that_pay += result.sellers.size() > result.defaulted.size();
  }
  CHECK(failures > 500);
  CHECK(sellers_that_pay > 100);
  CHECK(several > 0);
}

TEST_CASE("the least vector is below every fixed point, and is one") {
  for (std::uint32_t number = 0; number < 2'000; ++number) {
    Distressed world = random_distress(number);
    for (std::int64_t& units : world.market.units) units = 0;
    const std::size_t n = world.network.cash.size();
    const ClearingResult result = clear_obligations(
        world.network.dues, with_costs(world.network.cash, world.keeps_assets, world.keeps_claims),
        key, overbuild::ClearingVector::least);
    const Amounts ours = totals(world.network, paid(result));
    CAPTURE(number);
    REQUIRE(mapped(world, ours) == ours);
    Amounts due;
    for (const Obligation& claim : world.network.dues) due.push_back(claim.due.cents());
    const Amounts most = totals(world.network, due);
    Amounts tried(n, 0);
    while (true) {
      if (mapped(world, tried) == tried) {
        for (std::size_t i = 0; i < n; ++i) REQUIRE(ours[i] <= tried[i]);
      }
      std::size_t i = 0;
      while (i < n && tried[i] == most[i]) tried[i++] = 0;
      if (i == n) break;
      ++tried[i];
    }
  }
}

TEST_CASE("the least vector with sales is a fixed point at the prices of the last sale") {
  int failures = 0, sellers_that_pay = 0;
  for (std::uint32_t number = 0; number < 4'000; ++number) {
    Distressed world = random_distress(number);
    const ClearingResult result = world.clear(overbuild::ClearingVector::least);
    CAPTURE(number);
    REQUIRE(world.short_of(result) == 0);
    failures += !result.defaulted.empty();
    sellers_that_pay += result.sellers.size() > result.defaulted.size();
  }
  CHECK(failures > 500);
  CHECK(sellers_that_pay > 100);
}

TEST_CASE("who recovered at prices that others' recovery then spoils fails after all") {
  // The first brings ten only while the second sells everything, which it does until it is paid.
  const std::vector<Obligation> dues{owes(0, 1, 10), owes(1, 2, 10)};
  std::vector<std::int64_t> brought;
  const auto sale = [&](std::span<const AccountId>, std::span<const std::int64_t> need) {
    const bool both = need[1] == overbuild::everything;
    brought = {need[0] == 0 ? 0 : both ? 10 : 5, need[1] == 0 ? 0 : 5};
    return std::span<const std::int64_t>(brought);
  };
  const ClearingResult result = clear_obligations(dues, with_costs({0, 5}, 1'000'000, 1'000'000),
                                                  key, overbuild::ClearingVector::least, sale);
  CHECK(result.defaulted.front() == AccountId(0));
  CHECK(result.paid[0].cents() == brought[0]);
}

TEST_CASE("more cost of failure or a lower price never means fewer defaulters") {
  int more_by_cost = 0, more_by_price = 0;
  for (std::uint32_t number = 0; number < 3'000; ++number) {
    Distressed world = random_distress(number);
    const auto before = world.clear().defaulted;
    const auto among = [](const std::vector<AccountId>& few, const std::vector<AccountId>& many) {
      return std::includes(many.begin(), many.end(), few.begin(), few.end());
    };
    CAPTURE(number);
    Distressed costly = world;
    costly.keeps_assets = world.keeps_assets / 2;
    costly.keeps_claims = world.keeps_claims / 2;
    const auto with_cost = costly.clear().defaulted;
    CHECK(among(before, with_cost));
    more_by_cost += with_cost.size() > before.size();
    Distressed cheap = world;
    for (std::int64_t& price : cheap.market.price) price = std::max<std::int64_t>(price - 1, 0);
    const auto at_less = cheap.clear().defaulted;
    CHECK(among(before, at_less));
    more_by_price += at_less.size() > before.size();
  }
  CHECK(more_by_cost > 5);
  CHECK(more_by_price > 50);
}

TEST_CASE("who has failed already pays as an estate, and costs are what is missing") {
  const std::vector<Obligation> dues{owes(0, 1, 100), owes(1, 2, 50)};
  std::vector<Endowment> endowments = with_costs({200, 0, 0}, 800'000, 900'000);
  endowments[0].failed = true;
  const ClearingResult result = clear_obligations(dues, endowments, key);
  CHECK(result.defaulted == std::vector<AccountId>{AccountId(0)});
  CHECK(paid(result) == Amounts{100, 50});
  CHECK(result.costs[0] == cents(40));
}

}  // namespace clearing_test

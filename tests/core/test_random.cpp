#include <doctest/doctest.h>

#include <Random123/philox.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <random>
#include <set>
#include <string_view>
#include <vector>

#include "core/invariant.hpp"
#include "core/random.hpp"
#include "tests/sweep.hpp"

namespace random_test {

using overbuild::entity_id;
using overbuild::EntityId;
using overbuild::KeyedRandom;
using overbuild::philox4x32_10;
using overbuild::PhiloxCounter;
using overbuild::PhiloxKey;
using overbuild::poisson_from_uniform;
using overbuild::Purpose;
using overbuild::RandomBits;

static_assert(std::uniform_random_bit_generator<RandomBits>);

TEST_CASE("Philox gives the known answers of Random123") {
  // kat_vectors of Random123, philox4x32 10: counter, key, result.
  CHECK(philox4x32_10({0, 0, 0, 0}, {0, 0}) ==
        PhiloxCounter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr std::uint32_t ones = 0xffffffff;
  CHECK(philox4x32_10({ones, ones, ones, ones}, {ones, ones}) ==
        PhiloxCounter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        PhiloxCounter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("Philox agrees with the packaged Random123") {
  std::mt19937 source(7);
  const auto word = [&] { return static_cast<std::uint32_t>(source()); };
  r123::Philox4x32 oracle;
  int differences = 0;
  for (int i = 0; i < 20'000; ++i) {
    const PhiloxCounter counter{word(), word(), word(), word()};
    const PhiloxKey key{word(), word()};
    const PhiloxCounter ours = philox4x32_10(counter, key);
    const r123::Philox4x32::ctr_type theirs =
        oracle({{counter[0], counter[1], counter[2], counter[3]}}, {{key[0], key[1]}});
    for (std::size_t j = 0; j < 4; ++j) differences += ours[j] != theirs[j] ? 1 : 0;
  }
  CHECK(differences == 0);
}

TEST_CASE("uniforms stay inside (0, 1) and are symmetric") {
  CHECK(overbuild::uniform_from_words(0, 0) == 0x1p-53);
  CHECK(overbuild::uniform_from_words(0xffffffff, 0xffffffff) == 1.0 - 0x1p-53);
  CHECK(overbuild::uniform_from_words(0xffffffff, 0x7fffffff) == 0.5 - 0x1p-53);
  CHECK(overbuild::uniform_from_words(0, 0x80000000) == 0.5 + 0x1p-53);
}

struct KnownDraw {
  std::uint32_t index;
  PhiloxCounter words;
  double uniform, normal, lognormal, exponential, gumbel;
  std::array<std::uint64_t, 4> poisson;  // means 3.5, 40, 1234.5, 1e6
};

TEST_CASE("draws have known values, computed apart with 50 digits") {
  const std::array<KnownDraw, 4> known{{
      {0,
       {0xcafe2abf, 0x30da42d4, 0xa63f0e7f, 0x85f17e50},
       0x1.86d216a657f14p-3,
       -0.87484031324698208747,
       2.1041152426120152781,
       4.1409255157815556338,
       -0.50462858551508371509,
       {2, 34, 1204, 999125}},
      {1,
       {0x44b5fa1e, 0x9f09a58c, 0x2381aedb, 0x7814d6db},
       0x1.3e134b18896bfp-1,
       0.30874158623255042374,
       3.4000707128652174861,
       1.1900906866817115295,
       0.7422612203587895712,
       {4, 42, 1245, 1000309}},
      {2,
       {0x66b9325d, 0xda1d8bc3, 0x8e117b59, 0x5d52b7b0},
       0x1.b43b1786cd727p-1,
       1.0451074111934378239,
       4.5830599121417559986,
       0.4003827509234941172,
       1.8316250439548327719,
       {5, 47, 1271, 1001045}},
      {3,
       {0x5fed87cf, 0x34698428, 0xe956c237, 0xbd0c21d7},
       0x1.a34c2142ff6c4p-3,
       -0.82482649878089506413,
       2.147219873231470138,
       3.9650964361739339343,
       -0.46123944477664095861,
       {2, 35, 1205, 999175}},
  }};
  const KeyedRandom random(20260101, 3);
  const EntityId who = entity_id("labs", "red");
  constexpr Purpose what = Purpose::choice_shock;
  for (const KnownDraw& draw : known) {
    const std::uint32_t i = draw.index;
    CHECK(random.block(who, 2029, what, i) == draw.words);
    CHECK(random.uniform(who, 2029, what, i) == draw.uniform);
    CHECK(random.uniform_pair(who, 2029, what, i)[0] == draw.uniform);
    CHECK(random.normal(who, 2029, what, i) == doctest::Approx(draw.normal).epsilon(1e-15));
    CHECK(random.lognormal(who, 2029, what, i, 3.0, 1.5) ==
          doctest::Approx(draw.lognormal).epsilon(1e-15));
    CHECK(random.exponential(who, 2029, what, i, 2.5) ==
          doctest::Approx(draw.exponential).epsilon(1e-15));
    CHECK(random.gumbel(who, 2029, what, i) == doctest::Approx(draw.gumbel).epsilon(2e-15));
    CHECK(random.poisson(who, 2029, what, i, 3.5) == draw.poisson[0]);
    CHECK(random.poisson(who, 2029, what, i, 40.0) == draw.poisson[1]);
    CHECK(random.poisson(who, 2029, what, i, 1234.5) == draw.poisson[2]);
    CHECK(random.poisson(who, 2029, what, i, 1e6) == draw.poisson[3]);
    CHECK(random.bernoulli(who, 2029, what, i, 0.6) == (draw.uniform < 0.6));
    CHECK_FALSE(random.bernoulli(who, 2029, what, i, 0.0));
    CHECK(random.bernoulli(who, 2029, what, i, 1.0));
  }
}

TEST_CASE("each argument of a draw matters") {
  const EntityId who = entity_id("labs", "red");
  std::set<PhiloxCounter> blocks;
  blocks.insert(KeyedRandom(1, 2).block(who, 2030, Purpose::entry, 5));
  blocks.insert(KeyedRandom(2, 2).block(who, 2030, Purpose::entry, 5));
  blocks.insert(KeyedRandom(1, 3).block(who, 2030, Purpose::entry, 5));
  blocks.insert(KeyedRandom(1, 2).block(EntityId{who.value ^ 1}, 2030, Purpose::entry, 5));
  blocks.insert(
      KeyedRandom(1, 2).block(EntityId{who.value ^ (1ULL << 63)}, 2030, Purpose::entry, 5));
  blocks.insert(KeyedRandom(1, 2).block(who, 2031, Purpose::entry, 5));
  blocks.insert(KeyedRandom(1, 2).block(who, 2030, Purpose::adoption, 5));
  blocks.insert(KeyedRandom(1, 2).block(who, 2030, Purpose::entry, 6));
  CHECK(blocks.size() == 8);
}

/// n draws of one distribution, each for another entity, sorted.
template <class F>
std::vector<double> sample(F draw) {
  constexpr std::size_t n = 100'000;
  std::vector<double> values(n);
  for (std::size_t i = 0; i < n; ++i) {
    values[i] = draw(entity_id("sample", 0, static_cast<std::uint32_t>(i)));
  }
  std::sort(values.begin(), values.end());
  return values;
}

/// Kolmogorov's statistic sqrt(n) D; above 1.95 with probability 0.001.
template <class F>
double kolmogorov(const std::vector<double>& sorted, F cdf) {
  const double n = static_cast<double>(sorted.size());
  double worst = 0.0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double expected = cdf(sorted[i]);
    worst = std::max(
        {worst, expected - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - expected});
  }
  return worst * std::sqrt(n);
}

TEST_CASE("continuous draws follow their distributions") {
  const KeyedRandom random(11, 0);
  constexpr Purpose what = Purpose::prior_draw;
  const auto uniform = sample([&](EntityId e) { return random.uniform(e, 1, what, 0); });
  CHECK(kolmogorov(uniform, [](double x) { return x; }) < 1.95);
  const auto second = sample([&](EntityId e) { return random.uniform_pair(e, 1, what, 0)[1]; });
  CHECK(kolmogorov(second, [](double x) { return x; }) < 1.95);
  const auto normal = sample([&](EntityId e) { return random.normal(e, 2, what, 0); });
  CHECK(kolmogorov(normal, [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }) < 1.95);
  const auto lognormal =
      sample([&](EntityId e) { return random.lognormal(e, 3, what, 0, 5.0, 2.0); });
  CHECK(kolmogorov(lognormal, [](double x) {
          return 0.5 * std::erfc(-std::log(x / 5.0) / std::log(2.0) / std::sqrt(2.0));
        }) < 1.95);
  const auto exponential =
      sample([&](EntityId e) { return random.exponential(e, 4, what, 0, 3.0); });
  CHECK(kolmogorov(exponential, [](double x) { return -std::expm1(-x / 3.0); }) < 1.95);
  const auto gumbel = sample([&](EntityId e) { return random.gumbel(e, 5, what, 0); });
  CHECK(kolmogorov(gumbel, [](double x) { return std::exp(-std::exp(-x)); }) < 1.95);
  // The statistic can fail: a normal with a mean off by 0.02.
  CHECK(kolmogorov(normal, [](double x) { return 0.5 * std::erfc(-(x + 0.02) / std::sqrt(2.0)); }) >
        1.95);
}

TEST_CASE("Poisson draws have mean and variance equal to their mean") {
  const KeyedRandom random(12, 0);
  for (const double mean : {0.0, 0.3, 4.0, 9.99, 10.0, 75.5, 2500.0}) {
    double sum = 0.0, squares = 0.0;
    constexpr int n = 20'000;
    for (std::uint32_t i = 0; i < n; ++i) {
      const auto count = static_cast<double>(
          random.poisson(entity_id("sample", 1, i), 2030, Purpose::entry, 0, mean));
      sum += count - mean;
      squares += (count - mean) * (count - mean);
    }
    const double deviation = std::sqrt(mean / n) + 1e-12;
    CHECK(std::fabs(sum / n) < 4.0 * deviation);
    const double spread = std::sqrt((mean + 2.0 * mean * mean) / n) + 1e-12;
    CHECK(std::fabs(squares / n - mean) < 4.0 * spread);
  }
}

TEST_CASE("Poisson inversion meets the exact distribution function at its steps") {
  for (const double mean : {0.7, 9.9, 10.0, 10.999, 33.3, 400.0}) {
    long double probability = std::exp(-static_cast<long double>(mean));
    long double below = probability;
    int wrong = 0;
    for (std::uint64_t k = 0; below < 1.0L - 1e-9L; ++k) {
      if (below > 1e-9L) {
        wrong += poisson_from_uniform(static_cast<double>(below - 1e-12L), mean) != k ? 1 : 0;
        wrong += poisson_from_uniform(static_cast<double>(below + 1e-12L), mean) != k + 1 ? 1 : 0;
      }
      probability *= static_cast<long double>(mean) / static_cast<long double>(k + 1);
      below += probability;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("Poisson inversion rises with the uniform and the mean, and ends at its extremes") {
  std::uint64_t previous = 0;
  for (const double u : stepwise(0x1p-53, 1.0, 1e-3)) {
    const std::uint64_t count = poisson_from_uniform(u, 50.0);
    CHECK(count >= previous);
    CHECK(poisson_from_uniform(u, 50.5) >= count);
    previous = count;
  }
  for (const double mean : {0.0, 1e-300, 1.0, 9.0, 12.0, 1e4}) {
    const double low = static_cast<double>(poisson_from_uniform(0x1p-53, mean));
    const double high = static_cast<double>(poisson_from_uniform(1.0 - 0x1p-53, mean));
    CHECK(low <= mean);
    CHECK(high <= mean + 12.0 * std::sqrt(mean) + 30.0);
  }
  CHECK(poisson_from_uniform(0.999, 0.0) == 0);
  CHECK_THROWS_AS(poisson_from_uniform(0.5, -1.0), overbuild::BrokenInvariant);
  CHECK_THROWS_AS(poisson_from_uniform(0.5, std::nan("")), overbuild::BrokenInvariant);
}

TEST_CASE("random bits are the words of the blocks 0, 1, 2, ...") {
  const KeyedRandom random(5, 6);
  const EntityId who = entity_id("network", "hearing");
  RandomBits bits(random, who, 2030, Purpose::network);
  for (std::uint32_t index = 0; index < 5; ++index) {
    for (const std::uint32_t word : random.block(who, 2030, Purpose::network, index)) {
      CHECK(bits() == word);
    }
  }
}

TEST_CASE("purposes are numbered from one without gaps, each with its own name") {
  // Stored runs rely on the numbers: this list may only grow at its end.
  CHECK(static_cast<std::uint32_t>(Purpose::core_cash_flow) == 1);
  CHECK(static_cast<std::uint32_t>(Purpose::tie_break) == 20);
  CHECK(static_cast<std::uint32_t>(Purpose::network) == 30);
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < overbuild::purpose_names.size(); ++i) {
    CHECK(static_cast<std::size_t>(overbuild::purpose_names[i].purpose) == i + 1);
    names.insert(overbuild::purpose_names[i].name);
  }
  CHECK(names.size() == overbuild::purpose_names.size());
}

}  // namespace random_test

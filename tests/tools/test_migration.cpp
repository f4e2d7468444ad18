#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tools/study/migration.hpp"

namespace migration_test {

using namespace overbuild;
using namespace overbuild::study;

WorkloadRow row(std::uint32_t enterprise, std::uint32_t workload, int year, std::string_view mode) {
  return {enterprise, workload, "documents", 1000.0 * (workload + 1), 1.0, 0.25, 0.1,
          "api",      year,     mode};
}

TEST_CASE("spells begin with the first year on the API and end with a move to an open model") {
  Recording r;
  r.first_year = 2025;
  r.years = 11;  // to 2035
  r.workloads = {row(0, 0, 2025, "api"),         row(0, 1, 2025, "api"),
                 row(0, 2, 2025, "none"),        row(0, 3, 2025, "app"),
                 row(0, 4, 2025, "hosted_open"), row(0, 1, 2028, "hosted_open"),
                 row(0, 2, 2027, "api"),         row(0, 3, 2026, "api"),
                 row(0, 2, 2029, "app"),         row(0, 3, 2030, "self_hosted"),
                 row(0, 1, 2031, "api")};
  const std::vector<Spell> spells = api_spells(r);
  REQUIRE(spells.size() == 4);
  const auto is = [&](std::size_t k, int years, bool left) {
    CHECK(spells[k].years == years);
    CHECK(spells[k].left == left);
  };
  is(0, 10, false);  // to the end of the run
  is(1, 3, true);    // the return counts no more
  is(2, 2, false);   // taken by an application
  is(3, 4, true);
  CHECK(spells[1].trait[0] == doctest::Approx(std::log(2000.0)));
}

std::vector<Spell> random_spells(std::size_t n, double effect, std::uint32_t seed) {
  const KeyedRandom random(seed, 0);
  std::vector<Spell> spells;
  for (std::size_t k = 0; k < n; ++k) {
    Spell spell{static_cast<std::uint32_t>(k / 5), k % 2 == 0 ? "code" : "support", {}, 0, false};
    for (std::size_t p = 0; p < trait_count; ++p) {
      spell.trait[p] = random.normal({k}, 0, Purpose::sample_key, static_cast<std::uint32_t>(p));
    }
    const double rate = 0.02 * std::exp(effect * spell.trait[0]);
    const double life = random.exponential({k}, 0, Purpose::sample_key, 9, 1.0 / rate);
    spell.left = life < 20.0;
    spell.years = static_cast<int>(std::min(std::ceil(life), 20.0));
    spells.push_back(spell);
  }
  return spells;
}

TEST_CASE("concordance is what counting pairs gives") {
  std::vector<Spell> spells = random_spells(300, 0.5, 1);
  std::vector<double> values = values_of(spells, Trait::ln_volume);
  for (double& value : values) value = std::round(value * 4.0);  // ties
  double concordant = 0.0, pairs = 0.0;
  for (std::size_t i = 0; i < spells.size(); ++i) {
    for (std::size_t j = 0; j < spells.size(); ++j) {
      const bool longer = spells[j].years > spells[i].years ||
                          (spells[j].years == spells[i].years && !spells[j].left);
      if (!spells[i].left || !longer || i == j) continue;
      pairs += 1.0;
      concordant += values[i] > values[j] ? 1.0 : values[i] == values[j] ? 0.5 : 0.0;
    }
  }
  const Concordance fast = concordance(spells, values);
  CHECK(fast.pairs == pairs);
  CHECK(fast.concordant == concordant);
}

TEST_CASE("a weight of two is a spell that is there twice") {
  const std::vector<Spell> once = random_spells(200, 0.5, 7);
  std::vector<Spell> twice = once;
  std::vector<double> weights(once.size(), 1.0);
  for (std::size_t k = 0; k < once.size(); k += 3) {
    weights[k] = 2.0;
    twice.push_back(once[k]);
  }
  const auto order = longest_first(once), order_twice = longest_first(twice);
  const auto ranks = ranks_of(values_of(once, Trait::ln_volume));
  const auto ranks_twice = ranks_of(values_of(twice, Trait::ln_volume));
  const Concordance weighted = concordance(once, order, ranks, weights);
  const Concordance counted = concordance(twice, order_twice, ranks_twice);
  CHECK(weighted.pairs == counted.pairs);
  CHECK(weighted.concordant == counted.concordant);
  CHECK(weighted.value() != concordance(once, order, ranks).value());
}

TEST_CASE("what decides nothing has a concordance of one half, what decides has more") {
  const std::vector<Spell> spells = random_spells(20000, 0.7, 2);
  CHECK(concordance(spells, values_of(spells, Trait::difficulty)).value() ==
        doctest::Approx(0.5).epsilon(0.02));
  CHECK(concordance(spells, values_of(spells, Trait::ln_volume)).value() > 0.6);
}

TEST_CASE("shuffling keeps values within their enterprise") {
  const std::vector<Spell> spells = random_spells(50, 0.0, 3);
  const auto before = ranks_of(values_of(spells, Trait::ln_volume));
  const auto after = shuffled(spells, before, Shuffle::within_enterprise, KeyedRandom(1, 0), 0);
  CHECK(after != before);
  for (std::size_t first = 0; first < 50; first += 5) {
    const auto at = static_cast<std::ptrdiff_t>(first);
    CHECK(std::is_permutation(before.begin() + at, before.begin() + at + 5, after.begin() + at));
  }
  const auto anywhere = shuffled(spells, before, Shuffle::everywhere, KeyedRandom(1, 0), 0);
  CHECK(std::is_permutation(before.begin(), before.end(), anywhere.begin()));
  CHECK_FALSE(std::is_permutation(before.begin(), before.begin() + 5, anywhere.begin()));
}

TEST_CASE("means of kinds of work can be taken out of a trait") {
  std::vector<Spell> spells = random_spells(1000, 0.0, 5);
  for (Spell& spell : spells) spell.trait[0] = spell.kind == "code" ? 7.0 : 1.0;
  for (const double value : values_within_kind(spells, Trait::ln_volume)) CHECK(value == 0.0);
}

TEST_CASE("hazard ratios recover the effect that made the data") {
  for (const double effect : {-0.4, 0.0, 0.6}) {
    const auto ratios = hazard_ratios(random_spells(20000, effect, 4));
    CHECK(std::log(ratios[0].value) == doctest::Approx(effect).epsilon(0.05).scale(1.0));
    CHECK(ratios[1].low < 1.0);
    CHECK(ratios[1].high > 1.0);
    CHECK(ratios[0].high - ratios[0].low < 0.2);
  }
  CHECK(std::isnan(hazard_ratios({})[0].value));
}

}  // namespace migration_test

// Who leaves the API, and in which order: spells of workloads on the API, and statistics of
// survival. Owns the reading of spells from a recording, Harrell's concordance, bands under
// shuffling, and a proportional-hazards fit. Refuses to know scenarios and how results are shown.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/random.hpp"
#include "sim/results/recording.hpp"

namespace overbuild::study {

/// Attributes of a workload that may matter for when it leaves.
enum class Trait : std::size_t { ln_volume, difficulty, ln_peak, ln_sensitivity };
inline constexpr std::size_t trait_count = 4;

/// Time of one workload on the API from its first year there: until it moves to an open model, or
/// until it is last seen there (censored: the run ends, an application takes it, nobody serves it).
struct Spell {
  std::uint32_t enterprise;
  std::string_view kind;  ///< class of work
  std::array<double, trait_count> trait;
  int years;
  bool left;
  std::uint32_t workload = 0;  ///< which of its enterprise
};

/// Spells of all workloads that were ever served by the API; needs a recording of all workloads.
std::vector<Spell> api_spells(const Recording&);

/// Pairs of which one leaves while the other stays longer, and among them the share in which the
/// one with the larger value leaves first (ties count half). Harrell et al. 1982.
struct Concordance {
  double concordant = 0.0, pairs = 0.0;
  [[nodiscard]] double value() const { return concordant / pairs; }
  Concordance& operator+=(const Concordance& other) {
    concordant += other.concordant;
    pairs += other.pairs;
    return *this;
  }
};
Concordance concordance(std::span<const Spell>, std::span<const double> values);

/// What repeated counts over the same spells share. Values are replaced by their ranks.
std::vector<std::size_t> ranks_of(std::span<const double> values);
std::vector<std::size_t> longest_first(std::span<const Spell>);
/// With weights by spell a pair counts the product of its two; without, one.
Concordance concordance(std::span<const Spell>, std::span<const std::size_t> order,
                        std::span<const std::size_t> ranks, std::span<const double> weights = {});

std::vector<double> values_of(std::span<const Spell>, Trait);
/// The same less the mean of its kind of work, so that kinds of work do not stand in for the trait.
std::vector<double> values_within_kind(std::span<const Spell>, Trait);
/// Ranks shuffled among the spells of each enterprise, or among all.
enum class Shuffle { within_enterprise, everywhere };
std::vector<std::size_t> shuffled(std::span<const Spell>, std::vector<std::size_t> ranks, Shuffle,
                                  KeyedRandom, std::uint32_t round);

/// Hazard ratio of one standard deviation of each trait, with 95 % bounds (Cox 1972, ties after
/// Breslow); NaN where the fit has no answer.
struct HazardRatio {
  double value, low, high;
};
std::array<HazardRatio, trait_count> hazard_ratios(std::span<const Spell>);

}  // namespace overbuild::study

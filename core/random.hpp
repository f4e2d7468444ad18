// Why: a draw must depend on what it is for and on nothing else, so that threads, the order of rows
// and unrelated features cannot change it, and scenarios of one seed share every unaffected draw.
// Owns: Philox4x32-10, the list of purposes, keyed draws and the distributions on top of them.
// Refuses to know: what an entity is; any state that outlives the row it serves.
// A draw is a function of (seed, replicate, entity, year, purpose, index).  Same bits everywhere.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "core/ids.hpp"
#include "core/math.hpp"

namespace overbuild {

/// What a draw is for.  Append only: a number, once used, keeps its meaning for ever.
enum class Purpose : std::uint32_t {
  core_cash_flow = 1,         // shock to the cash flow a firm earns outside the boom
  base_rate = 2,              // innovation of the policy rate
  energy_price = 3,           // innovation of the price of energy
  roadmap_interval = 4,       // years until a vendor's next equipment generation
  roadmap_gain = 5,           // gain in performance of an equipment generation
  training_luck = 6,          // outcome of a training run given its compute
  leap_clock = 7,             // whether a leap of open technology arrives this year
  leap_size = 8,              // how large an arriving leap is
  leap_threshold = 9,         // what it takes before a leap can be used
  leap_secrecy = 10,          // years a leap stays with its finder
  population_size = 11,       // size of an enterprise when the population is made
  population_workloads = 12,  // number of workloads of an enterprise
  workload_attributes = 13,   // value, volume and requirements of a workload
  workload_known = 14,        // whether a workload is known at the start
  discovery = 15,             // discovery of further workloads
  choice_shock = 16,          // taste shock of one option in a choice
  contract_length = 17,       // term of a contract at signing
  contract_phase = 18,        // years already run of a contract at the start
  heuristic_weights = 19,     // how an agent weighs its forecasting rules
  tie_break = 20,             // order among equals
  failure_rounding = 21,      // whole units from an expected number of failures
  entry = 22,                 // number and traits of entrants
  lender_taste = 23,          // a lender's view of a borrower beyond the figures
  funding_luck = 24,          // success of a funding round
  prior_draw = 25,            // a parameter drawn from its prior
  sample_key = 26,            // choice of a sample or of a sub-population
  equipment_failure = 27,     // equipment that stops before its age
  adoption = 28,              // timing of adoption
  self_host_belief = 29,      // an enterprise's belief about running models itself
  network = 30,               // who hears whom
  hurdle_wedge = 31,          // what a firm adds to its cost of capital
  private_view = 32,          // what a builder reads into the news that others do not
};

/// Name of a purpose, for manifests and docs.
struct PurposeName {
  Purpose purpose;
  std::string_view name;
};

inline constexpr std::array<PurposeName, 32> purpose_names{{
    {Purpose::core_cash_flow, "core_cash_flow"},
    {Purpose::base_rate, "base_rate"},
    {Purpose::energy_price, "energy_price"},
    {Purpose::roadmap_interval, "roadmap_interval"},
    {Purpose::roadmap_gain, "roadmap_gain"},
    {Purpose::training_luck, "training_luck"},
    {Purpose::leap_clock, "leap_clock"},
    {Purpose::leap_size, "leap_size"},
    {Purpose::leap_threshold, "leap_threshold"},
    {Purpose::leap_secrecy, "leap_secrecy"},
    {Purpose::population_size, "population_size"},
    {Purpose::population_workloads, "population_workloads"},
    {Purpose::workload_attributes, "workload_attributes"},
    {Purpose::workload_known, "workload_known"},
    {Purpose::discovery, "discovery"},
    {Purpose::choice_shock, "choice_shock"},
    {Purpose::contract_length, "contract_length"},
    {Purpose::contract_phase, "contract_phase"},
    {Purpose::heuristic_weights, "heuristic_weights"},
    {Purpose::tie_break, "tie_break"},
    {Purpose::failure_rounding, "failure_rounding"},
    {Purpose::entry, "entry"},
    {Purpose::lender_taste, "lender_taste"},
    {Purpose::funding_luck, "funding_luck"},
    {Purpose::prior_draw, "prior_draw"},
    {Purpose::sample_key, "sample_key"},
    {Purpose::equipment_failure, "equipment_failure"},
    {Purpose::adoption, "adoption"},
    {Purpose::self_host_belief, "self_host_belief"},
    {Purpose::network, "network"},
    {Purpose::hurdle_wedge, "hurdle_wedge"},
    {Purpose::private_view, "private_view"},
}};

using PhiloxCounter = std::array<std::uint32_t, 4>;
using PhiloxKey = std::array<std::uint32_t, 2>;

/// Philox4x32 with ten rounds (Salmon et al. 2011), free of branches and always inlined so that
/// loops over rows vectorise.  Test: against Random123 and its known answers.
[[gnu::always_inline]] inline PhiloxCounter philox4x32_10(PhiloxCounter counter, PhiloxKey key) {
  constexpr std::uint64_t multiplier_0 = 0xD2511F53;
  constexpr std::uint64_t multiplier_1 = 0xCD9E8D57;
  constexpr std::uint64_t low_word = 0xffffffff;
  // 32-bit words kept in 64-bit lanes: packing and widening costs g++ more than the lanes save.
  std::uint64_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  std::uint32_t k0 = key[0], k1 = key[1];
#pragma GCC unroll 10
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product_0 = multiplier_0 * (c0 & low_word);
    const std::uint64_t product_1 = multiplier_1 * (c2 & low_word);
    c0 = (product_1 >> 32) ^ c1 ^ k0;
    c1 = product_1 & low_word;
    c2 = (product_0 >> 32) ^ c3 ^ k1;
    c3 = product_0 & low_word;
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  return {static_cast<std::uint32_t>(c0), static_cast<std::uint32_t>(c1),
          static_cast<std::uint32_t>(c2), static_cast<std::uint32_t>(c3)};
}

/// Uniform in the open interval (0, 1): an odd multiple of 2^-53 from the upper 52 bits of
/// (high, low); 0 and 1 cannot occur, and 1 - u is as likely as u.
[[gnu::always_inline]] inline double uniform_from_words(std::uint32_t low, std::uint32_t high) {
  const std::uint64_t word = (static_cast<std::uint64_t>(high) << 32) | low;
  return (std::bit_cast<double>((word >> 12) | 0x3ff0000000000000ULL) - 1.0) + 0x1p-53;
}

/// Exponential of mean one from a uniform.
[[gnu::always_inline]] inline double exponential_from_uniform(double u) { return -log_(u); }

/// Standard Gumbel (mean 0.5772..., the taste shock of a logit choice) from a uniform.
[[gnu::always_inline]] inline double gumbel_from_uniform(double u) { return -log_(-log_(u)); }

/// Poisson count by inversion of the exact distribution function, summed from the nearer tail;
/// non-decreasing in u and in the mean. Needs 0 < u < 1 and 0 <= mean <= 1e9 (BrokenInvariant).
/// Source of the probability at the mode: Loader 2000. Cost: about 20 + 20 sqrt(mean) steps, that
/// is microseconds at a mean of 10^4.
std::uint64_t poisson_from_uniform(double u, double mean);

/// Keyed draws of one replicate of one seed.  Draws that share all arguments are the same draw:
/// give each draw of a row its own index.  Years below 65536.
class KeyedRandom {
 public:
  constexpr KeyedRandom(std::uint32_t seed, std::uint32_t replicate) : key_{seed, replicate} {}

  [[nodiscard]] constexpr std::uint32_t seed() const { return key_[0]; }
  [[nodiscard]] constexpr std::uint32_t replicate() const { return key_[1]; }

  /// Key of philox4x32_10 for loops that are vectorised by hand.
  [[nodiscard]] constexpr PhiloxKey key() const { return key_; }

  /// Counter of philox4x32_10: entity low, entity high, year and purpose, index.
  [[gnu::always_inline]] static constexpr PhiloxCounter counter(EntityId entity, std::uint32_t year,
                                                                Purpose purpose,
                                                                std::uint32_t index) {
    return {static_cast<std::uint32_t>(entity.value),
            static_cast<std::uint32_t>(entity.value >> 32),
            (year << 16) | (static_cast<std::uint32_t>(purpose) & 0xffffU), index};
  }

  /// Four random words.
  [[nodiscard, gnu::always_inline]] PhiloxCounter block(EntityId entity, std::uint32_t year,
                                                        Purpose purpose,
                                                        std::uint32_t index) const {
    return philox4x32_10(counter(entity, year, purpose, index), key_);
  }

  /// Uniform in (0, 1), words 0 and 1 of the block; every draw below is a function of it.
  [[nodiscard, gnu::always_inline]] double uniform(EntityId entity, std::uint32_t year,
                                                   Purpose purpose, std::uint32_t index) const {
    const PhiloxCounter words = block(entity, year, purpose, index);
    return uniform_from_words(words[0], words[1]);
  }

  /// Two independent uniforms from one block: words 0, 1 (the same as uniform) and words 2, 3.
  [[nodiscard, gnu::always_inline]] std::array<double, 2> uniform_pair(EntityId entity,
                                                                       std::uint32_t year,
                                                                       Purpose purpose,
                                                                       std::uint32_t index) const {
    const PhiloxCounter words = block(entity, year, purpose, index);
    return {uniform_from_words(words[0], words[1]), uniform_from_words(words[2], words[3])};
  }

  /// Standard normal.
  [[nodiscard, gnu::always_inline]] double normal(EntityId entity, std::uint32_t year,
                                                  Purpose purpose, std::uint32_t index) const {
    return normal_quantile(uniform(entity, year, purpose, index));
  }

  /// Lognormal by its median and its geometric standard deviation (>= 1; 1 gives the median).
  [[nodiscard, gnu::always_inline]] double lognormal(EntityId entity, std::uint32_t year,
                                                     Purpose purpose, std::uint32_t index,
                                                     double median, double gsd) const {
    return median * exp_(log_(gsd) * normal(entity, year, purpose, index));
  }

  [[nodiscard, gnu::always_inline]] double exponential(EntityId entity, std::uint32_t year,
                                                       Purpose purpose, std::uint32_t index,
                                                       double mean) const {
    return mean * exponential_from_uniform(uniform(entity, year, purpose, index));
  }

  /// Standard Gumbel.
  [[nodiscard, gnu::always_inline]] double gumbel(EntityId entity, std::uint32_t year,
                                                  Purpose purpose, std::uint32_t index) const {
    return gumbel_from_uniform(uniform(entity, year, purpose, index));
  }

  /// True with this probability; never at 0, always at 1, and raising it never turns true to false.
  [[nodiscard, gnu::always_inline]] bool bernoulli(EntityId entity, std::uint32_t year,
                                                   Purpose purpose, std::uint32_t index,
                                                   double probability) const {
    return uniform(entity, year, purpose, index) < probability;
  }

  [[nodiscard]] std::uint64_t poisson(EntityId entity, std::uint32_t year, Purpose purpose,
                                      std::uint32_t index, double mean) const {
    return poisson_from_uniform(uniform(entity, year, purpose, index), mean);
  }

 private:
  PhiloxKey key_;
};

/// UniformRandomBitGenerator over the blocks 0, 1, 2, ... of one (entity, year, purpose), for
/// library distributions and graph generators.  Make it for one row and let it go with the row.
class RandomBits {
 public:
  using result_type = std::uint32_t;

  RandomBits(KeyedRandom random, EntityId entity, std::uint32_t year, Purpose purpose)
      : random_(random), entity_(entity), year_(year), purpose_(purpose) {}

  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }

  result_type operator()() {
    if (next_ == words_.size()) {
      words_ = random_.block(entity_, year_, purpose_, block_++);
      next_ = 0;
    }
    return words_[next_++];
  }

 private:
  KeyedRandom random_;
  EntityId entity_;
  std::uint32_t year_;
  Purpose purpose_;
  std::uint32_t block_ = 0;
  PhiloxCounter words_{};
  std::size_t next_ = 4;
};

}  // namespace overbuild

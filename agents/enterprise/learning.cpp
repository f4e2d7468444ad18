#include "agents/enterprise/learning.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

#include "agents/enterprise/philox_lanes.hpp"
#include "core/math.hpp"
#include "core/multiversion.hpp"
#include "core/parallel.hpp"

namespace overbuild {

using State = EnterprisePopulation::State;

namespace {

/// Adds a normal observation to a normal belief.
void observe(double& mean, double& variance, double value, double noise_variance) {
  const double weight = variance / (variance + noise_variance);
  mean += weight * (value - mean);
  variance *= 1.0 - weight;
}

/// What peers that run platforms tell the enterprises of a chunk, in the order of both.
struct PeerReports {
  std::vector<std::uint32_t> entity_low, entity_high, tie;
  std::vector<double> told;  ///< log of cost over the estimate
};

/// Adds the noise to what is told.
OVERBUILD_MULTIVERSION
void blur(PeerReports& reports, const KeyedRandom& random, int year, double noise) {
  const std::uint32_t year_and_purpose =
      KeyedRandom::counter({0}, static_cast<std::uint32_t>(year), Purpose::self_host_belief, 0)[2];
  const std::uint32_t key_0 = random.key()[0], key_1 = random.key()[1];
  const std::uint32_t* const low = reports.entity_low.data();
  const std::uint32_t* const high = reports.entity_high.data();
  const std::uint32_t* const tie = reports.tie.data();
  double* const told = reports.told.data();
#pragma omp simd
  for (std::size_t i = 0; i < reports.told.size(); ++i) {
    const RandomLanes words = philox_lanes(low[i], high[i], year_and_purpose, tie[i], key_0, key_1);
    told[i] += noise * normal_quantile(uniform_from_words(words.word_0, words.word_1));
  }
}

PeerReports hear(const State& state, int year, std::size_t begin, std::size_t end) {
  PeerReports reports;
  const std::size_t most = state.network.first[end] - state.network.first[begin];
  for (auto* column : {&reports.entity_low, &reports.entity_high, &reports.tie}) {
    column->reserve(most);
  }
  reports.told.reserve(most);
  for (std::size_t k = begin; k < end; ++k) {
    const std::uint64_t entity = state.enterprise.entity[k].value;
    std::uint32_t tie = 0;
    for (const std::uint32_t peer : state.network.of(k)) {
      ++tie;
      if ((state.enterprise.flags[peer] & flag_platform) == 0) continue;
      reports.entity_low.push_back(static_cast<std::uint32_t>(entity));
      reports.entity_high.push_back(static_cast<std::uint32_t>(entity >> 32));
      reports.tie.push_back(tie);
      reports.told.push_back(state.ln_true_cost[peer]);
    }
  }
  blur(reports, state.random, year, state.demand.peer_noise);
  return reports;
}

/// Beliefs about the cost of own hosting after the year: peers that run platforms tell what theirs
/// cost, with noise; own books are clearer. Platforms, which others read, stay as they are. Returns
/// the first of `told` that is for the next enterprise.
const double* learn_costs(State& state, std::size_t k, const double* told) {
  EnterpriseColumns& e = state.enterprise;
  const DemandParameters& d = state.demand;
  double mean = static_cast<double>(e.belief_mean[k]);
  double variance = static_cast<double>(e.belief_variance[k]);
  const double noise = d.peer_noise * d.peer_noise + d.overrun_sd * d.overrun_sd;
  for (const std::uint32_t peer : state.network.of(k)) {
    if ((e.flags[peer] & flag_platform) != 0) observe(mean, variance, *told++, noise);
  }
  if ((e.flags[k] & flag_platform) != 0) {
    if ((e.flags[k] & flag_experienced) == 0) variance += d.overrun_sd * d.overrun_sd;
    observe(mean, variance, state.ln_true_cost[k], d.own_noise * d.own_noise);
  }
  e.belief_mean[k] = static_cast<float>(mean);
  e.belief_variance[k] = static_cast<float>(variance);
  return told;
}

/// Sums over beliefs of thousandths of a firm x millionths.
struct BeliefSum {
  MemoSum firms = 0, mean = 0, variance = 0;
  BeliefSum& operator+=(const BeliefSum& other) {
    firms += other.firms;
    mean += other.mean;
    variance += other.variance;
    return *this;
  }
};

}  // namespace

void learn(State& state, int year) {
  const std::size_t n = state.enterprise.size();
  const auto sum =
      ordered_sum<BeliefSum>(n, enterprise_grain(n), [&](std::size_t begin, std::size_t end) {
        BeliefSum part;
        const PeerReports reports = hear(state, year, begin, end);
        const double* told = reports.told.data();
        for (std::size_t k = begin; k < end; ++k) {
          told = learn_costs(state, k, told);
          const double weight = state.enterprise.weight[k];
          part.firms += milli_firms(weight);
          const auto in_millionths = [&](float belief) {
            return whole_memo(weight * static_cast<double>(belief) * 1e6, "beliefs of enterprises");
          };
          part.mean += in_millionths(state.enterprise.belief_mean[k]);
          part.variance += in_millionths(state.enterprise.belief_variance[k]);
        }
        return part;
      });
  const double firms = static_cast<double>(sum.firms) * 1e3;
  state.settlement.believed_overrun = static_cast<double>(sum.mean) / firms;
  state.settlement.belief_sd = std::sqrt(static_cast<double>(sum.variance) / firms);
}

}  // namespace overbuild

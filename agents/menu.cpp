#include "agents/menu.hpp"

#include <algorithm>
#include <cmath>

#include "core/math.hpp"
#include "core/multiversion.hpp"

namespace overbuild {

namespace {

/// Nodes and weights of a standard normal: Gauss-Hermite of five and of three points.
constexpr double five_nodes[5] = {-2.85697001, -1.35562618, 0.0, 1.35562618, 2.85697001};
constexpr double five_weights[5] = {0.01125741, 0.22207592, 0.53333333, 0.22207592, 0.01125741};
constexpr double three_nodes[3] = {-1.73205081, 0.0, 1.73205081};
constexpr double three_weights[3] = {0.16666667, 0.66666667, 0.16666667};

/// exp of every number.
OVERBUILD_MULTIVERSION
void exponentiate(double* numbers, std::size_t count) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) numbers[i] = exp_(numbers[i]);
}

/// `room` is working memory.
double log_sum(const std::vector<double>& utilities, double scale, std::vector<double>& room) {
  double best = -HUGE_VAL, sum = 0.0;
  for (const double u : utilities) best = std::max(best, u);
  if (best == -HUGE_VAL) return best;
  room.clear();
  for (const double u : utilities) room.push_back((u - best) / scale);
  exponentiate(room.data(), room.size());
  for (const double e : room) sum += e;
  return best + scale * log_(sum);
}

}  // namespace

MarketStudy::MarketStudy(std::span<const WorkloadClass> classes, const DemandParameters& demand,
                         std::span<const ServiceOption> offers, double wage)
    : demand_(demand),
      wage_(wage),
      within_(std::max(demand.choice_noise * demand.nest_noise, 1e-3)),
      between_(std::max(demand.choice_noise, 1e-3)),
      block_(std::make_unique<DecisionBlock>()) {
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const WorkloadClass& k = classes[c];
    for (int d = 0; d < 5; ++d) {
      for (int v = 0; v < 3; ++v) {
        const double ln_value = log_(k.value_per_job_median) + k.value_between_sd * three_nodes[v];
        const double median = exp_(ln_value);
        // Dollars of work are spread as difficulty and value are; jobs are dollars over value.
        const double jobs = k.total_value_usd * five_weights[d] * three_weights[v] / median;
        nodes_.push_back({jobs, ln_value, std::max(k.value_within_sd, 0.01),
                          k.difficulty_mean + k.difficulty_sd * five_nodes[d],
                          k.failure_cost_share * median, k.verification_share * median,
                          demand.external_penalty * k.sensitivity_mean * median, 1.0, c});
      }
    }
  }
  for (const ServiceOption& offer : offers) {
    if (offer.mode == Mode::api) api_preference_ = offer.ln_preference;
  }
  std::vector<std::vector<Worth>> worth;  // [offers][nodes]
  for (const ServiceOption& offer : offers) {
    worth.push_back(worths(offer.capability + offer.capability_bonus, offer.price_usd_per_job,
                           offer.ln_preference, offer.class_mask));
  }
  nests_.resize(nodes_.size());
  std::vector<double> utilities, room;
  for (std::size_t n = 0; n < nodes_.size(); ++n) {
    std::uint32_t key = 0;
    const auto close = [&] {
      if (!utilities.empty()) nests_[n].push_back({key, log_sum(utilities, within_, room)});
      utilities.clear();
    };
    for (std::size_t k = 0; k < offers.size(); ++k) {  // offers of a nest stand together
      if ((offers[k].class_mask >> nodes_[n].workload_class & 1U) == 0) continue;
      const std::uint32_t here = seller_key(offers[k].mode, offers[k].seller);
      if (here != key) close();
      key = here;
      utilities.push_back(worth[k][n].utility);
    }
    close();
  }
}

std::vector<MarketStudy::Worth> MarketStudy::worths(double capability, double price,
                                                    double preference,
                                                    std::uint32_t class_mask) const {
  std::vector<Worth> found(nodes_.size(), Worth{-HUGE_VAL, 0.0});
  DecisionBlock& block = *block_;
  block.rows = 0;
  std::size_t places[block_rows];
  const auto close = [&] {
    evaluate_decisions(block, demand_.discrimination);
    for (std::size_t i = 0; i < block.rows; ++i) {
      if (block.surplus[i] <= 1e-30) continue;
      found[places[i]] = {log_(block.surplus[i]) + preference, block.jobs[i]};
    }
    block.rows = 0;
  };
  for (std::size_t n = 0; n < nodes_.size(); ++n) {
    const Node& node = nodes_[n];
    if ((class_mask >> node.workload_class & 1U) == 0) continue;
    const std::size_t i = block.rows++;
    places[i] = n;
    block.set(i, {node.potential, node.ln_value, node.sigma, node.difficulty, node.failure,
                  node.verification, capability, price / wage_, node.sensitivity});
    if (block.rows == block_rows) close();
  }
  close();
  return found;
}

double MarketStudy::profit_at(std::size_t n, std::uint32_t seller, std::span<const TierOffer> tiers,
                              const std::vector<std::vector<Worth>>& worths, std::size_t changed,
                              Room& room) const {
  const std::uint32_t own = seller_key(Mode::api, seller);
  const auto sold = [&](std::size_t k) { return tiers[k].on_sale != (k == changed); };
  room.mine.clear();
  for (std::size_t k = 0; k < tiers.size(); ++k) {
    if (sold(k)) room.mine.push_back(worths[k][n].utility);
  }
  const double inclusive = log_sum(room.mine, within_, room.terms);
  if (inclusive == -HUGE_VAL) return 0.0;
  room.terms.clear();
  for (const Nest& nest : nests_[n]) {
    if (nest.key == own || nest.inclusive == -HUGE_VAL) continue;
    room.terms.push_back(std::min((nest.inclusive - inclusive) / between_, 600.0));
  }
  const std::size_t rivals = room.terms.size();
  for (const double utility : room.mine) room.terms.push_back((utility - inclusive) / within_);
  exponentiate(room.terms.data(), room.terms.size());
  double others = 0.0, profit = 0.0;
  for (std::size_t k = 0; k < rivals; ++k) others += room.terms[k];
  std::size_t at = rivals;
  for (std::size_t k = 0; k < tiers.size(); ++k) {
    if (!sold(k)) continue;
    const double share = room.terms[at++] / (1.0 + others);
    if (worths[k][n].utility == -HUGE_VAL) continue;
    profit += share * worths[k][n].jobs * (tiers[k].price - tiers[k].cost);
  }
  return profit;
}

std::vector<double> MarketStudy::menu_profits(std::uint32_t seller,
                                              std::span<const TierOffer> tiers) const {
  std::vector<double> profits(tiers.size() + 1, 0.0);
  Room room;
  std::vector<std::vector<Worth>> tier_worths;
  for (const TierOffer& tier : tiers) {
    tier_worths.push_back(worths(tier.capability, tier.price, api_preference_, ~0U));
  }
  for (std::size_t n = 0; n < nodes_.size(); ++n) {
    for (std::size_t m = 0; m <= tiers.size(); ++m) {
      profits[m] += profit_at(n, seller, tiers, tier_worths, m == 0 ? tiers.size() : m - 1, room);
    }
  }
  return profits;
}

std::size_t choose_menu_change(std::span<const double> profits, std::span<const TierOffer> tiers,
                               double tier_cost_share) {
  const double tier_cost = tier_cost_share * std::max(profits[0], 0.0);
  std::size_t best = tiers.size();
  double best_gain = 0.0;
  for (std::size_t k = 1; k < tiers.size(); ++k) {
    const double gain =
        profits[k + 1] - profits[0] + (tiers[k].on_sale ? tier_cost : -tier_cost);
    if (gain > best_gain) {
      best_gain = gain;
      best = k;
    }
  }
  return best;
}

}  // namespace overbuild

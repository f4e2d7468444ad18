#include "agents/menu.hpp"

#include <algorithm>
#include <cmath>

#include "core/math.hpp"
#include "core/multiversion.hpp"
#include "core/quadrature.hpp"

namespace overbuild {

namespace {

/// Nodes and weights of a standard normal: Gauss-Hermite of five and of three points, as printed in
/// tables, or of so many times as many.
NormalPoints difficulty_points(int detail) {
  if (detail > 1) return normal_points(5 * detail);
  return {{-2.85697001, -1.35562618, 0.0, 1.35562618, 2.85697001},
          {0.01125741, 0.22207592, 0.53333333, 0.22207592, 0.01125741}};
}
NormalPoints value_points(int detail) {
  if (detail > 1) return normal_points(3 * detail);
  return {{-1.73205081, 0.0, 1.73205081}, {0.16666667, 0.66666667, 0.16666667}};
}

using Column = std::vector<double>;

/// ln sum of exp over offers, times the scale, of every node; -infinity where none is worth
/// anything.
OVERBUILD_MULTIVERSION
void log_sums(std::span<const Column* const> utilities, double scale, Column& sum, Column& out) {
  const std::size_t nodes = out.size();
  sum.assign(nodes, 0.0);
  double* const best = out.data();
  std::fill(out.begin(), out.end(), -HUGE_VAL);
  for (const Column* column : utilities) {
    const double* const u = column->data();
#pragma omp simd
    for (std::size_t n = 0; n < nodes; ++n) best[n] = best[n] < u[n] ? u[n] : best[n];
  }
  double* const total = sum.data();
  for (const Column* column : utilities) {
    const double* const u = column->data();
#pragma omp simd
    for (std::size_t n = 0; n < nodes; ++n) total[n] += exp_((u[n] - best[n]) / scale);
  }
#pragma omp simd
  for (std::size_t n = 0; n < nodes; ++n) {
    best[n] = best[n] == -HUGE_VAL ? -HUGE_VAL : best[n] + scale * log_(total[n]);
  }
}

void log_sums(std::span<const Column* const> utilities, double scale, Column& out) {
  Column sum;
  log_sums(utilities, scale, sum, out);
}

/// Adds exp((utility - inclusive) / scale), at most e^600, to every node.
OVERBUILD_MULTIVERSION
void add_odds(const Column& utility, const Column& inclusive, double scale, Column& out) {
  const double *const u = utility.data(), *const i = inclusive.data();
  double* const odds = out.data();
#pragma omp simd
  for (std::size_t n = 0; n < out.size(); ++n) {
    const double ratio = (u[n] - i[n]) / scale;
    odds[n] += exp_(ratio < 600.0 ? ratio : 600.0);
  }
}

}  // namespace

MarketStudy::MarketStudy(std::span<const WorkloadClass> classes, const DemandParameters& demand,
                         std::span<const ServiceOption> posted, double wage, double job_value,
                         int detail)
    : demand_(demand),
      detail_(detail),
      wage_(wage),
      within_(std::max(demand.choice_noise * demand.nest_noise, 1e-3)),
      between_(std::max(demand.choice_noise, 1e-3)),
      block_(std::make_unique<DecisionBlock>()) {
  const NormalPoints difficulty = difficulty_points(detail), worth_of = value_points(detail);
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const WorkloadClass& k = classes[c];
    for (std::size_t d = 0; d < difficulty.at.size(); ++d) {
      for (std::size_t v = 0; v < worth_of.at.size(); ++v) {
        const double ln_value =
            log_(k.value_per_job_median) + log_(job_value) + k.value_between_sd * worth_of.at[v];
        const double median = exp_(ln_value);
        // Dollars of work are spread as difficulty and value are; jobs are dollars over value.
        const double jobs = k.total_value_usd * difficulty.weight[d] * worth_of.weight[v] / median;
        nodes_.push_back({jobs, ln_value, std::max(k.value_within_sd, 0.01),
                          k.difficulty_mean + k.difficulty_sd * difficulty.at[d],
                          k.failure_cost_share * median, k.verification_share * median,
                          demand.external_penalty * k.sensitivity_mean * median, 1.0, c});
      }
    }
  }
  std::vector<ServiceOption> bought_in;  // what a firm would run itself is no seller's rival here
  for (const ServiceOption& offer : posted) {
    if (offer.mode != Mode::self_hosted) bought_in.push_back(offer);
  }
  const std::span<const ServiceOption> offers = bought_in;
  for (const ServiceOption& offer : offers) {
    if (offer.mode == Mode::app) app_preference_ = offer.ln_preference;
    if (offer.mode != Mode::api) continue;
    api_preference_ = offer.ln_preference;
    if (offer.seller >= family_preference_.size())
      family_preference_.resize(offer.seller + 1U, 0.0);
    family_preference_[offer.seller] = offer.ln_family;
  }
  std::vector<Worths> worth;  // [offers]
  for (const ServiceOption& offer : offers) {
    worth.push_back(worths(offer.capability + offer.capability_bonus, offer.price_usd_per_job,
                           offer.ln_preference + offer.ln_family, offer.class_mask));
  }
  std::vector<const Column*> utilities;
  for (std::size_t k = 0; k < offers.size(); ++k) {  // offers of a nest stand together
    const auto key_of = [&](const ServiceOption& offer) {
      return nest_key(offer.mode, offer.seller, demand);
    };
    utilities.push_back(&worth[k].utility);
    if (k + 1 < offers.size() && key_of(offers[k + 1]) == key_of(offers[k])) continue;
    nests_.push_back({key_of(offers[k]), Column(nodes_.size())});
    const bool app_nest = demand.app_nests && offers[k].mode == Mode::app;
    const double within =
        app_nest ? std::max(demand.choice_noise * demand.app_dissimilarity, 1e-3) : within_;
    log_sums(utilities, within, nests_.back().inclusive);
    utilities.clear();
  }
  for (std::size_t k = 0; k < offers.size() && demand.app_nests; ++k) {
    if (offers[k].mode != Mode::app) continue;
    product_sellers_.push_back(offers[k].seller);
    product_utilities_.push_back(std::move(worth[k].utility));
  }
}

MarketStudy::Worths MarketStudy::worths(double capability, double price, double preference,
                                        std::uint32_t class_mask) const {
  Worths found;
  find_worths({capability, preference, class_mask}, price, found);
  return found;
}

void MarketStudy::find_worths(const Offer& offer, double price, Worths& found) const {
  found.utility.assign(nodes_.size(), -HUGE_VAL);
  found.jobs.assign(nodes_.size(), 0.0);
  DecisionBlock& block = *block_;
  block.rows = 0;
  std::size_t places[block_rows];
  const auto close = [&] {
    evaluate_decisions(block, demand_.discrimination);
    for (std::size_t i = 0; i < block.rows; ++i) {
      if (block.surplus[i] <= 1e-30) continue;
      found.utility[places[i]] = log_(block.surplus[i]) + offer.preference;
      found.jobs[places[i]] = block.jobs[i];
    }
    block.rows = 0;
  };
  for (std::size_t n = 0; n < nodes_.size(); ++n) {
    const Node& node = nodes_[n];
    if ((offer.class_mask >> node.workload_class & 1U) == 0) continue;
    const std::size_t i = block.rows++;
    places[i] = n;
    block.set(i, {node.potential, node.ln_value, node.sigma, node.difficulty, node.failure,
                  node.verification, offer.capability, price / wage_, node.sensitivity});
    if (block.rows == block_rows) close();
  }
  close();
}

double MarketStudy::profit(std::uint32_t seller, std::span<const TierOffer> tiers,
                           std::span<const Worths> worths) const {
  const std::size_t nodes = nodes_.size();
  std::vector<const Column*> mine;
  for (std::size_t k = 0; k < tiers.size(); ++k) {
    if (tiers[k].on_sale) mine.push_back(&worths[k].utility);
  }
  Column inclusive(nodes), others(nodes, 0.0), profits(nodes, 0.0);
  log_sums(mine, within_, inclusive);
  for (const Nest& nest : nests_) {
    if (nest.key != seller_key(Mode::api, seller)) {
      add_odds(nest.inclusive, inclusive, between_, others);
    }
  }
  Column odds(nodes);
  for (std::size_t k = 0; k < tiers.size(); ++k) {
    if (!tiers[k].on_sale) continue;
    std::fill(odds.begin(), odds.end(), 0.0);
    add_odds(worths[k].utility, inclusive, within_, odds);
    for (std::size_t n = 0; n < nodes; ++n) {
      const double share = odds[n] / (1.0 + others[n]);
      profits[n] += share * worths[k].jobs[n] * (tiers[k].price - tiers[k].cost);
    }
  }
  double sum = 0.0;
  for (std::size_t n = 0; n < nodes; ++n) sum += inclusive[n] == -HUGE_VAL ? 0.0 : profits[n];
  return sum;
}

std::vector<double> MarketStudy::menu_profits(std::uint32_t seller,
                                              std::span<const TierOffer> tiers) const {
  std::vector<Worths> tier_worths;
  const double family = seller < family_preference_.size() ? family_preference_[seller] : 0.0;
  const double preference = api_preference_ + family;
  for (const TierOffer& tier : tiers) {
    tier_worths.push_back(worths(tier.capability, tier.price, preference, ~0U));
  }
  std::vector<TierOffer> menu(tiers.begin(), tiers.end());
  std::vector<double> profits{profit(seller, menu, tier_worths)};
  for (TierOffer& tier : menu) {
    tier.on_sale = !tier.on_sale;
    profits.push_back(profit(seller, menu, tier_worths));
    tier.on_sale = !tier.on_sale;
  }
  return profits;
}

template <class IsOwn>
std::vector<double> MarketStudy::rivals_of(IsOwn is_own) const {
  std::vector<const Column*> others;
  for (const Nest& nest : nests_) {
    if (!is_own(nest.key)) others.push_back(&nest.inclusive);
  }
  Column rivals(nodes_.size());
  log_sums(others, between_, rivals);
  return rivals;
}

double MarketStudy::jobs_sold(Contest& contest, const Worths& of) const {
  std::fill(contest.odds.begin(), contest.odds.end(), 0.0);
  add_odds(of.utility, contest.inclusive, contest.within, contest.odds);
  double jobs = 0.0;
  for (std::size_t n = 0; n < nodes_.size(); ++n) {
    if (of.utility[n] == -HUGE_VAL) continue;
    jobs += contest.odds[n] / (1.0 + contest.others[n]) * of.jobs[n];
  }
  return jobs;
}

SalesAtPrice MarketStudy::sales_at(Contest& contest, double price) const {
  find_worths(contest.offer, price, contest.sought);
  log_sums(contest.nest, contest.within, contest.sum, contest.inclusive);
  std::fill(contest.others.begin(), contest.others.end(), 0.0);
  add_odds(contest.rivals, contest.inclusive, between_, contest.others);
  SalesAtPrice sales{jobs_sold(contest, contest.sought), 0.0, 0.0};
  for (std::size_t k = 0; k < contest.beside.size(); ++k) {
    const double earned = contest.margins[k] * jobs_sold(contest, contest.beside[k]);
    sales.beside += earned;
    sales.beside_most += std::max(earned, 0.0);
  }
  return sales;
}

BestPrice MarketStudy::best_in(Contest& contest, std::span<const Column* const> unpaid,
                               double cost) const {
  const std::size_t nodes = nodes_.size();
  contest.sought = {Column(nodes), Column(nodes)};
  for (Column* column : {&contest.inclusive, &contest.others, &contest.odds}) {
    column->assign(nodes, 0.0);
  }
  contest.nest = {&contest.sought.utility};
  for (const Worths& beside : contest.beside) contest.nest.push_back(&beside.utility);
  if (!unpaid.empty()) {
    contest.unpaid.assign(nodes, 0.0);
    log_sums(unpaid, contest.within, contest.sum, contest.unpaid);
    contest.nest.push_back(&contest.unpaid);
  }
  return best_price(
      cost, [&](double price) { return sales_at(contest, price); }, detail_);
}

BestPrice MarketStudy::best_tier_price(std::uint32_t seller, std::span<const TierOffer> tiers,
                                       std::size_t tier, std::span<const std::uint8_t> kin) const {
  Contest contest{};
  contest.within = within_;
  contest.offer = {tiers[tier].capability, api_preference_, ~0U};
  contest.rivals = rivals_of([&](std::uint32_t key) {
    for (std::uint32_t l = 0; l < kin.size(); ++l) {
      if (kin[l] != 0 && key == seller_key(Mode::api, l)) return true;
    }
    return key == seller_key(Mode::api, seller);
  });
  for (std::size_t k = 0; k < tiers.size(); ++k) {
    if (k == tier || !tiers[k].on_sale) continue;
    contest.beside.push_back(worths(tiers[k].capability, tiers[k].price, api_preference_, ~0U));
    contest.margins.push_back(tiers[k].price - tiers[k].cost);
  }
  return best_in(contest, {}, tiers[tier].cost);
}

BestPrice MarketStudy::best_product_price(const ProductOffer& product,
                                          std::span<const std::uint8_t> kin) const {
  const auto own = [&](std::uint32_t seller) {
    return seller == product.seller || (seller < kin.size() && kin[seller] != 0);
  };
  const bool shared = demand_.app_nests;
  Contest contest{};
  contest.within =
      shared ? std::max(demand_.choice_noise * demand_.app_dissimilarity, 1e-3) : within_;
  contest.offer = {product.capability, app_preference_, product.class_mask};
  contest.rivals = rivals_of([&](std::uint32_t key) {
    if (key >> 16 != static_cast<std::uint32_t>(Mode::app)) return false;
    return shared || own(key & 0xffffU);
  });
  std::vector<const Column*> unpaid;
  for (std::size_t k = 0; k < product_sellers_.size(); ++k) {
    if (!own(product_sellers_[k])) unpaid.push_back(&product_utilities_[k]);
  }
  return best_in(contest, unpaid, product.cost);
}

std::size_t choose_menu_change(std::span<const double> profits, std::span<const TierOffer> tiers,
                               double tier_cost_share) {
  const double tier_cost = tier_cost_share * std::max(profits[0], 0.0);
  std::size_t best = tiers.size();
  double best_gain = 0.0;
  for (std::size_t k = 1; k < tiers.size(); ++k) {
    const double gain = profits[k + 1] - profits[0] + (tiers[k].on_sale ? tier_cost : -tier_cost);
    if (gain > best_gain) {
      best_gain = gain;
      best = k;
    }
  }
  return best;
}

}  // namespace overbuild

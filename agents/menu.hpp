// Why: whether a further tier, or one fewer, pays depends on whom it would win and whose spending
// it would only move. Owns: a study of the market that anybody could make (kinds of work as
// published, posted offers), and a lab's yearly choice between its menu and menus one step away.
// Refuses to know enterprises' rows, rivals' costs, and how prices are set (agents/lab.cpp).
// Tiers of a lab share a nest, so that a tier adds only what its price and capability add.
// Model: 7.4; nested logit of Berry 1994 with a finite mixture of work in the place of one
// customer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "agents/enterprise/procurement.hpp"

namespace overbuild {

/// A tier that a lab could sell, on sale or not.
struct TierOffer {
  double capability;  ///< points
  double price;       ///< usd per job
  double cost;        ///< usd per job
  bool on_sale;
};

/// Kinds of work as nodes of their published distribution, and what all posted offers are worth to
/// each. Cost: nodes (15 a class, times the square of `detail`) x offers evaluations of jobs, about
/// 0.1 us each.
class MarketStudy {
 public:
  /// Prices are divided by `wage`, the value of work over that of the opening year; `job_value` is
  /// that of a job beyond it. With `detail` there are so many times the nodes of difficulty and of
  /// value.
  MarketStudy(std::span<const WorkloadClass>, const DemandParameters&,
              std::span<const ServiceOption>, double wage, double job_value = 1.0, int detail = 1);

  /// Gross profit that lab `seller` would make with each menu: its present one, then that with tier
  /// k put on sale or taken off, for every k; up to a common factor. [1 + tiers]
  [[nodiscard]] std::vector<double> menu_profits(std::uint32_t seller,
                                                 std::span<const TierOffer>) const;

 private:
  struct Node {
    double potential, ln_value, sigma, difficulty, failure, verification, sensitivity, weight;
    std::size_t workload_class;
  };
  /// A seller's offers; of every node, ln sum of exp over them, times the scale within.
  struct Nest {
    std::uint32_t key;
    std::vector<double> inclusive;
  };
  /// Utility and jobs of an offer at every node; utility is -infinity where nothing is gained.
  struct Worths {
    std::vector<double> utility, jobs;
  };
  /// -infinity for classes that the mask leaves out.
  [[nodiscard]] Worths worths(double capability, double price, double preference,
                              std::uint32_t class_mask) const;
  /// Of the tiers on sale; `worths` [tiers].
  [[nodiscard]] double profit(std::uint32_t seller, std::span<const TierOffer>,
                              std::span<const Worths> worths) const;

  DemandParameters demand_;
  double wage_, within_, between_;
  double api_preference_ = 0.0;
  std::vector<double> family_preference_;  ///< [labs with an offer] of rows split from one
  std::unique_ptr<DecisionBlock> block_;   ///< working memory
  std::vector<Node> nodes_;
  std::vector<Nest> nests_;
};

/// The tier to change (put on sale or take off), or the number of tiers for none. A tier's running
/// cost is paid while it is on sale; the best model (tier 0) always is.
std::size_t choose_menu_change(std::span<const double> profits, std::span<const TierOffer>,
                               double tier_cost_share);

}  // namespace overbuild

// Why: whether a further tier, or one fewer, pays depends on whom it would win and whose spending
// it would only move; so does the price that earns most. Owns: a study of the market that anybody
// could make (kinds of work as published, posted offers), the best price of an offer on it, and a
// lab's yearly choice between its menu and menus one step away.
// Refuses to know enterprises' rows, rivals' costs, and what prices are posted (agents/lab.cpp).
// Tiers of a lab share a nest, so that a tier adds only what its price and capability add.
// Model: 7.4; nested logit of Berry 1994 with a finite mixture of work in the place of one
// customer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "agents/best_price.hpp"
#include "agents/enterprise/procurement.hpp"

namespace overbuild {

/// A tier that a lab could sell, on sale or not.
struct TierOffer {
  double capability;  ///< points
  double price;       ///< usd per job
  double cost;        ///< usd per job
  bool on_sale;
};

/// A product of an application.
struct ProductOffer {
  std::uint32_t seller;
  double capability, cost;  ///< points, the workflow's included; usd per job
  std::uint32_t class_mask;
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

  /// The price of a tier on sale at which its lab earns most, all other prices as they are. `kin`
  /// [labs]: rows of its family, whose offers are no rivals.
  [[nodiscard]] BestPrice best_tier_price(std::uint32_t seller, std::span<const TierOffer>,
                                          std::size_t tier,
                                          std::span<const std::uint8_t> kin) const;

  /// The same of a product, `kin` [applications].
  [[nodiscard]] BestPrice best_product_price(const ProductOffer&,
                                             std::span<const std::uint8_t> kin) const;

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
  struct Offer {
    double capability, preference;
    std::uint32_t class_mask;
  };
  /// -infinity for classes that the mask leaves out.
  [[nodiscard]] Worths worths(double capability, double price, double preference,
                              std::uint32_t class_mask) const;
  void find_worths(const Offer&, double price, Worths& found) const;
  /// What an offer whose price is sought meets, and working memory for a search.
  struct Contest {
    Offer offer;
    double within;
    std::vector<double> rivals;   ///< [nodes] ln sum of exp over other nests, times their scale
    std::vector<Worths> beside;   ///< offers of its seller in its nest
    std::vector<double> margins;  ///< usd per job that its seller earns on each
    std::vector<double> unpaid;   ///< [nodes] as `rivals`, over others' offers in its nest
    // at the price that is looked at
    Worths sought;
    std::vector<const std::vector<double>*> nest;  ///< utilities: the offer's, beside it, unpaid
    std::vector<double> inclusive, others, odds, sum;
  };
  /// `unpaid`: utilities of others' offers in its nest.
  [[nodiscard]] BestPrice best_in(Contest&, std::span<const std::vector<double>* const> unpaid,
                                  double cost) const;
  [[nodiscard]] SalesAtPrice sales_at(Contest&, double price) const;
  [[nodiscard]] double jobs_sold(Contest&, const Worths& of) const;
  /// Over all nests that `is_own` does not name.
  template <class IsOwn>
  [[nodiscard]] std::vector<double> rivals_of(IsOwn is_own) const;
  /// Of the tiers on sale; `worths` [tiers].
  [[nodiscard]] double profit(std::uint32_t seller, std::span<const TierOffer>,
                              std::span<const Worths> worths) const;

  DemandParameters demand_;
  int detail_;
  double wage_, within_, between_;
  double api_preference_ = 0.0, app_preference_ = 0.0;
  std::vector<double> family_preference_;  ///< [labs with an offer] of rows split from one
  std::unique_ptr<DecisionBlock> block_;   ///< working memory
  std::vector<Node> nodes_;
  std::vector<Nest> nests_;
  std::vector<std::uint32_t> product_sellers_;          ///< of applications on offer
  std::vector<std::vector<double>> product_utilities_;  ///< the same offers, in a shared nest
};

/// The tier to change (put on sale or take off), or the number of tiers for none. A tier's running
/// cost is paid while it is on sale; the best model (tier 0) always is.
std::size_t choose_menu_change(std::span<const double> profits, std::span<const TierOffer>,
                               double tier_cost_share);

}  // namespace overbuild

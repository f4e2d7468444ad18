// The application vendor: which model stands behind the product, what the product costs, and what
// is spent on keeping it.
// Owns model.md 7.6 in its first form; refuses to know the labs' costs: it sees posted prices and
// the outcome of its own bargaining.
#pragma once

#include <cstdint>
#include <vector>

#include "agents/roles.hpp"
#include "agents/roster.hpp"
#include "market/observables.hpp"

namespace overbuild {

/// A model an application could run on.
struct BackEnd {
  std::uint32_t id;    ///< row of the menu of back ends
  double capability;   ///< points
  double price;        ///< usd per job, posted
  double cost;         ///< usd per job to its seller: the floor of a bargain
  bool bargained;      ///< sold under contract by a lab; else at the posted price
};

struct BackEndChoice {
  std::uint32_t id;
  double price;  ///< usd per job
};

/// The wholesale price of `offer` given the best alternative: the seller gets its cost plus share b
/// of what the buyer saves, never above list (Nash bargaining with posted outside options).
double bargained_price(const BackEnd& offer, double best_alternative_price, double power);

/// The back end with the highest value to customers per dollar of inference, the present one
/// favoured by the cost of switching. `capability_value`: rise of ln value per point.
BackEndChoice choose_back_end(const AppParameters&, const std::vector<BackEnd>&,
                              std::uint32_t present, double capability_value);

/// Posted product price and overhead from the year's own sales.
void post_app_price(const AppParameters&, Apps&, std::size_t app);

}  // namespace overbuild

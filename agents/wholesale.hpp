// Why: what a lab charges an application depends on what each could do without the other.
// Owns: the wholesale bargain of one lab and one application (Nash in Nash), and how an application
// spreads its traffic over models. Refuses to know the world, ledgers and other pairs' bargains of
// the same year: all outside options are those of the snapshot.
// Model: 7.6 (Horn & Wolinsky 1988; Collard-Wexler, Gowrisankaran & Lee 2019).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agents/roles.hpp"
#include "agents/roster.hpp"

namespace overbuild {

/// A model an application could run on, at the price it would pay.
struct Supply {
  std::uint32_t back_end;  ///< row of the menu of back ends
  double capability;       ///< points
  double price;            ///< usd per job
};

/// What a pair knows when it bargains; money in usd per job of the application.
struct Bargain {
  double product_price, job_cost;  ///< the application's price and own cost
  double workflow_quality;         ///< points that its customers would miss elsewhere
  double capability, cost, list;   ///< the lab's tier
  bool has_alternative;
  double alternative_capability, alternative_price;  ///< of the best supply without the lab
};

/// Price over list that lab and application agree on: the lab gets its cost, what it would earn by
/// selling to the application's customers itself, and `power` of the joint gain, within cost and
/// list. `taste`: fall of ln sales per point of capability lost.
double wholesale_discount(const Bargain&, double power, double taste, bool sells_itself);

/// Traffic by supply: a logit on quality per dollar among the best `back_ends`, those in use
/// favoured by the cost of moving. Shares add up to one; empty if there is no supply.
std::vector<Route> route_traffic(const AppParameters&, std::span<const Supply>,
                                 std::span<const Route> present, double taste);

/// Suppliers (by the number given beside each) whose best model is within `slack` of the best in ln
/// quality per dollar.
std::size_t viable_suppliers(std::span<const Supply>, std::span<const std::uint32_t> supplier,
                             double taste, double slack);

}  // namespace overbuild

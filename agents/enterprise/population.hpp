// Why: the columns of all enterprises, and how they are drawn from sourced size classes.
// Owns: the internal state behind EnterprisePopulation, the generator, and the chunks in which the
// year's passes walk the rows.
// Refuses to know: what a year decides (agents/enterprise/enterprise.cpp,
// agents/enterprise/opening.cpp).
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "agents/enterprise/enterprise.hpp"
#include "agents/enterprise/network.hpp"
#include "core/count.hpp"
#include "core/ids.hpp"
#include "core/random.hpp"

namespace overbuild {

inline constexpr std::size_t vintage_count = 256;
inline constexpr std::uint8_t flag_adopter = 1, flag_platform = 2, flag_experienced = 4;

/// Own equipment by vintage (calendar year less origin).
struct FleetBook {
  std::array<std::int64_t, vintage_count> milli{};  ///< closing units of last year, weighted
  std::array<std::int64_t, vintage_count> book{};   ///< cents, closing
  std::array<std::int64_t, vintage_count> scrapped_milli{}, retired_book{};  ///< this year
  std::array<double, vintage_count> price_usd{};                             ///< paid per unit
};

struct EnterprisePopulation::State {
  State(const PopulationParameters& of_population, std::span<const WorkloadClass> of_classes,
        const DemandParameters& of_demand, KeyedRandom keyed)
      : population(of_population),
        classes(of_classes.begin(), of_classes.end()),
        demand(of_demand),
        random(keyed) {}

  PopulationParameters population;
  std::vector<WorkloadClass> classes;
  DemandParameters demand;
  KeyedRandom random;
  int opening_year = 0;
  int origin = 0;                   ///< calendar year of zero in the byte columns
  std::vector<double> class_scale;  ///< [classes] brings class values to their totals
  std::vector<float> class_sigma;   ///< [classes] sd of ln value within a workload
  EnterpriseColumns enterprise;
  /// What own hosting costs an enterprise over the estimate, and its log: its people, its luck, for
  /// good. Hidden from its decisions.
  std::vector<double> true_cost, ln_true_cost;
  WorkloadColumns workload;
  std::vector<std::uint8_t> bound;       ///< [enterprises] budget leaves work undone this year
  std::vector<PastSuppliers> suppliers;  ///< [workloads], or none (most_followed)
  std::vector<float> pooled_workloads;   ///< [enterprises] effective number of its workloads
  PeerNetwork network;
  FleetBook fleet;
  Requests requests;
  Settlement settlement;
};

/// usd a year that all real firms pay their employees at the start.
double opening_payroll(const PopulationParameters&);

/// Draws all columns.  Cost: about 0.1 us a workload and thread.
void generate_population(EnterprisePopulation::State&);

/// Enterprises a chunk of the yearly loops holds; depends on their number only.
std::size_t enterprise_grain(std::size_t enterprises);

/// A weighted amount as an integer: rounded once, before any sum.
inline std::int64_t whole(double amount, const char* what = "an amount of an enterprise") {
  return nearest_whole(amount, what);
}
/// The same of an amount that nobody owes or owns.
inline MemoSum whole_memo(double amount, const char* what) {
  const double nearest = amount < 0.0 ? amount - 0.5 : amount + 0.5;
  if (std::fabs(nearest) < 0x1p63) [[likely]]  // 128 bits are slow
    return static_cast<std::int64_t>(nearest);
  if (!(std::fabs(amount) < 0x1p120)) [[unlikely]]
    detail::throw_count_overflow(what);
  return static_cast<MemoSum>(nearest);
}

/// Weight in thousandths of a firm, for sums that must not depend on the order of rows.
inline std::int64_t milli_firms(double weight) { return whole(weight * 1000.0); }

}  // namespace overbuild

// What a world comes to in one number each: the list that the page offers (web/src/outcomes.json),
// read by the page and by the program, and the arithmetic that web/src/worlds.js does in the same
// order.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "sim/measure/metrics.hpp"

namespace overbuild {

struct PageOutcome {
  std::string id;
  std::string take;  ///< total, greatest, last, any or share
  std::vector<Metric> metrics;
  std::size_t years;  ///< of a world that count, from its first on
};

const std::vector<PageOutcome>& page_outcomes();

/// Of a world's series, [years][all metrics]. Values that are not finite are left out of totals;
/// NaN where the world has none. Units are those of the metrics; of `share` and `any` a share.
double page_outcome_of(const PageOutcome& outcome, std::span<const double> series);

}  // namespace overbuild

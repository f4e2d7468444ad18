#include "sim/parameters/family.hpp"

#include <algorithm>
#include <tuple>

#include "sim/parameters/joined_rows.hpp"

namespace overbuild {

namespace {

template <class Row>
void order_by_id(Roster<Row>& roster) {
  std::sort(roster.begin(), roster.end(),
            [](const auto& one, const auto& other) { return one.first < other.first; });
}

/// A row that was renamed keeps the place of what it was.
template <class Row>
void order_by_family(Roster<Row>& roster) {
  std::sort(roster.begin(), roster.end(), [](const auto& one, const auto& other) {
    return std::tie(family_of(one), one.first) < std::tie(family_of(other), other.first);
  });
}

}  // namespace

Parameters in_order_of_ids(const Parameters& parameters) {
  Parameters ordered = parameters;
  if (!parameters.family_shares) return ordered;
  if (ordered.vendor.tastes_about.empty() && !ordered.vendors.empty()) {
    ordered.vendor.tastes_about = ordered.vendors.front().first;
  }
  join_split_rows(ordered);
  for_each_roster(ordered, [](const RoleInfo&, auto& roster) { order_by_family(roster); });
  order_by_id(ordered.stakes);
  order_by_id(ordered.commitments);
  return ordered;
}

}  // namespace overbuild

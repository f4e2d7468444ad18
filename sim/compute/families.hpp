// Rows of a roster that were split from one share its customers: what a choice makes of the whole
// family does not depend on how many rows it has (Ackerberg & Rysman 2005).
// Owns who belongs together; refuses to know what is chosen.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "agents/vendor.hpp"
#include "core/math.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Id of the row that a firm was split from, or its own.
template <class Entry>
const std::string& family_of(const Entry& entry) {
  return entry.second.split_of.empty() ? entry.first : entry.second.split_of;
}

/// Rows that no other was split from, with their families.
template <class Roster>
std::size_t families_in(const Roster& roster) {
  std::size_t count = 0;
  for (std::size_t k = 0; k < roster.size(); ++k) {
    std::size_t before = 0;
    while (before < k && family_of(roster[before]) != family_of(roster[k])) ++before;
    count += before == k ? 1 : 0;
  }
  return count;
}

/// ln of a row's part of its family in business, 0 for a row of its own or with the rule off.
template <class Roster, class Alive>
std::vector<double> ln_family_shares(const Parameters& parameters, const Roster& roster,
                                     const Alive& alive) {
  std::vector<double> shares(alive.size(), 0.0);
  if (!parameters.family_shares) return shares;
  for (std::size_t k = 0; k < std::min(roster.size(), alive.size()); ++k) {
    double members = 0.0;
    for (std::size_t other = 0; other < roster.size(); ++other) {
      if (alive[other] && family_of(roster[other]) == family_of(roster[k])) members += 1.0;
    }
    if (members > 1.0) shares[k] = -log_(members);
  }
  return shares;
}

/// What customers make of vendors beyond their prices: whom tastes are about, families.
VendorFamilies vendor_families(Parts<const Inputs, const Vendors>);

/// Shares of builder b's order by vendor.
std::vector<double> builder_vendor_shares(Parts<const Inputs, const Builders, const Vendors>,
                                          std::size_t b);

}  // namespace overbuild

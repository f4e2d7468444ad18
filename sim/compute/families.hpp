// Rows of a roster that were split from one share its customers: what a choice makes of the whole
// family does not depend on how many rows it has (Ackerberg & Rysman 2005).
// Owns who belongs together; refuses to know what is chosen.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "agents/vendor.hpp"
#include "core/math.hpp"
#include "sim/parameters/family.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

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

/// What the luck of row `k` is keyed by: with the rule on its family, so that a row that was
/// renamed or split draws what the whole would.
template <class AnyFirms>
EntityId luck_of(const Parameters& parameters, const AnyFirms& firms, std::size_t k) {
  const auto& roster = roster_of<AnyFirms::role>(parameters);
  const bool in_family =
      parameters.family_shares && k < roster.size() && !roster[k].second.split_of.empty();
  return in_family ? entity_id(info_of(AnyFirms::role).drawn_as, roster[k].second.split_of)
                   : firms.entity[k];
}

/// What customers' tastes for row `k` are keyed by: its own id; with the rule on one row of a
/// family of which no other has the family's keeps the tastes for that.
template <class AnyFirms>
EntityId taste_of(const Parameters& parameters, const AnyFirms& firms, std::size_t k) {
  const auto& roster = roster_of<AnyFirms::role>(parameters);
  if (!parameters.family_shares || k >= roster.size() || !leads_family(roster, k))
    return firms.entity[k];
  for (const auto& row : roster) {
    if (row.first == family_of(roster[k])) return firms.entity[k];
  }
  return luck_of(parameters, firms, k);
}

/// What customers make of vendors beyond their prices: whom tastes are about, families.
VendorFamilies vendor_families(Parts<const Inputs, const Vendors>);

/// Shares of builder b's order by vendor.
std::vector<double> builder_vendor_shares(Parts<const Inputs, const Builders, const Vendors>,
                                          std::size_t b);

/// ln preference of a builder for the vendor that tastes are about.
double preference_for_favoured(Parts<const Inputs, const Vendors>, const BuilderConfig&);

/// usd of a unit where one price stands for all: the first vendor's or, with the rule on, the mean
/// over families of what was published; over vendors by capacity.
double published_equipment_price(Parts<const Inputs, const PublicRecord>);
double first_equipment_price(Parts<const Inputs, const Vendors>);

}  // namespace overbuild

// Rows of a roster that were split from one: who belongs together, whatever order rows stand in.
// Owns families and the order of rows in which results do not depend on the file; refuses to know
// what a family has in common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/parameters/parameters.hpp"

namespace overbuild {

/// Id of the row that a firm was split from, or its own; a roster whose rows cannot say it has no
/// families.
template <class Entry>
const std::string& family_of(const Entry& entry) {
  if constexpr (requires { entry.second.split_of; }) {
    if (!entry.second.split_of.empty()) return entry.second.split_of;
  }
  return entry.first;
}

/// Rows of the family of row `k`, itself among them.
template <class Row>
std::size_t members_of_family(const Roster<Row>& roster, std::size_t k) {
  std::size_t members = 0;
  for (const auto& other : roster) members += family_of(other) == family_of(roster[k]) ? 1 : 0;
  return members;
}

/// Whether row `k` is the first of its family.
template <class Row>
bool leads_family(const Roster<Row>& roster, std::size_t k) {
  std::size_t first = 0;
  while (family_of(roster[first]) != family_of(roster[k])) ++first;
  return first == k;
}

template <class Row>
std::size_t families_in(const Roster<Row>& roster) {
  std::size_t count = 0;
  for (std::size_t k = 0; k < roster.size(); ++k) count += leads_family(roster, k) ? 1 : 0;
  return count;
}

/// An amount of row `k`, or of its whole family with `blocks.buyers.family_shares`.
template <class Row, class Amount>
double family_amount(const Parameters& parameters, const Roster<Row>& roster, std::size_t k,
                     Amount&& amount) {
  if (!parameters.family_shares) return amount(roster[k].second);
  double sum = 0.0;
  for (const auto& other : roster) {
    if (family_of(other) == family_of(roster[k])) sum += amount(other.second);
  }
  return sum;
}

/// [rows] 1 for those of the family of row `k`; with the rule off for itself alone.
template <class Row>
std::vector<std::uint8_t> kin_of(const Parameters& parameters, const Roster<Row>& roster,
                                 std::size_t k) {
  std::vector<std::uint8_t> kin(roster.size(), 0);
  for (std::size_t other = 0; other < roster.size(); ++other) {
    const bool same = parameters.family_shares && family_of(roster[other]) == family_of(roster[k]);
    kin[other] = same || other == k ? 1 : 0;
  }
  return kin;
}

/// Weights that add up to one: of each row alike or, with the rule on, of each family.
template <class Row>
std::vector<double> row_weights(const Parameters& parameters, const Roster<Row>& roster) {
  const auto rows = static_cast<double>(roster.size());
  std::vector<double> weights(roster.size(), 1.0 / rows);
  if (!parameters.family_shares) return weights;
  const auto families = static_cast<double>(families_in(roster));
  for (std::size_t k = 0; k < weights.size(); ++k) {
    weights[k] = 1.0 / (families * static_cast<double>(members_of_family(roster, k)));
  }
  return weights;
}

/// With `blocks.buyers.family_shares` the rows of all rosters by id, so that no result depends on
/// the order of a file; what the first row meant is named.
Parameters in_order_of_ids(const Parameters&);

}  // namespace overbuild

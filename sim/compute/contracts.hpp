// Contracts that are signed for compute and what it is made of: power, equipment, shells, leases,
// hours. Owns how each becomes a commitment and an order; refuses to decide who signs what.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// `mw` of power for `years` from `first_year`, with the configured take-or-pay share.
void sign_energy_contract(Parts<const Inputs, const Builders, const Utilities, Books>,
                          std::size_t builder, std::size_t utility, double mw, double usd_per_mwh,
                          int first_year, int years);
/// Units on order at the vendor's posted price.
void order_equipment(Parts<const Inputs, const Builders, Books, Vendors, Capital>,
                     std::size_t builder, std::size_t vendor, double units, int due);
/// Thousandths of a MW of a builder's cohort that belong to landlords.
std::int64_t leased_milli_mw(Parts<const Books, const Builders, const Capital>, std::size_t builder,
                             int cohort);
/// Shells on order, split over utilities by free power; half of each is paid now, which the caller
/// pays and capitalises, the rest on completion. Leased ones cost nothing until they are ready and
/// rent from then on, used or not.
void order_shells(Parts<const Inputs, const Builders, const Utilities, Books, Capital>,
                  std::size_t builder, double mw, int ready, bool leased = false);
/// Sites of `mw`, split over utilities like shells, on which building can begin at the end of the
/// year `ready`; what they cost, which the caller pays and capitalises.
Money hold_sites(Parts<const Inputs, const Utilities, Capital>, std::size_t builder, double mw,
                 int ready);
/// Sites of `mw` bought and paid.
void buy_sites(Parts<const Inputs, const Builders, const Utilities, Books, Capital, YearTally>,
               std::size_t builder, double mw);
/// Buildings of `mw` signed and their first part paid; on sites that are ready, oldest first, where
/// shells need one.
void sign_buildings(Parts<const Inputs, const Builders, const Utilities, Books, Capital, YearTally>,
                    std::size_t builder, double mw);
/// A configured compute commitment: usd by year turned into hours at the rents expected then.
void open_compute_commitment(Parts<const Inputs, const Builders, const Vendors, const Labs, Books>,
                             const CommitmentConfig&);
/// Hours at a price, by year from next year; what they cost in all. The contract runs from the
/// first year with hours to the last.
Money sign_compute_contract(Parts<const Inputs, const Builders, Books>, AccountId tenant,
                            std::size_t builder, const std::vector<std::int64_t>& hours,
                            double usd_per_hour);
/// Hours that a party has promised to others (`as_payee`) or been promised, [years] from a year on.
std::vector<std::int64_t> hours_under_contract(Parts<const Books>, AccountId party, int first_year,
                                               int years, bool as_payee);

/// Hours that a lab owes for in a year whether it uses them or not, less `inference` that uses
/// them, and what they cost.
struct OwedHours {
  double hours = 0.0, usd = 0.0;
};
OwedHours owed_beyond(Parts<const Books, const Labs>, std::size_t lab, int year, double inference);

}  // namespace overbuild

// Labs and builders sign compute contracts for the years to come.
// Owns offers, requests and how they meet; refuses to know how much research a lab plans.
#pragma once

#include <cstddef>

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Mean of the rents that a builder expects in the next years. usd per hour
double mean_rent_expected(Parts<const Inputs, const PublicRecord, const Builders, const Vendors>,
                          std::size_t builder, int years);

/// What a builder asks for an hour of a contract over so many years: the mean of the rents that it
/// expects or, if more, the cost of new capacity half-way, which falls with each generation. usd
double contract_price(Parts<const Inputs, const PublicRecord, const Builders, const Vendors>,
                      std::size_t builder, int years);

/// Hours that a lab plans to need next year, for research and for its customers.
double hours_needed(Parts<const Inputs, const Books, const Labs, const ComputeMarket>,
                    std::size_t lab);

/// Requests are filled from the cheapest offer up, in proportion where an offer is short.
void sign_contracts(Parts<const Inputs, const PublicRecord, const Builders, const Vendors,
                          const Labs, const Capital, const ComputeMarket, Books, YearTally>
                        world);

}  // namespace overbuild

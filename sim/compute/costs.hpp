// What capacity costs: a unit to a builder, an hour of new capacity in full and in cash, and the
// rents that a builder expects to set against it. Owns these readings of the state; refuses to
// decide what is built.
#pragma once

#include <cstddef>
#include <vector>

#include "agents/builder.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Price of a unit of new equipment, weighted by what vendors can deliver.
double equipment_price(Parts<const Vendors>);
/// Price of a unit to a builder, over vendors as it would order from them.
double equipment_price_for(Parts<const Inputs, const Builders, const Vendors>, std::size_t builder);
/// What a builder judges an investment by this year.
InvestmentRules investment_rules(
    Parts<const Inputs, const PublicRecord, const Builders, const Vendors>, std::size_t builder);
/// Rents that a builder expects for each of the next `years`.
std::vector<double> rents_expected_by(
    Parts<const Inputs, const PublicRecord, const Builders, const Vendors>, std::size_t builder,
    int years);
/// usd of one hour of new capacity at the hurdle rate, and the cash cost of running it.
double full_cost_of_capacity(Parts<const Inputs, const Exogenous, const Vendors, const Capital>);
double cash_cost_of_capacity(Parts<const Inputs, const Exogenous, const Capital>);

}  // namespace overbuild

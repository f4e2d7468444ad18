// The parts of the one declaration of all parameters, split by subject for reading.
// Owns nothing but the list of parts, in the order of the documentation, each in the source of its
// name; refuses to be included outside sim/parameters.
#pragma once

#include "sim/parameters/parameters.hpp"

namespace overbuild::declare {

inline constexpr double most_usd = 1e14;    ///< sums of many such amounts still fit into Money
inline constexpr double most_units = 1e12;  ///< H100e
inline constexpr double most_mw = 1e9;

void names_keys(config::Visitor&, Parameters&);  // names
void world(config::Visitor&, Parameters&);       // run, time, macro, opening
void technology(config::Visitor&, Parameters&);  // technology, rental
void investment(config::Visitor&, Parameters&);  // expectations, capex, vendor_market
void sellers(config::Visitor&, Parameters&);  // lab_market, open_lab_market, app_market, consumers
void finance(config::Visitor&, Parameters&);  // credit, equity, utility_market, resolution
void demand(config::Visitor&, Parameters&);   // population, demand, workload_classes
void experiment(config::Visitor&, Parameters&);  // shocks, experiment, hypotheses
void blocks(config::Visitor&, Parameters&);      // own_use, blocks
void roster(config::Visitor&, Parameters&);      // builders to commitments

}  // namespace overbuild::declare

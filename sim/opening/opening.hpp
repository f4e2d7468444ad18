// The opening in one page: accounts, capital, claims, then prices and demand solved on top of them.
// Owns the order of its steps, each in the file of its subject, which nothing outside this folder
// uses; refuses to know any year after the opening.
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Draws the enterprises.
void populate(Parts<const Inputs, Customers>, PopulationMemory* memory = nullptr);

/// Opening balance sheets, fleets, prices, menus and commitments of a populated world, posted and
/// solved so that the opening year reproduces the record.
void open_world(PartsWritingRoles<Inputs, References, Exogenous, Books, Customers, Capital,
                                  PublicRecord, Progress, Catalogue, Demand, ComputeMarket,
                                  CreditMarket, YearTally, Memory, Journal>);

}  // namespace overbuild

// Entry of builders, at the start and the end of P8: candidates write a business plan on last
// year's public record, ask for money like everybody else, and build if they get some. Owns who is
// drawn from the pool; refuses to know the plan (sim/credit/founding.hpp).
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Entrants seek funding alongside incumbents in P8; those that fail to raise it stay dormant.
void found_builders(Parts<const Inputs, const Exogenous, const PublicRecord, const Vendors,
                          const Lenders, const Investors, Builders, CreditMarket>);
void confirm_founders(Parts<const Inputs, const Books, Builders, CreditMarket, Journal>);

}  // namespace overbuild

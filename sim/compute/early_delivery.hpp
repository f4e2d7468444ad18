// P10b: what vendors can still make or have in stock is shipped before the year ends, as far as the
// shortest lead allows; it works from 1 January and is billed with next year's dues.
// Owns the phase and how a bill comes to be trade credit; refuses to know who ordered and why.
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// P10b; nothing without `blocks.capital.equipment_lead`. Of what was signed this year each vendor
/// ships at most 1 - `shortest_lead`, out of stock and then plant left, shared in proportion. What
/// it makes beyond inputs paid for is paid in cash, so that it makes no more than it has cash for.
void deliver_within_year(
    Parts<const Inputs, const Builders, Books, Vendors, Capital, YearTally, Journal>);

/// P7: last year's bills fall due.
void bill_trade_credit(Parts<Books>);

}  // namespace overbuild

// What builders say that they will spend: what they have signed and falls due next year, and, once
// they have planned, what they expect of the year that they are in.
// Owns these two numbers; refuses to know why anything is ordered.
#pragma once

#include "sim/parts/books.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// With `blocks.orders.quantile_orders`, after orders are signed.
void publish_guidance(
    Parts<const Inputs, const Books, const YearTally, PublicRecord, Builders> world);

}  // namespace overbuild

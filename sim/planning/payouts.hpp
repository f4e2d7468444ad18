// Who pays out what to owners at the end of the year.
// Owns what each role keeps; refuses to know who the owners are (sim/credit/equity.hpp).
#pragma once

#include <vector>

#include "sim/credit/cash_view.hpp"
#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Builders and vendors pay out cash above a target and what next year's signed spending needs; a
/// parent's application what it holds beyond a year's overhead.
void pay_out(Parts<const Inputs, const PublicRecord, const Builders, const Vendors, const Apps,
                   const Lenders, const Investors, const Utilities, const Capital,
                   const CreditMarket, const Memory, Books>
                 world,
             const std::vector<CashView>& views);

}  // namespace overbuild

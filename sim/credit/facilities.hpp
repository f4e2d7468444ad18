// Loans that vendors promise with an order: money for their own bills, if lenders leave them.
// Owns the promise from its signing to its last use (docs/odd.md, 7.18): a commitment from vendor
// to builder, less by what is drawn on it, gone when the firm fails or breaks a covenant and when
// the last of the order is delivered. Refuses to know why lenders did not pay.
#pragma once

#include "market/credit.hpp"
#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// P10, after orders are signed: a part of what an order costs beyond the cash that its builder
/// has, where a vendor finds that worth its risk, within what it may have at risk in all.
void grant_facilities(Parts<const Inputs, const Builders, const Vendors, const Capital,
                            const CreditMarket, const YearTally, Books, Journal>);

/// Share of an order beyond its builder's cash that the vendors it orders from would promise to
/// lend, by what lenders thought of it this year; what each has left to promise is not known.
double expected_facility(Parts<const Inputs, const Builders, const Vendors, const CreditMarket>,
                         std::size_t builder);

/// P8: pays bills of a builder that is still short out of what their vendors promised, as far as
/// these have the money; returns usd lent. The money goes from the vendor to the vendor.
double draw_facilities(Parts<const Inputs, const Exogenous, const Builders, const Vendors, Books,
                             CreditMarket, Journal>,
                       AccountId builder, double need, const Borrower&, double default_probability);

/// Whoever fails or is in breach is promised nothing any more.
void end_facilities(Parts<Books>, AccountId builder);

/// P9, when dues are paid: what is promised for orders that are late stays for another year.
void carry_facilities(Parts<const Inputs, const Builders, const Vendors, const Capital, Books>);

/// usd that a vendor has promised and not lent.
double promised_facilities(Parts<const Books>, AccountId vendor);

}  // namespace overbuild

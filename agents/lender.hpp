// The lender: how much it wants to lend this year, to whom at most, and what it adds to the price.
// Owns the supply of credit (docs/odd.md, 7.13): limited capital, limits by name, appetite that
// follows returns. Refuses to know borrowers beyond their published accounts.
#pragma once

#include <cstdint>
#include <vector>

#include "agents/roles.hpp"
#include "agents/roster.hpp"
#include "market/credit.hpp"

namespace overbuild {

/// Appetite and price for next year from this year's return and losses.
void plan_lender(const CreditParameters&, Lenders&, std::size_t lender);

/// Price of risk of a lender that has lent so much this year: more, the more it lends beyond its
/// appetite and the more of its capital it has lost.
double price_of_risk(const CreditParameters&, const Lenders&, std::size_t lender, double lent);

/// Capital that comes back to a lender in a year, given what it would have without losses.
double refilled_capital(const CreditParameters&, double capital, double without_losses);

/// What `lender` would at most add to its claims on a borrower.
double lender_offer(const CreditParameters&, const Lenders&, std::size_t lender,
                    double appetite_left, double exposure, double room);

}  // namespace overbuild

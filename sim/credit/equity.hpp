// Shares of firms at those who hold them: their value, what they pay out, new ones.
// Owns these postings; refuses to know what a firm is worth.
#pragma once

#include "sim/parts/books.hpp"

namespace overbuild {

/// Marks a firm's equity to `value` at each holder, in proportion to shares.
void revalue_equity(Parts<Books>, AccountId issuer, Money value);
/// Pays an issuer's owners in proportion to shares, or the rest of the economy where there are
/// none.
void pay_dividend(Parts<Books>, AccountId issuer, double usd);
/// A holder pays new money in; the stake is carried at what was paid plus what it was carried at.
void sell_shares(Parts<Books>, AccountId holder, AccountId issuer, Money value_before,
                 Money amount);

}  // namespace overbuild

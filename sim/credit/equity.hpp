// Shares of firms at those who hold them: their value, what they pay out, new ones, and the cash
// that a builder has for them.
// Owns these postings; refuses to know what a firm is worth.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/credit/cash_view.hpp"
#include "sim/parts/books.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Marks a firm's equity to `value` at each holder, in proportion to shares.
void revalue_equity(Parts<Books>, AccountId issuer, Money value);
/// Pays an issuer's owners in proportion to shares, or the rest of the economy where there are
/// none.
void pay_dividend(Parts<Books>, AccountId issuer, double usd);
/// A holder pays new money in; the stake is carried at what was paid plus what it was carried at.
void sell_shares(Parts<Books>, AccountId holder, AccountId issuer, Money value_before,
                 Money amount);
/// usd that a builder has beyond its target, now and after the dues of the year; views are older
/// than the shares it has bought since, which where there is a book are taken off. May be negative.
double spare_cash(Parts<const Inputs, const Books, const Builders, const YearTally>,
                  std::size_t builder, const std::vector<CashView>&);

}  // namespace overbuild

// Why: columns of a million accounts are summed and shifted in every year, exactly and fast.
// Owns: the vectorisable loops over int64 cents that the ledger and its audit share.
// Refuses to know: accounts and rows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/money.hpp"

namespace overbuild::columns {

/// Exact sum of up to 2^31 numbers: halves are added apart, so nothing can overflow on the way.
inline Money sum(std::span<const std::int64_t> cents) {
  std::int64_t high = 0;
  std::int64_t low = 0;
  for (std::size_t i = 0; i < cents.size(); ++i) {
    high += cents[i] >> 32;
    low += cents[i] & 0xffffffffLL;
  }
  const detail::Int128 total = static_cast<detail::Int128>(high) * 4294967296LL + low;
  return Money::from_cents(detail::narrow(total, "sum of a column"));
}

/// Whether any number is below zero.
inline bool any_negative(std::span<const std::int64_t> cents) {
  std::int64_t bits = 0;
  for (std::size_t i = 0; i < cents.size(); ++i) bits |= cents[i];
  return bits < 0;
}

/// column[i] + or - cents[i] in place; the top bit of the result is set when any of them
/// overflowed.
template <bool add>
std::uint64_t shifted(std::int64_t* column, const std::int64_t* cents, std::size_t count) {
  std::uint64_t overflow = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto before = static_cast<std::uint64_t>(column[i]);
    const auto by = static_cast<std::uint64_t>(cents[i]);
    const std::uint64_t after = add ? before + by : before - by;
    overflow |= (add ? before ^ after : before ^ by) & (add ? by ^ after : before ^ after);
    column[i] = static_cast<std::int64_t>(after);
  }
  return overflow;
}

/// column[i] += or -= cents[i]; std::overflow_error (after the fact) when one does not fit.
inline void shift(std::int64_t* column, std::span<const std::int64_t> cents, bool add) {
  const std::uint64_t overflow = add ? shifted<true>(column, cents.data(), cents.size())
                                     : shifted<false>(column, cents.data(), cents.size());
  if ((overflow >> 63) != 0) detail::throw_money_overflow("a column of accounts");
}

}  // namespace overbuild::columns

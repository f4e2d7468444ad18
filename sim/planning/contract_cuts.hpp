// Contracts for compute that are cut by agreement: who owes more than it may asks to be let off
// part of the later years, and whoever it owes compares what would be left with a failure. Owns the
// request and the builder's reckoning (docs/odd.md, 7.18), by the rating of the year's records, in
// which what is signed to a firm counts: not by `CreditMarket::rating`, which leaves that out.
// Refuses to know who gets the hours then.
#pragma once

#include <vector>

#include "sim/credit/cash_view.hpp"
#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// What a builder thinks of its claims on one tenant, [k] due k + 1 years from now, usd.
struct CutRequest {
  std::vector<double> due;
  double cut;                  ///< part of the later years that it would give up
  double default_probability;  ///< of the tenant, a year
  double rate;                 ///< at which the builder discounts
  int claim_years;             ///< years that it could claim in a failure
  double recovery;             ///< part of such claims that a failure would bring
};

/// Worth of what would be left if the tenant goes on, and of what a failure would bring. usd
double worth_of_rest(const CutRequest&);
double worth_in_failure(const CutRequest&);

/// P10, before anything is signed: tenants over their limit ask, builders answer one by one.
void cut_contracts(Parts<const Inputs, const Exogenous, const PublicRecord, const CreditMarket,
                         const Builders, const Labs, Books, YearTally, Journal>,
                   const std::vector<CashView>&);

}  // namespace overbuild

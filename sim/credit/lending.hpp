// What lenders offer one firm and what it draws: ranks, collateral, covenants, coupons.
// Owns the offers of P8 and of acquisitions and estates later in the year, and the covenant test;
// refuses to know why a firm wants money.
#pragma once

#include <vector>

#include "market/credit.hpp"
#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

CreditRules credit_rules(Parts<const Inputs>);

/// Money that a fund needs comes from the owners of its shares.
void subscribe(Parts<Books>, AccountId fund, Money amount);

/// A covenant test of a firm with loans: what it earns over its interest, and its secured debt over
/// what the collateral would fetch now. Ratios are 0 where there is nothing to test.
struct CovenantTest {
  double interest_cover = 0, loan_to_value = 0;
  bool breached = false;
};
CovenantTest test_covenants(Parts<const Inputs, const Books, const Builders, const CreditMarket>,
                            AccountId firm, const Borrower&);

/// A borrower and, with `blocks.buyers.family_shares`, rows of its family: one name to lenders.
struct BorrowerName {
  std::vector<AccountId> rows;  ///< the borrower first
  double part = 1.0;            ///< of the name's business that is the borrower's
};

/// What each lender would add to its claims on a firm, usd; the most careful come first, and each
/// looks at all that is offered before it. Lenders of loans offer nothing beyond the loan-to-value
/// limit to firms with assets, and nothing to a firm in breach. Limits are a name's.
struct Offers {
  std::vector<double> room;  ///< [lenders]
  double total = 0;
  double spread = 0;  ///< asked on the debt it has, over the base rate; 0 without price of risk
};
Offers collect_offers(Parts<const Inputs, const Exogenous, const Books, const Builders,
                            const Lenders, const CreditMarket>,
                      const BorrowerName&, const Borrower&, double default_probability);

/// Years after its issue in which the first and the last part of a loan fall due.
struct Terms {
  int first, last;
};
/// Bonds, loans on equipment and other loans; all at once after `capex.term` without instalments.
Terms terms_of(Parts<const Inputs>, bool bonds, bool on_equipment);

/// What more debt costs over the base rate once `amount` of it is drawn, at an ordinary lender: a
/// loan secured on what it buys, or senior debt of who has no assets.
double spread_after(Parts<const Inputs, const Exogenous, const Builders, const CreditMarket>,
                    AccountId firm, Borrower, double amount);

/// What was raised, at which mean spread, and the chance of failure within five years after it.
struct Drawn {
  double usd = 0, spread = 0, expected_failure = 0;
};

/// Draws on all who offer alike, at coupons that stay.
Drawn draw(Parts<const Inputs, const Exogenous, const Builders, const Capital, Books, Lenders,
                 CreditMarket>,
           AccountId firm, const Borrower&, const Offers&, double need);

}  // namespace overbuild

// What a borrower looks like to those who lend, and what a loan to it costs.
// Owns default probabilities, spreads and debt room (docs/odd.md, 7.13); refuses to know who
// lends and how much of it there is.
#pragma once

namespace overbuild {

struct CreditRules {
  double constant, leverage, coverage, runway;  ///< logit of the yearly default probability
  double collateral = 0, volatility = 0;
};

/// Published accounts of a borrower, in usd.
struct Borrower {
  double debt, ebitda, interest, cash, yearly_need;
  double saleable_assets;          ///< what its assets would fetch at current prices
  double volatility = 0;           ///< usual yearly surprise in earnings over earnings
  double secured = 0, senior = 0;  ///< of `debt`
};

/// Default probability over a year. Form: Campbell, Hilscher & Szilagyi 2008.
double default_probability(const CreditRules&, const Borrower&);

/// Loss given default on one more dollar of any rank, given what a sale would bring and what is
/// owed.
double loss_given_default(const Borrower&);
/// The same by rank, each paid from what the one before leaves of the assets.
struct RankLosses {
  double secured, senior, subordinated;
};
RankLosses losses_by_rank(const Borrower&);

/// Spread that pays for expected loss: PD LGD / (1 - PD).
double expected_loss_spread(double default_probability, double loss_given_default);

/// Largest further debt at which the default probability stays at or below `worst`, holding
/// everything else; found by bisection on a bounded interval, to a dollar in a million.
double debt_room(const CreditRules&, Borrower, double worst, double coupon);

}  // namespace overbuild

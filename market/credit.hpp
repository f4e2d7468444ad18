// What a borrower looks like to those who lend, and what a loan to it costs.
// Owns default probabilities, spreads and debt room (docs/odd.md, 7.13 and 7.18); refuses to know
// who lends and how much of it there is.
#pragma once

#include <vector>

namespace overbuild {

struct CreditRules {
  double constant, leverage, coverage, runway;  ///< logit of the yearly default probability
  double collateral = 0, volatility = 0;
};

/// What a borrower is expected to earn and its assets to fetch in the coming years, usd. [years]
struct Outlook {
  std::vector<double> earnings, assets;
};

/// Published accounts of a borrower, in usd.
struct Borrower {
  double debt, ebitda, interest, cash, yearly_need;
  double saleable_assets;          ///< what its assets would fetch at current prices
  double volatility = 0;           ///< usual yearly surprise in earnings over earnings
  double secured = 0, senior = 0;  ///< of `debt`
  Outlook outlook{};               ///< empty: things stay as they are
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

/// A default probability with the price of bearing its risk: moved by `price_of_risk` on the scale
/// of the normal distribution (Wang 2000).
double priced_probability(double probability, double price_of_risk);

/// Spread for expected loss on the priced probability. Price 0: `expected_loss_spread`.
double risk_spread(double default_probability, double loss_given_default, double price_of_risk);

/// Default probability in each of the next years on the borrower's outlook, what it owes staying
/// what it is. What exceeds the rate that lenders remember is halved with each year that passes:
/// nobody is expected to stay far from it.
std::vector<double> default_path(const CreditRules&, const Borrower&, int years, double remembered);

/// A loan as those who lend look at it, once it is drawn.
struct LoanView {
  double probability = 0;  ///< of default, mean a year over the life of the loan
  double five_years = 0;   ///< of default within five years
  RankLosses losses{};     ///< mean over its life
};
/// `repaid`: secured debt falls by equal parts over the years, as collateral loses value.
LoanView view_loan(const CreditRules&, const Borrower& after, int years, bool repaid,
                   double remembered);

/// Largest further debt at which the default probability stays at or below `worst`, holding
/// everything else; found by bisection on a bounded interval, to a dollar in a million.
double debt_room(const CreditRules&, Borrower, double worst, double coupon);

}  // namespace overbuild

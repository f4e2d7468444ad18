// What a firm can see of its year before anything is paid: receipts so far, what is due to it and
// from it, and how it looks to those who lend.
// Owns these summaries, used by financing, clearing and planning; refuses to decide.
#pragma once

#include <span>
#include <vector>

#include "market/credit.hpp"
#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// usd of one account this year.
struct CashView {
  double cash = 0;                             ///< on deposit now
  double receivable = 0;                       ///< dues of others to it
  double payable = 0;                          ///< all its dues
  double operating_in = 0, operating_out = 0;  ///< flows and dues of rows 1 to 12 and taxes
  double interest = 0, principal = 0, investment = 0;
  double ebitda() const { return operating_in - operating_out; }
  double expected_cash() const { return cash + receivable - payable; }
};

/// [accounts], from the ledger's flows of the year and the dues on the list.
std::vector<CashView> view_cash(Parts<const Books>);

/// usd that a builder's equipment and shells would fetch, never more than book: at current values
/// and recent prices of used assets, and in each of the coming years that lenders look at.
struct Marks {
  double now = 0;
  std::vector<double> later{};
};
/// [builders], empty for those that have failed; good while capital, builders' expectations,
/// vendors' prices, the public record and lenders' views stay as they are, as they do while money
/// is raised.
std::vector<Marks> mark_builders(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Builders, const Vendors,
          const Capital, const CreditMarket>);

/// How `account` looks to a lender after the year's dues.
Borrower as_borrower(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
          const Vendors, const Capital, const ComputeMarket, const CreditMarket>,
    AccountId account, const CashView&);
/// The same where builders have been marked.
Borrower as_borrower(Parts<const Inputs, const Exogenous, const PublicRecord, const Books,
                           const Builders, const Capital, const ComputeMarket, const CreditMarket>,
                     AccountId account, const CashView&, std::span<const Marks> builders);

}  // namespace overbuild

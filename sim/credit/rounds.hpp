// New shares where funds value the demand that they believe in (`blocks.investors.scenarios`):
// whose values stand against each other in a round, who pays in, and what a lab is carried at
// without one. Owns the book of a round and these postings; refuses to know what is believed
// (agents/investor.*) and how a price comes out of a book (agents/funding_round.*).
#pragma once

#include <cstddef>
#include <vector>

#include "agents/funding_round.hpp"
#include "agents/investor.hpp"
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

/// A lab or a builder that asks for new money.
struct Issuer {
  AccountId account;
  Sector sector;
  std::size_t row;
};

/// What a fund thinks a lab with this year's `sales` worth.
ScenarioValue fund_value_of_lab(Parts<const Inputs, const Exogenous, const PublicRecord, const Labs,
                                      const Investors, const ComputeMarket>,
                                std::size_t fund, std::size_t lab, double sales);

/// Whether funds value this firm by scenarios: every lab, and builders without another business,
/// entrants among them.
bool valued_by_scenarios(Parts<const Inputs>, const Issuer&);

/// usd that a builder can place with customers: spare cash, up to the part of its sales of hours to
/// others that vendors, too, put at risk with theirs.
double builder_money(
    Parts<const Inputs, const Books, const Builders, const ComputeMarket, const YearTally>,
    std::size_t builder, const std::vector<CashView>&);

/// usd in place in a builder: its capital and cash with what it is due, less debts and bills.
double builder_in_place(Parts<const Books>, AccountId builder, const CashView&);

/// Sells shares for up to `need` usd; returns usd paid in. `price` becomes the value before.
double raise_in_round(Parts<const Inputs, const Exogenous, const PublicRecord, const Builders,
                            const Vendors, const Capital, const ComputeMarket, Books, Labs,
                            Investors, CreditMarket, YearTally, Journal>,
                      const Issuer&, double need, const std::vector<CashView>&, double& price);

/// P12: in a year without a round a lab is carried at what funds would pay if a tenth of it were
/// sold, without funds that could pay at the public belief; then each fund's return on what it
/// held.
void mark_labs(Parts<const Inputs, const Exogenous, const PublicRecord, const ComputeMarket,
                     const CreditMarket, Books, Labs, Investors>);

/// After the opening's public record: what funds believe at the start.
void open_fund_beliefs(Parts<const Inputs, const References, const PublicRecord, Investors>);

}  // namespace overbuild

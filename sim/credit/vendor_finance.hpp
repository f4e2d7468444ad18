// Vendor finance: money that a seller of equipment gives its customers so that they can go on
// buying. Owns the rule (docs/odd.md, 7.13): support is given when the margin it is expected to
// bring, if the customer lives, exceeds what it is expected to lose. Refuses to know why others did
// not pay.
#pragma once

#include "market/credit.hpp"
#include "sim/credit/lending.hpp"
#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/journal.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/memory.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Whether a dollar of support that brings `purchases` dollars of sales at `margin` is worth its
/// risk.
bool worth_supporting(double margin, double purchases, double default_probability, double loss);

/// Whether a vendor finds a dollar of support for a dollar of its sales worth its risk.
bool would_support(Parts<const Inputs, const Vendors>, std::size_t vendor,
                   double default_probability, double loss);
/// usd that a vendor may still have at risk with customers: loans, stakes, what it has promised.
double room_for_customers(Parts<const Inputs, const Books, const Vendors, const YearTally>,
                          std::size_t vendor);
/// usd that a vendor can give customers now: cash beyond what it keeps, up to that room.
double money_for_customers(Parts<const Inputs, const Books, const Vendors, const YearTally>,
                           std::size_t vendor);
/// Of its sales of equipment.
double gross_margin(Parts<const Vendors>, std::size_t vendor);
/// Part of what a tenant pays for compute that its builders spend on equipment in the long run.
double part_spent_on_equipment(Parts<const Inputs, const Exogenous, const Vendors, const Capital>);
/// A vendor's loan to a builder that it knows as this borrower, at the terms and the coupon of such
/// loans.
void lend_to_builder(
    Parts<const Inputs, const Exogenous, const Builders, const CreditMarket, Books>,
    AccountId vendor, AccountId builder, Money amount, const Borrower&, double default_probability);

/// Loans to a builder that is still short, for equipment it owes the lender; returns usd lent.
double lend_to_customer(Parts<const Inputs, const Exogenous, const Builders, const Vendors,
                              const CreditMarket, const YearTally, Books, Journal>,
                        AccountId builder, double need, const Borrower&,
                        double default_probability);
/// New shares of a lab that is still short, at what investors think it worth; returns usd paid in.
double buy_into_customer(
    Parts<const Inputs, const Exogenous, const Vendors, const Capital, Books, YearTally, Journal>,
    AccountId lab, double need, double value, double default_probability);

/// After orders are signed: a promise to take over capacity that a builder whose debt was not
/// refunded cannot sell, as far as its new orders go.
void grant_backstops(Parts<const Inputs, const Builders, const Vendors, const Capital,
                           const CreditMarket, const YearTally, Books, Journal>);
/// Backstops that bind this year become dues.
void bill_backstops(Parts<const Inputs, const Builders, const ComputeMarket, Books>);

}  // namespace overbuild

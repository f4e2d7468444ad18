// What lenders expect of the market and of one borrower in it (docs/odd.md, 7.18): rents on public
// growth and announced capacity, without anybody's own trend, and earnings on those rents.
// Owns these expectations, what lenders remember of defaults and how far they believe plans;
// refuses to know what a loan costs (market/credit.hpp).
#pragma once

#include <vector>

#include "sim/credit/cash_view.hpp"
#include "sim/parts/memory.hpp"

namespace overbuild {

/// Years that lenders look ahead.
inline constexpr int outlook_years = 12;

/// Whether a rule looks at the years ahead.
bool lenders_look_ahead(Parts<const Inputs>);

/// Expected rents and load, before anybody asks for money (P8).
void form_lender_views(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Vendors, CreditMarket>);

/// What a builder earns on the expected rents from `now` on, with the hours that it will work
/// a year; contracts at their own price. usd
std::vector<double> earnings_on_path(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
          const ComputeMarket, const CreditMarket>,
    std::size_t b, double now, double more_hours);
/// What contracts with tenants that lenders rate better than the builder bring in the next two
/// years beyond this one, less what it costs to run the hours: `blocks.labs.contracts_ahead`. usd a
/// year
double signed_gain(
    Parts<const Inputs, const PublicRecord, const Books, const ComputeMarket, const CreditMarket>,
    AccountId builder);

/// What a plan earns on those rents, as far as it is believed. usd
std::vector<double> plan_on_path(
    Parts<const Inputs, const Exogenous, const PublicRecord, const CreditMarket>,
    double planned_units);

/// Rate of defaults that lenders remember: mean of the last ten years.
double remembered_default_rate(Parts<const CreditMarket>);

/// P10: the year's default rate joins what is remembered, and plans are believed as much as those
/// of young firms were kept.
void learn_from_borrowers(Parts<const Inputs, const Builders, const YearTally, CreditMarket>,
                          const std::vector<CashView>&);

}  // namespace overbuild

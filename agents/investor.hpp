// The investor: what a lab or a pure-play is worth to it, and how much new money it has.
// Owns the mix of discounted cash flow and extrapolated returns (Greenwood & Shleifer 2014), the
// value of a firm on the demand that a fund believes in, how that belief learns, and the size of
// rounds (docs/odd.md, 7.13 and 7.18); refuses to know the firm's plans beyond published sales.
#pragma once

#include "agents/roles.hpp"
#include "agents/roster.hpp"
#include "market/observables.hpp"

namespace overbuild {

/// Present value of ten years of operating profit plus a terminal value: growth fades, the margin
/// moves from today's to the long-run one.
double discounted_value(const EquityParameters&, double sales, double growth, double fade,
                        double margin, double base_rate);

/// What `investor` thinks a firm worth `last_value` with recent return `last_return` is worth now.
double appraise(const EquityParameters&, const Investors&, std::size_t investor,
                double fundamental_value, double last_value, double last_return);

/// Moves the weight to the rule that erred less, and appetite with the year's return.
void plan_investor(const EquityParameters&, Investors&, std::size_t investor);

/// Largest round: what is needed, what investors have, and what the owners will be diluted by.
double round_size(const EquityParameters&, double need, double available, double value);

// ---- scenarios ----------------------------------------------------------------------------------

/// What somebody believes of the demand for what a market sells.
struct DemandBelief {
  double payable = 0;    ///< share of the value of work within reach, paid for it in the end
  double growth = 0;     ///< of the market's sales, ln a year
  double gain = 0;       ///< points that the frontier gains in the first year
  double leap_rate = 0;  ///< leaps a year
};

/// A firm that keeps its share of a market. usd a year.
struct ValuedFirm {
  double sales = 0;
  double margin = 0, last_margin = 0;  ///< on sales: now, and ten years on and for ever
  double market = 0;                   ///< sales of all, as last published
  double part = 0;                     ///< of what end users pay, for this market
  int ahead = 0;                       ///< years since that was published
  double jump = 0;                     ///< points that a leap adds
};

/// A value and the scenarios that it is the mean of, usd.
struct ScenarioValue {
  double expected = 0;
  double without_leap = 0, with_leap = 0;  ///< `with_leap`: 0 where none is believed in
  double leap_chance = 0;                  ///< of one within ten years
};

/// A year of exact logistic growth: at rate `growth` while small, none at or above the ceiling. A
/// shrinking market has no ceiling.
double logistic_growth(double market, double ceiling, double growth);

/// usd a year that a market with `part` of what end users pay could sell if models were `points`
/// better than the best; beyond the published points reach rises as it does there at last.
double demand_ceiling(const Observables&, double payable, double part, double points);

/// Present value of ten years and a perpetuity, mean over the years in which the first leap could
/// come. Never falls in `payable`; nothing but belief, firm and public record is read. Test:
/// tests/agents/test_scenarios.cpp.
ScenarioValue scenario_value(const EquityParameters&, const Observables&, const DemandBelief&,
                             const ValuedFirm&, double base_rate);

/// Share of the value of work within reach that a fund believes will be paid: the median with a
/// view and a mood of nothing.
double payable_share(const EquityParameters&, double view, double mood);

/// What `investor` believes of labs' sales, and of builders'.
DemandBelief belief_in_labs(const EquityParameters&, const Observables&, const Investors&,
                            std::size_t investor);
DemandBelief belief_in_builders(const EquityParameters&, const Observables&, const Investors&,
                                std::size_t investor);

/// What the public record alone says, at the median share: of those who hold no fund's view.
DemandBelief public_belief(const EquityParameters&, const Observables&);

/// Part of what end users pay that labs sell.
double labs_part(const Observables&);

/// After the year was published: mood from sales over what was projected, estimates of growth and
/// gains, exposure to leaps, and the next projection.
void learn_demand(const EquityParameters&, const Observables&, Investors&, std::size_t investor);

/// usd that all labs are expected to sell next year.
double projected_lab_sales(const EquityParameters&, const Observables&, const DemandBelief&);

/// Appetite of a fund that holds: with its own return less what it requires.
void renew_appetite(const EquityParameters&, Investors&, std::size_t investor);

}  // namespace overbuild

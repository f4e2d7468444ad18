// The investor: what a lab or a pure-play is worth to it, and how much new money it has.
// Owns the mix of discounted cash flow and extrapolated returns (Greenwood & Shleifer 2014) and the
// size of rounds (docs/odd.md, 7.13); refuses to know the firm's plans beyond published sales.
#pragma once

#include "agents/roles.hpp"
#include "agents/roster.hpp"

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

}  // namespace overbuild

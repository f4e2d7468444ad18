// Why: what attributes of work do not explain of the record's spend by mode is a constant a mode,
// and these are solved. Owns: the search for them, on a step function of few buyers.
// Refuses to know: who spends, and why (agents/enterprise/opening.cpp). Test:
// tests/agents/enterprise/test_enterprise.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <limits>

#include "core/function_ref.hpp"

namespace overbuild {

/// API, hosted open, self-hosted, applications.
using ByMode = std::array<double, 4>;
using ModeSpend = std::array<std::int64_t, 4>;  ///< cents

struct ModeConstants {
  double known_scale = 1.0, budget_share = 1.0;  ///< uses known; the most spent, over payroll
  double hosted = 0.0, self = 0.0, app = 0.0, api = 0.0;
};

struct OpeningFit {
  ModeConstants constants;
  ModeSpend spend;
  /// Largest |achieved / target - 1| over targets above zero.
  double misfit = std::numeric_limits<double>::infinity();
  ByMode x{};
};

struct OpeningQuestion {
  ByMode target;             ///< usd; 0: nothing to solve
  double given_known_scale;  ///< 0: solved
  double choice_noise;       ///< scale of shocks: how strongly spend answers a constant
  FunctionRef<ModeSpend(const ModeConstants&)> spend_at;
  bool closely = false;  ///< what is missed is tried against the largest mode as well
};

/// Largest |achieved / target - 1| over targets above zero.
double largest_misfit(const ByMode& target, const ModeSpend& spend);
/// ln(target / achieved) within +-4.
double log_ratio(double target, double achieved);

/// The constants whose spend comes closest.
OpeningFit fit_opening(const OpeningQuestion&);

}  // namespace overbuild

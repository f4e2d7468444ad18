// Whether a world's boom ends in a bust: spending that falls and debt that is not paid. Owns that
// one definition; refuses to know which worlds are compared.
#pragma once

#include <string>

#include "sim/results/recording.hpp"

namespace overbuild::study {

/// Both at once are a bust.
inline constexpr double fall_of_a_bust = -1.0 / 3.0, failed_of_a_bust = 0.1;
inline constexpr int years_of_a_fall = 3;

struct Bust {
  /// Worst change of `ai_capex`, from any year of the run, its opening included, to one of the
  /// three years after it: share of one, -1 at the least. NaN without two years of spending.
  double fall;
  /// Debt of builders that fail, as it was at the end of the year before, summed over the run, over
  /// the highest debt that all builders had at the end of a year: share of one, above it where
  /// firms fail more than once. 0 without debt.
  double debt_failed;

  [[nodiscard]] bool is_bust() const {
    return fall <= fall_of_a_bust && debt_failed >= failed_of_a_bust;
  }
};

/// Needs agent rows and events. Test: tests/tools/test_bust.cpp.
Bust bust_in(const Recording&);

/// The definition in words, for the page that shows shares of worlds.
std::string bust_definition();

}  // namespace overbuild::study

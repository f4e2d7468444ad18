#include "agents/entry.hpp"

#include <algorithm>

#include "core/math.hpp"

namespace overbuild {

double entry_probability(const EntryParameters& rules, const Observables& seen, double entered,
                         double appetite, double hurdle) {
  if (rules.pool <= 0.0) return 0.0;
  const double excess = std::max(seen.return_on_capital - hurdle, 0.0);
  const double rate =
      rules.hazard * excess * std::max(appetite, 0.0) * (rules.imitated + entered) / rules.pool;
  return 1.0 - exp_(-rate);
}

}  // namespace overbuild

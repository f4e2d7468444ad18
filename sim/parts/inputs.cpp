#include "sim/parts/inputs.hpp"

#include "core/math.hpp"
#include "sim/parts/state.hpp"

namespace overbuild {

double Inputs::faded_growth(double opening_growth, int of_year) const {
  const MacroParameters& macro = parameters.macro;
  const double left = pow_(macro.growth_fade, static_cast<double>(of_year - first_year - 1));
  return macro.long_run_growth + left * (opening_growth - macro.long_run_growth);
}

void Inputs::add_to(Digest& digest) const {
  digest.add(year);
  digest.add(first_year);
}

void References::add_to(Digest& digest) const { add_fields(digest, *this); }

}  // namespace overbuild

// What comes from outside the model, drawn in P0.
#pragma once

#include <vector>

#include "core/digest.hpp"
#include "sim/parts/access.hpp"

namespace overbuild {

struct Exogenous {
  double base_rate = 0, energy_price = 0;
  double spread_shock = 0;           ///< added to every new coupon this year
  std::vector<double> output_shock;  ///< [vendors] factor on what they can produce this year
  void add_to(Digest&) const;
};

OVERBUILD_PART(Exogenous, exogenous);

}  // namespace overbuild

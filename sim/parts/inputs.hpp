// What a world is computed from, and the year it is in. Nothing in a year changes it.
#pragma once

#include <array>
#include <cstdint>

#include "core/digest.hpp"
#include "core/random.hpp"
#include "sim/parameters/parameters.hpp"
#include "sim/parts/access.hpp"

namespace overbuild {

struct Inputs {
  const Parameters& parameters;
  KeyedRandom random;
  int year = 0;
  int first_year = 0;  ///< the opening year
  std::array<bool, role_count> frozen{};

  bool is_frozen(Role role) const { return frozen[static_cast<std::size_t>(role)]; }
  std::uint32_t key_year() const { return static_cast<std::uint32_t>(year); }
  /// Yearly growth in `of_year` of what grew by `opening_growth` at the opening: nothing outgrows
  /// the economy for ever.
  double faded_growth(double opening_growth, int of_year) const;
  /// The year; what the configuration says is compared before anything runs.
  void add_to(Digest&) const;
};

/// What the opening fixes for the whole run: the units in which later years are measured.
struct References {
  double hours = 0;           ///< H100e-hours per job of the reference capability
  double capability = 0;      ///< best model at the opening
  double flop = 0;            ///< effective FLOP of the best run at the opening
  double open_run_scale = 1;  ///< worth of a FLOP to open labs: that to the mean frontier lab
  double research = 0;        ///< usd of research by a lab at the opening
  double lab_margin = 0;
  double training = 0;  ///< FLOP trained before the opening
  std::array<double, mode_count> mode_preference{};
  std::vector<double> consumer_preference;  ///< [labs]
  double threshold_decades = 0;             ///< where the leap threshold lies, or infinity
  std::vector<double> equity_multiple, vendor_multiple;  ///< value over earnings
  void add_to(Digest&) const;
};

OVERBUILD_PART(Inputs, inputs);
OVERBUILD_PART(References, references);

}  // namespace overbuild

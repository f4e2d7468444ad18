// Parameters of experiments: dated shocks from outside, hypotheses with predicates and switches,
// and the thresholds registered before anything is run. A run reads the shocks; all else is read by
// those who ask questions about many runs. Refuses to know what the answers are.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/parameter.hpp"

namespace overbuild {

enum class ShockSeries : std::size_t { base_rate, credit_spread, energy_price, vendor_output };
inline constexpr std::array<std::string_view, 4> shock_series_names{
    "base_rate", "credit_spread", "energy_price", "vendor_output"};

/// A dated change from outside.
struct ShockConfig {
  std::int64_t year, years;  ///< first year, and how many it lasts
  std::size_t series;        ///< ShockSeries
  double change;             ///< rates: added; prices and output: relative
  std::string vendor;        ///< of vendor_output; empty: all
};

/// A condition on one yearly metric that must hold in enough years of a window.
struct PredicateConfig {
  std::string metric;
  std::size_t op;
  double value;
  std::vector<double> years;  ///< first and last
  std::int64_t at_least;      ///< years in which it must hold
};
inline constexpr std::array<std::string_view, 4> predicate_ops{">=", ">", "<=", "<"};

struct HypothesisConfig {
  std::string claim, family;
  config::Entries<PredicateConfig> predicates;  ///< all must hold
  std::vector<std::string> on, off;             ///< path=value: forces the mechanism, removes it
};

struct ExperimentParameters {
  std::int64_t cohorts, window;  ///< capital years judged, and years they have to pay off
  double material_probability, material_irr;
  std::vector<std::string> routine_classes;
};

}  // namespace overbuild

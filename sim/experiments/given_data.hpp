// First-order Sobol indices from any sample: no design is needed, an ensemble that was run for
// something else will do. Owns the estimator; refuses to know where the sample comes from.
#pragma once

#include <string>
#include <vector>

#include "sim/experiments/sample.hpp"
#include "sim/experiments/sensitivity.hpp"

namespace overbuild {

struct GivenDataIndex {
  std::string input;
  Effect first;       ///< with the interval of 1.96 standard errors
  double error;       ///< standard error, bootstrap over worlds with the parts as they are
  std::size_t parts;  ///< of the input's range
};
struct GivenDataAnalysis {
  std::vector<GivenDataIndex> inputs;  ///< [inputs]
  DesignUse use;                       ///< worlds; those without the outcome are left out
};

/// Share of the outcome's variance between parts of an input's range: the square root of n parts of
/// equally many worlds (Li & Mahadevan 2016; Plischke 2010), or one a value where there are fewer;
/// equal values share a part. Variances within parts and altogether divide by their degrees of
/// freedom (Kelley 1935), without which an input that does nothing would seem to explain parts/n;
/// an estimate can thus be below zero. What the outcome's mean varies within a part is missed: the
/// index is a little too small. Shares of inputs that are drawn independently only. NaN where the
/// outcome does not vary, and below four worlds. Test: tests/sim/experiments/test_given_data.cpp.
GivenDataAnalysis given_data_indices(const std::vector<SampleColumn>& inputs,
                                     const std::vector<double>& outcome);

}  // namespace overbuild

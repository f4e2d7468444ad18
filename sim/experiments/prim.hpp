// Scenario discovery by PRIM: the region of the inputs in which an outcome comes about often. Owns
// boxes, their trajectory and what is said of them; refuses to know where a sample comes from.
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "sim/experiments/sample.hpp"

namespace overbuild {

/// What a box allows of one input: numbers from lo to hi, or the categories that are not excluded.
struct BoxSide {
  double lo = -std::numeric_limits<double>::infinity();
  double hi = std::numeric_limits<double>::infinity();
  std::vector<bool> excluded{};  ///< [categories]; empty when none is

  bool restricted() const;
  bool holds(double value) const;
  bool operator==(const BoxSide&) const = default;
};
using Box = std::vector<BoxSide>;  ///< [inputs]

/// A box with what it holds. Of all worlds with the outcome it covers `coverage`; of its own worlds
/// `density` have it; `mass` is its share of all worlds (Bryant & Lempert 2010).
struct BoxStep {
  Box box;
  std::size_t worlds = 0, cases = 0;
  double coverage = 0.0, density = 0.0, mass = 0.0;
  std::size_t restricted = 0;  ///< inputs
};

struct PrimOptions {
  double peel = 0.05;        ///< share of the box's worlds that a peel takes off a number
  double paste = 0.05;       ///< and that pasting tries to put back
  double least_mass = 0.05;  ///< share of all worlds that a box keeps
};

/// A sample with an outcome that is 1 or 0 in each world.
struct CaseSample {
  std::vector<SampleColumn> inputs;
  std::vector<bool> cases;  ///< [worlds]
};

/// Patient Rule Induction (Friedman & Fisher 1999): from all worlds, again and again the peel off
/// one side of one input that raises density most for the worlds it takes, until none raises it or
/// too few worlds are left; then pasting, while density does not fall. One step after the other; no
/// steps without a world with the outcome and one without. First among equals in order of inputs.
/// Test: tests/sim/experiments/test_prim.cpp.
std::vector<BoxStep> prim_trajectory(const CaseSample& sample, const PrimOptions& options = {});

/// The step with the largest harmonic mean of coverage and density, first among equals.
std::size_t balanced_step(const std::vector<BoxStep>& trajectory);

/// How likely a box as dense would be if the restriction of an input did nothing: the binomial
/// chance of at least as many cases at the density of the box without it (Bryant & Lempert 2010).
/// [inputs], NaN for those that are free. They are quasi-p-values, as the box was sought in the
/// same worlds.
std::vector<double> quasi_p_values(const CaseSample& sample, const BoxStep& step);

/// "below 0.3", "0.1 to 0.3", "blue or red"; empty when it is free.
std::string side_text(const SampleColumn& input, const BoxSide& side);

}  // namespace overbuild

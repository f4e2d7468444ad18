// Which inputs move an outcome: Morris screening and Sobol indices over the unit cube of the
// priors. Owns designs and estimators; refuses to know where outcomes come from. Luck, the draws
// that a replicate number keys, is one more input, so that its share is told apart from that of the
// priors.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/config/prior_shape.hpp"
#include "sim/experiments/statistics.hpp"

namespace overbuild {

/// One row of a design: a point of the unit cube and the replicate whose luck it has.
struct DesignRow {
  std::vector<double> point;
  std::uint32_t replicate = 0;
};

struct Effect {
  double value;
  Interval interval;  ///< bootstrap over trajectories or over base points, 95 %
};

/// How much of a design an analysis rests on: a trajectory or a base point counts when all its rows
/// have the outcome.
struct DesignUse {
  std::size_t used = 0, all = 0;
  bool constant = false;  ///< the outcome is the same in all rows that count
};

/// Elementary effects of Morris (1991): `mean_size` is mu* of Campolongo et al. (2007), per unit of
/// the cube; `spread` is their standard deviation,
/// with n - 1. NaN without a trajectory that counts.
struct MorrisResult {
  Effect mean_size;
  double mean, spread;
};
struct MorrisAnalysis {
  std::vector<MorrisResult> inputs;
  DesignUse use;
};

/// `trajectories` paths over the levels 0, 1/3, 2/3 and 1 of each input, each moved once by 2/3
/// (half the cube would be a whole period of many a function, and hide it); luck is the last input.
/// Rows: [trajectories][inputs + 1].
std::vector<DesignRow> morris_design(std::size_t inputs, std::uint32_t trajectories,
                                     std::uint32_t seed, bool luck);
/// `outcome` by row of the design; trajectories with a NaN are left out.
MorrisAnalysis morris_effects(const std::vector<DesignRow>& design, std::size_t inputs, bool luck,
                              const std::vector<double>& outcome);

/// Where a world stands for a coordinate of Morris's levels: a little inside the ends, where a
/// prior without ends would be infinite; a choice moves over its values, however rare they are.
double screening_uniform(double level, const std::vector<config::PriorChoice>& choices);

/// First-order and total indices (Saltelli et al. 2010; Jansen 1999). NaN where the outcome does
/// not vary, as there is no variance to share, and below two base points.
///
/// The variance among worlds with equal inputs is luck, a sample of enterprises among it, which no
/// input explains: it is the total index of luck. Without it, what an input explains is a share of
/// the variance of the mean over luck. What an input does with luck together stays in the total.
struct SobolResult {
  Effect first, total;
  Effect first_without_luck, total_without_luck;  ///< NaN for luck, and in a design without it
};
/// Second-order index of two inputs: the share of their interaction alone (Saltelli 2002, by both
/// of the products that estimate it).
struct PairResult {
  std::size_t one, other;
  Effect second;
};
struct SobolAnalysis {
  std::vector<SobolResult> inputs;
  std::vector<PairResult> pairs;  ///< of a design with pairs: each input with each later one
  DesignUse use;
};

/// Which indices a design is for.
enum class SobolOrder { first_and_total, second };

/// Base points from a scrambled Sobol sequence; rows: [base][A, B, A with input i from B] and, for
/// second-order indices, [B with input i from A].
std::vector<DesignRow> sobol_design(std::size_t inputs, std::uint32_t base, std::uint32_t seed,
                                    bool luck, SobolOrder order = SobolOrder::first_and_total);
SobolAnalysis sobol_indices(std::size_t inputs, bool luck, const std::vector<double>& outcome,
                            SobolOrder order = SobolOrder::first_and_total);

/// Functions with known indices, on the unit cube.
struct TestFunction {
  std::string name;
  std::size_t inputs;
  double (*value)(const std::vector<double>& point);
  std::vector<double> first, total;  ///< exact indices
  std::vector<double> second;        ///< of each input with each later one
};
/// Ishigami & Homma (1990) with a = 7, b = 0.1, and Sobol's g with a = (0, 1, 4.5, 9).
const std::vector<TestFunction>& test_functions();

}  // namespace overbuild

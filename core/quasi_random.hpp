// Why: a few hundred worlds should cover a space of priors evenly, and world r must not depend on
// how many there are.
// Owns: points of the Sobol sequence, scrambled by nested uniform permutations (Owen 1995) that are
// keyed like every other draw, and of Latin hypercubes, which need the number of worlds. Refuses to
// know: what a dimension means.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/ids.hpp"

namespace overbuild {

/// A scrambled Sobol sequence in as many dimensions as there are names; the scrambling of a
/// dimension depends on the seed and its name, the sequence behind it on its position.
/// Errors: std::invalid_argument beyond the 3667 dimensions of the tables of Joe & Kuo (2008).
/// Test: tests/core/test_quasi_random.cpp.
class ScrambledSobol {
 public:
  ScrambledSobol(std::uint32_t seed, std::vector<EntityId> dimensions);

  std::size_t dimensions() const { return names_.size(); }
  /// Point [dimensions] of that index, each coordinate in (0, 1).
  std::vector<double> point(std::uint32_t index) const;

 private:
  std::uint32_t seed_;
  std::vector<EntityId> names_;
  std::vector<std::uint32_t> directions_;  ///< [32][dimensions]
};

/// The same without scrambling, as 32-bit fractions: [dimensions]; point 0 is the origin.
std::vector<std::uint32_t> sobol_bits(std::size_t dimensions, std::uint32_t index);

/// Latin hypercube (McKay, Beckman & Conover 1979): each coordinate of n points lies once in each
/// of n equal parts of (0, 1), anywhere within it. The order of the parts of a dimension depends on
/// the seed, its name and n. Test: tests/core/test_quasi_random.cpp.
class LatinHypercube {
 public:
  LatinHypercube(std::uint32_t seed, const std::vector<EntityId>& dimensions, std::uint32_t points);

  std::uint32_t points() const { return points_; }
  /// Point [dimensions] of an index below the number of points, each coordinate in (0, 1).
  std::vector<double> point(std::uint32_t index) const;

 private:
  std::uint32_t points_;
  std::vector<std::vector<double>> coordinates_;  ///< [dimensions][points]
};

}  // namespace overbuild

// Emulators: what a reading of a world would be, on average over its luck, at parameters that were
// never run, and how far that guess may be off. Owns the regression and its fit; refuses to know
// what is read and what the parameters are. Linear algebra is Eigen's, on one thread: the same bits
// for any number of threads.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace overbuild::calibration {

/// A point of the unit cube: where each parameter lies in its prior.
using Point = std::vector<double>;

enum class EmulatorKind {
  gaussian_process,  ///< a linear trend, and a Matern 5/2 process around it
  quadratic,         ///< a polynomial of second degree
};

/// Of one reading that varies with the parameters and with luck. The process has a length for each
/// parameter and a variance of luck (a nugget), those of the highest restricted likelihood
/// (Santner, Williams & Notz 2018; Andrianakis & Challenor 2012) on a fixed grid; the coefficients
/// of its trend are integrated out. Luck's variance and the guess's are widened where the points
/// nearest to zero, left out one by one, miss by more than they say. Fits at most 200 points and
/// conditions on at most 600, the last ones. Test: tests/sim/calibration/test_emulator.cpp.
class Emulator {
 public:
  /// At least as many points as `needed`, with a finite value each.
  Emulator(const std::vector<Point>& points, const std::vector<double>& values, EmulatorKind kind);
  ~Emulator();
  Emulator(Emulator&&) noexcept;
  Emulator& operator=(Emulator&&) noexcept;

  static std::size_t needed(std::size_t parameters) { return 2 * parameters + 10; }

  double mean(const Point& point) const;
  /// Of the guess of the mean, luck apart.
  double variance(const Point& point) const;
  /// Of single worlds around the mean.
  double luck() const;
  /// Share of the values' variance that the parameters explain.
  double explained() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace overbuild::calibration

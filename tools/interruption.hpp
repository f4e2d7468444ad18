// Ctrl-C and its relatives as a question that can be asked between two steps.
// Owns the signal handlers while it lives; refuses to know what is then given up.
#pragma once

#include <signal.h>  // NOLINT(modernize-deprecated-headers): sigaction is of POSIX, not of C++

#include <array>

namespace overbuild {

/// Catches SIGINT, SIGTERM and SIGHUP (unless ignored, as under nohup) until destroyed. One at a
/// time.
class Interruption {
 public:
  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// True once a signal has come.
  static bool requested();

 private:
  static constexpr std::array<int, 3> signals = {SIGINT, SIGTERM, SIGHUP};
  std::array<struct sigaction, 3> before_;
};

}  // namespace overbuild

// How far a long command is, on a terminal only, a few times a second. Owns the line and what is
// left to wait; refuses to know what is counted.
#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

#include "tools/console.hpp"

namespace overbuild {

class ProgressLine {
 public:
  /// `done` of `total` are there already; `what` names several of them.
  ProgressLine(std::size_t done, std::size_t total, std::string_view what);
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void one_more() { ++made_; }
  void reach(std::size_t made) { made_ = made; }
  std::size_t made() const { return made_; }
  double seconds() const;
  /// Made a second.
  double rate() const;

  /// Says it, when it was not said just now.
  void show();
  /// Takes the line away again.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  std::size_t done_, total_, made_ = 0;
  std::string_view what_;
  bool terminal_ = is_terminal(2), shown_ = false;
  Clock::time_point start_ = Clock::now(), last_ = start_;
};

}  // namespace overbuild

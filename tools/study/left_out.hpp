// Worlds that are in none of a study's numbers, and how the study says so. Refuses to know how
// worlds are run.
#pragma once

#include <cstddef>
#include <string>

namespace overbuild::study {

class LeftOut {
 public:
  /// So many worlds more were asked for.
  void ask(std::size_t worlds) { asked_ += worlds; }
  /// One of them did not start.
  void refuse(const std::string& reason);
  /// One of them ended early. `world`: which, in words.
  void lose(const std::string& world, const std::string& reason);
  LeftOut& operator+=(const LeftOut& other);

  /// Errors: InputError with the first reason when worlds were asked for and none of them started.
  void require_a_start() const;
  /// A paragraph to stand under the tables, "3 of 100 worlds did not start: <first reason>", and
  /// one for each world that ended early; empty when all worlds are in.
  [[nodiscard]] std::string text() const;

 private:
  std::size_t asked_ = 0, refused_ = 0;
  std::string first_, lost_;
};

}  // namespace overbuild::study

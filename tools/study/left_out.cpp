#include "tools/study/left_out.hpp"

#include <fmt/format.h>

#include "tools/console.hpp"

namespace overbuild::study {

void LeftOut::refuse(const std::string& reason) {
  if (++refused_ == 1) first_ = reason;
}

void LeftOut::lose(const std::string& world, const std::string& reason) {
  lost_ += fmt::format("{} broke: {}\n\n", world, reason);
}

LeftOut& LeftOut::operator+=(const LeftOut& other) {
  if (refused_ == 0) first_ = other.first_;
  asked_ += other.asked_;
  refused_ += other.refused_;
  lost_ += other.lost_;
  return *this;
}

void LeftOut::require_a_start() const {
  if (asked_ > 0 && refused_ == asked_) throw InputError(first_);
}

std::string LeftOut::text() const {
  if (refused_ == 0) return lost_;
  return fmt::format("{} of {} worlds did not start: {}\n\n", refused_, asked_, first_) + lost_;
}

}  // namespace overbuild::study

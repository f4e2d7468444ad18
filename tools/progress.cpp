#include "tools/progress.hpp"

#include <algorithm>
#include <cstdio>
#include <string>

#include <fmt/format.h>

namespace overbuild {

namespace {

std::string time_text(double seconds) {
  const auto whole = static_cast<long>(seconds + 0.5);
  if (whole < 100) return fmt::format("{} s", whole);
  if (whole < 6000) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
}

}  // namespace

ProgressLine::ProgressLine(std::size_t done, std::size_t total, std::string_view what)
    : done_(done), total_(total), what_(what) {}

void ProgressLine::clear() {
  if (shown_) std::fputs("\r\033[K", stderr);
  shown_ = false;
}

double ProgressLine::seconds() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

double ProgressLine::rate() const { return static_cast<double>(made_) / std::max(seconds(), 1e-9); }

void ProgressLine::show() {
  if (!terminal_ || Clock::now() - last_ < std::chrono::milliseconds(200)) return;
  last_ = Clock::now();
  shown_ = true;
  const std::size_t left = total_ - done_ - made_;
  const std::string when =
      made_ == 0 ? std::string("...") : time_text(static_cast<double>(left) / rate()) + " left";
  const std::string line = fmt::format("\r\033[K{} of {} {}, {:.1f} a second, {}", done_ + made_,
                                       total_, what_, rate(), when);
  std::fputs(line.c_str(), stderr);
}

}  // namespace overbuild

// The note `slider: {lo, hi, label, group}` beside a value: how the playground offers a number to
// somebody who does not know its key. Owns the note's form; refuses to know pages. It changes no
// result, and no digest is over it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/config/node.hpp"
#include "core/diagnostics.hpp"

namespace overbuild::config {

inline constexpr std::string_view slider_key = "slider";

struct Slider {
  double lo = 0.0, hi = 1.0;  ///< ends of the scale, within the declared range
  std::string label;          ///< in words, for instance a question
  std::string group;          ///< one of slider_groups()
};

/// belief, money, technology, demand, builders.
std::span<const std::string_view> slider_groups();

/// The note at `path`, or nothing with diagnostics.
std::optional<Slider> read_slider(const Node& note, const std::string& path,
                                  Diagnostics& diagnostics);

}  // namespace overbuild::config

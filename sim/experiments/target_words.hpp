// What a target of the record measures, in words with a unit, so that a reader needs no list of
// ids. Owns the phrases of statistics; refuses to know values and how a scorecard is shown. Test:
// tests/sim/experiments/test_target_words.cpp.
#pragma once

#include <string>

#include "sim/experiments/evidence.hpp"

namespace overbuild::hindcast {

struct TargetWords {
  std::string what;  ///< begins a sentence: "Growth of ... from 1999 to 2000"
  std::string
      unit;  ///< of its numbers: that of a metric or column, or times, year, years, firms, ln
};

TargetWords in_words(const Target& target);

/// "capital spending of microsoft and meta"; of a metric what it means.
std::string in_words(const Quantity& quantity);

}  // namespace overbuild::hindcast

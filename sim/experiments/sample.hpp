// A sample of worlds for estimators that take any sample: columns of inputs beside an outcome.
// Refuses to know where a sample comes from.
#pragma once

#include <string>
#include <vector>

namespace overbuild {

/// An input by world. Of a text the values are places among its categories, which have no order.
struct SampleColumn {
  std::string name;
  std::vector<double> values;             ///< [worlds]
  std::vector<std::string> categories{};  ///< sorted; empty for numbers
  bool is_number() const { return categories.empty(); }
};

}  // namespace overbuild

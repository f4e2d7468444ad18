// What became of a stored result that was run again. Refuses to know how it was run.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace overbuild {

struct Verdict {
  bool same = false;
  std::string text;  ///< for people
  nlohmann::ordered_json json;
};

}  // namespace overbuild

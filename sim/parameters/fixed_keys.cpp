#include "sim/parameters/fixed_keys.hpp"

namespace overbuild {

std::string_view why_not_varied(std::string_view path) {
  if (path == "run.years" || path == "time.start") return calendar_reason;
  if (path == "run.seed") return "all draws are made with it";
  if (path == "run.replicate") return "a column `replicate` says whose draws a world has";
  if (path == "run.threads") return "results do not depend on it";
  return {};
}

}  // namespace overbuild

// libFuzzer target of evidence files: whatever the bytes, reading ends, soon and with diagnostics
// or with targets whose years a run can cover. Build: preset `fuzz`.
#include <cstdint>
#include <string>

#include "core/diagnostics.hpp"
#include "sim/experiments/evidence.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  overbuild::Diagnostics problems;
  const auto evidence = overbuild::hindcast::read_evidence("fuzz.yaml", text, problems);
  if (problems.ok()) overbuild::hindcast::check_years(evidence, 1996, 2010, problems);
  return 0;
}

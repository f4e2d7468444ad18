// libFuzzer target of designs made elsewhere: whatever the bytes, reading ends with diagnostics or
// with a row of settings for every world. Build: preset `fuzz`; run at the root of the sources.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/config/load_yaml.hpp"
#include "core/diagnostics.hpp"
#include "sim/experiments/outer_design.hpp"
#include "sim/parameters/parameters.hpp"

namespace {

overbuild::config::LoadResult load_toy() {
  static overbuild::Parameters parameters{};
  overbuild::Diagnostics problems;
  overbuild::config::LoadRequest request;
  request.file = "configs/toy.yaml";
  auto loaded = overbuild::config::load(
      request, [](overbuild::config::Visitor& v) { overbuild::describe(v, parameters); }, problems);
  if (!problems.ok()) std::abort();
  return loaded;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const overbuild::config::LoadResult toy = load_toy();
  const std::string text(reinterpret_cast<const char*>(data), size);
  overbuild::Diagnostics problems;
  const overbuild::OuterDesign design = overbuild::read_design("fuzz.csv", text, toy, problems);
  if (!problems.ok()) return 0;
  if (design.rows.empty() || design.replicates.size() != design.rows.size()) std::abort();
  for (std::size_t row = 0; row < design.rows.size(); ++row) {
    if (design.rows[row].size() != design.header.size()) std::abort();
    overbuild::spec_of(design, row, std::nullopt, toy.prior_paths.size());
  }
  return 0;
}

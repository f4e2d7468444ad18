// libFuzzer target of the configuration reader: whatever the bytes, loading ends with diagnostics
// or with a configuration whose resolved text loads to the same digest. Build: preset `fuzz`.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/config/load_yaml.hpp"
#include "core/diagnostics.hpp"
#include "tests/core/config/example.hpp"

namespace {

overbuild::config::LoadResult load(std::string_view text,
                                   const overbuild::config::LoadRequest& request,
                                   overbuild::Diagnostics& diagnostics) {
  overbuild::config_example::Example values;
  return overbuild::config::load_text(
      "fuzz.yaml", text, request,
      [&](overbuild::config::Visitor& v) { overbuild::config_example::describe(v, values); },
      diagnostics);
}

}  // namespace

/// The first byte chooses between medians, draws and a --set with the rest as its value.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  overbuild::config::LoadRequest request;
  std::string_view base = text;
  if (data[0] % 3 == 1) request.replicate = data[0];
  if (data[0] % 3 == 2) {
    base = overbuild::config_example::valid_text;
    request.overrides.push_back({"builders.oracle.money.price", std::string(text)});
  }
  overbuild::Diagnostics diagnostics;
  const overbuild::config::LoadResult first = load(base, request, diagnostics);
  if (!diagnostics.ok()) return 0;
  overbuild::Diagnostics again;
  const overbuild::config::LoadResult second = load(first.resolved_yaml, {}, again);
  if (!again.ok() || second.digest != first.digest) std::abort();
  return 0;
}

#include "sim/results/explanation.hpp"

#include <optional>

#include <fmt/format.h>

#include "core/config/reference.hpp"
#include "sim/measure/metrics.hpp"

namespace overbuild {

std::string explanation(const std::string& key, config::Describe describe) {
  std::string text;
  if (const std::optional<Metric> metric = find_metric(key)) {
    const MetricInfo& info = info_of(*metric);
    text = fmt::format("{} (metric)\n  meaning  {}\n  unit     {}\n", info.name, info.meaning,
                       info.unit);
    if (const std::string_view when = info_of(*metric).absent; !when.empty()) {
      text += fmt::format("  absent   when {}\n", when);
    }
  }
  if (const std::optional<std::string> parameter = config::explain(describe, key)) {
    if (!text.empty()) text += "\n";
    text += *parameter;
    if (!text.ends_with('\n')) text += '\n';
  }
  return text;
}

std::string explanation_in(const std::string& key, const Names& names,
                           const config::LoadResult& loaded) {
  std::string text = fmt::format("\nin {}\n", loaded.name);
  const std::size_t heading = text.size();
  if (const std::optional<Metric> metric = find_metric(key)) {
    text += fmt::format("  unit     {}\n", names.unit(info_of(*metric).unit));
  }
  for (const config::ProvenanceRow& row : loaded.provenance) {
    if (row.path != key) continue;
    text += fmt::format("  value    {} {}\n  source   {}\n", row.value, names.unit(row.unit),
                        row.source.empty() ? "none" : row.source);
    if (!row.prior.empty()) text += fmt::format("  prior    {}\n", row.prior);
    text += fmt::format("  given in {}\n", row.origin);
  }
  return text.size() > heading ? text : "";
}

}  // namespace overbuild

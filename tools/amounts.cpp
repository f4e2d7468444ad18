#include "tools/amounts.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "core/number_text.hpp"

namespace overbuild {

namespace {

constexpr double far_away = 1000.0;

/// Units in which amounts of very different size are written.
bool is_amount(std::string_view unit) {
  for (const char* known : {"usd", "H100e", "MW"}) {
    if (unit.starts_with(known)) return true;
  }
  return false;
}

/// Above zero, and a number at all.
std::optional<double> amount_of(const config::ProvenanceRow& row) {
  if (!is_amount(row.unit)) return std::nullopt;
  const std::optional<double> value = parse_number(row.value);
  return value && *value > 0.0 ? value : std::nullopt;
}

struct Firm {
  std::string id;
  const config::ProvenanceRow* row;
  double value;
};

/// "builders.oracle.debt.senior" as "builders.debt.senior" with "oracle"; empty for other keys.
std::pair<std::string, std::string> family_of(const std::string& path) {
  const std::size_t first = path.find('.');
  const std::size_t second = first == std::string::npos ? first : path.find('.', first + 1);
  if (second == std::string::npos) return {};
  return {path.substr(0, first) + path.substr(second), path.substr(first + 1, second - first - 1)};
}

std::string sized(double value) { return fmt::format("{:g}", value); }

/// Amounts of the same key in firms; keys of groups that are no rosters have one each.
std::map<std::string, std::vector<Firm>> by_key(const config::LoadResult& loaded) {
  std::map<std::string, std::vector<Firm>> keys;
  for (const config::ProvenanceRow& row : loaded.provenance) {
    const auto [key, id] = family_of(row.path);
    const auto value = amount_of(row);
    if (key.empty() || !value || row.origin == "default") continue;
    keys[key].push_back({id, &row, *value});
  }
  return keys;
}

/// Empty unless the value is far from all of the others.
std::string away_from(const Firm& firm, const std::vector<Firm>& all) {
  double lowest = 0.0, highest = 0.0;
  for (const Firm& other : all) {
    if (&other == &firm) continue;
    lowest = lowest == 0.0 ? other.value : std::min(lowest, other.value);
    highest = std::max(highest, other.value);
  }
  if (highest == 0.0) return {};
  const bool small = lowest > firm.value * far_away;
  const bool large = firm.value > highest * far_away;
  if (!small && !large) return {};
  return fmt::format("'{}' is {} {}, and that of others lies between {} and {}", firm.row->path,
                     sized(firm.value), firm.row->unit, sized(lowest), sized(highest));
}

}  // namespace

Diagnostics odd_amounts(const config::LoadResult& loaded, const config::LoadResult* below) {
  Diagnostics found;
  std::map<std::string, bool, std::less<>> told;
  const auto tell = [&](const config::ProvenanceRow& row, const std::string& message) {
    if (message.empty() || !told.try_emplace(row.path, true).second) return;
    found.add(loaded.locate(row.path), message + ": is it in that unit?");
  };
  for (const auto& [key, firms] : by_key(loaded)) {
    constexpr std::size_t fewest = 3;  // of two that differ nobody can say which is odd
    if (firms.size() < fewest) continue;
    for (const Firm& firm : firms) tell(*firm.row, away_from(firm, firms));
  }
  if (below == nullptr) return found;
  std::map<std::string, double, std::less<>> before;
  for (const config::ProvenanceRow& row : below->provenance) {
    if (const auto value = amount_of(row)) before[row.path] = *value;
  }
  for (const config::ProvenanceRow& row : loaded.provenance) {
    const auto value = amount_of(row);
    const auto was = before.find(row.path);
    if (!value || was == before.end()) continue;
    if (*value * far_away >= was->second && *value <= was->second * far_away) continue;
    tell(row, fmt::format("'{}' is {} {}, and {} in {}", row.path, sized(*value), row.unit,
                          sized(was->second), below->name));
  }
  return found;
}

}  // namespace overbuild

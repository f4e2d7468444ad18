#include "core/diagnostics.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace overbuild {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Edits between two names, a swap of neighbours counting one (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> two_back(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      std::size_t best = previous[j - 1] + (same ? 0 : 1);
      best = std::min({best, previous[j] + 1, current[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                           lower(a[i - 2]) == lower(b[j - 1]);
      current[j] = swapped ? std::min(best, two_back[j - 2] + 1) : best;
    }
    std::swap(two_back, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

std::string place(const SourcePosition& where) {
  std::string result = where.file;
  if (where.line > 0) {
    if (!result.empty()) result += ':';
    result += std::to_string(where.line);
    if (where.column > 0) result += ':' + std::to_string(where.column);
  }
  return result;
}

}  // namespace

std::string text(const Diagnostic& diagnostic) {
  std::string result = place(diagnostic.where);
  if (!result.empty()) result += ": ";
  result += diagnostic.message;
  if (!diagnostic.expected.empty()) result += "; expected " + diagnostic.expected;
  if (!diagnostic.nearest.empty()) result += "; did you mean '" + diagnostic.nearest + "'?";
  return result;
}

void Diagnostics::add(Diagnostic diagnostic) { all_.push_back(std::move(diagnostic)); }

void Diagnostics::add(SourcePosition where, std::string message, std::string expected,
                      std::string nearest) {
  add(Diagnostic{std::move(where), std::move(message), std::move(expected), std::move(nearest)});
}

std::string Diagnostics::text() const {
  std::string result;
  for (const Diagnostic& diagnostic : all_) result += overbuild::text(diagnostic) + '\n';
  return result;
}

std::string nearest_name(std::string_view name, std::span<const std::string> candidates) {
  std::size_t best_distance = static_cast<std::size_t>(-1);
  std::string_view best;
  for (const std::string& candidate : candidates) {
    const std::size_t longer = std::max(name.size(), candidate.size());
    const std::size_t allowed = std::max<std::size_t>(2, longer / 3);
    const std::size_t distance = edit_distance(name, candidate);
    // A name replaced entirely is no typing error, however short it is.
    if (distance <= allowed && distance < longer && distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return std::string(best);
}

}  // namespace overbuild

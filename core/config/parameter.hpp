// A parameter is declared once, by one call on a Visitor; reading, range checks, the resolved
// configuration, --set, the JSON Schema, docs/parameters.md and `overbuild explain` all come from
// that call. This header owns the vocabulary of declarations. It refuses to know YAML, files and
// what any parameter is for. The keys a description declares must not depend on values: the same
// description is walked once to learn the structure and once more to bind it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/function_ref.hpp"

namespace overbuild::config {

class Visitor;

/// Walks one complete declaration; called several times, with different visitors.
using Describe = FunctionRef<void(Visitor&)>;

/// Fallback of a number that the configuration must give.
inline constexpr double required = std::numeric_limits<double>::quiet_NaN();
inline constexpr double unbounded = std::numeric_limits<double>::infinity();

/// What a number is: its unit ("1" for pure numbers), allowed range, default, meaning and where the
/// default comes from. Confidence: A filed, B estimated by its source, C secondary, D our guess.
/// `drawn_as` is the key it had in earlier versions, if it had another: draws and digests are still
/// keyed by that, so that worlds stay what they were, and who writes it is told the one of today.
struct Spec {
  std::string_view unit;
  double lo = -unbounded;
  double hi = unbounded;
  double fallback = 0.0;
  std::string_view meaning;
  std::string_view source{};
  char confidence = 'D';
  std::string_view drawn_as{};
};

/// A map from identifiers to things of one kind (`builders.<id>`), in file order.
class EntryMap {
 public:
  virtual ~EntryMap() = default;
  virtual std::vector<std::string> ids() const = 0;
  virtual void clear() = 0;
  virtual void add(std::string_view id) = 0;
  virtual void describe(std::string_view id, Visitor& visitor) = 0;
  /// Describes a default-made entry that is not in the map.
  virtual void describe_sample(Visitor& visitor) = 0;
};

/// Receives declarations in order; keys are one path component each.
class Visitor {
 public:
  virtual ~Visitor() = default;
  /// `spec.fallback == required` (NaN) makes the key mandatory.
  virtual void number(std::string_view key, double& value, const Spec& spec) = 0;
  virtual void integer(std::string_view key, std::int64_t& value, const Spec& spec) = 0;
  virtual void flag(std::string_view key, bool& value, bool fallback, std::string_view meaning) = 0;
  virtual void text(std::string_view key, std::string& value, std::string_view fallback,
                    std::string_view meaning) = 0;
  /// `value` is the position of the chosen name in `names`.
  virtual void choice(std::string_view key, std::size_t& value,
                      std::span<const std::string_view> names, std::size_t fallback,
                      std::string_view meaning) = 0;
  /// A plain list of numbers, empty by default; `each` gives unit and range, its fallback is
  /// unused.
  virtual void numbers(std::string_view key, std::vector<double>& values, const Spec& each,
                       std::string_view meaning) = 0;
  /// A plain list of texts, empty by default.
  virtual void texts(std::string_view key, std::vector<std::string>& values,
                     std::string_view meaning) = 0;
  /// Empty, or an id that exists in the map at `map_path` (checked when everything is bound).
  virtual void reference(std::string_view key, std::string& id, std::string_view map_path,
                         std::string_view meaning) = 0;
  virtual void group(std::string_view key, std::string_view meaning, Describe body) = 0;
  virtual void entries(std::string_view key, std::string_view meaning, EntryMap& map) = 0;
  /// The key beside this call that was called `former` in earlier versions is `now` today: who
  /// still writes the old one is told the new one.
  virtual void renamed(std::string_view /*former*/, std::string_view /*now*/) {}
};

/// Storage of an EntryMap: (id, thing) in file order, the extended file's entries first.
template <class T>
using Entries = std::vector<std::pair<std::string, T>>;

/// EntryMap over an Entries<T> and a free function that describes one T.
template <class T>
class EntriesMap final : public EntryMap {
 public:
  EntriesMap(Entries<T>& entries, void (*describe)(Visitor&, T&))
      : entries_(entries), describe_(describe) {}
  std::vector<std::string> ids() const override {
    std::vector<std::string> all;
    for (const auto& entry : entries_) all.push_back(entry.first);
    return all;
  }
  void clear() override { entries_.clear(); }
  void add(std::string_view id) override { entries_.emplace_back(std::string(id), T{}); }
  void describe(std::string_view id, Visitor& visitor) override {
    for (auto& entry : entries_) {
      if (entry.first == id) describe_(visitor, entry.second);
    }
  }
  void describe_sample(Visitor& visitor) override {
    T sample{};
    describe_(visitor, sample);
  }

 private:
  Entries<T>& entries_;
  void (*describe_)(Visitor&, T&);
};

/// Declares a map by id whose things are described by `describe`.
template <class T>
void entries(Visitor& visitor, std::string_view key, std::string_view meaning, Entries<T>& values,
             void (*describe)(Visitor&, T&)) {
  EntriesMap<T> map(values, describe);
  visitor.entries(key, meaning, map);
}

}  // namespace overbuild::config

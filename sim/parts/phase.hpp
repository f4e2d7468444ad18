// A phase of the year, with what it reads and writes taken off its parameter.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sim/parts/access.hpp"
#include "sim/world.hpp"

namespace overbuild {

/// A phase of the year: who acts in it, and the parts of the world that it can only read and that
/// it can change, as the compiler sees them.
struct PhaseInfo {
  std::string_view id, name, who;
  std::vector<std::string_view> reads, writes;
};

struct Phase {
  PhaseInfo info;
  void (*run)(World&);
};

namespace phase_detail {

template <class... Part>
void describe(PhaseInfo& info, void (*)(Parts<Part...>)) {
  const auto add = [&](std::string_view name, bool read_only) {
    (read_only ? info.reads : info.writes).push_back(name);
  };
  (add(part_name<std::remove_const_t<Part>>, std::is_const_v<Part>), ...);
}

}  // namespace phase_detail

/// `function` as a phase: void function(Parts<const WhatItReads..., WhatItWrites...>).
template <auto function>
Phase phase(std::string_view id, std::string_view name, std::string_view who) {
  Phase made{{id, name, who, {}, {}}, [](World& world) { function(world); }};
  phase_detail::describe(made.info, function);
  return made;
}

/// Digests of the parts of a world, by name, in the order of for_each_part.
struct PartDigest {
  std::string_view part;
  std::uint64_t value;
};

/// The state of a world as a digest for each part. After a phase only what it writes is read again.
class StateDigest {
 public:
  explicit StateDigest(const World& world);
  void update(const World& world, std::span<const PhaseInfo> after);
  const std::vector<PartDigest>& parts() const { return parts_; }
  std::uint64_t value() const;

 private:
  std::vector<PartDigest> parts_;
};

}  // namespace overbuild

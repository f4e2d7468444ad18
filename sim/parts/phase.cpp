#include "sim/parts/phase.hpp"

#include <algorithm>

#include "core/digest.hpp"

namespace overbuild {

namespace {

template <class Part>
std::uint64_t digest_of(const Part& part) {
  Digest digest;
  if constexpr (requires { part.add_to(digest); }) {
    part.add_to(digest);
  } else {
    add_to(digest, part);
  }
  return digest.value();
}

}  // namespace

StateDigest::StateDigest(const World& world) {
  for_each_part(world, [&]<class Part>(const Part& part) {
    static_assert(!part_name<Part>.empty(), "a part without OVERBUILD_PART");
    parts_.push_back({part_name<Part>, digest_of(part)});
  });
}

void StateDigest::update(const World& world, std::span<const PhaseInfo> after) {
  const auto writes = [&](const PhaseInfo& info, std::string_view part) {
    return std::find(info.writes.begin(), info.writes.end(), part) != info.writes.end();
  };
  std::size_t k = 0;
  for_each_part(world, [&](const auto& part) {
    PartDigest& known = parts_[k++];
    const bool written = std::any_of(after.begin(), after.end(), [&](const PhaseInfo& info) {
      return writes(info, known.part);
    });
    if (written) known.value = digest_of(part);
  });
}

std::uint64_t StateDigest::value() const {
  Digest digest;
  for (const PartDigest& part : parts_) digest.add(part.value);
  return digest.value();
}

}  // namespace overbuild

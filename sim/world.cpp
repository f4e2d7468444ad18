#include "sim/world.hpp"

#include "sim/parts/state.hpp"

namespace overbuild {

namespace {

Inputs inputs_of(const Parameters& of, std::uint32_t seed, std::uint32_t replicate) {
  Inputs inputs{of, KeyedRandom(seed, replicate)};
  for (const std::string& name : of.frozen_roles) {
    if (const RoleInfo* role = find_role(name)) {
      inputs.frozen[static_cast<std::size_t>(role->role)] = true;
    }
  }
  return inputs;
}

template <class Part>
void add_part(Digest& digest, const Part& part) {
  if constexpr (requires { part.add_to(digest); }) {
    part.add_to(digest);
  } else {
    add_to(digest, part);
  }
}

}  // namespace

World::World(const Parameters& of, std::uint32_t seed, std::uint32_t replicate)
    : inputs(inputs_of(of, seed, replicate)) {}

std::uint64_t state_digest(const World& world) {
  Digest digest;
  for_each_part(world, [&](const auto& part) { add_part(digest, part); });
  return digest.value();
}

}  // namespace overbuild

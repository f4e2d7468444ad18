#include "sim/world.hpp"

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

}  // namespace

World::World(const Parameters& of, std::uint32_t seed, std::uint32_t replicate)
    : PartsHeld(inputs_of(of, seed, replicate)) {}

}  // namespace overbuild

// Loading a shipped configuration with overrides, and running it: shared by the tests of sim/.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/config/load_yaml.hpp"
#include "sim/opening/opening.hpp"
#include "sim/parameters/check.hpp"
#include "sim/parameters/parameters.hpp"
#include "sim/simulation.hpp"
#include "sim/world.hpp"

namespace world_fixture {

using Overrides = std::vector<overbuild::config::Override>;

struct Case {
  overbuild::Parameters parameters{};
  overbuild::config::LoadResult loaded;
};

/// The request bound, or std::runtime_error with its problems.
inline Case load(const overbuild::config::LoadRequest& request) {
  Case loaded;
  overbuild::Diagnostics diagnostics;
  const auto all = [&](overbuild::config::Visitor& v) { describe(v, loaded.parameters); };
  loaded.loaded = overbuild::config::load(request, all, diagnostics);
  if (diagnostics.ok()) check_consistency(loaded.parameters, loaded.loaded, diagnostics);
  if (!diagnostics.ok()) throw std::runtime_error(diagnostics.text());
  return loaded;
}

inline Case load(const std::string& file, Overrides overrides = {},
                 std::optional<std::uint32_t> replicate = std::nullopt) {
  overbuild::config::LoadRequest request;
  request.file = file;
  request.overrides = std::move(overrides);
  request.replicate = replicate;
  return load(request);
}

/// The configuration with all rules off that have a switch, for tests of what lies below them, or
/// of single ones, which `overrides` turn on.
inline Case first_edition(const std::string& file, Overrides overrides = {}) {
  overbuild::config::LoadRequest request;
  request.file = file;
  request.overlays = {"configs/switches/first-edition.yaml"};
  request.overrides = std::move(overrides);
  return load(request);
}

inline overbuild::Recording run(const Case& loaded,
                                const overbuild::SimulationOptions& options = {},
                                std::uint32_t seed = 1) {
  return overbuild::simulate(loaded.parameters, seed, loaded.loaded.replicate, options);
}

/// The 2026 world with few enterprises and years, for tests that need all roles.
inline Case small_2026(Overrides more = {}, std::optional<std::uint32_t> replicate = std::nullopt) {
  Overrides overrides = {{"population.enterprises", "400"}, {"run.years", "5"}};
  for (auto& o : more) overrides.push_back(std::move(o));
  return load("configs/ai-2026.yaml", std::move(overrides), replicate);
}

/// A world as it is when its first year begins; `loaded` has to live as long.
inline overbuild::World opened(const Case& loaded, std::uint32_t seed = 1) {
  overbuild::World world(loaded.parameters, seed, 0);
  populate(world);
  open_world(world);
  return world;
}

}  // namespace world_fixture

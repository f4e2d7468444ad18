// Hours that labs owe under contracts and those that they ask for: a law of two rules.
#pragma once

#include <doctest/doctest.h>

#include <cstddef>
#include <vector>

#include "sim/compute/contracts.hpp"
#include "sim/world.hpp"
#include "tests/sim/world_fixture.hpp"

namespace owed_hours {

/// Checks in every year of a run that labs ask for no fewer hours than they owe; returns how often
/// one owed any. What is signed for a year stands at the end of the one before; then it is used up.
inline int asked_for_when_owed(const world_fixture::Case& loaded) {
  overbuild::SimulationOptions options;
  int owed_somewhere = 0;
  std::vector<double> owed;
  options.tamper = [&](overbuild::World& w, int year) {
    owed.resize(w.labs.size(), 0.0);
    for (std::size_t l = 0; l < w.labs.size(); ++l) {
      if (!w.labs.alive[l]) continue;
      owed_somewhere += owed[l] > 0.0 ? 1 : 0;
      CHECK(static_cast<double>(w.labs.wanted_hours[l]) >= owed[l] - 2.0);
      owed[l] = owed_beyond(w, l, year + 1, 0.0).hours;
    }
  };
  world_fixture::run(loaded, options);
  return owed_somewhere;
}

}  // namespace owed_hours

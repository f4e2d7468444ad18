#include <doctest/doctest.h>

#include "core/digest.hpp"
#include "sim/parts/capital.hpp"

namespace overbuild {

TEST_CASE("a power path is its trend, within a run and outside it") {
  const PowerTrend trend{0.9, 0.25, 2026, FadingRate{-0.29, -0.1, 0.8, 3.0}, {0.0, -0.5}};
  const PowerPath path(trend, 2010, 2046);
  for (int vintage = 1990; vintage <= 2070; ++vintage) {
    CAPTURE(vintage);
    CHECK(path.kw(vintage) == trend.kw(vintage));
  }
  CHECK(path.kw(2027) == trend.first);
  CHECK(path.kw(2040) < path.kw(2030));
  // How far it was worked out is no part of the world's state.
  Digest one, other;
  path.add_to(one);
  PowerPath(trend, 2020, 2022).add_to(other);
  CHECK(one.value() == other.value());
}

}  // namespace overbuild

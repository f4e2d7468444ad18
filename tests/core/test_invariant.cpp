#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "core/invariant.hpp"

namespace invariant_test {

using overbuild::BrokenInvariant;

void check_stock(int stock) {
  OVERBUILD_INVARIANT(stock >= 0, 2031, "P4", "builder north", "stock " + std::to_string(stock));
}

TEST_CASE("a broken invariant says when, where, who and what") {
  CHECK_NOTHROW(check_stock(0));
  try {
    check_stock(-2);
    FAIL("the invariant did not throw");
  } catch (const BrokenInvariant& broken) {
    CHECK(broken.year() == 2031);
    CHECK(broken.phase() == "P4");
    CHECK(broken.entity() == "builder north");
    CHECK(broken.expression() == "stock >= 0");
    CHECK(broken.details() == "stock -2");
    CHECK(std::string(broken.what()) ==
          "broken invariant: stock >= 0; year 2031; phase P4; entity builder north; stock -2");
  }
}

TEST_CASE("a context is evaluated only when the condition fails") {
  int evaluated = 0;
  const auto context = [&] {
    ++evaluated;
    return std::string("details");
  };
  OVERBUILD_INVARIANT(true, context());
  CHECK(evaluated == 0);
  CHECK_THROWS_AS(OVERBUILD_INVARIANT(false, context()), std::logic_error);
  CHECK(evaluated == 1);
}

TEST_CASE("year and phase are filled in where the thrower did not know them") {
  try {
    OVERBUILD_INVARIANT(1 > 2, "numbers are upside down");
    FAIL("the invariant did not throw");
  } catch (const BrokenInvariant& broken) {
    CHECK_FALSE(broken.year().has_value());
    const BrokenInvariant placed = broken.placed(2030, "P7");
    CHECK(placed.year() == 2030);
    CHECK(placed.phase() == "P7");
    CHECK(placed.details() == "numbers are upside down");
    CHECK(placed.placed(1999, "P0").year() == 2030);
  }
}

}  // namespace invariant_test

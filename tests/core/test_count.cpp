#include <doctest/doctest.h>

#include <rapidcheck.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/count.hpp"

namespace count_test {

using namespace overbuild;

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

TEST_CASE("sums of counts are exact or say what does not fit") {
  std::int64_t total = most - 1;
  add_count(total, 1, "jobs");
  CHECK(total == most);
  CHECK_THROWS_WITH_AS(add_count(total, 1, "jobs"), "jobs does not fit 64 bits", Overflow);
  total = least;
  CHECK_THROWS_AS(add_count(total, -1, "jobs"), Overflow);
  CHECK(sum_of_counts(std::vector<std::int64_t>{most, -5}, "jobs") == most - 5);
  CHECK_THROWS_AS(sum_of_counts(std::vector<std::int64_t>{most, 5}, "jobs"), Overflow);
  CHECK(sum_of_counts({}, "jobs") == 0);
}

TEST_CASE("numbers become whole numbers only where they fit") {
  CHECK(whole_part(2.9, "hours") == 2);
  CHECK(whole_part(-2.9, "hours") == -2);
  CHECK(nearest_whole(2.5, "hours") == 3);
  CHECK(nearest_whole(-2.5, "hours") == -3);
  CHECK(whole_part(0x1.fffffffffffffp62, "hours") == 9223372036854774784);
  for (const double wrong :
       {0x1p63, -0x1p63, 1e300, std::nan(""), std::numeric_limits<double>::infinity()}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(whole_part(wrong, "hours"), Overflow);
    CHECK_THROWS_AS(nearest_whole(wrong, "hours"), Overflow);
  }
}

TEST_CASE("a number that fits keeps its whole part") {
  CHECK(rc::check([](std::int32_t whole, std::uint8_t part) {
    const double fraction = static_cast<double>(part) / 256.0;
    const double number = whole < 0 ? whole - fraction : whole + fraction;
    RC_ASSERT(whole_part(number, "hours") == whole);
  }));
}

TEST_CASE("what did not fit is told with year, phase, firm and key; what is known first stays") {
  const Overflow bare("the number of jobs");
  const Overflow told = bare.of("builders oracle")
                            .placed(2031, "P5")
                            .see("population.enterprises")
                            .placed(2040, "P9");
  CHECK(std::string(told.what()) ==
        "the number of jobs does not fit 64 bits; year 2031; phase P5; builders oracle; see "
        "population.enterprises");
  CHECK(told.place().year == 2031);
  CHECK(told.see("another").place().key == "population.enterprises");
}

}  // namespace count_test

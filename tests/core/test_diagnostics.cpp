#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/diagnostics.hpp"

namespace diagnostics_test {

using overbuild::Diagnostic;
using overbuild::Diagnostics;
using overbuild::nearest_name;

TEST_CASE("a diagnostic says where, what, what was expected and what may have been meant") {
  Diagnostics problems;
  CHECK(problems.ok());
  CHECK(problems.text().empty());
  problems.add({"run.yaml", 3, 7}, "unknown key 'helth'", "a key of 'agents'", "health");
  problems.add({"run.yaml", 9, 0}, "value is missing");
  Diagnostic nowhere;
  nowhere.message = "no file was given";
  nowhere.expected = "a path";
  problems.add(nowhere);
  problems.add({"run.yaml", 0, 4}, "empty");
  CHECK_FALSE(problems.ok());
  CHECK(problems.all().size() == 4);
  CHECK(problems.text() ==
        "run.yaml:3:7: unknown key 'helth'; expected a key of 'agents'; did you mean 'health'?\n"
        "run.yaml:9: value is missing\n"
        "no file was given; expected a path\n"
        "run.yaml: empty\n");
}

TEST_CASE("the nearest name is found through typing errors and not beyond") {
  const std::vector<std::string> names{"discount_rate", "base_rate", "horizon", "seed"};
  CHECK(nearest_name("discont_rate", names) == "discount_rate");
  CHECK(nearest_name("Base_Rate", names) == "base_rate");
  CHECK(nearest_name("hroizon", names) == "horizon");
  CHECK(nearest_name("sead", names) == "seed");
  CHECK(nearest_name("capital", names).empty());
  CHECK(nearest_name("ab", std::vector<std::string>{"xy"}).empty());
  CHECK(nearest_name("", names).empty());
  CHECK(nearest_name("seed", {}).empty());
}

TEST_CASE("a swap of neighbours counts once, and the first of equals wins") {
  CHECK(nearest_name("ab_cd", std::vector<std::string>{"ab_xy", "ba_cd"}) == "ba_cd");
  CHECK(nearest_name("rate_", std::vector<std::string>{"rate_b", "rate_a"}) == "rate_b");
}

}  // namespace diagnostics_test

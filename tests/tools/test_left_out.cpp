#include <doctest/doctest.h>

#include <string>

#include "tools/console.hpp"
#include "tools/study/left_out.hpp"

namespace left_out_test {

using namespace overbuild;
using namespace overbuild::study;

TEST_CASE("worlds that do not start are counted once, with the first reason") {
  LeftOut total;
  CHECK(total.text().empty());
  LeftOut first, second;
  first.ask(60);
  second.ask(40);
  second.refuse("too little is spent");
  second.refuse("another reason");
  total += first;
  total += second;
  LeftOut third;
  third.ask(20);
  third.refuse("a third reason");
  third.lose("World 4 with all", "memory ran out");
  total += third;
  CHECK(total.text() ==
        "3 of 120 worlds did not start: too little is spent\n\n"
        "World 4 with all broke: memory ran out\n\n");
  CHECK_NOTHROW(total.require_a_start());
}

TEST_CASE("a study of which no world starts says why") {
  LeftOut none;
  CHECK_NOTHROW(none.require_a_start());
  none.ask(2);
  none.refuse("too little is spent");
  CHECK_NOTHROW(none.require_a_start());
  none.refuse("another reason");
  CHECK_THROWS_WITH_AS(none.require_a_start(), "too little is spent", InputError);
}

}  // namespace left_out_test

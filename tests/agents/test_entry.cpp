// Entry: no pool, no profit or no money, no entrant; imitation feeds on itself until the pool is
// empty.
#include <doctest/doctest.h>

#include "agents/entry.hpp"

namespace entry_test {

using namespace overbuild;

Observables paying(double return_on_capital) {
  Observables seen;
  seen.return_on_capital = return_on_capital;
  return seen;
}

TEST_CASE("nobody enters without excess return, money or a pool") {
  const EntryParameters rules{40.0, 1.5, 5.0};
  CHECK(entry_probability(rules, paying(0.3), 0.0, 1.0, 0.1) > 0.0);
  CHECK(entry_probability(rules, paying(0.1), 0.0, 1.0, 0.1) == 0.0);
  CHECK(entry_probability(rules, paying(-0.5), 0.0, 1.0, 0.1) == 0.0);
  CHECK(entry_probability(rules, paying(0.3), 0.0, 0.0, 0.1) == 0.0);
  CHECK(entry_probability({0.0, 1.5, 5.0}, paying(0.3), 0.0, 1.0, 0.1) == 0.0);
}

TEST_CASE("entry imitates: more entrants, return or money raise everybody's chance") {
  const EntryParameters rules{40.0, 1.5, 5.0};
  const double base = entry_probability(rules, paying(0.3), 2.0, 1.0, 0.1);
  CHECK(entry_probability(rules, paying(0.3), 10.0, 1.0, 0.1) > base);
  CHECK(entry_probability(rules, paying(0.4), 2.0, 1.0, 0.1) > base);
  CHECK(entry_probability(rules, paying(0.3), 2.0, 2.0, 0.1) > base);
  CHECK(entry_probability(rules, paying(9.0), 40.0, 9.0, 0.1) <= 1.0);
  // Expected entrants are hazard x excess x (n0 + n)(1 - n/pool).
  EntryParameters slow = rules;
  slow.hazard = 1e-6;
  CHECK((slow.pool - 10.0) * entry_probability(slow, paying(0.3), 10.0, 1.0, 0.1) ==
        doctest::Approx(1e-6 * 0.2 * 15.0 * 0.75).epsilon(1e-6));
}

}  // namespace entry_test

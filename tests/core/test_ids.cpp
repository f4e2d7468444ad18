#include <doctest/doctest.h>

#include <set>
#include <type_traits>

#include "core/ids.hpp"

namespace ids_test {

using overbuild::entity_id;
using overbuild::EntityId;
using Row = overbuild::Index<struct RowTag>;
using OtherRow = overbuild::Index<struct OtherRowTag>;

static_assert(!std::is_convertible_v<std::uint32_t, Row>);
static_assert(!std::is_convertible_v<Row, OtherRow>);
static_assert(!std::is_constructible_v<Row, OtherRow>);
static_assert(sizeof(Row) == 4 && std::is_trivially_copyable_v<Row>);
static_assert(entity_id("labs", "red") != entity_id("labs", "blue"));

TEST_CASE("an index points nowhere until it is given a row") {
  CHECK_FALSE(Row{}.valid());
  CHECK(Row{0}.valid());
  CHECK(Row{3} < Row{4});
  CHECK(Row{4} == Row{4});
}

TEST_CASE("entity ids have known values, which key every draw of every stored run") {
  CHECK(entity_id("labs", "red").value == 0xf81c49f67f77cfd9ULL);
  CHECK(entity_id("builders", 2031, 7).value == 0xd20c14188f4aaf85ULL);
}

TEST_CASE("entity ids keep sector and name apart") {
  CHECK(entity_id("ab", "c") != entity_id("a", "bc"));
  CHECK(entity_id("labs", "") != entity_id("", "labs"));
}

TEST_CASE("entity ids of entrants do not collide") {
  std::set<std::uint64_t> seen;
  for (std::uint32_t year = 2020; year < 2060; ++year) {
    for (std::uint32_t k = 0; k < 500; ++k) {
      seen.insert(entity_id("enterprises", year, k).value);
      seen.insert(entity_id("builders", year, k).value);
    }
  }
  CHECK(seen.size() == 40U * 500U * 2U);
}

}  // namespace ids_test

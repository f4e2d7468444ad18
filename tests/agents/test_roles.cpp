#include "agents/roles.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string_view>

namespace roles_test {

using namespace overbuild;

TEST_CASE("roles: names find their line, and former names do not") {
  for (const RoleInfo& info : role_list) {
    const RoleInfo* found = find_role(info.name);
    REQUIRE(found != nullptr);
    CHECK(found->role == info.role);
  }
  CHECK(find_role("frontier_lab") == nullptr);
  CHECK(find_role("") == nullptr);
}

TEST_CASE("roles: funds are those that owe fund shares, and nobody else's losses are passed on") {
  std::set<std::string_view> funds;
  for (const RoleInfo& info : role_list) {
    if (is_fund(info.role)) funds.insert(info.name);
  }
  CHECK(funds == std::set<std::string_view>{"lender", "investor"});
}

TEST_CASE("roles: whoever raises money may owe loans or bonds, has owners and pays taxes") {
  for (const RoleInfo& info : role_list) {
    if (!info.raises_money) continue;
    CAPTURE(info.name);
    CHECK((may_owe(Instrument::loans, info.sector) || may_owe(Instrument::bonds, info.sector)));
    CHECK(may_owe(Instrument::equity, info.sector));
    CHECK(may_pay(FlowRow::taxes, info.sector));
  }
}

}  // namespace roles_test

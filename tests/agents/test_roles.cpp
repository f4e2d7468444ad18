#include "agents/roles.hpp"

#include <doctest/doctest.h>

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

TEST_CASE("roles: lenders and investors are funds; who does business or has shares is none") {
  CHECK(is_fund(Role::lender));
  CHECK(is_fund(Role::investor));
  for (const Role role : {Role::builder, Role::vendor, Role::lab, Role::open_lab, Role::app,
                          Role::utility, Role::enterprise}) {
    CAPTURE(info_of(role).name);
    CHECK_FALSE(is_fund(role));
  }
  for (const RoleInfo& info : role_list) {
    CAPTURE(info.name);
    CHECK_FALSE((is_fund(info.role) && info.raises_money));  // a loss would have two owners
    if (is_fund(info.role)) CHECK(may_hold(Instrument::deposits, info.sector));
  }
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

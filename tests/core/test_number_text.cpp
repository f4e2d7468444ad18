// Texts that are numbers from end to end, and those that are not.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "core/number_text.hpp"

namespace number_text_test {

using namespace overbuild;

TEST_CASE("numbers: the whole text or nothing") {
  CHECK(parse_number("1.5") == 1.5);
  CHECK(parse_number("-0.25") == -0.25);
  CHECK(parse_number("1.0e+01") == 10.0);
  CHECK(parse_number("2.000000000000000000e+02") == 200.0);
  CHECK(parse_number(".5") == 0.5);
  CHECK(parse_number("5.") == 5.0);
  CHECK(parse_number("5e-324") == 5e-324);
  CHECK(std::signbit(parse_number("-0").value()));
  for (const char* text :
       {"",     " 1",  "1 ",  "1x",   "abc",   "+1",     "1,5",   "1e",    "e5",  "-",   ".",
        "0x10", "nan", "inf", "-inf", "1e999", "1e-999", "1_000", "1.2.3", "--1", "010", "-01"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_number(text));
    CHECK_FALSE(parse_whole(text));
  }
  CHECK(number_form("010") == NumberForm::leading_zero);
  CHECK(number_form("0.10") == NumberForm::plain);
}

TEST_CASE("whole numbers: however they are written, and exact") {
  CHECK(parse_whole("10") == 10);
  CHECK(parse_whole("1.0e+01") == 10);
  CHECK(parse_whole("1e1") == 10);
  CHECK(parse_whole("10.0") == 10);
  CHECK(parse_whole("-3") == -3);
  CHECK(parse_whole("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(parse_whole("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK_FALSE(parse_whole("1.9"));
  CHECK_FALSE(parse_whole("9223372036854775808"));
  CHECK_FALSE(parse_whole("1e300"));
  CHECK(parse_whole_in<std::uint32_t>("4294967295") == 4294967295U);
  CHECK_FALSE(parse_whole_in<std::uint32_t>("4294967296"));
  CHECK_FALSE(parse_whole_in<std::uint32_t>("-1"));
  CHECK(parse_whole_in<int>("7", 1, 7) == 7);
  CHECK_FALSE(parse_whole_in<int>("8", 1, 7));
}

TEST_CASE("hexadecimal digits") {
  CHECK(parse_hexadecimal("0ba4ebc06dba5f58") == 0x0ba4ebc06dba5f58U);
  CHECK(parse_hexadecimal("ffffffffffffffff") == 0xffffffffffffffffU);
  for (const char* text : {"", "0x1", "-1", "g", "10000000000000000", "1 "}) {
    CAPTURE(text);
    CHECK_FALSE(parse_hexadecimal(text));
  }
}

}  // namespace number_text_test

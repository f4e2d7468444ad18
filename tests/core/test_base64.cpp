#include "core/base64.hpp"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

namespace overbuild {

TEST_CASE("base64: the examples of RFC 4648, and doubles as a browser reads them") {
  const auto of = [](std::string_view text) { return base64(std::as_bytes(std::span(text))); };
  CHECK(of("") == "");
  CHECK(of("f") == "Zg==");
  CHECK(of("fo") == "Zm8=");
  CHECK(of("foobar") == "Zm9vYmFy");
  const std::vector<double> numbers{1.0};
  CHECK(base64(std::as_bytes(std::span(numbers))) == "AAAAAAAA8D8=");
}

}  // namespace overbuild

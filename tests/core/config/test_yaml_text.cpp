// What is written is what every reader of YAML reads.
#include <doctest/doctest.h>

#include "core/config/yaml_text.hpp"

namespace yaml_text_test {

using namespace overbuild::config;

TEST_CASE("words are bare unless a reader would take them for something else") {
  for (const char* word : {"capex", "_own", "pure_play", "none", "yesterday"}) {
    CHECK(portable_word(word) == word);
  }
  CHECK(portable_word("No") == "\"No\"");
  CHECK(portable_word("y") == "\"y\"");
  CHECK(portable_word("007") == "\"007\"");
  CHECK(portable_word("-1") == "\"-1\"");
  CHECK(portable_word(">=") == "\">=\"");
  CHECK(portable_word("") == "\"\"");
}

TEST_CASE("numbers have a point before an exponent, outside of texts") {
  CHECK(portable_numbers("2e+28") == "2.0e+28");
  CHECK(portable_numbers("[1e3, 1.5e3, -2e1]") == "[1.0e3, 1.5e3, -2.0e1]");
  CHECK(portable_numbers("\"a 2e3 \\\" 4e5\"") == "\"a 2e3 \\\" 4e5\"");
}

TEST_CASE("texts escape what YAML refuses or takes for a line end") {
  CHECK(yaml_quoted("a\"b\\c\n\t") == "\"a\\\"b\\\\c\\n\\t\"");
  CHECK(yaml_quoted("\x1b\xC2\x9b") == "\"\\x1b\\x9b\"");
  CHECK(yaml_quoted("\xE2\x80\xA8") == "\"\\u2028\"");
}

}  // namespace yaml_text_test

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "core/config/reference.hpp"
#include "tests/core/config/example.hpp"

namespace reference_test {

using namespace overbuild;

void describe_example(config::Visitor& v) {
  config_example::Example values;
  config_example::describe(v, values);
}

void check_has(const std::string& text, std::string_view part) {
  CHECK_MESSAGE(text.find(part) != std::string::npos, text);
}

TEST_CASE("the JSON Schema is one, with ranges, notes and priors") {
  const auto schema = nlohmann::json::parse(config::json_schema(describe_example));
  CHECK(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema");
  CHECK(schema["additionalProperties"] == false);
  CHECK(schema["properties"].contains("extends"));
  const auto& builder =
      schema["properties"]["builders"]["additionalProperties"]["anyOf"][0]["properties"];
  const auto& price = builder["money"]["properties"]["price"];
  CHECK(price["description"] == "Posted price [usd/hour]");
  CHECK(price["default"] == 2.5);
  CHECK(price["anyOf"][0]["type"] == "number");
  CHECK(price["anyOf"][0]["minimum"] == 0.0);
  CHECK(price["anyOf"][0]["maximum"] == 100.0);
  CHECK(price["anyOf"][1]["required"] == nlohmann::json::array({"value"}));
  CHECK(price["anyOf"][1]["additionalProperties"] == false);
  CHECK(price["anyOf"][2]["$ref"] == "#/$defs/prior");
  CHECK_FALSE(builder["required_share"].contains("default"));
  CHECK(schema["$defs"]["prior"]["anyOf"].size() == 5);
  CHECK(schema["properties"]["demand"]["properties"]["variant"]["anyOf"][0]["enum"].size() == 3);
}

TEST_CASE("the reference page has a row for every key") {
  const std::string page = config::parameters_markdown(describe_example);
  for (const std::string& path : config::declared_paths(describe_example)) {
    check_has(page, "| `" + path + "` |");
  }
  check_has(page,
            "| `builders.<id>.money.debt` | number | usd | from 0 to 10000000000000 | 2000000000 | "
            "Debt at the opening | annual report 2025 | A |");
  check_has(page, "## builders\n\nWho builds\n");
}

TEST_CASE("explain takes concrete and general paths") {
  const auto concrete = config::explain(describe_example, "builders.oracle.money.debt");
  REQUIRE(concrete.has_value());
  check_has(*concrete, "builders.oracle.money.debt\n  Debt at the opening");
  check_has(*concrete, "from 0 to 10000000000000");
  check_has(*concrete, "annual report 2025");
  check_has(*concrete, "A (filed)");
  CHECK(config::explain(describe_example, "builders.<id>.money.debt").has_value());
  check_has(config::explain(describe_example, "run").value(), "Seed of every draw");
  check_has(config::explain(describe_example, "").value(), "How the run is made");
  CHECK_FALSE(config::explain(describe_example, "builders.oracle.dept").has_value());
  CHECK(config::nearest_key(describe_example, "builders.oracle.money.dept") ==
        "builders.oracle.money.debt");
  CHECK(config::nearest_key(describe_example, "years") == "run.years");
  CHECK(config::nearest_key(describe_example, "demand.groth") == "demand.growth");
  CHECK(config::nearest_key(describe_example, "qqqqqqqqqqqqqqqqqq").empty());
}

TEST_CASE("mistakes of a declaration are found") {
  CHECK(config::declaration_problems(describe_example).empty());
  const auto wrong = [](config::Visitor& v) {
    double number = 0.0;
    std::string text;
    v.number("a", number, {"usd", 0.0, 1.0, 2.0, "Default outside"});
    v.number("a", number, {"", 0.0, 1.0, 0.5, ""});
    v.reference("r", text, "nowhere", "Dangling");
  };
  CHECK(config::declaration_problems(wrong).size() == 5);
}

}  // namespace reference_test

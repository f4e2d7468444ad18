// Notes that offer a number as a slider, and configurations as trees.
#include <doctest/doctest.h>

#include <string>

#include "core/config/load_from.hpp"
#include "core/config/load_yaml.hpp"
#include "core/config/reader.hpp"
#include "core/config/reference.hpp"
#include "core/config/trees.hpp"
#include "tests/core/config/example.hpp"

namespace slider_test {

using namespace overbuild;

struct Loaded {
  config::LoadResult result;
  config::Sliders sliders;
  Diagnostics diagnostics;
};

double rate = 0.0;
std::int64_t count = 0;

void describe_two(config::Visitor& visitor) {
  visitor.group("g", "A group", [](config::Visitor& inside) {
    inside.number("rate", rate, {"1", 0, 1, 0.5, "A rate"});
    inside.integer("count", count, {"firms", 0, 100, 3, "A count"});
  });
}

Loaded load(const std::string& text, std::vector<config::Override> overrides = {}) {
  Loaded loaded;
  config::LoadRequest request;
  request.file = "t.yaml";
  request.overrides = std::move(overrides);
  const auto root = config::read_document("t.yaml", text, loaded.diagnostics);
  REQUIRE(root);
  const config::TreeDocuments documents("{\"t.yaml\":" + config::tree_text(*root) + "}",
                                        loaded.diagnostics);
  loaded.result = config::load_from(documents, "t.yaml", request, describe_two, loaded.diagnostics,
                                    {.uniform = nullptr, .sliders = &loaded.sliders});
  return loaded;
}

const std::string noted =
    "g:\n"
    "  rate: {value: 0.2, source: here, slider: {lo: 0.1, hi: 0.9, label: 'How much?', group: "
    "belief}}\n"
    "  count: {dist: choice, values: [1, 2], slider: {lo: 1, hi: 9, label: Firms, group: "
    "builders}}\n";

TEST_CASE("a slider note is read beside a value and a prior, and changes no digest") {
  const Loaded with = load(noted);
  const Loaded without =
      load("g:\n  rate: {value: 0.2, source: here}\n  count: {dist: choice, values: [1, 2]}\n");
  REQUIRE(with.diagnostics.ok());
  CHECK(with.result.digest == without.result.digest);
  REQUIRE(with.sliders.size() == 2);
  CHECK(with.sliders[0].first == "g.rate");
  CHECK(with.sliders[0].second.lo == 0.1);
  CHECK(with.sliders[0].second.hi == 0.9);
  CHECK(with.sliders[0].second.label == "How much?");
  CHECK(with.sliders[1].second.group == "builders");
}

TEST_CASE("a slider outlives the value it was noted at, and nothing else does") {
  for (const char* value :
       {"0.7", R"({"value": 0.7})", R"({"dist": "uniform", "lo": 0.7, "hi": 0.8})"}) {
    const Loaded loaded = load(noted, {{"g.rate", value}});
    REQUIRE(loaded.diagnostics.ok());
    CHECK(rate >= 0.7);
    REQUIRE(loaded.sliders.size() == 2);
    CHECK(loaded.sliders[0].second.label == "How much?");
    CHECK(loaded.result.provenance[0].source == "--set");  // the note's source went with its value
    CHECK(loaded.result.provenance[0].origin == "--set");
  }
  const Loaded other = load(noted, {{"g.rate", R"({"value": 0.7, "slider":
                    {"lo": 0, "hi": 1, "label": "b", "group": "money"}})"}});
  REQUIRE(other.diagnostics.ok());
  CHECK(other.sliders[0].second.label == "b");
  const Loaded wrong = load(noted, {{"g.rate", "[1, 2]"}});
  REQUIRE(wrong.diagnostics.all().size() == 1);
  CHECK(text(wrong.diagnostics.all()[0]).starts_with("--set g.rate: 'g.rate' is a list"));
}

TEST_CASE("what is wrong with a slider note is said where it stands") {
  const auto problem = [](const std::string& note) {
    const Loaded loaded = load("g:\n  rate: {value: 0.2, slider: " + note + "}\n");
    REQUIRE(loaded.diagnostics.all().size() == 1);
    return text(loaded.diagnostics.all()[0]);
  };
  CHECK(problem("3").starts_with("t.yaml:2:30: 'g.rate' has a slider that is '3'"));
  CHECK(problem("{lo: 0, hi: 1, label: a, group: belive}").find("did you mean 'belief'?") !=
        std::string::npos);
  CHECK(problem("{lo: 1, hi: 1, label: a, group: money}").find("lo is not below hi") !=
        std::string::npos);
  CHECK(problem("{lo: 0, hi: 1, label: a, group: money, labl: b}").find("did you mean 'label'?") !=
        std::string::npos);
  CHECK(problem("{lo: 0, hi: x, label: a, group: money}").find("slider: hi is 'x'") !=
        std::string::npos);
  CHECK(problem("{hi: 1, label: a, group: money}").find("lacks 'lo'") != std::string::npos);
  CHECK(problem("{lo: -1, hi: 1, label: a, group: money}").find("below the allowed range") !=
        std::string::npos);
}

TEST_CASE("a tree says what its document says, positions included") {
  Diagnostics problems;
  const std::string text = "a: 1\nb: [x, \"y\", {c: ~}]\n# no key\nd: {e: 'f: g', h: 1e-3}\n";
  const auto root = config::read_document("t.yaml", text, problems);
  REQUIRE(root);
  const std::string tree = config::tree_text(*root);
  CHECK(tree.starts_with(R"([4,1,1,["a",1,1,[1,1,4,"1"]],["b",2,1,[3,2,4,)"));
  const config::TreeDocuments documents("{\"t.yaml\":" + tree + "}", problems);
  REQUIRE(problems.ok());
  const auto back = documents.document("t.yaml", {}, problems);
  REQUIRE(back);
  CHECK(config::tree_text(*back) == tree);
  CHECK(back->find("d")->find("h")->text == "1e-3");
  CHECK(back->find("d")->where.file == "t.yaml");
  CHECK_FALSE(documents.document("u.yaml", {}, problems));
  CHECK(problems.all().front().nearest == "t.yaml");
}

TEST_CASE("values of --set read alike as JSON and as YAML") {
  const config::TreeDocuments trees("{}", *std::make_unique<Diagnostics>());
  for (const char* value : {"3", "0.25", "1e-3", "true", "word", "\"quoted\"", "[1, 2, 3]", "~",
                            "-0.5", R"({"dist": "uniform", "lo": 0, "hi": 1.50})", "[]"}) {
    CAPTURE(value);
    Diagnostics problems;
    const auto json = trees.value("--set a", value, problems);
    const auto yaml = config::yaml_files().value("--set a", value, problems);
    REQUIRE(problems.ok());
    CHECK(config::tree_text(*json) == config::tree_text(*yaml));
  }
  Diagnostics problems;
  CHECK_FALSE(trees.value("--set a", std::string(70000, '1'), problems));
  CHECK(problems.all().front().message == "the value is longer than 64 KiB");
}

TEST_CASE("what is gathered once binds as what is loaded anew, with and without a record") {
  Diagnostics problems;
  const config::TreeDocuments documents(
      "{\"t.yaml\":" + config::tree_text(*config::read_document("t.yaml", noted, problems)) + "}",
      problems);
  config::LoadRequest request;
  request.file = "t.yaml";
  const config::Gathered gathered(documents, request, describe_two, problems);
  for (const char* value : {"0.3", "0.7", R"({"dist": "uniform", "lo": 0, "hi": 1})", "0.3"}) {
    const std::vector<config::Override> more{{"g.rate", value}};
    const Loaded anew = load(noted, more);
    const double loaded = rate;
    for (const bool record : {true, false}) {
      rate = 0.0;
      const config::LoadResult bound =
          gathered.bind("t.yaml", more, describe_two, problems, {.record = record});
      CHECK(rate == loaded);
      CHECK(bound.prior_paths == anew.result.prior_paths);
      CHECK(bound.priors.size() == anew.result.priors.size());
      CHECK(bound.digest == (record ? anew.result.digest : 0));
      CHECK(bound.resolved_yaml == (record ? anew.result.resolved_yaml : ""));
      CHECK(bound.provenance.empty() == !record);
    }
  }
  CHECK(problems.ok());
}

}  // namespace slider_test

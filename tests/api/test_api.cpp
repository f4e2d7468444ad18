// The C interface: answers against the layers below it, and what it says about bad questions.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/overbuild.h"
#include "core/config/load_from.hpp"
#include "core/config/load_yaml.hpp"
#include "core/config/reader.hpp"
#include "core/config/trees.hpp"
#include "core/number_text.hpp"
#include "sim/experiments/experiment.hpp"
#include "sim/measure/metrics.hpp"
#include "sim/results/csv.hpp"
#include "sim/results/findings.hpp"
#include "sim/results/summary.hpp"
#include "sim/results/tables.hpp"
#include "sim/simulation.hpp"

namespace api_test {

using namespace overbuild;
using Json = nlohmann::ordered_json;

/// Owns a model for the length of a test.
class Handle {
 public:
  explicit Handle(const Json& request) : model_(ov_open(request.dump().c_str())) {}
  explicit Handle(const std::string& text) : model_(ov_open(text.c_str())) {}
  ~Handle() { ov_close(model_); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  operator ov_model*() const { return model_; }

 private:
  ov_model* model_;
};

const Json short_toy = {
    {"config", "configs/toy.yaml"},
    {"sets",
     {{"run.years", 3},
      {"technology.curvature", {{"dist", "uniform"}, {"lo", -0.12}, {"hi", 0.02}}}}}};

Json parsed(const char* answer) { return Json::parse(answer); }

/// The same world by the layers below.
Recording direct_world(std::optional<std::uint32_t> replicate) {
  Parameters parameters{};
  Diagnostics problems;
  config::LoadRequest request;
  request.file = "configs/toy.yaml";
  request.overrides = {{"run.years", "3"},
                       {"technology.curvature", "{dist: uniform, lo: -0.12, hi: 0.02}"}};
  request.replicate = replicate;
  const config::LoadResult loaded = config::load(
      request, [&](config::Visitor& visitor) { describe(visitor, parameters); }, problems);
  REQUIRE(problems.ok());
  return simulate(parameters, loaded.seed, loaded.replicate, {});
}

void check_same(const Recording& expected, ov_model* model, const Json& answer) {
  CHECK(answer["digest"] == digest_text(expected.result_digest));
  REQUIRE(answer["years"] == expected.series.size());
  REQUIRE(answer["metrics"] == metric_count());
  const double* series = ov_series(model);
  REQUIRE(series != nullptr);
  for (const auto& year : expected.series) {
    for (const double value : year) {
      const bool same = *series == value || (std::isnan(*series) && std::isnan(value));
      CHECK(same);
      ++series;
    }
  }
}

TEST_CASE("worlds have the bits of the program's own runs, in any order") {
  const Handle model(short_toy);
  for (const int replicate : {5, -1, 0, 5}) {
    const Json answer = parsed(ov_world(model, replicate, 0));
    check_same(direct_world(replicate < 0 ? std::nullopt : std::optional<std::uint32_t>(replicate)),
               model, answer);
    CHECK(answer["parameters"].contains("technology.curvature") == (replicate >= 0));
  }
}

TEST_CASE("trees in place of files give the same configuration, worlds and diagnostics") {
  Diagnostics problems;
  const config::KeepingDocuments keeping(config::yaml_files());
  Parameters parameters{};
  config::LoadRequest request;
  for (const char* file :
       {"configs/toy.yaml", "configs/ai-2026.yaml", "configs/telecom-1996.yaml"}) {
    request.file = file;
    config::load_from(
        keeping, file, request, [&](config::Visitor& visitor) { describe(visitor, parameters); },
        problems);
  }
  REQUIRE(problems.ok());
  const Json trees = Json::parse(keeping.json());
  CHECK(trees.contains("configs/shared/behaviour.yaml"));

  for (const char* file :
       {"configs/toy.yaml", "configs/ai-2026.yaml", "configs/telecom-1996.yaml"}) {
    const Handle from_file(Json{{"config", file}});
    const Handle from_trees(Json{{"config", file}, {"trees", trees}});
    CHECK(parsed(ov_state(from_file)) == parsed(ov_state(from_trees)));
    CHECK(std::string(ov_parameters(from_file)) == ov_parameters(from_trees));
  }
  Json with_trees = short_toy;
  with_trees["trees"] = trees;
  const Handle model(with_trees);
  check_same(direct_world(2), model, parsed(ov_world(model, 2, 0)));

  for (const Json& sets : {Json{{"expectations.neglct", 0.5}}, Json{{"expectations.neglect", 7}},
                           Json{{"run.years", "ten"}}, Json{{"run.years", "010"}},
                           Json{{"builders.bold.equity_value", -1}, {"run.seed", 0.5}}}) {
    const Json asked = {{"config", "configs/toy.yaml"}, {"sets", sets}};
    Json as_trees = asked;
    as_trees["trees"] = trees;
    const Handle wrong(asked), wrong_trees(as_trees);
    const Json answer = parsed(ov_state(wrong));
    CHECK(answer.contains("problems"));
    CHECK(answer == parsed(ov_state(wrong_trees)));
  }
}

TEST_CASE("problems carry the words and the place of the program's diagnostics") {
  const Handle model(
      Json{{"config", "configs/toy.yaml"}, {"sets", {{"expectations.neglct", 0.5}}}});
  const Json answer = parsed(ov_state(model));
  REQUIRE(answer["problems"].size() == 1);
  const Json& problem = answer["problems"][0];
  CHECK(problem["file"] == "--set expectations.neglct");
  CHECK(problem["nearest"] == "expectations.neglect");
  const std::string text = problem["text"];
  CHECK(text.starts_with("--set expectations.neglct: unknown key 'expectations.neglct'; "));
  CHECK(text.ends_with("; did you mean 'expectations.neglect'?"));
  CHECK(parsed(ov_metrics(model)).contains("error"));
  CHECK(parsed(ov_world(model, 0, 0)).contains("error"));
  CHECK(parsed(ov_table(model, "events")).contains("error"));
  CHECK(ov_series(model) == nullptr);
}

TEST_CASE("a draw that does not fit together is refused, and worlds around it are sound") {
  Json request = short_toy;
  request["sets"]["population.workloads_lo"] = {{"dist", "choice"}, {"values", {5, 20}}};
  const Handle model(request);
  int refused = 0, complete = 0;
  for (int replicate = 0; replicate < 8; ++replicate) {
    const Json answer = parsed(ov_world(model, replicate, 0));
    if (answer.contains("error")) {
      ++refused;
      CHECK(answer["kind"] == "refused");
      CHECK(answer["error"].get<std::string>().find("workloads") != std::string::npos);
      CHECK(ov_series(model) == nullptr);
    } else {
      ++complete;
      CHECK(answer["parameters"]["population.workloads_lo"] == 5);
      CHECK(ov_series(model) != nullptr);
    }
  }
  CHECK(refused > 0);
  CHECK(complete > 0);
}

TEST_CASE("questions that are no questions get an error, never an exception") {
  for (const std::string text :
       {"", "{", "[]", "{}", R"({"config": 3})", R"({"config": "none.yaml"})",
        R"({"config": "configs/toy.yaml", "sets": 3})",
        R"({"config": "configs/toy.yaml", "seed": "x"})", R"({"config": "a", "trees": {"a": [4]}})",
        R"({"config": "a", "trees": {"a": [9, 1, 1]}})",
        R"({"config": "a", "trees": {"a": [1, 1, 1, "b"]}})", R"({"config": "b", "trees": {}})",
        "\xff"}) {
    CAPTURE(text);
    const Handle model(text);
    CHECK(parsed(ov_state(model)).contains("error"));
    CHECK(parsed(ov_world(model, 0, 0)).contains("error"));
  }
  CHECK(parsed(ov_state(nullptr)).contains("error"));
  CHECK(ov_series(nullptr) == nullptr);
  ov_close(nullptr);
  const Handle nothing(std::string(1 << 20, '['));
  CHECK(parsed(ov_state(nothing)).contains("error"));
}

TEST_CASE("tables are those of a run directory, when they were kept") {
  const Handle model(short_toy);
  CHECK(parsed(ov_table(model, "events")).contains("error"));
  const Json kept = parsed(ov_world(model, 1, 1));
  const Recording expected = direct_world(1);
  const Json events = parsed(ov_table(model, "events"));
  const RunContents contents{expected, {}};
  for (const OutputTable& table : output_tables()) {
    if (table.file == "events.csv") CHECK(events["csv"] == csv_text(table, contents));
  }
  CHECK(events["columns"][0]["name"] == "year");
  CHECK(kept["findings"].dump() ==
        findings_json(expected, price_factors(expected, std::nullopt)).dump());
  CHECK_FALSE(kept["findings"]["failures"]["text"].get<std::string>().empty());
  CHECK_FALSE(parsed(ov_world(model, 1, 0)).contains("findings"));
  parsed(ov_world(model, 1, 1));
  CHECK(parsed(ov_table(model, "event")).contains("error"));
  parsed(ov_world(model, 1, 0));
  CHECK(parsed(ov_table(model, "events")).contains("error"));
}

TEST_CASE("parameters say what is drawn, metrics and keys are explained") {
  const Handle model(short_toy);
  const Json answer = parsed(ov_parameters(model));
  const Json* drawn = nullptr;
  for (const Json& parameter : answer["parameters"]) {
    if (parameter["path"] == "technology.curvature") drawn = &parameter;
  }
  REQUIRE(drawn != nullptr);
  CHECK((*drawn)["prior"] == "uniform{lo: -0.12, hi: 0.02}");
  CHECK((*drawn)["quantiles"][2] == "-0.05");
  CHECK(parse_number((*drawn)["quantiles"][0].get<std::string>()).value() ==
        doctest::Approx(-0.113));
  const Json metrics = parsed(ov_metrics(model));
  REQUIRE(metrics["metrics"].size() == metric_count());
  CHECK(metrics["metrics"][0]["name"] == metric_list()[0].name);
  CHECK(parsed(ov_explain(model, "capex"))["text"].get<std::string>().find("capital expenditure") !=
        std::string::npos);
  CHECK(parsed(ov_explain(model, "run.years"))["text"].get<std::string>().find("value    3") !=
        std::string::npos);
  CHECK(parsed(ov_explain(model, "run.yeers"))["error"].get<std::string>().find("run.years") !=
        std::string::npos);
  // Asking changes nothing: the medians hold again in the next world as configured.
  check_same(direct_world(std::nullopt), model, parsed(ov_world(model, -1, 0)));
}

TEST_CASE("models on different threads do not disturb each other") {
  const std::string digest = digest_text(direct_world(3).result_digest);
  std::vector<std::string> found(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < found.size(); ++i) {
    threads.emplace_back([&found, i] {
      const Handle model(short_toy);
      for (int world = 0; world < 3; ++world) ov_world(model, world, 0);
      found[i] = Json::parse(ov_world(model, 3, 0))["digest"].get<std::string>();
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(found == std::vector<std::string>(4, digest));
}

}  // namespace api_test

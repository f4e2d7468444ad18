// Designs made by other programs: what is read from them, and what is refused with its place.
#include <doctest/doctest.h>

#include <cmath>

#include "sim/experiments/experiment.hpp"
#include "sim/experiments/outer_design.hpp"
#include "sim/results/tables.hpp"
#include "tests/sim/world_fixture.hpp"

namespace outer_design_test {

using namespace overbuild;

const config::LoadResult& toy() {
  static const auto loaded = world_fixture::load("configs/toy.yaml").loaded;
  return loaded;
}

OuterDesign design_of(const std::string& text) {
  Diagnostics problems;
  OuterDesign design = read_design("d.csv", text, toy(), problems);
  CHECK_MESSAGE(problems.ok(), problems.text());
  return design;
}

std::string complaint(const std::string& text) {
  Diagnostics problems;
  read_design("d.csv", text, toy(), problems);
  return problems.text();
}

bool says(const std::string& text, const std::string& part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}

TEST_CASE("design: whole replicates in any spelling") {
  const OuterDesign design = design_of(
      "expectations.neglect,replicate\n4.5e-01,0.000000000000000000e+00\n0.4,1.0e+01\n 0.4 , 2\n");
  REQUIRE(design.rows.size() == 3);
  CHECK(design.replicates[1] == 10U);
  CHECK(design.replicates[2] == 2U);
  const WorldSpec spec = spec_of(design, 1, std::nullopt, 3);
  CHECK(spec.replicate == 10);
  CHECK(spec.uniforms.empty());  // the replicate's own draws
  REQUIRE(spec.overrides.size() == 1);
  CHECK(spec.overrides[0].value == "0.4");
}

TEST_CASE("design: without a replicate what is not named stays at its middle") {
  const OuterDesign design = design_of("expectations.neglect\n0.45\n");
  const WorldSpec spec = spec_of(design, 0, std::nullopt, 3);
  CHECK(spec.replicate == 0);
  REQUIRE(spec.uniforms.size() == 3);
  CHECK(std::isnan(spec.uniforms[2]));
  CHECK(spec_of(design, 0, 7, 3).replicate == 7);
  CHECK(spec_of(design, 0, 7, 3).uniforms.empty());
}

TEST_CASE("design: the world of a row is the run with its settings") {
  const world_fixture::Overrides priors = {
      {"run.years", "3"},
      {"technology.curvature", "{dist: uniform, lo: -0.12, hi: 0.02}"},
      {"capex.hurdle_wedge", "{dist: choice, values: [0.02, 0.3, 0.1], weights: [0.4, 0.3, 0.3]}"}};
  Experiment experiment;
  experiment.metrics = {"capex"_metric};
  experiment.scenarios = {
      {"base",
       [&](Parameters& parameters, const std::vector<config::Override>& more,
           Diagnostics& problems) {
         config::LoadRequest request;
         request.file = "configs/toy.yaml";
         request.overrides = priors;
         request.overrides.insert(request.overrides.end(), more.begin(), more.end());
         return config::load(
             request, [&](config::Visitor& v) { describe(v, parameters); }, problems);
       },
       ""}};
  const OuterDesign design = design_of("expectations.neglect\n0.45\n");
  WorldRunner runner(experiment);
  const auto never = [] { return false; };
  world_fixture::Overrides set = priors;
  set.push_back({"expectations.neglect", "0.45"});
  const auto medians = world_fixture::load("configs/toy.yaml", set);
  CHECK(runner.run(spec_of(design, 0, std::nullopt, 2), never).digest ==
        digest_text(world_fixture::run(medians, {}, medians.loaded.seed).result_digest));
  const auto drawn = world_fixture::load("configs/toy.yaml", set, 10);
  CHECK(runner.run(spec_of(design, 0, 10, 2), never).digest ==
        digest_text(world_fixture::run(drawn, {}, drawn.loaded.seed).result_digest));
}

TEST_CASE("design: what is no replicate is refused with its place") {
  const std::string told = complaint(
      "expectations.neglect,replicate\n0.4,abc\n0.4,-1\n0.4,1.9\n0.4,\n0.4,4294967296\n"
      "0.4,99999999999999999999999\n");
  for (const char* place :
       {"d.csv:2:5: 'abc'", "d.csv:3:5: '-1'", "d.csv:4:5: '1.9'",
        "d.csv:5:5: 'replicate' has no value", "d.csv:6:5: '4294967296'", "d.csv:7:5: "}) {
    CHECK(says(told, place));
  }
}

TEST_CASE("design: headers are checked first, once") {
  const std::string misspelt =
      complaint("expectations.negelct,technology.curvature\n0.4,0\n0.5,0.01\n");
  CHECK(says(misspelt, "d.csv:1:1: the header names 'expectations.negelct'"));
  CHECK(says(misspelt, "did you mean 'expectations.neglect'?"));
  CHECK(misspelt.find("negelct") == misspelt.rfind("negelct"));
  CHECK(says(complaint("expectations.neglect,expectations.neglect\n0.4,0.5\n"),
             "d.csv:1:22: the header names 'expectations.neglect' twice"));
  CHECK(says(complaint("builders.nobody.cash\n1\n"), "is no key of this configuration"));
  CHECK(says(complaint("expectations\n1\n"), "is no key of this configuration"));
  CHECK(says(complaint("expectations.neglect,\n1,2\n"), "the header names ''"));
  for (const char* key : {"run.years", "time.start"}) {
    CHECK(says(complaint(std::string(key) + "\n5\n9\n"),
               "worlds of one question cover the same years"));
  }
  for (const char* key : {"run.seed", "run.replicate", "run.threads"}) {
    CHECK(says(complaint(std::string(key) + "\n5\n"), "is no input of a design"));
  }
}

TEST_CASE("design: quotes, separators, Excel's mark and lines at the end") {
  CHECK(says(complaint("expectations.neglect,replicate\n0.4,1\n0.4,\"2\n0.4,3\n"),
             "d.csv:3:5: a quoted field is never closed"));
  CHECK(says(complaint("expectations.neglect,replicate\n\"0.4\"5,1\n"),
             "d.csv:2:6: text behind the quote"));
  CHECK(says(
      complaint("expectations.neglect;technology.curvature\r\n0,4;0\r\n"),
      "d.csv:1: fields are separated by semicolons; expected commas between fields, and points"));
  CHECK(says(complaint("expectations.neglect\ttechnology.curvature\n"), "separated by tabs"));
  CHECK(says(complaint("expectations.neglect,replicate\n\"0,4\",1\n"),
             "d.csv:2:1: 'expectations.neglect' is"));
  const OuterDesign marked = design_of(
      "\xEF\xBB\xBF"
      "expectations.neglect,technology.curvature\r\n0.4,0\r\n\"0.5\",0.01\r\n\r\n\n  \n");
  CHECK(marked.header[0] == "expectations.neglect");
  REQUIRE(marked.rows.size() == 2);
  CHECK(marked.rows[1][0] == "0.5");
  CHECK(says(complaint("expectations.neglect,technology.curvature\n0.4,0\n\n0.5,0\n"),
             "d.csv:3: has 1 field;"));
  CHECK(says(complaint("expectations.neglect\n"), "has no rows"));
  CHECK(says(complaint(""), "is empty"));
}

TEST_CASE("design: values that are none") {
  CHECK(says(complaint("expectations.neglect\nmany\n"),
             "d.csv:2:1: 'expectations.neglect' is 'many'"));
  CHECK(says(complaint("population.enterprises\n20.5\n"), "not a whole number"));
  CHECK(says(complaint("expectations.neglect,technology.curvature\n,0\n"), "has no value"));
  CHECK(says(complaint("expectations.neglect\n\"{dist: uniform, lo: 0, hi: 1}\"\n"),
             "a prior or a note"));
  CHECK(design_of("population.enterprises\n2.0e+01\n").rows.size() == 1);
}

}  // namespace outer_design_test

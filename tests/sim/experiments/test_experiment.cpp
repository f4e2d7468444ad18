// Worlds of an ensemble against single runs, and the crew that makes them.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/parallel.hpp"
#include "sim/experiments/crew.hpp"
#include "sim/parameters/check.hpp"
#include "sim/results/tables.hpp"
#include "tests/sim/world_fixture.hpp"

namespace experiment_test {

using namespace overbuild;

Scenario toy(std::string name, std::vector<config::Override> overrides = {}) {
  return {std::move(name),
          [overrides = std::move(overrides)](Parameters& parameters,
                                             const std::vector<config::Override>& more,
                                             Diagnostics& problems) {
            config::LoadRequest request;
            request.file = "configs/toy.yaml";
            request.overrides = overrides;
            request.overrides.insert(request.overrides.end(), more.begin(), more.end());
            config::LoadResult loaded = config::load(
                request, [&](config::Visitor& v) { describe(v, parameters); }, problems);
            if (problems.ok()) check_consistency(parameters, loaded, problems);
            return loaded;
          },
          "configs/toy.yaml"};
}

const std::vector<config::Override> drawn = {
    {"run.years", "4"},
    {"technology.curvature", "{dist: uniform, lo: -0.12, hi: 0.02}"},
    {"demand.switching_cost", "{dist: lognormal, median: 300, gsd: 1.75}"},
    {"technology.leap.variant", "{dist: choice, values: [race, threshold]}"}};

Experiment two_scenarios() {
  std::vector<config::Override> costly = drawn;
  costly.push_back({"demand.switching_cost", "500"});
  Experiment experiment;
  experiment.scenarios = {toy("base", drawn), toy("costly", costly)};
  experiment.metrics = {"capex"_metric, "rental_price"_metric};
  return experiment;
}

WorldSpec spec_of(std::uint32_t scenario, std::uint32_t replicate) {
  WorldSpec spec;
  spec.scenario = scenario;
  spec.row = spec.replicate = replicate;
  return spec;
}

const std::function<bool()> never = [] { return false; };

TEST_CASE("world R of an ensemble is the run of replicate R") {
  const Experiment experiment = two_scenarios();
  WorldRunner runner(experiment);
  for (const std::uint32_t replicate : {0U, 7U, 3U}) {  // one source, several worlds, any order
    const auto alone = world_fixture::load("configs/toy.yaml", drawn, replicate);
    const Recording single = world_fixture::run(alone, {}, alone.loaded.seed);
    const WorldRecord world = runner.run(spec_of(0, replicate), never);
    CHECK(world.status == WorldRecord::Status::complete);
    CHECK(world.digest == digest_text(single.result_digest));
    REQUIRE(world.series.size() == 2 * single.series.size());
    CHECK(world.series[3] == single.value(single.first_year + 1, "rental_price"_metric));
  }
}

TEST_CASE("a world may have a seed of its own, and stay as configured") {
  const Experiment experiment = two_scenarios();
  WorldRunner runner(experiment);
  for (const std::uint32_t seed : {9U, 4U, 9U}) {
    config::LoadRequest request;
    request.file = "configs/toy.yaml";
    request.overrides = drawn;
    request.replicate = 2;
    request.seed = seed;
    request.seed_given = true;
    world_fixture::Case alone;
    Diagnostics problems;
    alone.loaded = config::load(
        request, [&](config::Visitor& v) { describe(v, alone.parameters); }, problems);
    REQUIRE(problems.ok());
    WorldSpec spec = spec_of(0, 2);
    spec.seed = seed;
    CHECK(runner.run(spec, never).digest ==
          digest_text(world_fixture::run(alone, {}, seed).result_digest));
  }
  const auto medians = world_fixture::load("configs/toy.yaml", drawn);
  WorldRunner fresh(experiment);
  WorldSpec spec = spec_of(0, 0);
  spec.seed = 9;
  spec.draws = false;
  CHECK(fresh.run(spec, never).digest ==
        digest_text(world_fixture::run(medians, {}, 9).result_digest));
  CHECK(runner.run(spec, never).status == WorldRecord::Status::failed);  // it has drawn before
}

TEST_CASE("scenarios share the draws of priors that they leave alone") {
  const Experiment experiment = two_scenarios();
  WorldRunner runner(experiment);
  const WorldRecord base = runner.run(spec_of(0, 5), never);
  const WorldRecord costly = runner.run(spec_of(1, 5), never);
  CHECK(base.digest != costly.digest);
  const auto alone = world_fixture::load("configs/toy.yaml", drawn, 5);
  std::size_t priors = 0, shared = 0;
  for (const config::ProvenanceRow& row : alone.loaded.provenance) {
    if (row.prior.empty()) continue;
    ++priors;
    const bool text = row.path == "technology.leap.variant";
    const std::string pair = '"' + row.path + "\": " + (text ? '"' + row.value + '"' : row.value);
    CHECK(base.parameters.find(pair) != std::string::npos);
    if (costly.parameters.find(pair) != std::string::npos) ++shared;
  }
  CHECK(priors == 3);
  CHECK(shared == 2);
}

TEST_CASE("any number of threads makes the same worlds") {
  const Experiment experiment = two_scenarios();
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> digests[3];
  const int threads[] = {1, 2, 5};
  for (std::size_t t = 0; t < 3; ++t) {
    CrewOptions options;
    options.threads = threads[t];
    const std::size_t taken = run_worlds(
        experiment, 12,
        [](std::size_t k) {
          return spec_of(static_cast<std::uint32_t>(k % 2), static_cast<std::uint32_t>(k / 2));
        },
        options,
        [&](WorldRecord&& record) {
          digests[t][{record.scenario, record.row}] = record.digest;
          return true;
        });
    CHECK(taken == 12);
    CHECK(digests[t].size() == 12);
  }
  CHECK(digests[0] == digests[1]);
  CHECK(digests[0] == digests[2]);
}

TEST_CASE("what a world draws must fit together, else the world is refused and says why") {
  Experiment experiment = two_scenarios();
  experiment.scenarios[0] = toy(
      "wide", {{"run.years", "2"}, {"population.workloads_lo", "{dist: uniform, lo: 1, hi: 19}"}});
  WorldRunner runner(experiment);
  std::size_t refused = 0;
  for (std::uint32_t replicate = 0; replicate < 8; ++replicate) {
    const WorldRecord record = runner.run(spec_of(0, replicate), never);
    if (record.status == WorldRecord::Status::complete) continue;
    CHECK(record.status == WorldRecord::Status::refused);
    CHECK(record.reason.find("workloads") != std::string::npos);
    CHECK(record.digest.size() == 16);
    ++refused;
  }
  CHECK(refused > 0);
}

TEST_CASE("the taker's errors stop the crew and go up") {
  const Experiment experiment = two_scenarios();
  CrewOptions options;
  options.threads = 3;
  std::size_t taken = 0;
  CHECK_THROWS_AS(
      run_worlds(
          experiment, 50, [](std::size_t k) { return spec_of(0, static_cast<std::uint32_t>(k)); },
          options,
          [&](WorldRecord&&) -> bool {
            if (++taken == 3) throw std::runtime_error("full");
            return true;
          }),
      std::runtime_error);
  CHECK(taken == 3);
}

TEST_CASE("an interrupted crew says so") {
  const Experiment experiment = two_scenarios();
  CrewOptions options;
  options.threads = 2;
  std::atomic<int> asked{0};
  options.interrupted = [&] { return ++asked > 200; };
  CHECK_THROWS_AS(
      run_worlds(
          experiment, 1000, [](std::size_t k) { return spec_of(0, static_cast<std::uint32_t>(k)); },
          options, [](WorldRecord&&) { return true; }),
      Interrupted);
}

}  // namespace experiment_test

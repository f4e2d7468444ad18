#include <doctest/doctest.h>

#include <filesystem>

#include <nlohmann/json.hpp>

#include "sim/results/comparison.hpp"
#include "tests/sim/results/sample_recording.hpp"

namespace comparison_test {

using namespace overbuild::literals;

using output_sample::Folder;
using overbuild::Diagnostics;

overbuild::StoredRun read(const std::filesystem::path& directory) {
  Diagnostics problems;
  auto run = overbuild::read_run(directory, problems);
  REQUIRE_MESSAGE(run.has_value(), problems.text());
  return std::move(*run);
}

TEST_CASE("comparison: two writings of one run are identical") {
  const Folder folder("same");
  for (const char* name : {"a", "b"}) {
    output_sample::write_run(folder / name, output_sample::recording(),
                             output_sample::configuration());
  }
  const auto found = overbuild::compare(read(folder / "a"), read(folder / "b"));
  CHECK(found.identical);
  CHECK(found.same_input);
  CHECK(found.same_build);
  CHECK_FALSE(found.parting);
}

TEST_CASE("comparison: the first year, phase, agent, column and series that differ are named") {
  const Folder folder("parts");
  auto other = output_sample::recording();
  auto configuration = output_sample::configuration();
  other.phase_digests[3].value = 99;  // 2026, P9
  other.agent_digests[2].value = 98;  // 2026, oracle
  other.agent_digests[3].value = 97;  // 2026, fund
  other.agent_rows[2].cents = -1206;  // 2026, oracle, debt
  other.value(2026, "recovery_rate"_metric) = std::nan("");
  other.result_digest = 1;
  configuration.provenance[1].value = "4e9";
  configuration.provenance.push_back({"run.extra", "", "1", "", "", "--set", ""});
  configuration.digest = 2;
  output_sample::write_run(folder / "a", output_sample::recording(),
                           output_sample::configuration());
  output_sample::write_run(folder / "b", other, configuration);
  const auto found = overbuild::compare(read(folder / "a"), read(folder / "b"));
  CHECK_FALSE(found.identical);
  CHECK_FALSE(found.same_input);
  REQUIRE(found.parameters.size() == 2);
  CHECK(found.parameters[0].path == "builders.oracle.debt");
  CHECK(found.parameters[0].b == "4e9");
  CHECK(found.parameters[1].path == "run.extra");
  CHECK(found.parameters[1].a.empty());
  REQUIRE(found.parting);
  CHECK(found.parting->year == 2026);
  CHECK(found.parting->phase == "P9");
  CHECK(found.parting->agents == std::vector<std::string>{"oracle", "fund"});
  REQUIRE(found.parting->states.size() == 1);
  CHECK(found.parting->states[0].column == "debt");
  CHECK(found.parting->states[0].b == "-12.06");
  CHECK(found.first_series_year == 2026);
  CHECK(found.first_metrics == std::vector<std::string>{"recovery_rate"});
}

TEST_CASE("comparison: agents that differ before any phase does part at the opening") {
  const Folder folder("opening");
  auto other = output_sample::recording();
  other.agent_digests[1].value = 97;  // 2025, fund
  other.phase_digests[2].value = 96;  // 2026, P0
  output_sample::write_run(folder / "a", output_sample::recording(),
                           output_sample::configuration());
  output_sample::write_run(folder / "b", other, output_sample::configuration());
  const auto found = overbuild::compare(read(folder / "a"), read(folder / "b"));
  REQUIRE(found.parting);
  CHECK(found.parting->year == 2025);
  CHECK(found.parting->phase == "opening");
  CHECK(found.parting->agents == std::vector<std::string>{"fund"});
}

TEST_CASE("comparison: an agent that only one run has differs from its first year on") {
  const Folder folder("absent");
  auto other = output_sample::recording();
  other.agent_digests.erase(other.agent_digests.begin());
  output_sample::write_run(folder / "a", output_sample::recording(),
                           output_sample::configuration());
  output_sample::write_run(folder / "b", other, output_sample::configuration());
  for (const auto& [one, two] : {std::pair("a", "b"), std::pair("b", "a")}) {
    const auto found = overbuild::compare(read(folder / one), read(folder / two));
    REQUIRE(found.parting);
    CHECK(found.parting->agents_year == 2025);
    CHECK(found.parting->agents == std::vector<std::string>{"oracle"});
  }
}

TEST_CASE("comparison: a state that differs before anything shows it is told apart") {
  const Folder folder("unseen");
  auto other = output_sample::recording();
  other.phase_digests[0].value = 95;  // 2025, P0: and ever after
  for (auto& row : other.phase_digests) row.value += 1000;
  other.agent_digests[2].value = 98;  // 2026, oracle
  output_sample::write_run(folder / "a", output_sample::recording(),
                           output_sample::configuration());
  output_sample::write_run(folder / "b", other, output_sample::configuration());
  const auto found = overbuild::compare(read(folder / "a"), read(folder / "b"));
  REQUIRE(found.parting);
  CHECK(found.parting->seen);
  CHECK(found.parting->year == 2026);
  CHECK(found.parting->phase.empty());
  CHECK(found.parting->agents == std::vector<std::string>{"oracle"});
  REQUIRE(found.parting->unseen);
  CHECK(found.parting->unseen->year == 2025);
  other.agent_digests = output_sample::recording().agent_digests;
  output_sample::write_run(folder / "c", other, output_sample::configuration());
  const auto never = overbuild::compare(read(folder / "a"), read(folder / "c"));
  REQUIRE(never.parting);
  CHECK_FALSE(never.parting->seen);
  CHECK(never.parting->unseen->year == 2025);
}

TEST_CASE("comparison: a table that was cut at the end of a row is not taken for whole") {
  const Folder folder("cut");
  for (const char* file : {"series.csv", "digests.csv", "fleet.csv", "config.yaml"}) {
    std::filesystem::remove_all(folder / "run");
    output_sample::write_run(folder / "run", output_sample::recording(),
                             output_sample::configuration());
    read(folder / "run");
    Diagnostics reading;
    std::string text = *overbuild::read_text(folder / "run" / file, reading);
    text.erase(text.find_last_of('\n', text.size() - 2) + 1);
    output_sample::write(folder / "run" / file, text);
    Diagnostics problems;
    CHECK_FALSE(overbuild::read_run(folder / "run", problems));
    CHECK_MESSAGE(problems.text().find("is not as the run wrote it") != std::string::npos, file);
  }
}

TEST_CASE("comparison: headline metrics at common years, undefined ones as gaps") {
  const Folder folder("headlines");
  output_sample::write_run(folder / "a", output_sample::recording(),
                           output_sample::configuration());
  const auto run = read(folder / "a");
  const auto table = overbuild::headline_table(run, run, false);
  REQUIRE(table.rows.size() == 4);
  CHECK(std::get<std::string>(table.rows[0][0]) == "capex");
  CHECK(std::get<double>(table.rows[0][3]) == 4e11);
  CHECK(std::get<double>(overbuild::headline_table(run, run, true).rows[0][3]) == 400.0);
}

TEST_CASE("comparison: what is not a run directory is refused, with file and expectation") {
  const Folder folder("foreign");
  const auto refused = [&](const std::string& name) {
    Diagnostics problems;
    CHECK_FALSE(overbuild::read_run(folder / name, problems));
    return problems.text();
  };
  CHECK(refused("none").find("does not exist") != std::string::npos);
  output_sample::write(folder / "file", "");
  CHECK(refused("file").find("is not a directory") != std::string::npos);
  output_sample::write_run(folder / "run", output_sample::recording(),
                           output_sample::configuration());
  output_sample::write(folder / "run/series.csv", "year,metric,unit,value\n2025,capex,usd,many\n");
  CHECK(refused("run").find("series.csv:2: 'many' is not a number") != std::string::npos);
  std::filesystem::remove(folder / "run/digests.csv");
  CHECK(refused("run").find("digests.csv") != std::string::npos);
  output_sample::write(folder / "run/manifest.json", "{}");
  CHECK(refused("run").find("manifest.json") != std::string::npos);
}

}  // namespace comparison_test

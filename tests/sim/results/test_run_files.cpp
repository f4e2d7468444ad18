#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "tests/sim/results/sample_recording.hpp"

namespace run_files_test {

std::map<std::string, std::string> sample_files() {
  const auto recording = output_sample::recording();
  const auto loaded = output_sample::configuration();
  overbuild::Manifest manifest = overbuild::manifest_of(loaded, recording, false);
  manifest.overrides = {"run.years=1"};
  std::map<std::string, std::string> files;
  for (const auto& file : overbuild::run_files(manifest, loaded, recording)) {
    files[file.name] = file.text;
  }
  return files;
}

TEST_CASE("run files: every table of the contract has its columns in order") {
  const std::map<std::string, std::string> contract = {
      {"series.csv", "year,metric,unit,value"},
      {"agents.csv", "year,agent,role,label,column,unit,value"},
      {"events.csv", "year,phase,kind,agent,counterparty,amount_usd,detail"},
      {"flows.csv", "year,row,sector,amount_usd"},
      {"balances.csv", "year,instrument,sector,amount_usd"},
      {"losses.csv", "year,origin,bearer,channel,amount_usd,kind"},
      {"obligations.csv", "year,debtor,creditor,rank,due_usd,paid_usd"},
      {"funding.csv",
       "year,agent,cash_usd,dues_usd,principal_due_usd,wanted_usd,default_probability,spread,"
       "interest_cover,loan_to_value,offered_usd,borrowed_usd,from_owner_usd,from_vendor_usd,"
       "shares_usd,valuation_usd,missing_usd,breach,refused,expected_failure"},
      {"plans.csv",
       "year,agent,missing_units,paying_units,programme_units,powered_units,ordered_units,"
       "late_units,without_leap_units,quantile,demand_factor,without_story_units"},
      {"fleet.csv",
       "year,agent,layer,vintage,units,book_usd,paid_usd,original_cost_usd,utilisation"},
      {"workloads.csv",
       "enterprise,workload,class,volume,difficulty,duty_cycle,sensitivity,first_mode,year,mode"},
  };
  const auto files = sample_files();
  for (const auto& table : contract) {
    REQUIRE_MESSAGE(files.contains(table.first), table.first);
    const std::string& text = files.at(table.first);
    CHECK(text.substr(0, text.find('\n')) == table.second);
  }
}

TEST_CASE("run files: whole tables of a run made by hand") {
  const auto files = sample_files();
  CHECK(files.at("series.csv") ==
        "year,metric,unit,value\n"
        "2025,capex,usd,4e+11\n2025,utilisation,1,0.5\n"
        "2026,capex,usd,0.30000000000000004\n2026,utilisation,1,0.5\n"
        "2026,recovery_rate,1,0.4\n");
  CHECK(files.at("agents.csv") ==
        "year,agent,role,label,column,unit,value\n"
        "2025,oracle,builder,Oracle,debt,usd,-12.05\n"
        "2025,fund,investor,\"A \"\"fund\"\", large\",belief,1/year,0.25\n"
        "2026,oracle,builder,Oracle,debt,usd,-12.05\n"
        "2026,fund,investor,\"A \"\"fund\"\", large\",belief,1/year,0.25\n");
  CHECK(files.at("events.csv") ==
        "year,phase,kind,agent,counterparty,amount_usd,detail\n"
        "2026,P9,default,oracle,fund,3000000000.00,\"owed 3,1; had \"\"0\"\"\"\n"
        "2026,P9,liquidation,oracle,,1200000000.00,paid\n");
  CHECK(
      files.at("fleet.csv").ends_with("\n2026,oracle,equipment,2024,1.500,0.01,-2.00,0.03,0.75\n"));
  CHECK(files.at("workloads.csv").ends_with("\n3,4,documents,1e+06,2.5,0.5,0,none,2026,api\n"));
  CHECK(files.at("digests.csv").find("\n2025,P9,,0000000000000002\n") != std::string::npos);
  CHECK(files.at("digests.csv").find("\n2026,,fund,0000000000000004\n") != std::string::npos);
  CHECK(files.at("parameters.csv").find("\nrun.seed,1,7,\"a, b\",A,sample.yaml:2,\n") !=
        std::string::npos);
}

TEST_CASE("run files: each row has as many fields as its table has columns") {
  const output_sample::Folder folder("rows");
  const auto files = sample_files();
  for (const overbuild::OutputTable& table : overbuild::output_tables()) {
    output_sample::write(folder / std::string(table.file), files.at(std::string(table.file)));
    overbuild::Diagnostics problems;
    const auto rows = overbuild::read_csv(folder / std::string(table.file),
                                          overbuild::output_columns(table.file), problems);
    CHECK_MESSAGE(problems.ok(), problems.text());
    REQUIRE(rows);
    CHECK_FALSE(rows->empty());
  }
}

TEST_CASE("run files: the manifest has the keys of the contract and reads back") {
  const std::string text = sample_files().at("manifest.json");
  const auto json = nlohmann::json::parse(text);
  for (const char* key :
       {"version", "config", "config_digest", "seed", "replicate", "overrides", "compiler",
        "started", "seconds", "threads", "result_digest", "identities_checked", "status", "commit",
        "sources", "dependencies", "files"}) {
    CHECK_MESSAGE(json.contains(key), key);
  }
  CHECK(json.at("result_digest") == "0000000000000abc");
  CHECK(json.at("identities_checked") == 42);
  CHECK(json.at("sources") == overbuild::this_build().sources);
  CHECK(json.at("sources").get<std::string>().size() == 16);
  CHECK(json.at("dependencies").contains("fmt"));
  CHECK(json.at("files").size() == overbuild::output_tables().size() + 1);
  CHECK(json.at("status") == "complete");
  overbuild::Diagnostics problems;
  const auto manifest = overbuild::parse_manifest(text, "manifest.json", problems);
  REQUIRE(manifest);
  CHECK(manifest->config_digest == 0x123);
  CHECK(manifest->overrides == std::vector<std::string>{"run.years=1"});
  CHECK(overbuild::manifest_text(*manifest) == text);
}

TEST_CASE("run files: priors are drawn when there are any and a replicate is given") {
  auto loaded = output_sample::configuration();
  const auto recording = output_sample::recording();
  CHECK_FALSE(overbuild::manifest_of(loaded, recording, true).priors_drawn);
  loaded.provenance[1].prior = "uniform from 1 to 2";
  CHECK(overbuild::manifest_of(loaded, recording, true).priors_drawn);
  CHECK_FALSE(overbuild::manifest_of(loaded, recording, false).priors_drawn);
}

TEST_CASE("run files: other JSON is not taken for a manifest") {
  for (const char* text : {"", "[]", "{}", "{\"version\": 1}", "not json"}) {
    overbuild::Diagnostics problems;
    CHECK_FALSE(overbuild::parse_manifest(text, "m.json", problems));
    CHECK(problems.text().find("m.json") != std::string::npos);
  }
}

TEST_CASE("run files: config.yaml says how to repeat the run") {
  CHECK(
      sample_files().at("config.yaml") ==
      "# sample, seed 7, replicate 0, with everything resolved; again: overbuild run config.yaml\n"
      "run:\n  seed: 7\n");
}

}  // namespace run_files_test

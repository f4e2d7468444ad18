// A recording of two years written by hand, small enough to compare whole files.
#pragma once

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include "core/config/load.hpp"
#include "sim/results/recording.hpp"
#include "sim/results/run_files.hpp"

namespace output_sample {

using namespace overbuild::literals;

inline overbuild::Recording recording() {
  using overbuild::Metric;
  using overbuild::Money;
  overbuild::Recording made;
  made.first_year = 2025;
  made.years = 2;
  made.agents = {{"oracle", "builder", "Oracle"}, {"fund", "investor", "A \"fund\", large"}};
  made.columns = {{"debt", "usd", true}, {"belief", "1/year", false}};
  for (int year = 2025; year <= 2026; ++year) {
    made.series.emplace_back(overbuild::metric_count(), std::nan(""));
    made.value(year, "capex"_metric) = year == 2025 ? 4e11 : 0.1 + 0.2;
    made.value(year, "utilisation"_metric) = 0.5;
    made.price_index.push_back(year == 2025 ? 1.0 : 1.25);
    made.agent_rows.push_back({year, 0, 0, 0.0, -1205});
    made.agent_rows.push_back({year, 1, 1, 0.25, 0});
    made.phase_digests.push_back({year, "P0", 1});
    made.phase_digests.push_back({year, "P9", 2});
    made.agent_digests.push_back({year, 0, 3});
    made.agent_digests.push_back({year, 1, 4});
    made.flows.push_back({year, "energy", "builders", Money::from_cents(-7)});
    made.flows.push_back({year, "energy", "utilities", Money::from_cents(7)});
  }
  made.value(2026, "recovery_rate"_metric) = 0.4;
  made.agent_rows.push_back({2026, 1, 1, std::nan(""), 0});
  made.balances.push_back({2026, "loans", "lenders", Money::from_cents(100)});
  made.events.push_back(
      {2026, "P9", "default", "oracle", "fund", Money::from_usd(3e9), "owed 3,1; had \"0\""});
  made.events.push_back({2026, "P9", "liquidation", "oracle", "", Money::from_usd(1.2e9), "paid"});
  made.funding.push_back(
      {2026, "oracle", 1e9, 3e9, 2e9, 2e9, 0.3, 0.1, 0.5, 1.2, 0, 0, 0, 0, 0, 0, 2e9, true, true});
  made.plans.push_back({2026, "oracle", 900, 800, 850, 700, 650.5, 12});
  made.obligations.push_back(
      {2026, "oracle", "fund", "senior", Money::from_usd(3e9), Money::from_usd(1.2e9)});
  made.losses.push_back({2026, "oracle", "fund", "loans_and_bonds", Money::from_usd(1.8e9)});
  made.losses.push_back({2026, "oracle", "rest_of_economy", "dilution", Money::from_usd(5e8)});
  made.fleet.push_back({2026, "oracle", "equipment", 2024, 1500, Money::from_cents(1),
                        Money::from_cents(-200), Money::from_cents(3), 0.75});
  made.workloads.push_back({3, 4, "documents", 1e6, 2.5, 0.5, 0.0, "none", 2026, "api"});
  made.identities_checked = 42;
  made.result_digest = 0xabc;
  made.aggregate_digest = 0xdef;
  return made;
}

inline overbuild::config::LoadResult configuration() {
  overbuild::config::LoadResult loaded;
  loaded.name = "sample";
  loaded.resolved_yaml = "run:\n  seed: 7\n";
  loaded.digest = 0x123;
  loaded.seed = 7;
  loaded.provenance = {{"run.seed", "1", "7", "a, b", "A", "sample.yaml:2", ""},
                       {"builders.oracle.debt", "usd", "3e9", "", "D", "default", ""}};
  return loaded;
}

/// A folder of this process's own that goes away with the object.
class Folder {
 public:
  explicit Folder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() /
              ("overbuild-" + name + "-" + std::to_string(getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

  bool is_empty() const { return std::filesystem::is_empty(path_); }

 private:
  std::filesystem::path path_;
};

inline void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

/// Writes the sample as a run directory.
inline void write_run(const std::filesystem::path& directory, const overbuild::Recording& made,
                      const overbuild::config::LoadResult& loaded) {
  overbuild::RunDirectory target(directory, overbuild::Existing::refuse);
  const overbuild::Manifest manifest = overbuild::manifest_of(loaded, made, false);
  for (const auto& file : overbuild::run_files(manifest, loaded, made)) target.write(file);
  target.publish();
}

}  // namespace output_sample

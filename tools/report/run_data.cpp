#include "tools/report/run_data.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

#include "agents/roles.hpp"
#include "core/number_text.hpp"
#include "sim/results/csv.hpp"
#include "sim/results/findings.hpp"
#include "sim/results/manifest.hpp"
#include "sim/results/stored_recording.hpp"
#include "sim/results/summary.hpp"
#include "sim/results/tables.hpp"
#include "tools/run_report.hpp"
#include "tools/scenario.hpp"

namespace overbuild {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// A table that the page gets, and the columns of it that the page has no use for.
struct PageTable {
  std::string_view file;
  std::vector<std::string_view> left_out;
};

const std::vector<PageTable> page_tables = {
    {"series.csv", {"unit"}},
    {"agents.csv", {"role", "label"}},
    {"events.csv", {"phase"}},
    {"flows.csv", {}},
    {"obligations.csv", {}},
    {"fleet.csv", {"paid_usd", "original_cost_usd"}},
    {"workloads.csv", {"duty_cycle", "sensitivity"}},
    {"parameters.csv", {}},
};

/// {"names": distinct texts, "at": for each row the position of its text}.
Json packed_texts(const std::vector<CsvRow>& rows, std::size_t field) {
  std::unordered_map<std::string_view, std::size_t> positions;
  Json names = Json::array(), at = Json::array();
  for (const CsvRow& row : rows) {
    const auto [found, is_new] = positions.try_emplace(row.fields[field], positions.size());
    if (is_new) names.push_back(row.fields[field]);
    at.push_back(found->second);
  }
  return {{"names", std::move(names)}, {"at", std::move(at)}};
}

class TablePacker {
 public:
  TablePacker(const fs::path& directory, const PageTable& wanted, Diagnostics& diagnostics)
      : wanted_(wanted), file_(directory / wanted.file), diagnostics_(diagnostics) {}

  Json pack() {
    const std::optional<std::vector<CsvRow>> rows =
        read_csv(file_, output_columns(wanted_.file), diagnostics_);
    Json packed = Json::object();
    if (!rows) return packed;
    std::size_t field = 0;
    for (const OutputColumn& column : columns()) {
      const auto& out = wanted_.left_out;
      if (std::find(out.begin(), out.end(), column.name) == out.end()) {
        packed[std::string(column.name)] =
            holds_numbers(column) ? packed_numbers(*rows, field) : packed_texts(*rows, field);
      }
      ++field;
    }
    return packed;
  }

 private:
  std::span<const OutputColumn> columns() const {
    for (const OutputTable& table : output_tables()) {
      if (table.file == wanted_.file) return table.columns;
    }
    return {};
  }

  Json packed_numbers(const std::vector<CsvRow>& rows, std::size_t field) {
    Json numbers = Json::array();
    for (const CsvRow& row : rows) {
      const std::string& text = row.fields[field];
      const std::optional<double> number = parse_number(text);
      if (!text.empty() && !number) {
        diagnostics_.add({file_.string(), row.line}, fmt::format("'{}' is not a number", text),
                         fmt::format("a number in column {}", field + 1));
        break;
      }
      numbers.push_back(rounded(number.value_or(std::nan(""))));
    }
    return numbers;
  }

  const PageTable& wanted_;
  fs::path file_;
  Diagnostics& diagnostics_;
};

/// Role and name for people of every agent, which agents.csv repeats in each row.
Json agent_names(const fs::path& directory) {
  Diagnostics already_reported;
  Json agents = Json::object();
  const auto rows =
      read_csv(directory / "agents.csv", output_columns("agents.csv"), already_reported);
  if (!rows) return agents;
  for (const CsvRow& row : *rows) {
    if (agents.contains(row.fields[1])) continue;
    agents[row.fields[1]] = {{"role", row.fields[2]}, {"label", row.fields[3]}};
  }
  return agents;
}

/// What the terminal and `run --json` say of the run, by the same functions.
void add_findings(const fs::path& directory, const Manifest& manifest, Json& run,
                  Diagnostics& diagnostics) {
  const std::optional<StoredRecording> stored = read_recording(directory, diagnostics);
  if (!stored) return;
  const Recording& recording = stored->recording;
  const std::vector<double> factors = price_factors(recording, std::nullopt);
  run["findings"] = findings_json(recording, factors);
  run["certainty"] = certainty_text(manifest, recording);
  run["estates"] = table_json(estate_table(recording));
  run["loss_channels"] = table_json(loss_table(recording, factors));
  run["loss_origins"] = table_json(loss_origin_table(recording, factors));
  run["names"] = words_json(recording.names);
}

Json manifest_data(const Manifest& manifest) { return Json::parse(manifest_text(manifest)); }

}  // namespace

Json rounded(double number, int digits) {
  if (!std::isfinite(number)) return nullptr;
  if (number == std::trunc(number) && std::abs(number) < std::pow(10.0, digits)) {
    return static_cast<std::int64_t>(number);
  }
  char text[32];
  const auto written =
      std::to_chars(text, text + sizeof text, number, std::chars_format::scientific, digits - 1);
  return parse_number(std::string_view(text, written.ptr)).value_or(number);
}

std::optional<Json> run_data(const fs::path& directory, Diagnostics& diagnostics) {
  const std::size_t problems = diagnostics.all().size();
  if (!fs::exists(directory / manifest_file)) {
    diagnostics.add({directory.string()}, "is a folder without manifest.json",
                    "a run directory, as `overbuild run` writes it");
    return std::nullopt;
  }
  const std::optional<Manifest> manifest = read_manifest(directory, diagnostics);
  if (!manifest) return std::nullopt;
  Json run = {{"directory", directory.string()},
              {"manifest", manifest_data(*manifest)},
              {"range_command", range_command(*manifest)},
              {"range_report", fmt::format("overbuild report {} worlds.db -o range.html",
                                           shell_word(directory.string()))}};
  for (const PageTable& table : page_tables) {
    run[std::string(table.file.substr(0, table.file.find('.')))] =
        TablePacker(directory, table, diagnostics).pack();
  }
  run["agent_names"] = agent_names(directory);
  if (diagnostics.all().size() == problems) add_findings(directory, *manifest, run, diagnostics);
  if (diagnostics.all().size() == problems) check_files(directory, *manifest, diagnostics);
  if (diagnostics.all().size() != problems) return std::nullopt;
  return run;
}

}  // namespace overbuild

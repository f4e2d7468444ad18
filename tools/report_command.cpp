#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/measure/metrics.hpp"
#include "sim/results/manifest.hpp"
#include "sim/results/run_directory.hpp"
#include "sim/results/summary.hpp"
#include "tools/commands.hpp"
#include "tools/report/ensemble_context.hpp"
#include "tools/report/ensemble_data.hpp"
#include "tools/report/page.hpp"
#include "tools/report/result_files.hpp"
#include "tools/report/run_data.hpp"

namespace overbuild {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::string_view accepted =
    "a run directory, as `overbuild run` writes it, a file of an ensemble, or the JSON of a "
    "hindcast";

Json metric_dictionary() {
  Json metrics = Json::object();
  for (const MetricInfo& metric : metric_list()) {
    metrics[std::string(metric.name)] = {{"unit", metric.unit}, {"meaning", metric.meaning}};
  }
  return metrics;
}

/// Adds one input to the data of the page, by what it turns out to be.
void add_input(const fs::path& input, Json& data, Diagnostics& diagnostics) {
  std::error_code error;
  if (!fs::exists(input, error)) {
    diagnostics.add({input.string()}, "does not exist", std::string(accepted));
  } else if (fs::is_directory(input, error)) {
    if (std::optional<Json> run = run_data(input, diagnostics)) {
      data["runs"].push_back(std::move(*run));
    }
  } else if (looks_like_database(input)) {
    try {
      data["ensembles"].push_back(ensemble_data(input));
      add_ensemble_context(input, data["ensembles"].back());
    } catch (const OutputError& error) {
      diagnostics.add({}, error.what(), "a file that `overbuild ensemble` finished");
    }
  } else if (input.extension() == ".json") {
    if (std::optional<Json> card = hindcast_data(input, diagnostics)) {
      data["hindcasts"].push_back(std::move(*card));
    }
  } else {
    diagnostics.add({input.string()}, "is not a result of overbuild", std::string(accepted));
  }
}

/// InputError where a page would get a name that promises something else.
void check_name(const std::string& output) {
  if (output == "-") return;
  constexpr std::string_view others[] = {".pdf", ".png", ".svg", ".json",
                                         ".csv", ".db",  ".md",  ".txt"};
  if (std::count(std::begin(others), std::end(others), fs::path(output).extension().string()) ==
      0) {
    return;
  }
  throw InputError(
      fmt::format("{}: a report is a page of HTML; expected a name that ends in .html "
                  "(a browser prints it to PDF)",
                  output));
}

/// InputError where one result is given twice.
void check_different(const std::vector<std::string>& inputs) {
  std::set<std::string> seen;
  for (const std::string& input : inputs) {
    std::error_code error;
    fs::path place = fs::weakly_canonical(input, error);
    if (error) place = input;
    if (!place.has_filename()) place = place.parent_path();
    if (!seen.insert(place.string()).second) {
      throw InputError(fmt::format("{} is given twice; expected results that differ", input));
    }
  }
}

}  // namespace

int report_command(const ReportRequest& request, Console& console) {
  if (!has_report_page()) {
    throw InputError(
        "this build has no report: its front end is bundled with npm, which was not there.\n"
        "On Debian: apt-get install nodejs npm, then build again (bash tools/quickstart.sh "
        "--build-only)");
  }
  check_name(request.output);
  check_different(request.inputs);
  if (request.output != "-") check_writable(request.output, request.force);
  Json data = {{"program", "overbuild " + short_text(this_build())},
               {"created", utc_now()},
               {"statement", conditional_statement},
               {"extrapolation", extrapolation_statement},
               {"scorecard", scorecard_statement},
               {"metrics", metric_dictionary()},
               {"runs", Json::array()},
               {"ensembles", Json::array()},
               {"hindcasts", Json::array()}};
  Diagnostics diagnostics;
  for (const std::string& input : request.inputs) add_input(input, data, diagnostics);
  if (!diagnostics.ok()) throw InputError(diagnostics.text());
  const std::string page = report_page(data);
  if (request.output == "-") {
    console.print_exactly(page);
    return exit_done;
  }
  write_file(request.output, page, request.force);
  console.print(fmt::format("{}  {:.1f} MB, opens in any browser\n", request.output,
                            static_cast<double>(page.size()) / 1e6));
  return exit_done;
}

}  // namespace overbuild

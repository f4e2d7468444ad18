#include "tools/run_report.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "api/native/shipped.hpp"
#include "sim/results/failures.hpp"
#include "sim/results/findings.hpp"
#include "sim/results/story.hpp"
#include "sim/results/summary.hpp"
#include "sim/results/table.hpp"
#include "sim/results/tables.hpp"
#include "tools/scenario.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t shown_failures = 20;
constexpr double shown_misfit = 0.05;

std::string dollars(const RunReport& report) {
  return report.recording.names.money(report.real_year ? fmt::format("US$ of {}", *report.real_year)
                                                       : "nominal US$");
}

int last_year(const Recording& recording) {
  return recording.first_year + static_cast<int>(recording.series.size()) - 1;
}

std::string section(const Table& table, const std::string& addition, const Console& console) {
  return fmt::format("\n{}\n{}", console.bold(table.title + addition), fitted(table));
}

std::string failures_text(Table table, const Console& console) {
  if (table.rows.empty()) return fmt::format("\n{}\n", console.bold("No firm failed"));
  const std::size_t count = table.rows.size();
  table.rows.resize(std::min(count, shown_failures));
  std::string text = section(table, "", console);
  if (count > shown_failures) {
    text += fmt::format("and {} more in events.csv\n", count - shown_failures);
  }
  return text;
}

std::string losses_text(const Table& table, const RunReport& report, const Console& console) {
  if (table.rows.empty()) return "";
  const bool whole = fitting(table, line_width()).columns.size() == table.columns.size();
  return section(table,
                 fmt::format(", {} to {}, {}", report.recording.first_year,
                             last_year(report.recording), dollars(report)),
                 console) +
         (whole ? "" : "The smallest columns are left out; `all` counts them.\n");
}

/// What is in losses.csv and in no table of value destroyed; empty where nothing is.
std::string transfers_text(const Table& memo) {
  if (memo.rows.empty()) return "";
  std::vector<std::string> channels;
  for (std::size_t k = 1; k + 1 < memo.columns.size(); ++k) {
    channels.push_back(memo.columns[k].heading);
  }
  return wrapped(fmt::format("Not in it: transfers, which destroy nothing ({}). losses.csv has "
                             "them beside the losses, --details prints them.",
                             fmt::join(channels, ", ")),
                 line_width());
}

/// Every metric of the run, undefined years as null.
Json series_json(const Recording& recording, std::span<const double> factors) {
  Json series = Json::object();
  for (std::size_t metric = 0; metric < metric_count(); ++metric) {
    Json values = Json::array();
    const bool money = metric_list()[metric].unit.starts_with("usd");
    for (std::size_t row = 0; row < recording.series.size(); ++row) {
      const double value = recording.series[row][metric] * (money ? factors[row] : 1.0);
      values.push_back(std::isfinite(value) ? Json(value) : Json());
    }
    series[std::string(metric_list()[metric].name)] = {{"unit", metric_list()[metric].unit},
                                                       {"values", std::move(values)}};
  }
  return series;
}

/// Each line of a text within the width of a terminal.
std::string wrapped_lines(const std::string& text) {
  std::string lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines += wrapped(text.substr(begin, end - begin), line_width());
    begin = end + 1;
  }
  return lines;
}

std::string heading_text(const RunReport& report, const Console& console) {
  const bool replicate = report.manifest.priors_drawn || report.manifest.replicate != 0;
  return fmt::format("{}, seed {}{}, {} to {}\n{}", console.bold(report.manifest.config),
                     report.manifest.seed,
                     replicate ? fmt::format(", replicate {}", report.manifest.replicate) : "",
                     report.recording.first_year, last_year(report.recording),
                     wrapped(std::string(conditional_statement), line_width()));
}

/// The numbers of the findings, a line each, or with their sentences.
std::string short_text(const RunReport& report, std::span<const double> factors,
                       const Console& console) {
  std::string text = fmt::format("\n{}\n", console.bold("In short, " + dollars(report)));
  if (report.details) return text + wrapped_lines(findings_text(report.recording, factors));
  const Json findings = findings_json(report.recording, factors);
  for (const char* key : {"shortfall", "return", "failures", "losses"}) {
    text += fmt::format("{} {}\n", findings[key]["value"].get<std::string>(),
                        findings[key]["label"].get<std::string>());
  }
  return text;
}

std::string details_text(const RunReport& report, std::span<const double> factors,
                         const Console& console) {
  const Recording& recording = report.recording;
  std::string text = section(path_table(recording, factors, console.unicode()), "", console);
  const Table estates = estate_table(recording);
  if (!estates.rows.empty()) text += section(estates, "", console);
  text += losses_text(owner_table(recording, factors), report, console);
  return text + losses_text(memo_loss_table(recording, factors), report, console);
}

/// Where what was paid at the start asks for more work than is configured.
std::string more_work_text(const Recording& recording) {
  constexpr double shown_work = 1.005;
  if (recording.opening_work < shown_work) return {};
  return "\n" + wrapped(fmt::format("start   there is {:.2f} times as much work of every kind as "
                                    "configured (workload_classes): all of it would cost less than "
                                    "was paid on record",
                                    recording.opening_work),
                        line_width());
}

std::string misfit_text(const Recording& recording) {
  if (recording.opening_misfit <= shown_misfit) return more_work_text(recording);
  return more_work_text(recording) + "\n" +
         wrapped(fmt::format("start   what enterprises spend by mode is up to {:.0f} % off "
                             "what is configured: with few of them one buyer is most of a "
                             "mode (population.enterprises)",
                             100.0 * recording.opening_misfit),
                 line_width());
}

/// What to ask next of this run.
std::string next_command(const RunReport& report) {
  const std::string place = shell_word(report.directory.string());
  const std::vector<Failure> failures =
      failures_of(report.recording, std::vector<double>(report.recording.series.size(), 1.0));
  const FailureSum sum = sum_of(failures);
  if (sum.by_claims.empty()) {
    return fmt::format("overbuild report {} -o report.html", place);
  }
  return fmt::format("overbuild why {} {}", place, shell_word(sum.by_claims.front()->agent));
}

}  // namespace

std::string range_command(const Manifest& made, const std::string& given) {
  const std::vector<ShippedConfig> shipped = shipped_configs();
  const bool known = std::any_of(shipped.begin(), shipped.end(), [&](const ShippedConfig& config) {
    return config.name == made.config;
  });
  if (!given.empty()) return "overbuild ensemble " + given + " -n 100 -o worlds.db";
  std::string command = "overbuild ensemble " + (known ? made.config : std::string("CONFIG"));
  for (const std::string& set : made.overrides) command += " --set " + shell_word(set);
  return command + " -n 100 -o worlds.db";
}

std::string certainty_text(const Manifest& made, const Recording& recording) {
  std::string text = "How sure one may be: this is one world of many";
  if (made.priors_drawn) {
    text += fmt::format(", replicate {}: one draw of every input with a prior.", made.replicate);
  } else {
    text += ", with every input that has a prior at its median.";
  }
  const int first = recording.first_year, last = last_year(recording);
  if (is_extrapolation(first, last)) {
    text += fmt::format(" Years from {} on are extrapolated.", first_extrapolated(first));
  }
  return text + " " + std::string(scorecard_statement);
}

std::string story_text(const RunReport& report, const Console& console) {
  const std::vector<double> factors = price_factors(report.recording, report.real_year);
  std::string text = fmt::format("{}\n", console.bold("What happened, " + dollars(report)));
  for (const std::string& sentence : story_of(report.recording, factors)) {
    text += wrapped(sentence, line_width());
  }
  text += wrapped(certainty_text(report.manifest, report.recording), line_width());
  return report.recording.names.money(text) + "\n" + command_lines("Next: ", next_command(report)) +
         command_lines("Next: ", range_command(report.manifest, report.given));
}

std::string report_text(const RunReport& report, const Console& console) {
  const Recording& recording = report.recording;
  const std::vector<double> factors = price_factors(recording, report.real_year);
  std::string text = heading_text(report, console) + short_text(report, factors, console);
  text +=
      section(year_table(recording, factors),
              fmt::format(", {} ({} is the initial state)", dollars(report), recording.first_year),
              console);
  text += failures_text(failure_table(recording, factors), console);
  text += losses_text(loss_table(recording, factors), report, console);
  text += transfers_text(memo_loss_table(recording, factors));
  if (report.details) text += details_text(report, factors, console);
  text += misfit_text(recording);
  if (is_extrapolation(recording.first_year, last_year(recording))) {
    text += fmt::format("\n{}", wrapped_lines(std::string(extrapolation_statement)));
  }
  text += fmt::format("\nsample  {}", sample_line(recording));
  text += fmt::format("\naudit   {}\ndigest  {}\nfiles   {}\n", audit_line(recording),
                      digest_text(recording.result_digest), report.directory.string());
  if (!report.details) text += "more    --details prints every table\n";
  return recording.names.money(text) + "\n" + story_text(report, console);
}

nlohmann::ordered_json report_json(const RunReport& report) {
  const Recording& recording = report.recording;
  const std::vector<double> factors = price_factors(recording, report.real_year);
  return {{"statement", conditional_statement},
          {"manifest", Json::parse(manifest_text(report.manifest))},
          {"directory", report.directory.string()},
          {"dollars", dollars(report)},
          {"opening_year", recording.first_year},
          {"opening_misfit", recording.opening_misfit},
          {"opening_work", recording.opening_work},
          {"extrapolation_from", first_extrapolated(recording.first_year)},
          {"findings", findings_json(recording, factors)},
          {"certainty", certainty_text(report.manifest, recording)},
          {"years", table_json(year_table(recording, factors))},
          {"series", series_json(recording, factors)},
          {"failures", table_json(failure_table(recording, factors))},
          {"estates", table_json(estate_table(recording))},
          {"losses", table_json(loss_table(recording, factors))},
          {"loss_origins", table_json(loss_origin_table(recording, factors))},
          {"owners", table_json(owner_table(recording, factors))},
          {"losses_memo", table_json(memo_loss_table(recording, factors))}};
}

}  // namespace overbuild

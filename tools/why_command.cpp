// `overbuild why`: the story of one firm from the files of one run: what it expected, what it was
// offered, what was due, what happened, and the plan that went furthest wrong.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/number_text.hpp"
#include "sim/parameters/names.hpp"
#include "sim/results/csv.hpp"
#include "sim/results/findings.hpp"
#include "sim/results/manifest.hpp"
#include "sim/results/stored_recording.hpp"
#include "sim/results/summary.hpp"
#include "sim/results/table.hpp"
#include "sim/results/tables.hpp"
#include "tools/commands.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;
/// One row by column name, and where it stands.
struct Fields : std::map<std::string, std::string, std::less<>> {
  SourcePosition where;
};

[[noreturn]] void refuse(const Fields& row, std::string_view column, std::string_view expected) {
  Diagnostics problems;
  problems.add(row.where, fmt::format("'{}' in column {}", row.find(column)->second, column),
               std::string(expected));
  throw InputError(problems.text());
}

/// Not a number where the field is empty.
double number(const Fields& row, std::string_view column) {
  const std::string& text = row.find(column)->second;
  if (text.empty()) return std::nan("");
  const std::optional<double> value = parse_number(text);
  if (!value) refuse(row, column, "a number");
  return *value;
}

int year_of(const Fields& row) {
  const std::optional<int> year = parse_whole_in<int>(row.at("year"));
  if (!year) refuse(row, "year", "a year");
  return *year;
}

/// Rows of one file of the run that a condition keeps, by column name.
template <class Keep>
std::vector<Fields> rows_of(const std::filesystem::path& run, std::string_view file, Keep keep) {
  Diagnostics diagnostics;
  const std::vector<std::string_view> names = output_columns(file);
  const auto read = read_csv(run / file, names, diagnostics);
  if (!diagnostics.ok() || !read) throw InputError(diagnostics.text());
  std::vector<Fields> rows;
  for (const CsvRow& row : *read) {
    Fields fields;
    fields.where = {(run / file).string(), row.line};
    for (std::size_t k = 0; k < names.size(); ++k) fields[std::string(names[k])] = row.fields[k];
    if (keep(fields)) rows.push_back(std::move(fields));
  }
  return rows;
}

/// InputError unless every file is as the run wrote it.
void check_whole(const std::filesystem::path& run) {
  Diagnostics problems;
  if (const auto manifest = read_manifest(run, problems)) check_files(run, *manifest, problems);
  if (!problems.ok()) throw InputError(problems.text());
}

/// What the run calls its roles and units.
Names names_of(const std::filesystem::path& run) {
  Names names;
  rows_of(run, "parameters.csv", [&](const Fields& row) {
    names.take(row.at("path"), row.at("value"));
    return false;
  });
  return names;
}

struct Story {
  Names names;
  std::string agent, label, role;
  int year = 0;                                        ///< of its end, or asked for
  std::string ending;                                  ///< empty when it did not fail
  std::map<int, std::map<std::string, double>> state;  ///< [year][column]
  std::vector<Fields> funding, dues, events;
  std::vector<Failure> failures;  ///< its own, as all results tell them
};

/// Columns that show what a role expected and decided, with a heading and a scale.
struct Shown {
  std::string_view column, heading;
  double scale;
  int digits;
};

constexpr Shown builder_columns[] = {{"expected_growth", "expected growth of demand, %", 0.01, 0},
                                     {"own_growth", "growth of its own, %", 0.01, 0},
                                     {"profitability", "value over cost of the last unit", 1.0, 2},
                                     {"order_units", "ordered, thousand H100e", 1e3, 0},
                                     {"order_shell_mw", "ordered, MW", 1.0, 0},
                                     {"sites_mw", "sites not built on, MW", 1.0, 0},
                                     {"trade_payables", "trade payables, $bn", 1e9, 1},
                                     {"funding_room", "means it counted on, $bn", 1e9, 1},
                                     {"utilisation", "utilisation, %", 0.01, 0},
                                     {"operating_result", "operating result, $bn", 1e9, 1},
                                     {"debt", "debt, $bn", 1e9, 1},
                                     {"cash", "cash, $bn", 1e9, 1}};
constexpr Shown lab_columns[] = {{"revenue", "revenue, $bn", 1e9, 1},
                                 {"research_usd", "compute for research, $bn", 1e9, 1},
                                 {"staff_usd", "staff, $bn", 1e9, 1},
                                 {"operating_result", "operating result, $bn", 1e9, 1},
                                 {"funding_gap", "asked for in vain, $bn", 1e9, 1},
                                 {"equity_value", "valuation, $bn", 1e9, 1},
                                 {"commitments_payable", "promised for compute, $bn", 1e9, 1},
                                 {"cash", "cash, $bn", 1e9, 1}};
constexpr Shown other_columns[] = {{"price", "price", 1.0, 4},
                                   {"operating_result", "operating result, $bn", 1e9, 1},
                                   {"debt", "debt, $bn", 1e9, 1},
                                   {"claims", "claims, $bn", 1e9, 1},
                                   {"trade_receivables", "trade receivables, $bn", 1e9, 1},
                                   {"cash", "cash, $bn", 1e9, 1}};

std::span<const Shown> columns_for(std::string_view role) {
  if (role == "builder") return builder_columns;
  if (role == "lab") return lab_columns;
  return other_columns;
}

Story read_story(const WhyRequest& request) {
  const std::filesystem::path run(request.run);
  check_whole(run);
  Story story;
  story.names = names_of(run);
  story.agent = request.agent;
  std::set<std::string> known;
  for (const Fields& row : rows_of(run, "agents.csv", [&](const Fields& f) {
         known.insert(f.at("agent"));
         return f.at("agent") == request.agent;
       })) {
    story.label = row.at("label");
    story.role = row.at("role");
    story.state[year_of(row)][row.at("column")] = number(row, "value");
  }
  if (story.state.empty()) {
    std::vector<std::string> names(known.begin(), known.end());
    const std::string nearest = nearest_name(request.agent, names);
    throw InputError(
        fmt::format("no agent '{}' in {}{}; there are {}", request.agent, request.run,
                    nearest.empty() ? "" : fmt::format(", did you mean '{}'?", nearest),
                    fmt::join(names, ", ")));
  }
  const int first = story.state.begin()->first, last = story.state.rbegin()->first;
  if (request.year && (*request.year < first || *request.year > last)) {
    throw InputError(fmt::format("{} says nothing of {} in {}; it covers {} to {}", request.run,
                                 request.agent, *request.year, first, last));
  }
  story.year = request.year ? *request.year : story.state.rbegin()->first;
  story.events = rows_of(run, "events.csv", [&](const Fields& f) {
    return (f.at("agent") == request.agent || f.at("counterparty") == request.agent) &&
           (!request.year || year_of(f) <= *request.year);
  });
  for (const Fields& event : story.events) {
    if (event.at("kind") != "default" || event.at("agent") != request.agent) continue;
    if (!request.year || year_of(event) == *request.year) {
      story.year = year_of(event);
      story.ending = event.at("detail");
    }
  }
  story.funding = rows_of(run, "funding.csv", [&](const Fields& f) {
    return f.at("agent") == request.agent && year_of(f) <= story.year;
  });
  story.dues = rows_of(run, "obligations.csv", [&](const Fields& f) {
    return f.at("debtor") == request.agent && year_of(f) == story.year;
  });
  std::sort(story.dues.begin(), story.dues.end(), [](const Fields& a, const Fields& b) {
    return number(a, "due_usd") > number(b, "due_usd");
  });
  return story;
}

constexpr int years_shown = 8;

Table plan_table(const Story& story) {
  Table table{"plans", "What it expected and did", {}, {}};
  table.columns = {year_column()};
  std::vector<Shown> shown;
  for (const Shown& column : columns_for(story.role)) {
    const bool told = std::any_of(story.state.begin(), story.state.end(), [&](const auto& year) {
      return year.second.contains(std::string(column.column));
    });
    if (!told) continue;
    shown.push_back(column);
    TableColumn made{std::string(column.column),
                     "",
                     story.names.unit(column.heading),
                     "",
                     column.scale,
                     Rounding::fixed,
                     column.digits,
                     false};
    table.columns.push_back(made);
  }
  for (const auto& [year, values] : story.state) {
    if (year > story.year || year <= story.year - years_shown) continue;
    std::vector<Cell> row{static_cast<std::int64_t>(year)};
    for (const Shown& column : shown) {
      const auto found = values.find(std::string(column.column));
      row.emplace_back(found == values.end() ? std::nan("") : found->second);
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table funding_table(const Story& story) {
  Table table{"funding", "What it asked for, and what it got", {}, {}};
  table.columns = {year_column(),
                   billions_column("dues_usd", "due"),
                   billions_column("principal_due_usd", "of it debt"),
                   billions_column("wanted_usd", "asked for"),
                   billions_column("offered_usd", "lenders offered"),
                   billions_column("borrowed_usd", "drawn"),
                   billions_column("from_vendor_usd", "from vendors"),
                   billions_column("shares_usd", "for shares"),
                   billions_column("missing_usd", "still missing"),
                   percent_column("default_probability", "default probability"),
                   number_column("interest_cover", "1", "interest cover", "", 3),
                   number_column("loan_to_value", "1", "loan to value", "", 3),
                   text_column("refused", "refused")};
  for (const Fields& row : story.funding) {
    if (year_of(row) <= story.year - years_shown) continue;
    std::vector<Cell> cells{static_cast<std::int64_t>(year_of(row))};
    for (std::size_t k = 1; k + 1 < table.columns.size(); ++k) {
      cells.emplace_back(number(row, table.columns[k].key));
    }
    std::string said = row.at("refused") == "1" ? "rollover" : "";
    if (row.at("breach") == "1") said += said.empty() ? "covenant broken" : ", covenant broken";
    cells.emplace_back(said);
    table.rows.push_back(std::move(cells));
  }
  return table;
}

/// The agent's failures up to the year asked about, in the words and numbers of a run's summary.
std::vector<Failure> read_failures(const std::filesystem::path& run, const Story& story,
                                   const std::optional<int>& until) {
  Diagnostics diagnostics;
  const std::optional<StoredRecording> stored = read_recording(run, diagnostics);
  if (!stored) throw InputError(diagnostics.text());
  std::vector<Failure> failures =
      failures_of(stored->recording, price_factors(stored->recording, std::nullopt));
  std::erase_if(failures, [&](const Failure& failure) {
    return failure.agent != story.agent || (until && failure.year > *until);
  });
  return failures;
}

Table dues_table(const Story& story) {
  constexpr std::size_t largest = 10;
  Table table{"dues", fmt::format("What it owed in {}", story.year), {}, {}};
  table.columns = {text_column("creditor", "creditor"), text_column("rank", "rank"),
                   billions_column("due_usd", "due"), billions_column("paid_usd", "paid")};
  for (const Fields& row : story.dues) {
    if (table.rows.size() == largest) break;
    table.rows.push_back(
        {row.at("creditor"), row.at("rank"), number(row, "due_usd"), number(row, "paid_usd")});
  }
  return table;
}

Table event_table(const Story& story) {
  constexpr std::size_t latest = 16;
  Table table{"events", "What happened", {}, {}};
  table.columns = {year_column(), text_column("kind", "what"), text_column("counterparty", "with"),
                   billions_column("amount_usd", "amount"), text_column("detail", "detail")};
  std::vector<const Fields*> told;
  for (const Fields& event : story.events) {
    static constexpr std::string_view trifles[] = {"scrap", "asset_sale", "early_delivery"};
    const bool trifle =
        std::find(std::begin(trifles), std::end(trifles), event.at("kind")) != std::end(trifles);
    if (!trifle && year_of(event) <= story.year) told.push_back(&event);
  }
  const std::size_t first = told.size() > latest ? told.size() - latest : 0;
  for (std::size_t k = first; k < told.size(); ++k) {
    const Fields& event = *told[k];
    const std::string& other =
        event.at("agent") == story.agent ? event.at("counterparty") : event.at("agent");
    table.rows.push_back({static_cast<std::int64_t>(year_of(event)), event.at("kind"), other,
                          number(event, "amount_usd"), event.at("detail")});
  }
  return table;
}

double value(const Story& story, int year, const char* column) {
  const auto row = story.state.find(year);
  if (row == story.state.end()) return std::nan("");
  const auto found = row->second.find(column);
  return found == row->second.end() ? std::nan("") : found->second;
}

/// The plan that went furthest wrong: for a builder the order that later demand bore out least, for
/// a lab the largest rise of its budget, each weighed by its size.
std::string decision_text(const Story& story) {
  const bool builder = story.role == "builder", lab = story.role == "lab";
  int worst_year = 0;
  double worst = 0.0;
  for (const auto& [year, values] : story.state) {
    if (year >= story.year) break;
    double regret = 0.0;
    if (builder) {
      const double error =
          value(story, year, "expected_growth") - value(story, year + 1, "own_growth");
      regret = value(story, year, "order_units") * std::max(error, 0.0);
    } else if (lab) {
      regret = value(story, year + 1, "research_usd") - value(story, year, "research_usd");
    }
    if (std::isfinite(regret) && regret > worst) {
      worst = regret;
      worst_year = year;
    }
  }
  if (worst_year == 0) return "No plan of its own stands out.\n";
  if (builder) {
    return fmt::format(
        "In {} it ordered {:.0f} thousand {} and {:.0f} {}, expecting demand to grow by {:.0f} % a "
        "year; its own demand moved by {:+.0f} % in the next.\n",
        worst_year, value(story, worst_year, "order_units") / 1e3, story.names.equipment,
        value(story, worst_year, "order_shell_mw"), story.names.megawatt,
        100.0 * value(story, worst_year, "expected_growth"),
        100.0 * value(story, worst_year + 1, "own_growth"));
  }
  return fmt::format(
      "For {} it raised compute for research from {:.1f} to {:.1f} bn usd, with sales of {:.1f} bn "
      "and "
      "{:.1f} bn of promises for compute.\n",
      worst_year + 1, value(story, worst_year, "research_usd") / 1e9,
      value(story, worst_year + 1, "research_usd") / 1e9, value(story, worst_year, "revenue") / 1e9,
      value(story, worst_year, "commitments_payable") / 1e9);
}

}  // namespace

int why_command(const WhyRequest& request, Console& console) {
  Story story = read_story(request);
  story.failures = read_failures(request.run, story, request.year);
  const std::string ending = story.ending.empty()
                                 ? fmt::format("did not fail by {}", story.year)
                                 : fmt::format("failed in {}: {}", story.year, story.ending);
  std::string text =
      fmt::format("{} ({}) {}\n\n{}\n{}", story.label, story.names.role(story.role), ending,
                  console.bold("The plan that went furthest wrong"), decision_text(story));
  Json json = {{"agent", story.agent},
               {"label", story.label},
               {"role", story.role},
               {"year", story.year},
               {"failed", !story.ending.empty()},
               {"cause", story.ending},
               {"decision", decision_text(story)}};
  for (const Table& table : {failure_table(story.failures), plan_table(story), funding_table(story),
                             dues_table(story), event_table(story)}) {
    json[table.name] = table_json(table);
    if (!table.rows.empty())
      text += fmt::format("\n{}\n{}", console.bold(table.title), table_text(table));
  }
  console.deliver(story.names.money(text), json, request.json);
  return exit_done;
}

}  // namespace overbuild

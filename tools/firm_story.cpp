#include "tools/firm_story.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <span>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/number_text.hpp"
#include "sim/results/csv.hpp"
#include "sim/results/glossary.hpp"
#include "sim/results/manifest.hpp"
#include "sim/results/stored_recording.hpp"
#include "sim/results/summary.hpp"
#include "sim/results/table.hpp"
#include "sim/results/tables.hpp"
#include "sim/results/wording.hpp"

namespace overbuild {

namespace {

[[noreturn]] void refuse(const StoredFields& row, std::string_view column,
                         std::string_view expected) {
  Diagnostics problems;
  problems.add(row.where, fmt::format("'{}' in column {}", row.find(column)->second, column),
               std::string(expected));
  throw InputError(problems.text());
}

/// Not a number where the field is empty.
double number(const StoredFields& row, std::string_view column) {
  const std::string& text = row.find(column)->second;
  if (text.empty()) return std::nan("");
  const std::optional<double> value = parse_number(text);
  if (!value) refuse(row, column, "a number");
  return *value;
}

int year_of(const StoredFields& row) {
  const std::optional<int> year = parse_whole_in<int>(row.at("year"));
  if (!year) refuse(row, "year", "a year");
  return *year;
}

/// Rows of one file of the run that a condition keeps, by column name.
template <class Keep>
std::vector<StoredFields> rows_of(const std::filesystem::path& run, std::string_view file,
                                  Keep keep) {
  Diagnostics diagnostics;
  const std::vector<std::string_view> names = output_columns(file);
  const auto read = read_csv(run / file, names, diagnostics);
  if (!diagnostics.ok() || !read) throw InputError(diagnostics.text());
  std::vector<StoredFields> rows;
  for (const CsvRow& row : *read) {
    StoredFields fields;
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

/// A column that shows what a role expected and decided.
struct Shown {
  std::string_view column, heading, unit;
  double scale;
  int digits;
  int spare = 0;  ///< as of TableColumn
};

constexpr Shown builder_columns[] = {
    {"expected_growth", "expected growth of demand", "%", 0.01, 0},
    {"own_growth", "growth of own demand", "%", 0.01, 0},
    {"profitability", "value over cost of last unit ordered", "", 1.0, 2},
    {"order_units", "equipment ordered", "1000 H100e", 1e3, 0},
    {"order_quantile", "quantile of possible demand ordered for", "%", 0.01, 0, 4},
    {"demand_factor", "that demand over the plain forecast", "", 1.0, 2, 4},
    {"order_shell_mw", "sites ordered", "MW", 1.0, 0, 3},
    {"sites_mw", "sites not built on", "MW", 1.0, 0, 3},
    {"trade_payables", "trade payables", "$bn", 1e9, 1, 2},
    {"funding_room", "money it could count on", "$bn", 1e9, 1, 2},
    {"utilisation", "capacity in use", "%", 0.01, 0, 1},
    {"operating_result", "operating result", "$bn", 1e9, 1},
    {"debt", "debt", "$bn", 1e9, 1},
    {"cash", "cash", "$bn", 1e9, 1}};
constexpr Shown lab_columns[] = {
    {"revenue", "revenue", "$bn", 1e9, 1},
    {"price_over_best", "price of its best model over the one that would earn most", "", 1.0, 2, 2},
    {"plan_price_over_best", "price of its plan over the one that would earn most", "", 1.0, 2, 3},
    {"research_usd", "spent on research compute", "$bn", 1e9, 1},
    {"staff_usd", "spent on staff", "$bn", 1e9, 1, 1},
    {"operating_result", "operating result", "$bn", 1e9, 1},
    {"funding_gap", "asked for and not raised", "$bn", 1e9, 1},
    {"equity_value", "valuation", "$bn", 1e9, 1},
    {"lowest_fund_value", "least that a fund thought it worth", "$bn", 1e9, 1, 2},
    {"highest_fund_value", "most that a fund thought it worth", "$bn", 1e9, 1, 2},
    {"value_without_leap", "without a leap, to the fund that set the price", "$bn", 1e9, 1, 3},
    {"priced_payable", "share of work within reach paid for, to that fund", "%", 0.01, 1, 4},
    {"commitments_payable", "owed for compute of later years", "$bn", 1e9, 1},
    {"cash", "cash", "$bn", 1e9, 1}};
constexpr Shown fund_columns[] = {
    {"appetite", "new money offered next year", "$bn", 1e9, 1},
    {"invested", "invested", "$bn", 1e9, 1},
    {"realised_return", "return on what it holds", "%", 0.01, 0},
    {"mood", "mood", "", 1.0, 2},
    {"payable_share", "share of work within reach paid for in the end", "%", 0.01, 1},
    {"expected_growth", "expected growth of labs' sales", "%", 0.01, 0},
    {"projected_sales", "labs' sales expected next year", "$bn", 1e9, 1},
    {"expected_gain", "expected gain of the best model", "points/year", 1.0, 2, 1},
    {"cash", "cash", "$bn", 1e9, 1, 1}};
constexpr Shown other_columns[] = {
    {"price", "price", "$", 1.0, 4},
    {"price_over_best", "price over the one that would earn most", "", 1.0, 2, 2},
    {"operating_result", "operating result", "$bn", 1e9, 1},
    {"debt", "debt", "$bn", 1e9, 1},
    {"claims", "lent to others", "$bn", 1e9, 1},
    {"trade_receivables", "trade receivables", "$bn", 1e9, 1, 1},
    {"cash", "cash", "$bn", 1e9, 1}};

std::span<const Shown> columns_for(std::string_view role) {
  if (role == "builder") return builder_columns;
  if (role == "lab") return lab_columns;
  if (role == "investor") return fund_columns;
  return other_columns;
}

/// The one agent whose label begins with the words asked for; empty where none or several do.
std::string find_by_beginning(const std::map<std::string, std::string>& labels,
                              const std::string& asked) {
  std::string found;
  for (const auto& [id, label] : labels) {
    if (asked.empty() || !plain_word(label).starts_with(plain_word(asked))) continue;
    if (!found.empty()) return {};
    found = id;
  }
  return found;
}

struct NamedFirm {
  std::string label, role;
};
using NamedFirms = std::map<std::string, NamedFirm>;  ///< by id

/// All firms of a run, a line for each role.
std::string firms_text(const NamedFirms& firms) {
  std::map<std::string, std::vector<std::string>> by_role;
  for (const auto& [id, firm] : firms) {
    by_role[firm.role].push_back(
        plain_word(id) == plain_word(firm.label) ? id : fmt::format("{} ({})", id, firm.label));
  }
  std::string text;
  for (const auto& [role, names] : by_role) {
    text += wrapped(fmt::format("  {}: {}", role, fmt::join(names, ", ")), line_width());
  }
  return text.substr(0, text.size() - 1);
}

/// Ids of the firms whose label is what was asked for, in any case and with any hyphens.
std::vector<std::string> find_by_label(const NamedFirms& firms, const std::string& asked) {
  std::vector<std::string> found;
  for (const auto& [id, firm] : firms) {
    if (plain_word(asked) == plain_word(firm.label)) found.push_back(id);
  }
  return found;
}

[[noreturn]] void refuse_firm(const std::filesystem::path& run, const NamedFirms& firms,
                              const std::string& asked) {
  std::vector<std::string> known;
  for (const auto& [id, firm] : firms) {
    known.push_back(id);
    known.push_back(firm.label);
  }
  const std::string nearest = nearest_name(asked, known);
  throw InputError(nearest.empty() ? fmt::format("no agent '{}' in {}; there are\n{}", asked,
                                                 run.string(), firms_text(firms))
                                   : fmt::format("no agent '{}' in {}; did you mean '{}'?", asked,
                                                 run.string(), nearest));
}

/// The firm that was asked for: an id as it is written comes before labels, and these before ids in
/// other spellings and beginnings of labels.
std::string find_firm(const std::filesystem::path& run, const std::string& asked) {
  NamedFirms firms;
  rows_of(run, "agents.csv", [&](const StoredFields& f) {
    firms.try_emplace(f.at("agent"), NamedFirm{f.at("label"), f.at("role")});
    return false;
  });
  if (firms.contains(asked)) return asked;
  const std::vector<std::string> named = find_by_label(firms, asked);
  if (named.size() == 1) return named.front();
  if (named.size() > 1) {
    std::vector<std::string> ids;
    for (const std::string& id : named) ids.push_back(fmt::format("{} ({})", id, firms[id].role));
    throw InputError(fmt::format("several firms of {} are called '{}': {}; ask for one by its id",
                                 run.string(), asked, list_text(ids)));
  }
  for (const auto& [id, firm] : firms) {
    if (plain_word(asked) == plain_word(id)) return id;
  }
  std::map<std::string, std::string> labels;
  for (const auto& [id, firm] : firms) labels[id] = firm.label;
  if (const std::string id = find_by_beginning(labels, asked); !id.empty()) return id;
  refuse_firm(run, firms, asked);
}

bool is_run(const std::filesystem::path& place) {
  std::error_code error;
  return std::filesystem::exists(place / manifest_file, error);
}

/// InputError where the first argument is no run directory, with what to ask instead.
void check_run(const WhyRequest& request) {
  std::error_code error;
  if (is_run(request.run)) return;
  if (is_run(request.agent)) {
    throw InputError(
        fmt::format("'{}' is no run directory, and {} is one: the run comes first, "
                    "overbuild why {} {}",
                    request.run, request.agent, request.agent, request.run));
  }
  if (std::filesystem::is_regular_file(request.run, error)) {
    throw InputError(
        fmt::format("{} is a file, and `why` reads a run directory, as `overbuild run` "
                    "writes it; of an ensemble run the world that you ask about: "
                    "overbuild run CONFIG --replicate N",
                    request.run));
  }
}

/// What the run calls its roles and units, and its limits of covenants.
void read_parameters(const std::filesystem::path& run, FirmStory& story) {
  story.most_loan_to_value = story.least_interest_cover = std::nan("");
  rows_of(run, "parameters.csv", [&](const StoredFields& row) {
    story.names.take(row.at("path"), row.at("value"));
    if (row.at("path") == "credit.covenant_loan_to_value") {
      story.most_loan_to_value = number(row, "value");
    } else if (row.at("path") == "credit.covenant_interest_cover") {
      story.least_interest_cover = number(row, "value");
    }
    return false;
  });
}

/// "2026 to 2033, take-or-pay 80%", and in `sum` what all of them come to.
std::string start_detail(const std::string& amounts, const std::string& take_or_pay, int first,
                         double& sum) {
  constexpr std::string_view between = "[], ";
  int years = 0;
  for (std::size_t begin = amounts.find_first_not_of(between); begin < amounts.size(); ++years) {
    const std::size_t end = std::min(amounts.find_first_of(between, begin), amounts.size());
    sum += parse_number(amounts.substr(begin, end - begin)).value_or(0.0);
    begin = amounts.find_first_not_of(between, end);
  }
  const double share = parse_number(take_or_pay).value_or(std::nan(""));
  return fmt::format("{} to {}{}", first, first + years - 1,
                     std::isnan(share) ? "" : ", take-or-pay " + percent_text(share));
}

/// Contracts that the configuration had its firms sign before the start, in the form of events of
/// the initial year; `story.agent` is known.
void read_contracts_at_start(const std::filesystem::path& run, FirmStory& story) {
  constexpr std::string_view group = "commitments.";
  std::map<std::string, std::map<std::string, StoredFields>> contracts;  // by id and key
  int first = 0;
  rows_of(run, "parameters.csv", [&](const StoredFields& row) {
    const std::string& path = row.at("path");
    const std::size_t dot = path.find_last_of('.');
    if (path == "time.start") first = static_cast<int>(number(row, "value"));
    if (path.starts_with(group) && dot >= group.size()) {
      contracts[path.substr(group.size(), dot - group.size())][path.substr(dot + 1)] = row;
    }
    return false;
  });
  for (auto& [id, keys] : contracts) {
    const auto said = [&keys = keys](const char* key) {
      return keys.contains(key) ? keys[key].at("value") : std::string();
    };
    std::string tenant = said("lab");
    for (const char* key : {"tenant", "vendor"}) tenant = tenant.empty() ? said(key) : tenant;
    const bool backstop =
        !said("vendor").empty();  // it takes over what is not sold, and owes no part
    if (story.agent != tenant && story.agent != said("builder")) continue;
    double sum = 0.0;
    const std::string detail =
        start_detail(said("usd"), backstop ? "" : said("take_or_pay"), first, sum);
    if (sum == 0.0) continue;
    StoredFields event;
    event["year"] = std::to_string(first - 1);
    event["kind"] = backstop ? "backstop_before_start" : "before_start";
    event["agent"] = tenant;
    event["counterparty"] = said("builder");
    event["amount_usd"] = fmt::format("{:.2f}", sum);
    event["detail"] = detail;
    story.at_start.push_back(std::move(event));
  }
}

void read_state(const std::filesystem::path& run, FirmStory& story) {
  for (const StoredFields& row : rows_of(run, "agents.csv", [&](const StoredFields& f) {
         return f.at("agent") == story.agent;
       })) {
    story.label = row.at("label");
    story.role = row.at("role");
    const std::string& column = row.at("column");
    const double value = number(row, "value");
    // Growth is kept as the change of a logarithm and told as the change that it is.
    const bool growth = column == "expected_growth" || column == "own_growth";
    story.state[year_of(row)][column] = growth ? std::expm1(value) : value;
  }
  story.last = story.state.rbegin()->first;
}

/// The agent's failures up to the year asked about, in the words and numbers of a run's summary.
std::vector<Failure> read_failures(const std::filesystem::path& run, const FirmStory& story,
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

void read_dealings(const std::filesystem::path& run, const std::optional<int>& until,
                   FirmStory& story) {
  story.events = rows_of(run, "events.csv", [&](const StoredFields& f) {
    return (f.at("agent") == story.agent || f.at("counterparty") == story.agent) &&
           (!until || year_of(f) <= *until);
  });
  story.funding = rows_of(run, "funding.csv", [&](const StoredFields& f) {
    return f.at("agent") == story.agent && year_of(f) <= story.year;
  });
  story.dues = rows_of(run, "obligations.csv", [&](const StoredFields& f) {
    return f.at("debtor") == story.agent && year_of(f) == story.year;
  });
  std::sort(story.dues.begin(), story.dues.end(), [](const StoredFields& a, const StoredFields& b) {
    return number(a, "due_usd") > number(b, "due_usd");
  });
}

constexpr int years_shown = 8;

std::string scaled_unit(const Names& names, std::string_view unit) {
  constexpr std::string_view thousand = "1000 ";
  return unit.starts_with(thousand) ? "1000 " + names.unit(unit.substr(thousand.size()))
                                    : names.unit(unit);
}

/// Columns of the role, of those that `has` says are there.
template <class Has>
Table plan_heading(std::string_view role, const Names& names, Has has) {
  Table table{"plans", "What it expected and did", {}, {}};
  table.columns = {year_column()};
  for (const Shown& column : columns_for(role)) {
    if (!has(column.column)) continue;
    table.columns.push_back({std::string(column.column), "", std::string(column.heading),
                             scaled_unit(names, column.unit), column.scale, Rounding::fixed,
                             column.digits, false, false, column.spare});
  }
  return table;
}

/// Which years a table shows where there are earlier ones, and how to see these.
std::string years_text(const FirmStory& story, int first) {
  if (first > story.year - years_shown) return {};
  return fmt::format(", {} to {} (give a YEAR for earlier ones)", story.year - years_shown + 1,
                     story.year);
}

Table plan_table(const FirmStory& story) {
  Table table = plan_heading(story.role, story.names, [&](std::string_view column) {
    return std::any_of(story.state.begin(), story.state.end(),
                       [&](const auto& year) { return year.second.contains(std::string(column)); });
  });
  table.title += years_text(story, story.state.begin()->first);
  for (const auto& [year, values] : story.state) {
    if (year > story.year || year <= story.year - years_shown) continue;
    std::vector<Cell> row{static_cast<std::int64_t>(year)};
    for (std::size_t k = 1; k < table.columns.size(); ++k) {
      const auto found = values.find(table.columns[k].key);
      row.emplace_back(found == values.end() ? std::nan("") : found->second);
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table funding_heading() {
  Table table{"funding", "What it asked for, and what it got", {}, {}};
  table.columns = {year_column(),
                   billions_column("dues_usd", "due in the year"),
                   spare(billions_column("principal_due_usd", "of it debt"), 3),
                   billions_column("wanted_usd", "asked for"),
                   billions_column("offered_usd", "offered by lenders"),
                   billions_column("borrowed_usd", "borrowed"),
                   spare(billions_column("from_vendor_usd", "from vendors"), 4),
                   spare(billions_column("shares_usd", "from new shares"), 2),
                   billions_column("missing_usd", "still missing"),
                   spare(percent_column("default_probability", "default probability"), 5),
                   spare(percent_column("spread", "spread asked"), 6),
                   number_column("interest_cover", "1", "interest cover", "", 3),
                   number_column("loan_to_value", "1", "loan to value", "", 3),
                   spare(text_column("refused", "remark"), 1)};
  return table;
}

std::string remark_of(const StoredFields& funding) {
  std::string remark = funding.at("refused") == "1" ? "debt not refinanced" : "";
  if (funding.at("breach") == "1")
    remark += remark.empty() ? "covenant broken" : ", covenant broken";
  return remark;
}

Table funding_table(const FirmStory& story) {
  Table table = funding_heading();
  if (!story.funding.empty()) table.title += years_text(story, year_of(story.funding.front()));
  for (const StoredFields& row : story.funding) {
    if (year_of(row) <= story.year - years_shown) continue;
    std::vector<Cell> cells{static_cast<std::int64_t>(year_of(row))};
    for (std::size_t k = 1; k + 1 < table.columns.size(); ++k) {
      cells.emplace_back(number(row, table.columns[k].key));
    }
    cells.emplace_back(remark_of(row));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

/// Whether the dues of the year are all claims: of a firm that is closed everything falls due.
bool claimed_whole(const FirmStory& story) {
  return !story.failures.empty() && story.failures.back().year == story.year &&
         !story.failures.back().reorganised;
}

Table dues_table(const FirmStory& story) {
  constexpr std::size_t largest = 10;
  const bool closed = claimed_whole(story);
  std::string title =
      closed ? fmt::format("What was claimed at the failure in {}, due or not", story.year)
             : fmt::format("What fell due in {}", story.year);
  if (story.dues.size() > largest) {
    title += fmt::format(", the largest {} of {}", largest, story.dues.size());
  }
  Table table{"dues", title, {}, {}};
  table.columns = {text_column("creditor", "creditor"), text_column("rank", "rank"),
                   billions_column("due_usd", closed ? "claimed" : "due"),
                   billions_column("paid_usd", "paid")};
  for (const StoredFields& row : story.dues) {
    if (table.rows.size() == largest) break;
    table.rows.push_back(
        {row.at("creditor"), row.at("rank"), number(row, "due_usd"), number(row, "paid_usd")});
  }
  return table;
}

std::string contract_kind(const StoredFields& event) {
  const std::string& kind = event.at("kind");
  if (kind == "contract_cut") return "cut";
  if (kind == "before_start") return "before the start";
  return kind == "backstop_before_start" ? "backstop before the start" : "signed";
}

bool is_contract(const StoredFields& event) {
  return event.at("kind") == "compute_contract" || event.at("kind") == "contract_cut";
}

/// Compute that it signed for or sold ahead, and what was cut of that: the largest, in order of
/// time.
Table contract_table(const FirmStory& story) {
  constexpr std::size_t largest = 20;
  Table table{"contracts", "The largest contracts for compute that it signed or sold", {}, {}};
  table.columns = {year_column(),
                   text_column("tenant", "tenant"),
                   text_column("builder", "with"),
                   text_column("kind", "what"),
                   billions_column("amount_usd", "amount"),
                   text_column("detail", "detail")};
  std::vector<const StoredFields*> told;
  for (const StoredFields& contract : story.at_start) told.push_back(&contract);
  for (const StoredFields& event : story.events) {
    if (is_contract(event) && year_of(event) <= story.year) told.push_back(&event);
  }
  std::stable_sort(told.begin(), told.end(), [](const StoredFields* a, const StoredFields* b) {
    return number(*a, "amount_usd") > number(*b, "amount_usd");
  });
  told.resize(std::min(told.size(), largest));
  std::stable_sort(told.begin(), told.end(), [](const StoredFields* a, const StoredFields* b) {
    return year_of(*a) < year_of(*b);
  });
  for (const StoredFields* event : told) {
    table.rows.push_back({static_cast<std::int64_t>(year_of(*event)), event->at("agent"),
                          event->at("counterparty"), contract_kind(*event),
                          number(*event, "amount_usd"), event->at("detail")});
  }
  return table;
}

Table event_table(const FirmStory& story) {
  constexpr std::size_t latest = 16;
  Table table{"events", "What happened", {}, {}};
  table.columns = {year_column(), text_column("kind", "what"), text_column("counterparty", "with"),
                   billions_column("amount_usd", "amount"), text_column("detail", "detail")};
  std::vector<const StoredFields*> told;
  for (const StoredFields& event : story.events) {
    static constexpr std::string_view trifles[] = {"scrap", "asset_sale", "early_delivery"};
    const bool trifle =
        std::find(std::begin(trifles), std::end(trifles), event.at("kind")) != std::end(trifles);
    if (!trifle && !is_contract(event) && year_of(event) <= story.year) told.push_back(&event);
  }
  const std::size_t first = told.size() > latest ? told.size() - latest : 0;
  if (first > 0) table.title += fmt::format(", the last {} of {} events", latest, told.size());
  for (std::size_t k = first; k < told.size(); ++k) {
    const StoredFields& event = *told[k];
    const std::string& other =
        event.at("agent") == story.agent ? event.at("counterparty") : event.at("agent");
    table.rows.push_back({static_cast<std::int64_t>(year_of(event)), event.at("kind"), other,
                          number(event, "amount_usd"), event.at("detail")});
  }
  return table;
}

double value(const FirmStory& story, int year, const char* column) {
  const auto row = story.state.find(year);
  if (row == story.state.end()) return std::nan("");
  const auto found = row->second.find(column);
  return found == row->second.end() ? std::nan("") : found->second;
}

const StoredFields* funding_in(const FirmStory& story, int year) {
  for (const StoredFields& row : story.funding) {
    if (year_of(row) == year) return &row;
  }
  return nullptr;
}

/// Which covenant was broken, with its limit.
std::string covenant_sentence(const FirmStory& story, const StoredFields& funding) {
  if (funding.at("breach") != "1") return {};
  const double value = number(funding, "loan_to_value"), cover = number(funding, "interest_cover");
  std::vector<std::string> broken;
  if (value > story.most_loan_to_value) {
    broken.push_back(
        fmt::format("secured debt was {} of what its collateral would fetch (limit {})",
                    percent_text(value), percent_text(story.most_loan_to_value)));
  }
  if (cover < story.least_interest_cover) {
    broken.push_back(fmt::format("earnings were {} times interest (at least {})",
                                 fixed_text(cover, 2), fixed_text(story.least_interest_cover, 2)));
  }
  return broken.empty() ? " It broke a covenant."
                        : fmt::format(" It broke a covenant: {}.", list_text(broken));
}

std::string money_sentence(const StoredFields& funding) {
  const auto usd = [&](std::string_view column) { return billions_text(number(funding, column)); };
  std::string text = fmt::format(" In that year {} fell due as agreed, of it {} of debt",
                                 usd("dues_usd"), usd("principal_due_usd"));
  if (number(funding, "wanted_usd") > 0.0) {
    text += fmt::format("; it asked for {}, lenders offered {} and it borrowed {}",
                        usd("wanted_usd"), usd("offered_usd"), usd("borrowed_usd"));
  }
  if (funding.at("refused") == "1") text += "; debt that fell due could not be refinanced";
  if (number(funding, "missing_usd") > 0.0)
    text += fmt::format("; {} stayed missing", usd("missing_usd"));
  return text + ".";
}

std::string claims_sentence(const Failure& failure) {
  if (!(failure.claims > 0.0)) return " Nothing was claimed.";
  return fmt::format(
      " At the failure creditors claimed {}, due or not; they recovered {} in {}, which is {}.",
      billions_text(failure.claims), billions_text(failure.recovered),
      failure.reorganised ? "cash, kept debt and shares" : "cash", recovery_text(failure));
}

/// The first words of a cause: "insolvent", "illiquid", "illiquid and insolvent".
std::string state_sentence(const Failure& failure) {
  const std::string kind = failure.cause.substr(0, failure.cause.find(','));
  if (kind == "insolvent") return " It was insolvent: worth less than it owed.";
  if (kind == "illiquid") return " It was illiquid: worth more than it owed, but without the cash.";
  return " It was illiquid and insolvent: it lacked the cash, and was worth less than it owed.";
}

/// A builder that left the business without failing.
std::string exit_sentence(const FirmStory& story) {
  if (story.role != "builder") return {};
  for (const StoredFields& event : story.events) {
    if (event.at("kind") == "exit" && event.at("agent") == story.agent) {
      return fmt::format(" In {} it left the business: {}.", year_of(event), event.at("detail"));
    }
  }
  return {};
}

/// "640 thousand", "18.3 million".
std::string thousands_text(double units) {
  return units < 999.5e3 ? fmt::format("{:.0f} thousand", units / 1e3)
                         : fmt::format("{:.1f} million", units / 1e6);
}

/// "changed by +12 %", or that it did not by as much as half a percent.
std::string change_text(double share) {
  if (std::abs(share) < 0.005) return "hardly changed";
  return fmt::format("changed by {:+.0f} %", 100.0 * share);
}

/// How much of an order something made, or took from it.
std::string part_text(double with, double without, std::string_view what) {
  const double part = (with - without) / with;
  return part < 0.0 ? fmt::format("{} took {} from it", what, percent_text(-part))
                    : fmt::format("{} made {} of it", what, percent_text(part));
}

/// On what of demand an order rests, where orders are quantiles of it.
std::string rests_on_text(const FirmStory& story, int year) {
  const double quantile = value(story, year, "order_quantile");
  const double order = value(story, year, "order_units");
  if (!(quantile > 0.0) || !(order > 0.0)) return {};
  const double without_story = value(story, year, "order_without_story");
  return fmt::format(
      " The order covered the {:.0f} % quantile of the demand it thought possible, {:.2f} times "
      "its "
      "own plain forecast; {}, {}.",
      100.0 * quantile, value(story, year, "demand_factor"),
      part_text(order, value(story, year, "order_without_leap"), "the belief in a leap"),
      part_text(order, std::isnan(without_story) ? 0.0 : without_story, "what was told in public"));
}

/// How far its prices stood from those that would earn most, where prices come from demand.
std::string price_sentence(const FirmStory& story) {
  const double price = value(story, story.year, "price_over_best");
  const double plan = value(story, story.year, "plan_price_over_best");
  if (std::isnan(price) && std::isnan(plan)) return {};
  const char* product = story.role == "lab" ? "best model" : "product";
  std::string text = fmt::format(" In {} its ", story.year);
  if (!std::isnan(price)) {
    text += fmt::format(
        "{} cost {} times the price that would earn most on the published study of "
        "demand",
        product, fixed_text(price, 2));
  }
  if (!std::isnan(plan)) {
    text += fmt::format("{}plan for consumers {}{} times", std::isnan(price) ? "" : ", its ",
                        std::isnan(price) ? "cost " : "", fixed_text(plan, 2));
  }
  if (std::isnan(price)) text += " the price that would earn most";
  return text + ".";
}

}  // namespace

FirmStory read_firm_story(const WhyRequest& request) {
  const std::filesystem::path run(request.run);
  check_run(request);
  check_whole(run);
  FirmStory story;
  read_parameters(run, story);
  story.agent = find_firm(run, request.agent);
  read_state(run, story);
  const int first = story.state.begin()->first;
  if (request.year && (*request.year < first || *request.year > story.last)) {
    throw InputError(fmt::format("{} says nothing of {} in {}; it covers {} to {}", request.run,
                                 story.label, *request.year, first, story.last));
  }
  story.failures = read_failures(run, story, request.year);
  story.year = request.year             ? *request.year
               : story.failures.empty() ? story.last
                                        : story.failures.back().year;
  read_dealings(run, request.year, story);
  read_contracts_at_start(run, story);
  return story;
}

std::string cause_paragraph(const FirmStory& story) {
  const std::string who = fmt::format("{} ({})", story.label, story.names.role(story.role));
  if (story.failures.empty()) {
    return fmt::format("{} did not fail by {}.", who, story.year) + exit_sentence(story) +
           price_sentence(story);
  }
  const Failure& failure = story.failures.back();
  std::string text =
      fmt::format("{} failed in {} and was {}.", who, failure.year, ending_text(failure));
  if (const StoredFields* funding = funding_in(story, failure.year)) {
    text += covenant_sentence(story, *funding) + money_sentence(*funding);
  }
  text += state_sentence(failure) + claims_sentence(failure);
  if (story.failures.size() > 1) {
    text += fmt::format(" It had failed {} before.",
                        story.failures.size() == 2
                            ? std::string("once")
                            : fmt::format("{} times", story.failures.size() - 1));
  }
  return text + price_sentence(story);
}

std::string decision_text(const FirmStory& story) {
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
        "In {} it ordered {} {} and {:.0f} {}, expecting demand to grow by {:.0f} % a year; demand "
        "for its own capacity {} in the next.{}\n",
        worst_year, thousands_text(value(story, worst_year, "order_units")), story.names.equipment,
        value(story, worst_year, "order_shell_mw"), story.names.megawatt,
        100.0 * value(story, worst_year, "expected_growth"),
        change_text(value(story, worst_year + 1, "own_growth")), rests_on_text(story, worst_year));
  }
  return fmt::format(
      "For {} it raised spending on research compute from ${:.1f}bn to ${:.1f}bn, with sales of "
      "${:.1f}bn and ${:.1f}bn owed for compute of later years.\n",
      worst_year + 1, value(story, worst_year, "research_usd") / 1e9,
      value(story, worst_year + 1, "research_usd") / 1e9, value(story, worst_year, "revenue") / 1e9,
      value(story, worst_year, "commitments_payable") / 1e9);
}

std::vector<Table> firm_tables(const FirmStory& story) {
  return {failure_table(story.failures), plan_table(story), funding_table(story), dues_table(story),
          contract_table(story),         event_table(story)};
}

std::vector<Table> firm_headings(const Names& names) {
  std::vector<Table> tables;
  for (const char* role : {"builder", "lab", ""}) {
    tables.push_back(plan_heading(role, names, [](std::string_view) { return true; }));
  }
  tables.push_back(funding_heading());
  return tables;
}

}  // namespace overbuild

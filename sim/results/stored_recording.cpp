#include "sim/results/stored_recording.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

#include "core/number_text.hpp"
#include "sim/results/csv.hpp"
#include "sim/results/tables.hpp"

namespace overbuild {

namespace {

namespace fs = std::filesystem;

/// More years than any run has; a year far away is no reason to fill memory with empty ones.
constexpr int most_years = 1000;
/// More dollars than an amount of 64 bits of cents holds.
constexpr double most_usd = 9e16;

/// The rows of one table of a run directory, and its fields as what they stand for.
class Reader {
 public:
  Reader(const fs::path& directory, std::string_view name, Diagnostics& diagnostics)
      : file_(directory / name), diagnostics_(diagnostics) {
    if (auto read = read_csv(file_, output_columns(name), diagnostics)) rows = std::move(*read);
  }

  int year(const CsvRow& row) {
    const std::optional<int> value = parse_whole_in<int>(row.fields[0]);
    if (!value) refuse(row, row.fields[0], "a year", "a year in column 1");
    return value.value_or(0);
  }

  double number(const CsvRow& row, std::size_t field) {
    const std::string& text = row.fields[field];
    const std::optional<double> value = parse_number(text);
    if (!value) refuse(row, text, "a number", fmt::format("a number in column {}", field + 1));
    return value.value_or(0.0);
  }

  /// Not a number where the field is empty.
  double number_or_none(const CsvRow& row, std::size_t field) {
    return row.fields[field].empty() ? std::nan("") : number(row, field);
  }

  Money money(const CsvRow& row, std::size_t field) {
    const double usd = number(row, field);
    if (std::abs(usd) < most_usd) return Money::from_usd(usd);
    refuse(row, row.fields[field], "an amount of money", "an amount of 64 bits of cents");
    return Money::zero();
  }

  void refuse(const CsvRow& row, const std::string& text, std::string_view what,
              std::string expected) {
    diagnostics_.add({file_.string(), row.line}, fmt::format("'{}' is not {}", text, what),
                     std::move(expected));
  }

  std::vector<CsvRow> rows;

 private:
  fs::path file_;
  Diagnostics& diagnostics_;
};

/// Texts that rows point at, each kept once.
class Texts {
 public:
  explicit Texts(std::deque<std::string>& kept) : kept_(kept) {}

  std::string_view keep(const std::string& text) {
    const auto found = known_.find(text);
    if (found != known_.end()) return found->second;
    return known_[text] = kept_.emplace_back(text);
  }

 private:
  std::deque<std::string>& kept_;
  std::unordered_map<std::string, std::string_view> known_;
};

void read_names(const fs::path& run, Diagnostics& diagnostics, Recording& made) {
  Reader reader(run, "parameters.csv", diagnostics);
  for (const CsvRow& row : reader.rows) made.names.take(row.fields[0], row.fields[2]);
}

void read_agents(const fs::path& run, Diagnostics& diagnostics, Recording& made) {
  Reader reader(run, "agents.csv", diagnostics);
  std::unordered_map<std::string, bool> known;
  for (const CsvRow& row : reader.rows) {
    if (!known.try_emplace(row.fields[1], true).second) continue;
    made.agents.push_back({row.fields[1], row.fields[2], row.fields[3]});
  }
}

/// First and last year of a table that has rows; one that reaches too far is refused.
bool span_of(Reader& reader, Recording& made) {
  if (reader.rows.empty()) return false;
  int first = reader.year(reader.rows.front()), last = first;
  for (const CsvRow& row : reader.rows) {
    const int year = reader.year(row);
    first = std::min(first, year);
    last = std::max(last, year);
  }
  if (static_cast<std::int64_t>(last) - first >= most_years) {
    reader.refuse(reader.rows.back(), reader.rows.back().fields[0], "a year of this run",
                  fmt::format("at most {} years", most_years));
    return false;
  }
  made.first_year = first;
  made.years = last - first + 1;
  return true;
}

void read_series(const fs::path& run, Diagnostics& diagnostics, Recording& made) {
  Reader reader(run, "series.csv", diagnostics);
  if (!span_of(reader, made)) return;
  made.series.assign(static_cast<std::size_t>(made.years),
                     std::vector<double>(metric_count(), std::nan("")));
  for (const CsvRow& row : reader.rows) {
    const std::optional<Metric> metric = find_metric(row.fields[1]);
    if (!metric) {
      reader.refuse(row, row.fields[1], "a metric",
                    "a name that `overbuild explain metrics` lists");
      continue;
    }
    made.value(reader.year(row), *metric) = reader.number(row, 3);
  }
}

void read_events(const fs::path& run, Diagnostics& diagnostics, Texts& texts, Recording& made) {
  Reader reader(run, "events.csv", diagnostics);
  for (CsvRow& row : reader.rows) {
    made.events.push_back({reader.year(row), texts.keep(row.fields[1]), texts.keep(row.fields[2]),
                           row.fields[3], row.fields[4], reader.money(row, 5), row.fields[6]});
  }
}

void read_losses(const fs::path& run, Diagnostics& diagnostics, Texts& texts, Recording& made) {
  Reader reader(run, "losses.csv", diagnostics);
  for (const CsvRow& row : reader.rows) {
    made.losses.push_back({reader.year(row), row.fields[1], row.fields[2],
                           texts.keep(row.fields[3]), reader.money(row, 4)});
  }
}

void read_obligations(const fs::path& run, Diagnostics& diagnostics, Texts& texts,
                      Recording& made) {
  Reader reader(run, "obligations.csv", diagnostics);
  for (const CsvRow& row : reader.rows) {
    made.obligations.push_back({reader.year(row), row.fields[1], row.fields[2],
                                texts.keep(row.fields[3]), reader.money(row, 4),
                                reader.money(row, 5)});
  }
}

void read_plans(const fs::path& run, Diagnostics& diagnostics, Recording& made) {
  if (!fs::exists(run / "plans.csv")) return;  // of a version before this table
  Reader reader(run, "plans.csv", diagnostics);
  for (const CsvRow& row : reader.rows) {
    made.plans.push_back({reader.year(row), row.fields[1], reader.number(row, 2),
                          reader.number(row, 3), reader.number(row, 4), reader.number(row, 5),
                          reader.number(row, 6), reader.number(row, 7), reader.number(row, 8),
                          reader.number_or_none(row, 9), reader.number_or_none(row, 10),
                          reader.number_or_none(row, 11)});
  }
}

}  // namespace

std::optional<StoredRecording> read_recording(const fs::path& directory, Diagnostics& diagnostics) {
  const std::size_t problems = diagnostics.all().size();
  StoredRecording stored;
  Texts texts(stored.texts);
  read_names(directory, diagnostics, stored.recording);
  read_agents(directory, diagnostics, stored.recording);
  read_series(directory, diagnostics, stored.recording);
  read_events(directory, diagnostics, texts, stored.recording);
  read_losses(directory, diagnostics, texts, stored.recording);
  read_obligations(directory, diagnostics, texts, stored.recording);
  read_plans(directory, diagnostics, stored.recording);
  if (diagnostics.all().size() != problems) return std::nullopt;
  return stored;
}

}  // namespace overbuild

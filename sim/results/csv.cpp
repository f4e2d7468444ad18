#include "sim/results/csv.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

#include "core/invariant.hpp"
#include "core/number_text.hpp"

namespace overbuild {

namespace {

/// Appends |number| / 10^digits; the magnitude is unsigned so that the lowest int64 works too.
void append_decimal(std::string& text, std::int64_t number, int digits) {
  std::array<char, 24> buffer;
  std::uint64_t magnitude = static_cast<std::uint64_t>(number);
  if (number < 0) {
    text += '-';
    magnitude = 0 - magnitude;
  }
  std::uint64_t scale = 1;
  for (int digit = 0; digit < digits; ++digit) scale *= 10;
  auto end = std::to_chars(buffer.begin(), buffer.end(), magnitude / scale).ptr;
  text.append(buffer.begin(), end);
  if (digits == 0) return;
  // A leading one keeps the zeros of the fraction; it is skipped.
  end = std::to_chars(buffer.begin(), buffer.end(), scale + magnitude % scale).ptr;
  text += '.';
  text.append(buffer.begin() + 1, end);
}

void append_shortest(std::string& text, double number) {
#ifdef _LIBCPP_VERSION  // browsers' builds have no std::to_chars for them
  fmt::format_to(std::back_inserter(text), "{}", number);
#else
  std::array<char, 32> buffer;
  text.append(buffer.begin(), std::to_chars(buffer.begin(), buffer.end(), number).ptr);
#endif
}

/// Cuts text into rows of fields, quotes removed.
class CsvParser {
 public:
  explicit CsvParser(std::string_view text) : text_(text) {}

  bool at_end() const { return position_ == text_.size(); }

  /// The next row, or nothing when its quotes are wrong: see complaint().
  std::optional<CsvRow> row(bool with_columns = false) {
    CsvRow row{line_, {}};
    do {
      if (with_columns) row.columns.push_back(column());
      std::optional<std::string> field = at_quote() ? quoted() : plain();
      if (!field) return std::nullopt;
      row.fields.push_back(std::move(*field));
    } while (accept(','));
    const bool returned = accept('\r');
    if (accept('\n') || returned) {
      ++line_;
      line_begin_ = position_;
    }
    return row;
  }

  /// What was wrong with the row that was not read, and where.
  const SourcePosition& complained_at() const { return complained_at_; }
  const std::string& complaint() const { return complaint_; }

 private:
  int column() const { return static_cast<int>(position_ - line_begin_) + 1; }

  std::nullopt_t complain(SourcePosition at, std::string what) {
    complained_at_ = std::move(at);
    complaint_ = std::move(what);
    return std::nullopt;
  }

  bool at_quote() const { return !at_end() && text_[position_] == '"'; }

  bool accept(char wanted) {
    if (at_end() || text_[position_] != wanted) return false;
    ++position_;
    return true;
  }

  std::optional<std::string> plain() {
    const std::size_t end = std::min(text_.find_first_of(",\r\n", position_), text_.size());
    std::string field(text_.substr(position_, end - position_));
    position_ = end;
    return field;
  }

  std::optional<std::string> quoted() {
    std::string field;
    const SourcePosition opened{{}, line_, column()};
    ++position_;
    while (!at_end()) {
      if (accept('"')) {
        if (!accept('"')) return at_separator() ? std::optional(field) : stray();
        field += '"';
        continue;
      }
      const bool new_line = text_[position_] == '\n';
      field += text_[position_++];
      if (!new_line) continue;
      ++line_;
      line_begin_ = position_;
    }
    return complain(opened, "a quoted field is never closed");
  }

  bool at_separator() const {
    return at_end() || std::string_view(",\r\n").find(text_[position_]) != std::string_view::npos;
  }

  std::nullopt_t stray() {
    return complain({{}, line_, column()}, "text behind the quote that closes a field");
  }

  std::string_view text_;
  std::size_t position_ = 0, line_begin_ = 0;
  int line_ = 1;
  SourcePosition complained_at_;
  std::string complaint_;
};

void report(const CsvParser& parser, const std::string& file, Diagnostics& diagnostics) {
  SourcePosition at = parser.complained_at();
  at.file = file;
  diagnostics.add(std::move(at), parser.complaint());
}

bool blank(const CsvRow& row) {
  return row.fields.size() == 1 && row.fields[0].find_first_not_of(" \t") == std::string::npos;
}

/// What a header of one field is cut by when it is not by commas; 0 when by nothing.
char other_separator(const CsvRow& header) {
  if (header.fields.size() != 1) return 0;
  const std::size_t found = header.fields[0].find_first_of(";\t");
  return found == std::string::npos ? '\0' : header.fields[0][found];
}

/// Spreadsheets take a cell that begins so for a formula and run it; apostrophes before that are
/// counted in, so that what is put in front can be taken away again.
bool begins_like_formula(std::string_view field) {
  // Most fields, and no formula begins so.
  if (field.empty() || std::isalnum(static_cast<unsigned char>(field.front())) != 0) return false;
  const std::size_t first = field.find_first_not_of('\'');
  if (first == std::string_view::npos) return false;
  constexpr std::string_view starts = "=+-@\t\r";
  return starts.find(field[first]) != std::string_view::npos && !parse_number(field);
}

/// What CsvText put in front of such a text is taken away.
void restore_texts(CsvRow& row) {
  for (std::string& field : row.fields) {
    if (field.starts_with('\'') && begins_like_formula(field)) field.erase(0, 1);
  }
}

std::string join(std::span<const std::string_view> names) {
  return fmt::format("{}", fmt::join(names, ","));
}

}  // namespace

CsvText& CsvText::add(std::string_view field) {
  separate();
  const bool formula = begins_like_formula(field);
  const auto special = [](char c) { return c == ',' || c == '"' || c == '\r' || c == '\n'; };
  if (std::none_of(field.begin(), field.end(), special)) {
    if (formula) text_ += '\'';
    text_ += field;
    return *this;
  }
  text_ += '"';
  if (formula) text_ += '\'';
  for (const char letter : field) {
    if (letter == '"') text_ += '"';
    text_ += letter;
  }
  text_ += '"';
  return *this;
}

CsvText& CsvText::add_fields(std::string_view fields) {
  separate();
  text_ += fields;
  return *this;
}

CsvText& CsvText::add(Money amount) {
  separate();
  append_decimal(text_, amount.cents(), 2);
  return *this;
}

CsvText& CsvText::add(double number) {
  separate();
  if (!std::isnan(number)) append_shortest(text_, number);
  return *this;
}

CsvText& CsvText::add_milli(std::int64_t thousandths) {
  separate();
  append_decimal(text_, thousandths, 3);
  return *this;
}

CsvText& CsvText::add_integer(std::int64_t number) {
  separate();
  append_decimal(text_, number, 0);
  return *this;
}

void CsvText::end_row() {
  text_ += '\n';
  row_is_open_ = false;
}

void CsvText::separate() {
  if (row_is_open_) text_ += ',';
  row_is_open_ = true;
}

std::string exact_decimal(std::int64_t number, int digits) {
  std::string text;
  append_decimal(text, number, digits);
  return text;
}

std::string shortest_decimal(double number) {
  std::string text;
  append_shortest(text, number);
  return text;
}

std::optional<std::string> read_text(const std::filesystem::path& file, Diagnostics& diagnostics) {
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) {
    diagnostics.add({file.string()}, "is a directory", "a file");
    return std::nullopt;
  }
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (stream.bad() || !stream.is_open()) {
    diagnostics.add({file.string()}, fmt::format("cannot be read: {}", std::strerror(errno)));
    return std::nullopt;
  }
  return text;
}

void for_each_csv_row(std::string_view text,
                      FunctionRef<void(const std::vector<std::string>& fields)> use) {
  for (CsvParser parser(text); !parser.at_end();) {
    std::optional<CsvRow> row = parser.row();
    OVERBUILD_INVARIANT(row.has_value(), "a table of our own has a quote that is never closed");
    restore_texts(*row);
    use(row->fields);
  }
}

std::vector<CsvRow> read_table(const std::string& file, std::string_view text,
                               Diagnostics& diagnostics) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text.starts_with(mark)) text.remove_prefix(mark.size());
  std::vector<CsvRow> rows;
  for (CsvParser parser(text); !parser.at_end();) {
    std::optional<CsvRow> row = parser.row(true);
    if (!row) {
      report(parser, file, diagnostics);
      return {};
    }
    rows.push_back(std::move(*row));
  }
  while (!rows.empty() && blank(rows.back())) rows.pop_back();
  if (rows.empty()) {
    diagnostics.add({file, 1}, "the file is empty", "a header and rows");
  } else if (const char separator = other_separator(rows[0]); separator != 0) {
    diagnostics.add(
        {file, rows[0].line},
        fmt::format("fields are separated by {}", separator == ';' ? "semicolons" : "tabs"),
        "commas between fields, and points in decimal numbers");
    rows.clear();
  }
  return rows;
}

std::optional<std::vector<CsvRow>> read_csv(const std::filesystem::path& file,
                                            std::span<const std::string_view> columns,
                                            Diagnostics& diagnostics) {
  const std::optional<std::string> text = read_text(file, diagnostics);
  if (!text) return std::nullopt;
  std::vector<CsvRow> rows;
  for (CsvParser parser(*text); !parser.at_end();) {
    std::optional<CsvRow> row = parser.row();
    if (!row) {
      report(parser, file.string(), diagnostics);
      return std::nullopt;
    }
    const bool is_header = rows.empty();
    if (is_header
            ? !std::equal(row->fields.begin(), row->fields.end(), columns.begin(), columns.end())
            : row->fields.size() != columns.size()) {
      diagnostics.add(
          {file.string(), row->line}, is_header ? "another header" : "a broken row",
          fmt::format("{} '{}'", is_header ? "the header" : "the fields of", join(columns)));
      return std::nullopt;
    }
    restore_texts(*row);
    rows.push_back(std::move(*row));
  }
  if (rows.empty()) {
    diagnostics.add({file.string(), 1}, "the file is empty",
                    fmt::format("the header '{}'", join(columns)));
    return std::nullopt;
  }
  rows.erase(rows.begin());
  return rows;
}

}  // namespace overbuild

#include "sim/results/csv.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

#include <fmt/format.h>

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

  /// The next row, or nothing when a quote is never closed.
  std::optional<CsvRow> row() {
    CsvRow row{line_, {}};
    do {
      std::optional<std::string> field = at_quote() ? quoted() : plain();
      if (!field) return std::nullopt;
      row.fields.push_back(std::move(*field));
    } while (accept(','));
    accept('\r');
    if (accept('\n')) ++line_;
    return row;
  }

 private:
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
    ++position_;
    while (!at_end()) {
      if (accept('"')) {
        if (!accept('"')) return field;
        field += '"';
        continue;
      }
      if (text_[position_] == '\n') ++line_;
      field += text_[position_++];
    }
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t position_ = 0;
  int line_ = 1;
};

std::string join(std::span<const std::string_view> names) {
  return fmt::format("{}", fmt::join(names, ","));
}

}  // namespace

CsvText& CsvText::add(std::string_view field) {
  separate();
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
    text_ += field;
    return *this;
  }
  text_ += '"';
  for (const char letter : field) {
    if (letter == '"') text_ += '"';
    text_ += letter;
  }
  text_ += '"';
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
    const std::optional<CsvRow> row = parser.row();
    if (!row) return;
    use(row->fields);
  }
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
      diagnostics.add({file.string()}, "a quoted field is never closed");
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

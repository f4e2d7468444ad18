#include "sim/results/table.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace overbuild {

namespace {

constexpr std::string_view gap = "  ";
constexpr std::size_t wrap_width = 9;

/// Lines of a heading, broken at spaces so that none is much wider than a number.
std::vector<std::string> wrapped(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string word(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!lines.empty() && text_width(lines.back()) + 1 + text_width(word) <= wrap_width) {
      lines.back() += " " + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

std::string number_text(double number, const TableColumn& column) {
  if (std::isnan(number)) return "-";
  const double shown = number / column.scale;
  return column.rounding == Rounding::fixed ? fixed_text(shown, column.digits)
                                            : significant_text(shown, column.digits);
}

std::string cell_text(const Cell& cell, const TableColumn& column) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* number = std::get_if<double>(&cell)) return number_text(*number, column);
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  return "-";
}

constexpr std::size_t unlimited = std::numeric_limits<std::size_t>::max();

/// A table as texts: rows of cells, each of one line or more; the first rows are the heading.
using TextRows = std::vector<std::vector<std::string>>;

/// Heading lines of all columns, the units last, short ones pushed down.
TextRows heading_lines(const Table& table) {
  TextRows headings;
  std::size_t height = 0;
  bool units = false;
  for (const TableColumn& column : table.columns) {
    headings.push_back(column.left ? std::vector{column.heading} : wrapped(column.heading));
    height = std::max(height, headings.back().size());
    units = units || !column.shown_unit.empty();
  }
  TextRows lines(height + (units ? 1 : 0));
  for (std::size_t line = 0; line < lines.size(); ++line) {
    for (std::size_t column = 0; column < headings.size(); ++column) {
      const std::size_t blank = height - headings[column].size();
      const bool is_unit = line == height;
      lines[line].push_back(is_unit        ? table.columns[column].shown_unit
                            : line < blank ? std::string()
                                           : headings[column][line - blank]);
    }
  }
  return lines;
}

TextRows texts_of(const Table& table) {
  TextRows lines = heading_lines(table);
  for (const auto& row : table.rows) {
    auto& line = lines.emplace_back();
    for (std::size_t column = 0; column < row.size(); ++column) {
      line.push_back(cell_text(row[column], table.columns[column]));
    }
  }
  return lines;
}

std::vector<std::size_t> widths_of(const TextRows& lines, std::size_t columns) {
  std::vector<std::size_t> widths(columns, 0);
  for (const auto& line : lines) {
    for (std::size_t column = 0; column < line.size(); ++column) {
      widths[column] = std::max(widths[column], text_width(line[column]));
    }
  }
  return widths;
}

std::size_t total_width(const std::vector<std::size_t>& widths) {
  std::size_t total = widths.empty() ? 0 : gap.size() * (widths.size() - 1);
  for (const std::size_t width : widths) total += width;
  return total;
}

/// Leaves the least important column out; false when all that are left must stay.
bool leave_one_out(Table& table) {
  const auto least = std::max_element(
      table.columns.begin(), table.columns.end(),
      [](const TableColumn& a, const TableColumn& b) { return a.spare < b.spare; });
  if (least == table.columns.end() || least->spare == 0) return false;
  const auto at = least - table.columns.begin();
  table.columns.erase(least);
  for (auto& row : table.rows) row.erase(row.begin() + at);
  return true;
}

/// The longest word of a text.
std::size_t longest_word(const std::string& text) {
  std::size_t longest = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    longest = std::max(longest, text_width(std::string_view(text).substr(begin, end - begin)));
    begin = end + 1;
  }
  return longest;
}

/// How narrow each column can be.
std::vector<std::size_t> least_widths(const Table& table, const TextRows& lines) {
  const std::size_t heading = lines.size() - table.rows.size();
  std::vector<std::size_t> least(table.columns.size(), 0);
  for (std::size_t row = 0; row < lines.size(); ++row) {
    for (std::size_t k = 0; k < lines[row].size(); ++k) {
      const TableColumn& column = table.columns[k];
      const bool stays = !column.left || (column.whole && row >= heading);
      const std::string& text = lines[row][k];
      least[k] = std::max(least[k], stays ? text_width(text) : longest_word(text));
    }
  }
  return least;
}

/// Narrows the widest column of texts, again and again, until the table fits or no word gives way.
void narrow(const Table& table, const TextRows& lines, std::vector<std::size_t>& widths,
            std::size_t width) {
  const std::vector<std::size_t> least = least_widths(table, lines);
  while (total_width(widths) > width) {
    std::size_t widest = widths.size();
    for (std::size_t k = 0; k < widths.size(); ++k) {
      if (!table.columns[k].left || widths[k] <= least[k]) continue;
      if (widest == widths.size() || widths[k] > widths[widest]) widest = k;
    }
    if (widest == widths.size()) return;
    --widths[widest];
  }
}

/// Lines of a text, broken at spaces, no wider than `width` where words allow it.
std::vector<std::string> broken(const std::string& text, std::size_t width) {
  std::vector<std::string> lines{""};
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    const std::size_t used = text_width(lines.back());
    if (used > 0 && used + 1 + text_width(word) > width) lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
    begin = end + 1;
  }
  return lines;
}

void append_line(std::string& text, const std::vector<std::string>& cells,
                 const std::vector<std::size_t>& widths, const Table& table) {
  std::string line;
  for (std::size_t column = 0; column < cells.size(); ++column) {
    const std::size_t used = text_width(cells[column]);
    const std::string padding(widths[column] - std::min(used, widths[column]), ' ');
    if (column != 0) line += gap;
    line += table.columns[column].left ? cells[column] + padding : padding + cells[column];
  }
  line.erase(line.find_last_not_of(' ') + 1);
  text += line + "\n";
}

/// A row whose texts may take several lines.
void append_row(std::string& text, const std::vector<std::string>& cells,
                const std::vector<std::size_t>& widths, const Table& table) {
  TextRows parts;
  std::size_t height = 1;
  for (std::size_t column = 0; column < cells.size(); ++column) {
    const bool fits = text_width(cells[column]) <= widths[column];
    parts.push_back(fits ? std::vector{cells[column]} : broken(cells[column], widths[column]));
    height = std::max(height, parts.back().size());
  }
  for (std::size_t line = 0; line < height; ++line) {
    std::vector<std::string> of_line;
    for (const auto& part : parts) of_line.push_back(line < part.size() ? part[line] : "");
    append_line(text, of_line, widths, table);
  }
}

/// Some columns of a table.
Table chosen_columns(const Table& table, const std::vector<std::size_t>& chosen) {
  Table part{table.name, table.title, {}, {}};
  for (const std::size_t k : chosen) part.columns.push_back(table.columns[k]);
  for (const auto& row : table.rows) {
    auto& cells = part.rows.emplace_back();
    for (const std::size_t k : chosen) cells.push_back(row[k]);
  }
  return part;
}

/// How narrow each column is to be for its texts to be read; the first gives way as far as it can.
std::vector<std::size_t> readable_widths(const Table& table) {
  constexpr std::size_t readable = 32;
  const TextRows lines = texts_of(table);
  std::vector<std::size_t> widths = least_widths(table, lines);
  for (std::size_t row = lines.size() - table.rows.size(); row < lines.size(); ++row) {
    for (std::size_t k = 1; k < widths.size(); ++k) {
      widths[k] = std::max(widths[k], std::min(text_width(lines[row][k]), readable));
    }
  }
  return widths;
}

/// A table with whole columns in parts that fit, each with the first column; any other as it is.
std::vector<Table> parts_of(const Table& table, std::size_t width) {
  const bool whole = std::any_of(table.columns.begin(), table.columns.end(),
                                 [](const TableColumn& column) { return column.whole; });
  if (!whole) return {fitting(table, width)};
  const std::vector<std::size_t> least = readable_widths(table);
  std::vector<Table> parts;
  std::vector<std::size_t> chosen{0};
  std::size_t used = least[0];
  for (std::size_t k = 1; k < least.size(); ++k) {
    if (chosen.size() > 1 && used + gap.size() + least[k] > width) {
      parts.push_back(chosen_columns(table, chosen));
      chosen = {0};
      used = least[0];
    }
    chosen.push_back(k);
    used += gap.size() + least[k];
  }
  parts.push_back(chosen_columns(table, chosen));
  return parts;
}

std::string laid_out(const Table& table, std::size_t width) {
  const TextRows lines = texts_of(table);
  std::vector<std::size_t> widths = widths_of(lines, table.columns.size());
  narrow(table, lines, widths, width);
  std::string text;
  for (const auto& line : lines) append_row(text, line, widths, table);
  return text;
}

nlohmann::ordered_json cell_json(const Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return *number;
  if (const auto* number = std::get_if<double>(&cell)) {
    if (std::isfinite(*number)) return *number;
  }
  return nullptr;
}

TableColumn make_column(std::string key, std::string_view unit, std::string heading,
                        std::string shown_unit) {
  TableColumn column;
  column.key = std::move(key);
  column.unit = unit;
  column.heading = std::move(heading);
  column.shown_unit = std::move(shown_unit);
  return column;
}

}  // namespace

TableColumn text_column(std::string key, std::string heading) {
  TableColumn column = make_column(std::move(key), "", std::move(heading), "");
  column.left = true;
  return column;
}

TableColumn year_column() { return make_column("year", "", "year", ""); }

TableColumn billions_column(std::string key, std::string heading) {
  TableColumn column = make_column(std::move(key), "usd", std::move(heading), "$bn");
  column.scale = 1e9;
  return column;
}

TableColumn percent_column(std::string key, std::string heading) {
  TableColumn column = make_column(std::move(key), "1", std::move(heading), "%");
  column.scale = 0.01;
  return column;
}

TableColumn count_column(std::string key, std::string heading) {
  TableColumn column = make_column(std::move(key), "1", std::move(heading), "");
  column.digits = 0;
  return column;
}

TableColumn number_column(std::string key, std::string_view unit, std::string heading,
                          std::string shown_unit, int significant_digits) {
  TableColumn column = make_column(std::move(key), unit, std::move(heading), std::move(shown_unit));
  column.rounding = Rounding::significant;
  column.digits = significant_digits;
  return column;
}

TableColumn spare(TableColumn column, int rank) {
  column.spare = rank;
  return column;
}

std::string table_text(const Table& table) { return table_text(table, unlimited); }

Table fitting(const Table& table, std::size_t width) {
  Table shown = table;
  const auto wide = [&] {
    return total_width(widths_of(texts_of(shown), shown.columns.size())) > width;
  };
  while (wide() && leave_one_out(shown)) {
  }
  return shown;
}

std::string table_text(const Table& table, std::size_t width) {
  std::string text;
  for (const Table& part : parts_of(table, width)) {
    text += (text.empty() ? "" : "\n") + laid_out(part, width);
  }
  return text;
}

nlohmann::ordered_json table_json(const Table& table) {
  nlohmann::ordered_json columns = nlohmann::ordered_json::array();
  for (const TableColumn& column : table.columns) {
    columns.push_back({{"key", column.key}, {"unit", column.unit}, {"heading", column.heading}});
  }
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const auto& row : table.rows) {
    nlohmann::ordered_json object = nlohmann::ordered_json::object();
    for (std::size_t column = 0; column < row.size(); ++column) {
      object[table.columns[column].key] = cell_json(row[column]);
    }
    rows.push_back(std::move(object));
  }
  return {{"columns", std::move(columns)}, {"rows", std::move(rows)}};
}

std::string fixed_text(double number, int digits) {
  std::string text = fmt::format("{:.{}f}", number, digits);
  if (text.front() == '-' && text.find_first_of("123456789") == std::string::npos &&
      std::isfinite(number)) {
    text.erase(0, 1);
  }
  return text;
}

std::string significant_text(double number, int digits) {
  if (number == 0.0 || !std::isfinite(number)) return fixed_text(number, 0);
  const double exponent = std::floor(std::log10(std::fabs(number)));
  if (exponent < -5.0 || exponent > 6.0) return fmt::format("{:.{}e}", number, digits - 1);
  return fixed_text(number, std::max(0, digits - 1 - static_cast<int>(exponent)));
}

std::size_t text_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  }));
}

std::string sparkline(const std::vector<double>& values, bool unicode) {
  static constexpr std::array<std::string_view, 8> blocks = {"▁", "▂", "▃", "▄",
                                                             "▅", "▆", "▇", "█"};
  static constexpr std::array<std::string_view, 8> letters = {"_", ".", ":", "-",
                                                              "=", "+", "*", "#"};
  double lowest = INFINITY, highest = -INFINITY;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  std::string line;
  for (const double value : values) {
    if (std::isnan(value)) {
      line += ' ';
      continue;
    }
    const double share = highest > lowest ? (value - lowest) / (highest - lowest) : 0.0;
    const auto level = static_cast<std::size_t>(std::lround(share * 7.0));
    line += unicode ? blocks[level] : letters[level];
  }
  return line;
}

}  // namespace overbuild

#include "tools/console.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/diagnostics.hpp"
#include "sim/experiments/mpi_crew.hpp"
#include "sim/results/run_directory.hpp"
#include "sim/results/table.hpp"
#include "tools/commands.hpp"

namespace overbuild {

namespace {

constexpr std::string_view bold_on = "\033[1m", bold_off = "\033[0m";

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace

void refuse_input(std::string_view file, std::string_view message, std::string_view expected,
                  std::string_view nearest) {
  Diagnostics problems;
  problems.add({std::string(file)}, std::string(message), std::string(expected),
               std::string(nearest));
  throw InputError(problems.text());
}

bool is_terminal(int descriptor) { return isatty(descriptor) != 0 && launched_processes() == 1; }

std::string printable(std::string_view text, bool bold) {
  std::string shown;
  for (std::size_t k = 0; k < text.size(); ++k) {
    const auto byte = static_cast<unsigned char>(text[k]);
    const auto next = static_cast<unsigned char>(k + 1 < text.size() ? text[k + 1] : 0);
    const std::string_view rest = text.substr(k);
    if (bold && (rest.starts_with(bold_on) || rest.starts_with(bold_off))) {
      shown += bold_on.substr(0, 2);  // what follows is plain
      ++k;
    } else if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F) {
      shown += fmt::format("\\x{:02x}", byte);
    } else if (byte == 0xC2 && next >= 0x80 && next < 0xA0) {  // control characters of UTF-8
      shown += fmt::format("\\x{:02x}", next);
      ++k;
    } else {
      shown += text[k];
    }
  }
  return shown;
}

Console::Console()
    : terminal_(is_terminal(STDOUT_FILENO)),
      colour_(terminal_ && environment("NO_COLOR").empty() && environment("TERM") != "dumb"),
      unicode_(environment("TERM") != "dumb") {}

void Console::print(std::string_view text) { write(printable(text, colour_)); }

void Console::print_exactly(std::string_view text) { terminal_ ? print(text) : write(text); }

void Console::write(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return;
  const int reason = errno;
  std::clearerr(stdout);
  if (reason != EPIPE) {
    throw OutputError(fmt::format("standard output: cannot be written: {}", std::strerror(reason)));
  }
}

void Console::note(std::string_view text) {
  const std::string shown = printable(text);
  std::fwrite(shown.data(), 1, shown.size(), stderr);
  std::fputc('\n', stderr);
}

void Console::error(std::string_view text) {
  const bool complete = text.ends_with('\n');
  const std::string shown = printable(text);
  std::fwrite(shown.data(), 1, shown.size(), stderr);
  if (!complete) std::fputc('\n', stderr);
}

std::string Console::bold(std::string_view text) const {
  return colour_ ? fmt::format("{}{}{}", bold_on, text, bold_off) : std::string(text);
}

void Console::deliver(const std::string& text, const nlohmann::ordered_json& json,
                      const JsonRequest& request) {
  if (request.file.empty()) return print(text);
  using Json = nlohmann::ordered_json;
  const std::string machine = json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  if (request.file == "-") return print_exactly(machine);
  write_file(request.file, machine, request.force);
  print(text);
}

void check_deliverable(const JsonRequest& request) {
  if (request.file.empty() || request.file == "-") return;
  check_writable(request.file, request.force);
}

std::size_t line_width() {
  constexpr std::size_t usual = 80;
  winsize size{};
  if (!is_terminal(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return usual;
  return std::max<std::size_t>(size.ws_col, usual);
}

std::string fitted(const Table& table) { return table_text(table, line_width()); }

namespace {

/// A command cut before its options; quoted words stay whole.
std::vector<std::string> options_of(const std::string& command) {
  std::vector<std::string> parts(1);
  bool quoted = false;
  for (std::size_t at = 0; at < command.size(); ++at) {
    if (command[at] == '\'') quoted = !quoted;
    if (!quoted && command[at] == ' ' && command.compare(at + 1, 1, "-") == 0) {
      parts.emplace_back();
    } else {
      parts.back() += command[at];
    }
  }
  return parts;
}

}  // namespace

std::string command_lines(const std::string& before, const std::string& command) {
  const std::string margin(before.empty() ? 2 : before.size(), ' ');
  std::string lines, line = before;
  bool begun = false;  // something stands behind the margin
  for (const std::string& part : options_of(command)) {
    if (begun && text_width(line) + text_width(part) + 3 > line_width()) {
      lines += line + " \\\n";
      line = margin;
      begun = false;
    }
    line += (begun ? " " : "") + part;
    begun = true;
  }
  return lines + line + "\n";
}

std::string wrapped(const std::string& text, std::size_t width) {
  std::string lines, line;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    if (!line.empty() && text_width(line) + 1 + text_width(word) > width) {
      lines += line + "\n";
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
    begin = end + 1;
  }
  return lines + line + "\n";
}

}  // namespace overbuild

#include "tools/console.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/diagnostics.hpp"
#include "sim/results/run_directory.hpp"
#include "tools/commands.hpp"

namespace overbuild {

namespace {

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

Console::Console()
    : colour_(isatty(STDOUT_FILENO) != 0 && environment("NO_COLOR").empty() &&
              environment("TERM") != "dumb"),
      unicode_(environment("TERM") != "dumb") {}

void Console::print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return;
  const int reason = errno;
  std::clearerr(stdout);
  if (reason != EPIPE) {
    throw OutputError(fmt::format("standard output: cannot be written: {}", std::strerror(reason)));
  }
}

void Console::note(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fputc('\n', stderr);
}

void Console::error(std::string_view text) {
  const bool complete = text.ends_with('\n');
  std::fwrite(text.data(), 1, text.size(), stderr);
  if (!complete) std::fputc('\n', stderr);
}

std::string Console::bold(std::string_view text) const {
  return colour_ ? fmt::format("\033[1m{}\033[0m", text) : std::string(text);
}

void Console::deliver(const std::string& text, const nlohmann::ordered_json& json,
                      const JsonRequest& request) {
  if (request.file.empty()) return print(text);
  using Json = nlohmann::ordered_json;
  const std::string machine = json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  if (request.file == "-") return print(machine);
  write_file(request.file, machine, request.force);
  print(text);
}

void check_deliverable(const JsonRequest& request) {
  if (request.file.empty() || request.file == "-") return;
  check_writable(request.file, request.force);
}

}  // namespace overbuild

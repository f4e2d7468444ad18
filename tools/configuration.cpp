#include "tools/configuration.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "sim/simulation.hpp"
#include "tools/interruption.hpp"
#include "tools/shipped.hpp"

namespace overbuild {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view standard_input = "-";

/// Everything that comes in; by read(2), so that a signal ends the wait.
std::string read_standard_input() {
  std::string text;
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count > 0) {
      text.append(buffer.data(), static_cast<std::size_t>(count));
    } else if (count == 0) {
      return text;
    } else if (Interruption::requested()) {
      throw Interrupted{};
    } else if (errno != EINTR) {
      throw InputError(fmt::format("standard input: cannot be read: {}", std::strerror(errno)));
    }
  }
}

config::Override parse_override(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string::npos) {
    throw InputError(fmt::format("--set {}: expected path=value, for instance run.years=5", text));
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace

fs::path find_configuration(const std::string& name) {
  std::error_code error;
  if (fs::exists(name, error) && !fs::is_directory(name, error)) return name;
  if (const std::optional<ShippedConfig> shipped = find_shipped(name)) return shipped->file;
  if (fs::exists(name, error)) return name;
  std::vector<std::string> names;
  for (const ShippedConfig& config : shipped_configs()) names.push_back(config.name);
  refuse_input(name, "there is no such file", "a file, - or a name that `overbuild list` shows",
               nearest_name(fs::path(name).stem().string(), names));
}

Configuration load_configuration(const ConfigRequest& request, Diagnostics& diagnostics) {
  Configuration configuration;
  configuration.overrides = request.sets;
  if (request.years) configuration.overrides.push_back(fmt::format("run.years={}", *request.years));
  config::LoadRequest load;
  for (const std::string& text : configuration.overrides) {
    load.overrides.push_back(parse_override(text));
  }
  load.seed = request.seed.value_or(0);
  load.seed_given = request.seed.has_value();
  load.replicate = request.replicate;
  const auto declaration = [&](config::Visitor& visitor) {
    describe(visitor, configuration.parameters);
  };
  if (request.config == standard_input) {
    load.file = fs::current_path() / "stdin.yaml";
    configuration.loaded =
        config::load_text("stdin", read_standard_input(), load, declaration, diagnostics);
    configuration.loaded.name = "stdin";
  } else {
    load.file = find_configuration(request.config);
    configuration.loaded = config::load(load, declaration, diagnostics);
  }
  if (diagnostics.ok()) {
    check_consistency(configuration.parameters, configuration.loaded, diagnostics);
  }
  return configuration;
}

Configuration require_configuration(const ConfigRequest& request) {
  Diagnostics diagnostics;
  Configuration configuration = load_configuration(request, diagnostics);
  if (!diagnostics.ok()) throw InputError(diagnostics.text());
  return configuration;
}

void describe_parameters(config::Visitor& visitor) {
  Parameters parameters{};
  describe(visitor, parameters);
}

}  // namespace overbuild

#include "tools/configuration.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "api/native/shipped.hpp"
#include "core/config/load_from.hpp"
#include "core/config/load_yaml.hpp"
#include "core/config/reader.hpp"
#include "sim/calibration/calibration_store.hpp"
#include "sim/experiments/mpi_crew.hpp"
#include "sim/parameters/check.hpp"
#include "sim/simulation.hpp"
#include "tools/interruption.hpp"

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

/// Files, and a posterior as one that lies over a configuration and below all overlays.
class WithPosterior final : public config::Documents {
 public:
  WithPosterior(const config::Documents& files, const calibration::Posterior& posterior)
      : files_(files), posterior_(posterior) {}

  std::optional<config::Node> document(const fs::path& path, const SourcePosition& asked_at,
                                       Diagnostics& diagnostics) const override {
    if (path != posterior_.joint.origin) return files_.document(path, asked_at, diagnostics);
    return config::read_document(posterior_.joint.origin, posterior_.overlay, diagnostics);
  }
  std::optional<config::Node> value(std::string_view origin, std::string_view text,
                                    Diagnostics& diagnostics) const override {
    return files_.value(origin, text, diagnostics);
  }
  bool same(const fs::path& a, const fs::path& b) const override { return files_.same(a, b); }

 private:
  const config::Documents& files_;
  const calibration::Posterior& posterior_;
};

std::vector<std::string> overrides_of(const ConfigRequest& request) {
  std::vector<std::string> overrides = request.sets;
  if (request.years) overrides.push_back(fmt::format("run.years={}", *request.years));
  return overrides;
}

}  // namespace

config::Override parse_override(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string::npos) {
    throw InputError(fmt::format("--set {}: expected path=value, for instance run.years=5", text));
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

fs::path find_configuration(const std::string& name) {
  Diagnostics problems;
  const std::optional<fs::path> found =
      shipped_or_file(name, "a file, - or a name that `overbuild list` shows", problems);
  if (!found) throw InputError(problems.text());
  return *found;
}

config::LoadResult bind_configuration(const ConfigRequest& request, Parameters& parameters,
                                      Diagnostics& diagnostics,
                                      const std::vector<config::Override>& more) {
  config::LoadRequest load;
  for (const std::string& overlay : request.overlays)
    load.overlays.push_back(find_configuration(overlay));
  for (const std::string& text : overrides_of(request)) {
    load.overrides.push_back(parse_override(text));
  }
  load.overrides.insert(load.overrides.end(), more.begin(), more.end());
  load.seed = request.seed.value_or(0);
  load.seed_given = request.seed.has_value();
  load.replicate = request.replicate;
  const auto declaration = [&](config::Visitor& visitor) { describe(visitor, parameters); };
  config::LoadResult loaded;
  if (request.config == standard_input) {
    load.file = fs::current_path() / "stdin.yaml";
    loaded = config::load_text("stdin", request.text ? *request.text : read_standard_input(), load,
                               declaration, diagnostics, shipped_file);
    loaded.name = "stdin";
  } else {
    load.file = find_configuration(request.config);
    if (request.draws) {
      load.overlays.insert(load.overlays.begin(), request.draws->joint.origin);
      const WithPosterior documents(shipped_files(), *request.draws);
      loaded = config::load_from(documents, load.file.string(), load, declaration, diagnostics);
    } else {
      loaded =
          config::load_from(shipped_files(), load.file.string(), load, declaration, diagnostics);
    }
  }
  if (diagnostics.ok()) check_consistency(parameters, loaded, diagnostics);
  return loaded;
}

Configuration load_configuration(const ConfigRequest& request, Diagnostics& diagnostics) {
  Configuration configuration;
  configuration.overrides = overrides_of(request);
  configuration.loaded = bind_configuration(request, configuration.parameters, diagnostics);
  configuration.loaded.priors.clear();  // they would settle an object that has moved
  return configuration;
}

/// Under mpirun the first process alone has a standard input; it passes it on.
void preload(ConfigRequest& request) {
  if (!request.posterior.empty()) {
    if (request.config == standard_input) {
      throw InputError("--posterior takes a configuration in a file, not from standard input");
    }
    request.draws = calibration::read_posterior(request.posterior);
  }
  if (request.config != standard_input || request.text) return;
  const MpiSession session;
  if (session.rank() > 0) {
    request.text = session.share({});
    return;
  }
  try {
    request.text = read_standard_input();
  } catch (...) {
    session.share({});
    throw;
  }
  session.share(*request.text);
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

#include "tools/configuration.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <limits>
#include <system_error>
#include <tuple>
#include <utility>

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

/// The files that a request names, those that do not come with the program first.
std::vector<std::string> named_files(const ConfigRequest& request) {
  std::vector<std::string> files{request.config};
  files.insert(files.end(), request.overlays.begin(), request.overlays.end());
  for (std::string& file : files) {
    file = file == standard_input ? "stdin" : find_configuration(file).string();
  }
  const std::vector<ShippedConfig> shipped = shipped_configs();
  std::stable_partition(files.begin(), files.end(), [&](const std::string& file) {
    std::error_code error;
    return std::none_of(shipped.begin(), shipped.end(), [&](const ShippedConfig& config) {
      return fs::equivalent(config.file, file, error);
    });
  });
  return files;
}

/// The place of a file among those met so far.
std::size_t file_rank(std::vector<std::string>& files, const std::string& file) {
  const auto found = std::find(files.begin(), files.end(), file);
  if (found != files.end()) return static_cast<std::size_t>(found - files.begin());
  files.push_back(file);
  return files.size() - 1;
}

}  // namespace

Diagnostics by_place(const Diagnostics& problems, const ConfigRequest& request) {
  if (problems.all().size() < 2) return problems;
  std::vector<std::string> files = named_files(request);
  constexpr int last = std::numeric_limits<int>::max();
  std::vector<std::tuple<std::size_t, int, int, const Diagnostic*>> order;
  for (const Diagnostic& problem : problems.all()) {
    const SourcePosition& where = problem.where;
    order.emplace_back(file_rank(files, where.file), where.line > 0 ? where.line : last,
                       where.column, &problem);
  }
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return std::tie(std::get<0>(a), std::get<1>(a), std::get<2>(a)) <
           std::tie(std::get<0>(b), std::get<1>(b), std::get<2>(b));
  });
  Diagnostics ordered;
  for (const auto& placed : order) ordered.add(*std::get<3>(placed));
  return ordered;
}

Diagnostic no_prior(const std::string& path, const config::LoadResult& loaded) {
  const SourcePosition where{"--parameters " + path, 0, 0};
  std::vector<std::string> keys, with_prior;
  for (const config::ProvenanceRow& row : loaded.provenance) keys.push_back(row.path);
  for (const config::BoundPrior& prior : loaded.priors) with_prior.push_back(prior.path);
  if (std::find(keys.begin(), keys.end(), path) == keys.end()) {
    const std::string near = nearest_name(path, with_prior);
    return {where, fmt::format("unknown key '{}'", path), "keys that have a prior",
            near.empty() ? nearest_name(path, keys) : near};
  }
  return {where, fmt::format("'{}' has no prior", path),
          fmt::format("one in the place of its value, for instance by --set "
                      "'{}={{dist: uniform, lo: LOWEST, hi: HIGHEST}}'",
                      path),
          ""};
}

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
  Diagnostics problems;
  if (request.config == standard_input) {
    load.file = fs::current_path() / "stdin.yaml";
    loaded = config::load_text("stdin", request.text ? *request.text : read_standard_input(), load,
                               declaration, problems, shipped_file);
    loaded.name = "stdin";
  } else {
    load.file = find_configuration(request.config);
    if (request.draws) {
      load.overlays.insert(load.overlays.begin(), request.draws->joint.origin);
      const WithPosterior documents(shipped_files(), *request.draws);
      loaded = config::load_from(documents, load.file.string(), load, declaration, problems);
    } else {
      loaded = config::load_from(shipped_files(), load.file.string(), load, declaration, problems);
    }
  }
  if (problems.ok() && diagnostics.ok()) check_consistency(parameters, loaded, problems);
  problems = by_place(problems, request);
  for (const Diagnostic& problem : problems.all()) {
    diagnostics.add(with_nearest_shipped(problem));
  }
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

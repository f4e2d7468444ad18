// From what the user named to bound parameters, or to all problems at once. Owns the rules by which
// a CONFIG argument is found; refuses to know YAML (core/config) and what is done with the result.
#pragma once

#include <filesystem>

#include "sim/parameters/parameters.hpp"
#include "tools/commands.hpp"

namespace overbuild {

struct Configuration {
  Parameters parameters;
  config::LoadResult loaded;
  std::vector<std::string> overrides;  ///< path=value, those of --years included
};

/// A file that exists, else a shipped configuration of that name, else whatever exists there.
/// InputError when there is none.
std::filesystem::path find_configuration(const std::string& name);

/// Binds and checks, with further overrides laid over; problems go to `diagnostics`. InputError
/// when there is no such configuration or an override is not path=value.
config::LoadResult bind_configuration(const ConfigRequest& request, Parameters& parameters,
                                      Diagnostics& diagnostics,
                                      const std::vector<config::Override>& more = {});

/// The same into an object of its own, which no longer knows how to settle priors again.
Configuration load_configuration(const ConfigRequest& request, Diagnostics& diagnostics);

/// The same, with problems thrown as one InputError.
Configuration require_configuration(const ConfigRequest& request);

/// Reads a configuration that comes from standard input, and a posterior, now, for commands that
/// bind them often.
void preload(ConfigRequest& request);

/// What a user writes behind `--set`.
config::Override parse_override(const std::string& text);

/// Problems in the order of their places: the configuration and overlays that a user wrote come
/// before those that come with the program, lines in order.
Diagnostics by_place(const Diagnostics& problems, const ConfigRequest& request);

/// What is wrong with varying a key that has no prior: it is no key, or lacks one.
Diagnostic no_prior(const std::string& path, const config::LoadResult& loaded);

/// Walks the declaration of all parameters, values aside.
void describe_parameters(config::Visitor& visitor);

}  // namespace overbuild

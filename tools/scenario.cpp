#include "tools/scenario.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/calibration/calibration_store.hpp"
#include "tools/configuration.hpp"

namespace overbuild {

std::string scenario_arguments(const ConfigRequest& request) {
  std::string text = shell_word(request.config);
  if (request.seed) text += fmt::format(" --seed {}", *request.seed);
  if (request.years) text += fmt::format(" --years {}", *request.years);
  for (const std::string& overlay : request.overlays) text += " --overlay " + shell_word(overlay);
  for (const std::string& set : request.sets) text += " --set " + shell_word(set);
  return text;
}

std::string shell_word(const std::string& text) {
  const bool plain = !text.empty() && text.find_first_not_of(
                                          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789_./=:,+-") == std::string::npos;
  if (plain) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::vector<config::Override> drawn_overrides(const std::string& parameters) {
  std::vector<config::Override> overrides;
  if (parameters.empty()) return overrides;
  const auto drawn = nlohmann::ordered_json::parse(parameters);
  for (const auto& [path, value] : drawn.items()) {
    overrides.push_back({path, value.is_string() ? value.get<std::string>() : value.dump()});
  }
  return overrides;
}

namespace {

std::shared_ptr<const JointDraws> joint_draws(const ConfigRequest& request) {
  if (!request.draws) return nullptr;
  return {request.draws, &request.draws->joint};
}

}  // namespace

Scenario make_scenario(const ConfigRequest& base, std::string name,
                       const std::vector<std::string>& overlays,
                       const std::vector<std::string>& sets) {
  ConfigRequest request = base;
  request.overlays.insert(request.overlays.end(), overlays.begin(), overlays.end());
  request.sets.insert(request.sets.end(), sets.begin(), sets.end());
  const std::string arguments = scenario_arguments(request);
  return {std::move(name),
          [request](Parameters& parameters, const std::vector<config::Override>& more,
                    Diagnostics& problems) {
            return bind_configuration(request, parameters, problems, more);
          },
          arguments, joint_draws(request)};
}

}  // namespace overbuild

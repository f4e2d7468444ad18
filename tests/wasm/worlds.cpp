// overbuild_worlds CONFIG WORLDS [PATH=VALUE]...: asks the native engine through its C interface
// and prints question and answers as JSON, for the engine for browsers to be asked the same.
#include <cstdlib>
#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include "api/overbuild.h"
#include "core/config/load_from.hpp"
#include "core/config/load_yaml.hpp"
#include "core/config/trees.hpp"
#include "core/number_text.hpp"
#include "sim/parameters/parameters.hpp"

int main(int count, char** arguments) {
  using namespace overbuild;
  using Json = nlohmann::ordered_json;
  if (count < 3) return 2;
  const std::string config = arguments[1];
  Json request = {{"config", config}, {"sets", Json::object()}};
  for (int at = 3; at < count; ++at) {
    const std::string text = arguments[at];
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) return 2;
    request["sets"][text.substr(0, equals)] = text.substr(equals + 1);
  }
  const config::KeepingDocuments documents(config::yaml_files());
  Parameters parameters{};
  Diagnostics problems;
  config::LoadRequest load;
  load.file = config;
  config::load_from(
      documents, config, load, [&](config::Visitor& visitor) { describe(visitor, parameters); },
      problems);
  if (!problems.ok()) {
    std::cerr << problems.text();
    return 2;
  }
  request["trees"] = Json::parse(documents.json());
  ov_model* const model = ov_open(request.dump().c_str());
  Json answer = {{"request", request},
                 {"state", Json::parse(ov_state(model))},
                 {"parameters", Json::parse(ov_parameters(model))},
                 {"worlds", Json::array()}};
  // One of them with its tables and what it came to.
  const int count_asked = parse_whole_in<int>(arguments[2]).value_or(0);
  for (int world = -1; world < count_asked; ++world) {
    const bool keep = world + 1 == count_asked;
    Json told = Json::parse(ov_world(model, world, keep));
    if (keep)
      told["tables"] = {{"events", Json::parse(ov_table(model, "events"))},
                        {"agents", Json::parse(ov_table(model, "agents"))}};
    told.erase("seconds");
    answer["worlds"].push_back(told);
  }
  ov_close(model);
  std::cout << answer.dump() << '\n';
  return 0;
}

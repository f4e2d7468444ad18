#include "tools/playground/drivers.hpp"

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "api/model.hpp"
#include "core/parallel.hpp"
#include "tools/playground/outcomes.hpp"
#include "tools/playground/page_data.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

Json world_json(Model& model, std::uint32_t replicate) {
  const Json world = model.world(static_cast<std::int32_t>(replicate), false);
  if (world.contains("error")) return nullptr;
  const std::span series(model.series(), world["years"].get<std::size_t>() * metric_count());
  Json values = Json::array();
  for (const PageOutcome& outcome : page_outcomes()) {
    const double value = page_outcome_of(outcome, series);
    values.push_back(std::isfinite(value) ? Json(value) : Json(nullptr));
  }
  return values;
}

/// The worlds of a configuration, or why it is refused.
Json tried(const Json& question, std::uint32_t worlds) {
  try {
    Model model(question.dump());
    Json list = Json::array();
    for (std::uint32_t replicate = 0; replicate < worlds; ++replicate) {
      list.push_back(world_json(model, replicate));
    }
    return {{"worlds", std::move(list)}, {"digest", model.state()["config_digest"]}};
  } catch (const RequestRefused& refused) {
    return {{"refused", refused.what()}};
  }
}

/// Questions by their text, each once, however many sides ask it.
class Questions {
 public:
  explicit Questions(Json base) : base_(std::move(base)) { add(Json::array()); }

  /// Its place; `sets` is [[path, value]...].
  std::size_t add(const Json& sets) {
    Json question = base_;
    for (const Json& set : sets) question["sets"][set[0].get<std::string>()] = set[1];
    const auto [found, is_new] = places_.try_emplace(question["sets"].dump(), all_.size());
    if (is_new) all_.push_back(std::move(question));
    return found->second;
  }

  std::vector<Json> answers(std::uint32_t worlds) const {
    std::vector<Json> answers(all_.size());
    parallel_chunks(all_.size(), 1, [&](std::size_t, std::size_t begin, std::size_t end) {
      for (std::size_t at = begin; at < end; ++at) answers[at] = tried(all_[at], worlds);
    });
    return answers;
  }

 private:
  Json base_;
  std::vector<Json> all_;
  std::map<std::string, std::size_t> places_;
};

}  // namespace

Json try_drivers(const Json& data, std::uint32_t worlds) {
  Questions questions(question_of(data));
  std::vector<std::pair<std::string, std::vector<std::size_t>>> items;
  for (const Json& slider : data["sliders"]) {
    std::vector<std::size_t> sides;
    for (const char* end : {"lo", "hi"}) {
      sides.push_back(questions.add(Json::array({Json::array({slider["path"], slider[end]})})));
    }
    items.emplace_back(slider["path"], std::move(sides));
  }
  for (const Json& condition : data["conditions"]) {
    std::vector<std::size_t> sides;
    for (const Json& choice : condition["choices"]) sides.push_back(questions.add(choice["sets"]));
    items.emplace_back("~" + condition["id"].get<std::string>(), std::move(sides));
  }
  const std::vector<Json> answers = questions.answers(worlds);
  const Json& base = answers.front();
  Json trials = Json::object();
  for (const auto& [id, sides] : items) {
    for (const std::size_t side : sides) {
      Json told = answers[side];
      if (told.contains("digest")) {
        told["same"] = told["digest"] == base["digest"];
        told.erase("digest");
      }
      trials[id].push_back(std::move(told));
    }
  }
  return {{"worlds", worlds}, {"base", base["worlds"]}, {"trials", std::move(trials)}};
}

}  // namespace overbuild

#include "tools/report/result_files.hpp"

#include <string>

#include <fmt/format.h>

#include "sim/results/csv.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* expected = "a scorecard, as `overbuild hindcast --json` writes it";

/// Throws what is wrong with a number that may be missing.
void check_number(const Json& row, const char* key) {
  const Json& value = row.at(key);
  if (!value.is_number() && !value.is_null()) {
    throw std::invalid_argument(fmt::format("'{}' is not a number", key));
  }
}

void check_scorecard(const Json& card) {
  for (const Json& target : card.at("targets")) {
    for (const char* key : {"observed", "lo", "hi", "q10", "median", "q90"}) {
      check_number(target, key);
    }
    for (const char* key : {"id", "metric", "split"}) target.at(key).get<std::string>();
    target.at("pass").get<bool>();
  }
  for (const Json& score : card.at("scores")) {
    score.at("series").get<std::string>();
    for (const char* key : {"crps", "crps_persistence", "crps_trend"}) check_number(score, key);
  }
}

}  // namespace

std::optional<Json> hindcast_data(const std::filesystem::path& file, Diagnostics& diagnostics) {
  const std::optional<std::string> text = read_text(file, diagnostics);
  if (!text) return std::nullopt;
  try {
    Json card = Json::parse(*text);
    check_scorecard(card);
    return Json{{"file", file.string()}, {"targets", card["targets"]}, {"scores", card["scores"]}};
  } catch (const std::exception& error) {
    diagnostics.add({file.string()}, fmt::format("is no scorecard: {}", error.what()), expected);
    return std::nullopt;
  }
}

}  // namespace overbuild

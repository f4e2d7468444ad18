#include "tools/report/result_files.hpp"

#include <string>

#include <fmt/format.h>

#include "sim/results/csv.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* expected = "a scorecard, as `overbuild hindcast --json` writes it";

/// Throws where what may be missing is no text.
void check_text(const Json& row, const char* key) {
  if (row.contains(key) && !row[key].is_string()) {
    throw std::invalid_argument(fmt::format("'{}' is no text", key));
  }
}

/// Throws where words for roles and units are not as words_json gives them.
void check_names(const Json& names) {
  for (const auto& [key, word] : names.items()) {
    if (key != "many" && key != "usual") word.get<std::string>();
  }
  for (const auto& [role, words] : names.at("many").items()) words.get<std::string>();
  for (const auto& [key, word] : names.items()) {
    if (key != "usual") names.at("usual").at(key);
  }
}

/// Throws what is wrong with a number that may be missing.
void check_number(const Json& row, const char* key) {
  const Json& value = row.at(key);
  if (!value.is_number() && !value.is_null()) {
    throw std::invalid_argument(fmt::format("'{}' is not a number", key));
  }
}

void check_scorecard(const Json& card) {
  if (card.contains("names")) check_names(card["names"]);
  for (const char* key : {"title", "config", "command"}) check_text(card, key);
  if (card.contains("coverage")) card["coverage"].at("sentence").get<std::string>();
  if (card.contains("settings")) {
    for (const Json& setting : card["settings"]) setting.get<std::string>();
  }
  if (card.contains("worlds") && !card["worlds"].is_number_unsigned()) {
    throw std::invalid_argument("'worlds' is not a number");
  }
  for (const Json& target : card.at("targets")) {
    for (const char* key : {"observed", "lo", "hi", "q10", "median", "q90"}) {
      check_number(target, key);
    }
    for (const char* key : {"id", "metric", "split"}) target.at(key).get<std::string>();
    target.at("pass").get<bool>();
    for (const char* key : {"what", "unit"}) check_text(target, key);
    for (const char* key : {"q10_with_error", "q90_with_error"}) {
      if (target.contains(key)) check_number(target, key);
    }
  }
  for (const Json& score : card.at("scores")) {
    score.at("series").get<std::string>();
    check_text(score, "what");
    for (const char* key : {"crps", "crps_persistence", "crps_trend"}) check_number(score, key);
  }
}

/// What was thrown, without what the library of JSON puts before it.
std::string plain_message(const std::exception& error) {
  const std::string text = error.what();
  const std::size_t end = text.starts_with("[json.") ? text.find("] ") : std::string::npos;
  return end == std::string::npos ? text : text.substr(end + 2);
}

}  // namespace

std::optional<Json> hindcast_data(const std::filesystem::path& file, Diagnostics& diagnostics) {
  const std::optional<std::string> text = read_text(file, diagnostics);
  if (!text) return std::nullopt;
  try {
    Json card = Json::parse(*text);
    check_scorecard(card);
    Json data = {{"file", file.string()}};
    for (const char* key : {"title", "config", "settings", "command", "worlds", "names", "targets",
                            "scores", "coverage"}) {
      if (card.contains(key)) data[key] = card[key];
    }
    return data;
  } catch (const std::exception& error) {
    diagnostics.add({file.string()}, fmt::format("is no scorecard: {}", plain_message(error)),
                    expected);
    return std::nullopt;
  }
}

}  // namespace overbuild

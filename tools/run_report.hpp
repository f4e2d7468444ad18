// The page that `overbuild run` prints, as text and as JSON. Owns the order of what is said;
// refuses to know how it was computed and where it goes.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "sim/results/manifest.hpp"
#include "sim/results/recording.hpp"
#include "tools/console.hpp"

namespace overbuild {

struct RunReport {
  const Manifest& manifest;
  const Recording& recording;
  std::filesystem::path directory;
  std::optional<int> real_year;  ///< dollars of this year instead of nominal ones
  bool details = false;          ///< every table, and the sentences below the numbers in short
  std::string given{};           ///< arguments of `ensemble` where the configuration has no name
};

/// The command that runs many worlds of what this run is one of; `given` as of RunReport.
std::string range_command(const Manifest& made, const std::string& given = {});

/// How sure one may be of a single run: one world of many, what is extrapolated, what the model was
/// held against.
std::string certainty_text(const Manifest& made, const Recording& recording);

/// What happened, in sentences.
std::string story_text(const RunReport& report, const Console& console);
std::string report_text(const RunReport& report, const Console& console);
nlohmann::ordered_json report_json(const RunReport& report);

}  // namespace overbuild

// A run directory read back as a recording, as far as its findings and tables of failures and
// losses need it, so that the same functions tell of a run while it is in memory and later. Owns
// the checks of what is read; refuses to know what is made of it.
#pragma once

#include <deque>
#include <filesystem>
#include <optional>
#include <string>

#include "core/diagnostics.hpp"
#include "sim/results/recording.hpp"

namespace overbuild {

/// Holds series, agents, events, losses, obligations and names; nothing else. Moves, never copies:
/// rows point into `texts`.
struct StoredRecording {
  Recording recording;
  std::deque<std::string> texts;

  StoredRecording() = default;
  StoredRecording(StoredRecording&&) = default;
  StoredRecording& operator=(StoredRecording&&) = default;
};

/// What is missing or malformed is a diagnostic that names file, line and what was expected.
/// Test: tests/sim/results/test_findings.cpp.
std::optional<StoredRecording> read_recording(const std::filesystem::path& directory,
                                              Diagnostics& diagnostics);

}  // namespace overbuild

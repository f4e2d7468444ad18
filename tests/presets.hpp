// The presets under test are all that lie in configs/: a new one is tested by being there.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

/// Paths from the repository's root, in the order of their names.
inline std::vector<std::string> presets() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator("configs")) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().generic_string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

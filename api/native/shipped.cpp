#include "api/native/shipped.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>

#include "core/config/load_yaml.hpp"
#include "core/lasting.hpp"

namespace overbuild {

namespace fs = std::filesystem;

namespace {

/// Folders of configs/ whose files are configurations too; the others hold evidence and data.
constexpr std::string_view subfolders[] = {"", "lessons", "hypotheses", "switches"};

fs::path program_folder() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).parent_path();
}

/// Where this code was loaded from: the folder of the shared library, or of the program; empty
/// where the program was called by its name alone.
fs::path code_folder() {
  static const char here = 0;
  Dl_info info{};
  if (dladdr(&here, &info) == 0 || info.dli_fname == nullptr) return {};
  std::error_code error;
  return fs::canonical(info.dli_fname, error).parent_path();
}

/// Here, then from this code and from the program: beside it, beside the build, where both were
/// installed; and in the source tree it was built from.
std::vector<fs::path> configs_folders() {
  std::vector<fs::path> folders{"configs"};
  for (const fs::path& code : {code_folder(), program_folder()}) {
    if (code.empty()) continue;
    for (const char* place : {"configs", "../../configs", "../share/overbuild/configs",
                              "../../share/overbuild/configs"}) {
      folders.push_back((code / place).lexically_normal());
    }
  }
  folders.push_back(fs::path(OVERBUILD_SOURCE_DIR) / "configs");
  return folders;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r#\"'");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\"'") - first + 1);
}

/// Stem of the file that a configuration extends, empty when it extends none.
std::string extended_by(const fs::path& file) {
  constexpr std::string_view key = "extends:";
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (!line.starts_with(key)) continue;
    const std::size_t begin = line.find_first_not_of(" \"'", key.size());
    if (begin == std::string::npos) return {};
    return fs::path(line.substr(begin, line.find_first_of(" \"'#\r", begin) - begin)).stem();
  }
  return {};
}

std::string description_of(const fs::path& file) {
  constexpr std::string_view title = "title:";
  std::ifstream stream(file);
  std::string comment;
  bool whole = false;  // the first sentence, which may take several lines
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with(title)) {
      return std::string(trimmed(std::string_view(line).substr(title.size())));
    }
    if (whole || !line.starts_with('#')) continue;
    comment += (comment.empty() ? "" : " ") + std::string(trimmed(line));
    whole = comment.ends_with('.') || comment.ends_with('?');
  }
  return comment;
}

void append_configs(std::vector<ShippedConfig>& found, const fs::path& folder,
                    std::string_view subfolder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder / subfolder, error)) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    std::string name = (fs::path(subfolder) / file.stem()).string();
    const auto same = [&](const ShippedConfig& config) { return config.name == name; };
    if (std::any_of(found.begin(), found.end(), same)) continue;
    found.push_back({std::move(name), file, description_of(file)});
  }
}

/// The name of a shipped configuration most like this one; empty when none is.
std::string nearest_shipped(const fs::path& asked) {
  std::vector<std::string> names;
  for (const ShippedConfig& config : shipped_configs()) names.push_back(config.name);
  const fs::path stem = asked.stem();
  const std::string in_folder = (asked.parent_path().filename() / stem).string();
  const std::string near = nearest_name(stem.string(), names);
  return near.empty() ? nearest_name(in_folder, names) : near;
}

}  // namespace

std::vector<ShippedConfig> shipped_configs() {
  std::vector<ShippedConfig> found;
  for (const std::string_view subfolder : subfolders) {
    for (const fs::path& folder : configs_folders()) append_configs(found, folder, subfolder);
  }
  return found;
}

std::vector<std::string> shipped_about(std::string_view folder, fs::path file) {
  while (true) {
    std::vector<std::string> names;
    for (const ShippedConfig& shipped : shipped_configs()) {
      if (shipped.name.starts_with(folder) && extended_by(shipped.file) == file.stem()) {
        names.push_back(shipped.name);
      }
    }
    const std::string below = extended_by(file);
    if (!names.empty() || below.empty()) return names;
    file = file.parent_path() / (below + ".yaml");
  }
}

std::optional<ShippedConfig> shipped_below(fs::path file) {
  const std::vector<ShippedConfig> known = shipped_configs();
  constexpr int most_steps = 20;  // files that extend each other are refused elsewhere
  for (int step = 0; step < most_steps; ++step) {
    std::error_code error;
    const auto found = std::find_if(known.begin(), known.end(), [&](const ShippedConfig& shipped) {
      return fs::equivalent(shipped.file, file, error) ||
             (!fs::exists(file, error) && shipped.file.stem() == file.stem());
    });
    if (found != known.end()) return *found;
    const std::string below = extended_by(file);
    if (below.empty()) return std::nullopt;
    file = file.parent_path() / (below + ".yaml");
  }
  return std::nullopt;
}

std::optional<ShippedConfig> find_shipped(std::string_view name) {
  if (name.ends_with(".yaml")) name.remove_suffix(5);
  for (ShippedConfig& config : shipped_configs()) {
    if (config.name == name) return std::move(config);
  }
  return std::nullopt;
}

Diagnostic with_nearest_shipped(Diagnostic problem) {
  constexpr std::string_view begin = "cannot read '", end = "': there is no such file";
  if (problem.where.line == 0 || !problem.message.starts_with(begin) ||
      !problem.message.ends_with(end)) {
    return problem;
  }
  problem.expected = "a file beside this one, or a name that `overbuild list` shows";
  if (problem.nearest.empty()) {
    problem.nearest = nearest_shipped(
        problem.message.substr(begin.size(), problem.message.size() - begin.size() - end.size()));
  }
  return problem;
}

std::optional<fs::path> shipped_or_file(const std::string& name, std::string_view expected,
                                        Diagnostics& problems) {
  std::error_code error;
  if (fs::exists(name, error) && !fs::is_directory(name, error)) return name;
  if (const std::optional<ShippedConfig> shipped = find_shipped(name)) return shipped->file;
  if (fs::exists(name, error)) return name;
  problems.add({name}, "there is no such file", std::string(expected), nearest_shipped(name));
  return std::nullopt;
}

std::optional<fs::path> shipped_file(const std::string& name) {
  const std::optional<ShippedConfig> found = name.empty() ? std::nullopt : find_shipped(name);
  return found ? std::optional(found->file) : std::nullopt;
}

namespace {

/// YAML files, and what is told of one that is not there.
class ShippedFiles final : public config::Documents {
 public:
  std::optional<config::Node> document(const fs::path& path, const SourcePosition& asked_at,
                                       Diagnostics& diagnostics) const override {
    Diagnostics problems;
    std::optional<config::Node> found = files_->document(path, asked_at, problems);
    for (const Diagnostic& problem : problems.all()) {
      diagnostics.add(with_nearest_shipped(problem));
    }
    return found;
  }
  std::optional<config::Node> value(std::string_view origin, std::string_view text,
                                    Diagnostics& diagnostics) const override {
    return files_->value(origin, text, diagnostics);
  }
  bool same(const fs::path& a, const fs::path& b) const override { return files_->same(a, b); }

 private:
  std::unique_ptr<config::Documents> files_ = config::yaml_files(shipped_file);
};

}  // namespace

const config::Documents& shipped_files() {
  static const auto& files =
      lasting(std::unique_ptr<config::Documents>(std::make_unique<ShippedFiles>()));
  return *files;
}

}  // namespace overbuild

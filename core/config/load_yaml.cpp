#include "core/config/load_yaml.hpp"

#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "core/config/load_from.hpp"
#include "core/config/reader.hpp"

namespace overbuild::config {

namespace {

class YamlFiles : public Documents {
 public:
  explicit YamlFiles(NamedFile named = {}) : named_(std::move(named)) {}

  std::optional<Node> document(const std::filesystem::path& path, const SourcePosition& asked_at,
                               Diagnostics& diagnostics) const override {
    const std::optional<std::string> text = read_file(path, asked_at, diagnostics);
    if (!text) return std::nullopt;
    return with_path(read_document(path.string(), *text, diagnostics), path);
  }

  std::optional<Node> value(std::string_view origin, std::string_view text,
                            Diagnostics& diagnostics) const override {
    return read_value(origin, text, diagnostics);
  }

  bool same(const std::filesystem::path& a, const std::filesystem::path& b) const override {
    std::error_code error;
    return a == b || std::filesystem::equivalent(a, b, error);
  }

 protected:
  /// The document with the file in the place of a name that it extends.
  std::optional<Node> with_path(std::optional<Node> root, const std::filesystem::path& path) const {
    if (!root || !named_) return root;
    for (Node& child : root->children) {
      if (child.key != "extends" || !child.is_scalar()) continue;
      std::error_code error;
      const std::filesystem::path beside = path.parent_path() / child.text;
      const bool is_folder = std::filesystem::is_directory(beside, error);
      if (std::filesystem::exists(beside, error) && !is_folder) return root;
      if (const auto found = named_(child.text)) {
        child.text = std::filesystem::absolute(*found, error).lexically_normal().string();
      }
    }
    return root;
  }

 private:
  NamedFile named_;
};

/// A text that is asked for by the name of a file that need not exist.
class YamlText final : public YamlFiles {
 public:
  YamlText(std::string_view name, std::string_view text, const std::filesystem::path& path,
           NamedFile named)
      : YamlFiles(std::move(named)), name_(name), text_(text), path_(path) {}

  std::optional<Node> document(const std::filesystem::path& path, const SourcePosition& asked_at,
                               Diagnostics& diagnostics) const override {
    if (path != path_) return YamlFiles::document(path, asked_at, diagnostics);
    return with_path(read_document(name_, text_, diagnostics), path);
  }

 private:
  std::string_view name_, text_;
  const std::filesystem::path& path_;
};

}  // namespace

const Documents& yaml_files() {
  static const YamlFiles files;
  return files;
}

std::unique_ptr<Documents> yaml_files(NamedFile named) {
  return std::make_unique<YamlFiles>(std::move(named));
}

LoadResult load(const LoadRequest& request, Describe describe, Diagnostics& diagnostics) {
  return load_from(yaml_files(), request.file.string(), request, describe, diagnostics);
}

LoadResult load(const LoadRequest& request, Describe describe, Diagnostics& diagnostics,
                PriorUniform uniform) {
  return load_from(yaml_files(), request.file.string(), request, describe, diagnostics,
                   {.uniform = &uniform, .sliders = nullptr});
}

LoadResult load_text(std::string_view name, std::string_view text, const LoadRequest& request,
                     Describe describe, Diagnostics& diagnostics, NamedFile named) {
  const YamlText documents(name, text, request.file, std::move(named));
  return load_from(documents, std::string(name), request, describe, diagnostics);
}

}  // namespace overbuild::config

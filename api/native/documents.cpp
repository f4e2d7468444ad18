#include "api/documents.hpp"

#include <map>
#include <mutex>

#include "api/native/shipped.hpp"
#include "core/config/load_yaml.hpp"

namespace overbuild {

namespace {

/// Files as they were when they were first read. Worlds with settings of their own bind the
/// configuration again, at the same time and hours later; reading it takes half of that.
class RememberedFiles final : public config::Documents {
 public:
  std::optional<config::Node> document(const std::filesystem::path& path,
                                       const SourcePosition& asked_at,
                                       Diagnostics& diagnostics) const override {
    const std::scoped_lock lock(mutex_);
    if (const auto found = known_.find(path); found != known_.end()) return found->second;
    std::optional<config::Node> root = files_.document(path, asked_at, diagnostics);
    if (root) known_.emplace(path, *root);
    return root;
  }

  std::optional<config::Node> value(std::string_view origin, std::string_view text,
                                    Diagnostics& diagnostics) const override {
    return files_.value(origin, text, diagnostics);
  }

  bool same(const std::filesystem::path& a, const std::filesystem::path& b) const override {
    return files_.same(a, b);
  }

 private:
  const config::Documents& files_ = shipped_files();
  mutable std::mutex mutex_;
  mutable std::map<std::filesystem::path, config::Node> known_;
};

}  // namespace

std::unique_ptr<config::Documents> own_documents() { return std::make_unique<RememberedFiles>(); }

std::optional<std::filesystem::path> own_document(const std::string& name, Diagnostics& problems) {
  return shipped_or_file(name, "a file, or the name of a shipped configuration", problems);
}

}  // namespace overbuild

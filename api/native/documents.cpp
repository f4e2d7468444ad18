#include "api/documents.hpp"

#include "api/native/shipped.hpp"
#include "core/config/load_yaml.hpp"

namespace overbuild {

const config::Documents* own_documents() { return &config::yaml_files(); }

std::optional<std::filesystem::path> own_document(const std::string& name, Diagnostics& problems) {
  return shipped_or_file(name, "a file, or the name of a shipped configuration", problems);
}

}  // namespace overbuild

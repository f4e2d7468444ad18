// A page has no files: configurations come as trees in the request.
#include "api/documents.hpp"

namespace overbuild {

std::unique_ptr<config::Documents> own_documents() { return nullptr; }

std::optional<std::filesystem::path> own_document(const std::string&, Diagnostics&) {
  return std::nullopt;
}

}  // namespace overbuild

#include "api/documents.hpp"

#include "core/config/load_yaml.hpp"

namespace overbuild {

const config::Documents* own_documents() { return &config::yaml_files(); }

}  // namespace overbuild

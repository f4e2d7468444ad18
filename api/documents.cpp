// An engine with YAML reads files by itself.
#include "api/model.hpp"

namespace overbuild {

const config::Documents* own_documents() { return &config::yaml_files(); }

}  // namespace overbuild

#include "core/config/reference.hpp"
#include "tools/commands.hpp"
#include "tools/configuration.hpp"

namespace overbuild {

int schema_command(Console& console) {
  std::string schema = config::json_schema(describe_parameters);
  if (!schema.ends_with('\n')) schema += '\n';
  console.print_exactly(schema);
  return exit_done;
}

}  // namespace overbuild

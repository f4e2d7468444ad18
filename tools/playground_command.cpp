#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/results/run_directory.hpp"
#include "tools/commands.hpp"
#include "tools/playground/page.hpp"
#include "tools/playground/page_data.hpp"

namespace overbuild {

int playground_command(const PlaygroundRequest& request, Console& console) {
  if (!has_playground_page()) {
    throw InputError(
        "this build has no playground: its engine for browsers is built with emscripten and its front "
        "end with npm, and one of them was not there.\n"
        "On Debian: apt-get install emscripten nodejs npm, then build again (bash "
        "tools/quickstart.sh --playground)");
  }
  const std::string output = request.output.empty() ? "playground.html" : request.output;
  if (output != "-") check_writable(output, request.force);
  std::vector<std::string> notes;
  const std::string page = playground_page(playground_data(request, notes));
  for (const std::string& note : notes) console.note(note);
  if (output == "-") {
    console.print(page);
    return exit_done;
  }
  write_file(output, page, request.force);
  console.print(fmt::format("{}  {:.1f} MB, opens in any browser\n", output,
                            static_cast<double>(page.size()) / 1e6));
  return exit_done;
}

}  // namespace overbuild

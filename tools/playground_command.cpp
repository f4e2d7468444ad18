#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/invariant.hpp"
#include "sim/results/run_directory.hpp"
#include "tools/commands.hpp"
#include "tools/interruption.hpp"
#include "tools/playground/page.hpp"
#include "tools/playground/page_data.hpp"
#include "tools/playground/server.hpp"

namespace overbuild {

namespace {

/// The page may ask its own server, and nobody else.
void let_connect(std::string& html) {
  constexpr std::string_view before = "worker-src blob:";
  const std::size_t at = html.find(before);
  OVERBUILD_INVARIANT(at != std::string::npos, "the page says what it may connect to");
  html.insert(at + before.size(), "; connect-src 'self'");
}

int serve(const PlaygroundRequest& request, Console& console) {
  if (!request.output.empty()) {
    refuse_input("", "--serve writes no page", "either --serve or --output", "");
  }
  const Interruption interruption;
  std::vector<std::string> notes;
  nlohmann::ordered_json data = playground_data(request, notes);
  ServedPage page;
  page.port = request.port;
  page.request = question_of(data);
  data["served"] = true;
  page.html = playground_page(data);
  let_connect(page.html);
  for (const std::string& note : notes) console.note(note);
  serve_playground(page, Interruption::requested, [&](const std::string& address) {
    console.print(fmt::format("{}\n", address));
    console.note("Open this address in a browser of this machine; Ctrl-C stops the server.");
  });
  console.note("stopped");
  return exit_done;
}

}  // namespace

int playground_command(const PlaygroundRequest& request, Console& console) {
  if (!has_playground_page()) {
    throw InputError(
        "this build has no playground: its engine for browsers is built with emscripten and its "
        "front "
        "end with npm, and one of them was not there.\n"
        "On Debian: apt-get install emscripten nodejs npm, then build again (bash "
        "tools/quickstart.sh --playground)");
  }
  if (request.serve) return serve(request, console);
  const std::string output = request.output.empty() ? "playground.html" : request.output;
  if (output != "-") check_writable(output, request.force);
  console.note("Running the baseline" +
               std::string(request.drivers > 0
                               ? ", and each end of each slider and each condition alone "
                                 "(--drivers 0 leaves these to the page)"
                               : ""));
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

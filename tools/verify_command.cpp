#include <filesystem>

#include "tools/commands.hpp"
#include "tools/interruption.hpp"
#include "tools/verify/verify_run.hpp"
#include "tools/verify/verify_worlds.hpp"

namespace overbuild {

int verify_command(const VerifyRequest& request, Console& console) {
  const Interruption interruption;
  check_deliverable(request.json);
  std::error_code error;
  const bool is_file = std::filesystem::is_regular_file(request.input, error);
  const Verdict verdict = is_file ? verify_worlds(request.input, request.worlds, request.threads)
                                  : verify_run(request.input, request.threads);
  console.deliver(verdict.text, verdict.json, request.json);
  return verdict.same ? exit_done : exit_different;
}

}  // namespace overbuild

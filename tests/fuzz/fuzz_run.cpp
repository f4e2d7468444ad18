// libFuzzer target of stored runs and of scorecards, as `compare` and `report` read them: the first
// byte chooses the file whose text the rest is. Build: preset `fuzz`.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "sim/results/comparison.hpp"
#include "tests/sim/results/sample_recording.hpp"
#include "tools/report/result_files.hpp"
#include "tools/report/run_data.hpp"

namespace {

namespace fs = std::filesystem;

constexpr std::array files = {"manifest.json", "series.csv",      "agents.csv",    "digests.csv",
                              "events.csv",    "parameters.csv",  "flows.csv",     "losses.csv",
                              "fleet.csv",     "obligations.csv", "workloads.csv", "plans.csv"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const output_sample::Folder folder("fuzz-run");
  if (size == 0) return 0;
  const fs::path whole = folder / "whole", changed = folder / "changed";
  if (!fs::exists(whole)) {
    for (const fs::path& each : {whole, changed}) {
      output_sample::write_run(each, output_sample::recording(), output_sample::configuration());
    }
  }
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] >= files.size()) {
    output_sample::write(folder / "card.json", text);
    overbuild::Diagnostics problems;
    overbuild::hindcast_data(folder / "card.json", problems);
    return 0;
  }
  const char* const file = files[data[0]];
  output_sample::write(changed / file, text);
  overbuild::Diagnostics problems, of_page, none;
  const auto a = overbuild::read_run(whole, none);
  const auto b = overbuild::read_run(changed, problems);
  overbuild::run_data(changed, of_page);
  // Only the text that was there is what the manifest promises.
  if (!a) std::abort();
  if (b && b->manifest.files == a->manifest.files) overbuild::compare(*a, *b);
  fs::copy_file(whole / file, changed / file, fs::copy_options::overwrite_existing);
  return 0;
}

// What historical presets use as behaviour is what the frozen file names, with a reason a change.
#include <doctest/doctest.h>

#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/config/reader.hpp"
#include "sim/experiments/evidence.hpp"
#include "sim/parameters/behaviour.hpp"
#include "sim/results/tables.hpp"
#include "tests/sim/world_fixture.hpp"

namespace frozen_test {

using namespace overbuild;

TEST_CASE("the behaviour of historical presets is the frozen one") {
  std::ifstream file("configs/evidence/frozen.json");
  REQUIRE(file.good());
  const auto frozen = nlohmann::json::parse(file);
  REQUIRE(frozen.at("log").size() >= 1);
  CHECK(frozen.at("log").back().at("behaviour_digest") == frozen.at("behaviour_digest"));
  const std::string digest = frozen.at("behaviour_digest");
  for (const char* preset : {"configs/telecom-1996.yaml", "configs/ai-2022.yaml"}) {
    CAPTURE(preset);
    CHECK_MESSAGE(
        digest_text(behaviour_digest(world_fixture::load(preset).loaded)) == digest,
        "after a change of behaviour add an entry with its reason to configs/evidence/frozen.json");
  }
  // Worlds are held against the record by the tolerance at which its calibration ended.
  for (const char* history : {"telecom-1996", "cloud-2009", "ai-2022"}) {
    const std::string path = fmt::format("configs/evidence/{}.yaml", history);
    Diagnostics problems;
    const auto text = config::read_file(path, {}, problems);
    REQUIRE(text);
    CHECK(hindcast::read_evidence(path, *text, problems).errors.tolerance ==
          frozen.at("log").back().at("tolerance"));
    CHECK_MESSAGE(problems.ok(), problems.text());
  }
  // A changed number of behaviour is seen, a changed input is not.
  const auto digest_with = [](const char* path, const char* value) {
    return digest_text(
        behaviour_digest(world_fixture::load("configs/telecom-1996.yaml", {{path, value}}).loaded));
  };
  CHECK(digest_with("expectations.neglect", "0.123") != digest);
  CHECK(digest_with("macro.signal_tail", "0.123") == digest);
}

}  // namespace frozen_test

// The description of a folder of results: the entities that RO-Crate 1.1 requires, and the parts as
// they are.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "core/sha256.hpp"
#include "sim/results/citation.hpp"
#include "sim/results/ro_crate.hpp"
#include "tests/sim/results/sample_recording.hpp"

namespace ro_crate_test {

using namespace overbuild;
using Json = nlohmann::json;

std::map<std::string, std::string> sample_files() {
  Manifest manifest =
      manifest_of(output_sample::configuration(), output_sample::recording(), false);
  manifest.started = "2026-01-02T03:04:05Z";
  std::map<std::string, std::string> files;
  for (const RunFile& file :
       run_files(manifest, output_sample::configuration(), output_sample::recording())) {
    files[file.name] = file.text;
  }
  return files;
}

/// Entities by id; each id once.
std::map<std::string, Json> entities_of(const Json& crate) {
  std::map<std::string, Json> entities;
  for (const Json& entity : crate.at("@graph")) {
    CHECK(entity.contains("@type"));
    CHECK(entities.emplace(entity.at("@id").get<std::string>(), entity).second);
  }
  return entities;
}

/// Every {"@id": ...} that something refers to.
void references_in(const Json& json, std::set<std::string>& found) {
  if (json.is_object() && json.size() == 1 && json.contains("@id")) {
    found.insert(json.at("@id").get<std::string>());
  } else if (json.is_structured()) {
    for (const Json& part : json) references_in(part, found);
  }
}

TEST_CASE("a run directory's description has the entities that the specification requires") {
  const auto files = sample_files();
  const Json crate = Json::parse(files.at("ro-crate-metadata.json"));
  CHECK(crate.at("@context").at(0) == "https://w3id.org/ro/crate/1.1/context");
  const auto entities = entities_of(crate);
  const Json& descriptor = entities.at("ro-crate-metadata.json");
  CHECK(descriptor.at("@type") == "CreativeWork");
  CHECK(descriptor.at("conformsTo").at("@id") == "https://w3id.org/ro/crate/1.1");
  CHECK(descriptor.at("about").at("@id") == "./");
  const Json& root = entities.at("./");
  CHECK(root.at("@type") == "Dataset");
  for (const char* key : {"name", "description", "datePublished", "license", "author", "hasPart"}) {
    CHECK_MESSAGE(root.contains(key), key);
  }
  CHECK(root.at("datePublished") == "2026-01-02T03:04:05Z");
  std::set<std::string> wanted;
  for (const auto& [id, entity] : entities) {
    for (const auto& [key, value] : entity.items()) {
      if (key != "conformsTo") references_in(value, wanted);
    }
  }
  for (const std::string& id : wanted) CHECK_MESSAGE(entities.contains(id), id);
}

TEST_CASE("its parts are the files of the directory, with their sizes and checksums") {
  auto files = sample_files();
  const std::string text = files.at("ro-crate-metadata.json");
  files.erase("ro-crate-metadata.json");
  const auto entities = entities_of(Json::parse(text));
  std::set<std::string> parts;
  for (const Json& part : entities.at("./").at("hasPart")) parts.insert(part.at("@id"));
  CHECK(parts.size() == files.size());
  for (const auto& file : files) {
    const std::string &name = file.first, &content = file.second;
    REQUIRE_MESSAGE(parts.contains(name), name);
    const Json& entity = entities.at(name);
    CHECK(entity.at("@type") == "File");
    CHECK(entity.at("contentSize") == std::to_string(content.size()));
    CHECK(entity.at("sha256") == sha256(content));
    CHECK_FALSE(entity.at("description").get<std::string>().empty());
  }
  CHECK(entities.at("flows.csv").at("encodingFormat") == "text/csv");
  const Json& action = entities.at("#made");
  CHECK(action.at("object").at(0).at("@id") == "config.yaml");
  CHECK(action.at("result").size() == files.size() - 1);
  const std::string version = entities.at("#overbuild").at("softwareVersion");
  CHECK(version.find(this_build().sources) != std::string::npos);
  CHECK(entities.at("#overbuild").at("softwareRequirements").get<std::string>().find("fmt ") !=
        std::string::npos);
}

TEST_CASE("authors and licence are those of CITATION.cff") {
  CHECK(citation().version == this_build().version);
  CHECK_FALSE(citation().title.empty());
  REQUIRE_FALSE(citation().authors.empty());
  const auto entities = entities_of(Json::parse(sample_files().at("ro-crate-metadata.json")));
  CHECK(entities.at("#author-1").at("name") == citation().authors[0].name);
  CHECK(entities.at("./").at("license").at("@id") ==
        "https://spdx.org/licenses/" + citation().license);
}

TEST_CASE("authors are persons or groups, and other keys are left alone") {
  const Citation read = parse_citation(
      "# a comment: yes\ncff-version: 1.2.0\ntitle: \"A: model\"\nversion: '0.2.0'\r\n"
      "authors:\n  - family-names: Curie\n    given-names: Marie\n    orcid: https://x\n"
      "  - name: The group\nlicense: MIT\nreferences:\n  - title: other\n    name: nobody\n");
  CHECK(read.title == "A: model");
  CHECK(read.version == "0.2.0");
  CHECK(read.license == "MIT");
  REQUIRE(read.authors.size() == 2);
  CHECK(read.authors[0].name == "Marie Curie");
  CHECK(read.authors[0].person);
  CHECK(read.authors[1].name == "The group");
  CHECK_FALSE(read.authors[1].person);
  CHECK(parse_citation("").authors.empty());
}

}  // namespace ro_crate_test

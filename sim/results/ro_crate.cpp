#include "sim/results/ro_crate.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/sha256.hpp"
#include "sim/results/citation.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view profile = "https://w3id.org/ro/crate/1.1";
constexpr std::string_view program_id = "#overbuild", action_id = "#made";

Json reference(std::string_view id) { return {{"@id", id}}; }

std::string author_id(std::size_t k) { return fmt::format("#author-{}", k + 1); }

std::string license_id() { return fmt::format("https://spdx.org/licenses/{}", citation().license); }

Json author_references() {
  Json list = Json::array();
  for (std::size_t k = 0; k < citation().authors.size(); ++k)
    list.push_back(reference(author_id(k)));
  return list;
}

/// Media type by the ending of the name.
std::string_view format_of(std::string_view name) {
  if (name.ends_with(".csv")) return "text/csv";
  if (name.ends_with(".json")) return "application/json";
  if (name.ends_with(".yaml")) return "application/yaml";
  if (name.ends_with(".parquet")) return "application/vnd.apache.parquet";
  return "application/octet-stream";
}

Json file_entity(const CrateFile& file) {
  return {{"@id", file.name},
          {"@type", "File"},
          {"name", file.name},
          {"description", file.description},
          {"encodingFormat", format_of(file.name)},
          {"contentSize", std::to_string(file.bytes)},
          {"sha256", file.sha256}};
}

Json program_entity(const Build& build) {
  Json program = {{"@id", program_id},
                  {"@type", "SoftwareApplication"},
                  {"name", "overbuild"},
                  {"description", citation().title},
                  {"softwareVersion", short_text(build)},
                  {"identifier", build.commit.empty() ? build.sources : build.commit},
                  {"author", author_references()},
                  {"license", reference(license_id())}};
  if (!build.compiler.empty()) {
    program["softwareRequirements"] =
        fmt::format("{}, {}", build.compiler, dependencies_text(build));
  }
  return program;
}

/// What was done, with what, to which end.
Json action_entity(const Crate& crate) {
  Json objects = Json::array(), results = Json::array();
  for (const CrateFile& file : crate.files) {
    const auto& inputs = crate.inputs;
    const bool input = std::find(inputs.begin(), inputs.end(), file.name) != inputs.end();
    (input ? objects : results).push_back(reference(file.name));
  }
  return {{"@id", action_id},
          {"@type", "CreateAction"},
          {"name", crate.command},
          {"endTime", crate.date},
          {"instrument", reference(program_id)},
          {"object", objects},
          {"result", results}};
}

}  // namespace

CrateFile crate_file_of(std::string name, std::string description, std::string_view text) {
  return {std::move(name), std::move(description), text.size(), sha256(text)};
}

std::string crate_text(const Crate& crate) {
  Json parts = Json::array();
  for (const CrateFile& file : crate.files) parts.push_back(reference(file.name));
  Json graph = Json::array();
  graph.push_back({{"@id", crate_file},
                   {"@type", "CreativeWork"},
                   {"about", reference("./")},
                   {"conformsTo", reference(profile)}});
  graph.push_back({{"@id", "./"},
                   {"@type", "Dataset"},
                   {"name", crate.name},
                   {"description", crate.description},
                   {"datePublished", crate.date},
                   {"author", author_references()},
                   {"license", reference(license_id())},
                   {"mentions", reference(action_id)},
                   {"hasPart", parts}});
  graph.push_back({{"@id", license_id()}, {"@type", "CreativeWork"}, {"name", citation().license}});
  for (std::size_t k = 0; k < citation().authors.size(); ++k) {
    const Citation::Author& author = citation().authors[k];
    graph.push_back({{"@id", author_id(k)},
                     {"@type", author.person ? "Person" : "Organization"},
                     {"name", author.name}});
  }
  graph.push_back(program_entity(crate.build));
  graph.push_back(action_entity(crate));
  for (const CrateFile& file : crate.files) graph.push_back(file_entity(file));
  // The context of 1.1 has no word for a checksum of this kind.
  const Json context = {fmt::format("{}/context", profile),
                        {{"sha256", "http://schema.org/sha256"}}};
  const Json whole = {{"@context", context}, {"@graph", graph}};
  return whole.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace overbuild

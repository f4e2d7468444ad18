#include "sim/results/manifest.hpp"

#include <ctime>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/digest.hpp"
#include "core/number_text.hpp"
#include "sim/results/csv.hpp"
#include "sim/results/tables.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

std::uint64_t parse_digest(const Json& json, const char* key) {
  const std::string text = json.at(key).get<std::string>();
  const std::optional<std::uint64_t> digest = parse_hexadecimal(text);
  if (text.size() != 16 || !digest) {
    throw std::invalid_argument(fmt::format("'{}' is not a digest of 16 hexadecimal digits", key));
  }
  return *digest;
}

Build build_from(const Json& json) {
  Build build;
  json.at("version").get_to(build.version);
  json.at("commit").get_to(build.commit);
  json.at("sources").get_to(build.sources);
  json.at("compiler").get_to(build.compiler);
  json.at("dependencies").get_to(build.dependencies);
  return build;
}

Manifest from_json(const Json& json) {
  Manifest manifest;
  manifest.build = build_from(json);
  json.at("config").get_to(manifest.config);
  manifest.config_digest = parse_digest(json, "config_digest");
  json.at("seed").get_to(manifest.seed);
  json.at("replicate").get_to(manifest.replicate);
  manifest.priors_drawn = json.at("priors").get<std::string>() == "drawn";
  json.at("overrides").get_to(manifest.overrides);
  if (json.contains("record")) json.at("record").get_to(manifest.record);
  json.at("started").get_to(manifest.started);
  json.at("seconds").get_to(manifest.seconds);
  json.at("threads").get_to(manifest.threads);
  manifest.result_digest = parse_digest(json, "result_digest");
  manifest.aggregate_digest = parse_digest(json, "aggregate_digest");
  json.at("identities_checked").get_to(manifest.identities_checked);
  json.at("status").get_to(manifest.status);
  if (json.contains("message")) json.at("message").get_to(manifest.message);
  for (const auto& [name, digest] : json.at("files").items()) {
    manifest.files[name] = parse_digest(json.at("files"), name.c_str());
  }
  return manifest;
}

}  // namespace

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

std::string manifest_text(const Manifest& manifest) {
  Json json = {
      {"version", manifest.build.version},
      {"commit", manifest.build.commit},
      {"sources", manifest.build.sources},
      {"compiler", manifest.build.compiler},
      {"dependencies", manifest.build.dependencies},
      {"config", manifest.config},
      {"config_digest", digest_text(manifest.config_digest)},
      {"seed", manifest.seed},
      {"replicate", manifest.replicate},
      {"priors", manifest.priors_drawn ? "drawn" : "medians"},
      {"overrides", manifest.overrides},
      {"record", manifest.record},
      {"started", manifest.started},
      {"seconds", manifest.seconds},
      {"threads", manifest.threads},
      {"result_digest", digest_text(manifest.result_digest)},
      {"aggregate_digest", digest_text(manifest.aggregate_digest)},
      {"identities_checked", manifest.identities_checked},
      {"status", manifest.status},
  };
  if (!manifest.message.empty()) json["message"] = manifest.message;
  json["files"] = Json::object();
  for (const auto& [name, digest] : manifest.files) json["files"][name] = digest_text(digest);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::optional<Manifest> parse_manifest(std::string_view text, const std::string& file,
                                       Diagnostics& diagnostics) {
  try {
    return from_json(Json::parse(text));
  } catch (const std::exception& error) {
    diagnostics.add({file}, fmt::format("is not the manifest of a run: {}", error.what()),
                    "manifest.json as `overbuild run` writes it");
    return std::nullopt;
  }
}

std::optional<Manifest> read_manifest(const std::filesystem::path& directory,
                                      Diagnostics& diagnostics) {
  std::error_code error;
  if (!std::filesystem::is_directory(directory, error)) {
    const bool there = std::filesystem::exists(directory, error);
    diagnostics.add(
        {directory.string()}, there ? "is not a directory" : "does not exist",
        "a run directory, as `overbuild run` writes it; of a file of ensembles, one of its "
        "worlds by `overbuild run CONFIG --replicate N`");
    return std::nullopt;
  }
  const std::filesystem::path file = directory / manifest_file;
  const std::optional<std::string> text = read_text(file, diagnostics);
  return text ? parse_manifest(*text, file.string(), diagnostics) : std::nullopt;
}

std::uint64_t file_digest(std::string_view text) {
  Digest digest;
  digest.add(text);
  return digest.value();
}

void check_files(const std::filesystem::path& directory, const Manifest& manifest,
                 Diagnostics& diagnostics) {
  for (const auto& [name, digest] : manifest.files) {
    const std::filesystem::path file = directory / name;
    if (name != std::filesystem::path(name).filename()) {
      diagnostics.add({(directory / manifest_file).string()}, fmt::format("lists '{}'", name),
                      "names of files in its own directory");
      continue;
    }
    const std::optional<std::string> text = read_text(file, diagnostics);
    if (!text || file_digest(*text) == digest) continue;
    diagnostics.add({file.string()}, "is not as the run wrote it: cut, changed or of another run",
                    fmt::format("the digest {} that manifest.json has", digest_text(digest)));
  }
}

}  // namespace overbuild

#include "sim/results/manifest.hpp"

#include <charconv>
#include <ctime>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/results/tables.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;

std::uint64_t parse_digest(const Json& json, const char* key) {
  const std::string text = json.at(key).get<std::string>();
  std::uint64_t digest = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), digest, 16);
  if (text.size() != 16 || error != std::errc{} || end != text.data() + text.size()) {
    throw std::invalid_argument(fmt::format("'{}' is not a digest of 16 hexadecimal digits", key));
  }
  return digest;
}

Manifest from_json(const Json& json) {
  Manifest manifest;
  json.at("version").get_to(manifest.version);
  json.at("config").get_to(manifest.config);
  manifest.config_digest = parse_digest(json, "config_digest");
  json.at("seed").get_to(manifest.seed);
  json.at("replicate").get_to(manifest.replicate);
  manifest.priors_drawn = json.at("priors").get<std::string>() == "drawn";
  json.at("overrides").get_to(manifest.overrides);
  json.at("compiler").get_to(manifest.compiler);
  json.at("started").get_to(manifest.started);
  json.at("seconds").get_to(manifest.seconds);
  json.at("threads").get_to(manifest.threads);
  manifest.result_digest = parse_digest(json, "result_digest");
  manifest.aggregate_digest = parse_digest(json, "aggregate_digest");
  json.at("identities_checked").get_to(manifest.identities_checked);
  json.at("status").get_to(manifest.status);
  if (json.contains("message")) json.at("message").get_to(manifest.message);
  return manifest;
}

}  // namespace

std::string build_version() { return OVERBUILD_VERSION; }

std::string build_compiler() {
#if defined(__clang__)
  return fmt::format("clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
  return fmt::format("gcc {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

std::string manifest_text(const Manifest& manifest) {
  Json json = {
      {"version", manifest.version},
      {"config", manifest.config},
      {"config_digest", digest_text(manifest.config_digest)},
      {"seed", manifest.seed},
      {"replicate", manifest.replicate},
      {"priors", manifest.priors_drawn ? "drawn" : "medians"},
      {"overrides", manifest.overrides},
      {"compiler", manifest.compiler},
      {"started", manifest.started},
      {"seconds", manifest.seconds},
      {"threads", manifest.threads},
      {"result_digest", digest_text(manifest.result_digest)},
      {"aggregate_digest", digest_text(manifest.aggregate_digest)},
      {"identities_checked", manifest.identities_checked},
      {"status", manifest.status},
  };
  if (!manifest.message.empty()) json["message"] = manifest.message;
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

}  // namespace overbuild

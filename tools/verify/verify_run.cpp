#include "tools/verify/verify_run.hpp"

#include <stdlib.h>  // NOLINT(modernize-deprecated-headers): mkdtemp is of POSIX, not of C++

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/parallel.hpp"
#include "core/sha256.hpp"
#include "sim/results/comparison.hpp"
#include "sim/results/csv.hpp"
#include "sim/results/ro_crate.hpp"
#include "sim/results/run_files.hpp"
#include "sim/simulation.hpp"
#include "tools/configuration.hpp"
#include "tools/interruption.hpp"
#include "tools/memory.hpp"

namespace overbuild {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// What differs in one table, from its first differing line on.
struct TableDifference {
  std::string file;
  int line;
  std::string stored, now;
};

Manifest manifest_of_complete(const fs::path& directory) {
  std::error_code error;
  if (!fs::is_directory(directory, error)) {
    refuse_input(directory.string(),
                 fs::exists(directory, error) ? "is no directory" : "does not exist",
                 "a run directory, as `overbuild run` writes it", {});
  }
  Diagnostics problems;
  const std::optional<Manifest> manifest = read_manifest(directory, problems);
  if (!problems.ok()) throw InputError(problems.text());
  if (manifest->status == "complete") return *manifest;
  throw InputError(fmt::format("{}: this run did not end ({}), so there is no result to verify",
                               directory.string(), manifest->message));
}

/// The text of an entry; empty for anything else, as others may write this file too.
std::string word_in(const Json& entity, const char* key) {
  const auto found = entity.is_object() ? entity.find(key) : entity.end();
  return found != entity.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Parts of ro-crate-metadata.json that are not as it says; of runs before there was one, nothing.
void check_crate(const fs::path& directory, Diagnostics& damaged) {
  const fs::path file = directory / crate_file;
  std::error_code error;
  if (!fs::exists(file, error)) return;
  const std::optional<std::string> text = read_text(file, damaged);
  if (!text) return;
  const Json crate = Json::parse(*text, nullptr, false);
  if (!crate.is_object() || !crate.contains("@graph") || !crate["@graph"].is_array()) {
    damaged.add({file.string()}, "is not the description that the run wrote");
    return;
  }
  for (const Json& entity : crate["@graph"]) {
    if (word_in(entity, "@type") != "File") continue;
    const std::string name = word_in(entity, "@id");
    const std::optional<std::string> part =
        read_text(directory / fs::path(name).filename(), damaged);
    if (!part || sha256(*part) == word_in(entity, "sha256")) continue;
    damaged.add({(directory / name).string()},
                fmt::format("has another checksum than {} says", crate_file));
  }
}

Recording run_again(const Manifest& manifest, const Configuration& configuration,
                    std::optional<int> threads) {
  const MemoryNeed need = memory_need(configuration.parameters);
  check_memory(need, memory_limit());
  SimulationOptions options;
  options.interrupted = Interruption::requested;
  options.record_workloads = !manifest.record.empty();
  Recording recording;
  with_threads(threads.value_or(static_cast<int>(configuration.parameters.run.threads)), [&] {
    recording = simulate(configuration.parameters, configuration.loaded.seed,
                         configuration.loaded.replicate, options);
  });
  return recording;
}

std::string line_of(std::string_view text, std::size_t at) {
  const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
  return std::string(text.substr(begin, text.find('\n', begin) - begin));
}

TableDifference first_difference(std::string file, const std::string& stored,
                                 const std::string& now) {
  const auto [a, b] = std::mismatch(stored.begin(), stored.end(), now.begin(), now.end());
  const auto at = static_cast<std::size_t>(a - stored.begin());
  const auto line = static_cast<int>(std::count(stored.begin(), a, '\n')) + 1;
  return {std::move(file), line, line_of(stored, at), line_of(now, at)};
}

/// Tables that come out otherwise. Where parameters come from is not compared: this time they come
/// from config.yaml.
std::vector<TableDifference> differing_tables(const fs::path& directory,
                                              const std::vector<RunFile>& again) {
  std::vector<TableDifference> differences;
  for (const OutputTable& table : output_tables()) {
    if (table.file == "parameters.csv") continue;
    Diagnostics unread;
    const std::string stored = read_text(directory / table.file, unread).value_or("");
    const auto now = std::find_if(again.begin(), again.end(),
                                  [&](const RunFile& file) { return file.name == table.file; });
    if (stored == now->text) continue;
    differences.push_back(first_difference(now->name, stored, now->text));
  }
  return differences;
}

/// A folder of this process's own, gone with the object.
class OwnFolder {
 public:
  OwnFolder() {
    std::string name = (fs::temp_directory_path() / "overbuild-verify-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) {
      throw OutputError(fmt::format("{}: cannot be made", name));
    }
    path_ = name;
  }
  ~OwnFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// A copy whose manifest lists no checksums: what is damaged was told, and the rest is compared.
void copy_unchecked(const fs::path& directory, Manifest manifest, const fs::path& copy) {
  fs::create_directory(copy);
  std::error_code missing;
  for (const auto& [name, digest] : manifest.files) {
    fs::copy_file(directory / fs::path(name).filename(), copy / fs::path(name).filename(), missing);
  }
  manifest.files.clear();
  std::ofstream(copy / manifest_file, std::ios::binary) << manifest_text(manifest);
}

/// Where two runs part, as `overbuild compare` finds it; nothing when the stored one cannot be
/// read.
std::optional<Comparison> compared(const fs::path& directory, const Manifest& stored,
                                   const std::vector<RunFile>& again) {
  const OwnFolder folder;
  copy_unchecked(directory, stored, folder.path() / "stored");
  fs::create_directory(folder.path() / "now");
  for (const RunFile& file : again) {
    std::ofstream(folder.path() / "now" / file.name, std::ios::binary) << file.text;
  }
  Diagnostics unread;
  const std::optional<StoredRun> a = read_run(folder.path() / "stored", unread);
  const std::optional<StoredRun> b = read_run(folder.path() / "now", unread);
  if (!a || !b) return std::nullopt;
  return compare(*a, *b);
}

std::string where_first(const Comparison& found) {
  if (found.parting && found.parting->seen) {
    const Parting& parting = *found.parting;
    std::string text = fmt::format("First difference: year {}", parting.year);
    if (!parting.phase.empty()) text += ", phase " + parting.phase;
    if (!parting.agents.empty()) text += ", agent " + parting.agents.front();
    return text;
  }
  if (found.parting && found.parting->unseen) {
    return fmt::format("The state differs from {} on (phase {}), in what no table shows",
                       found.parting->unseen->year, found.parting->unseen->phase);
  }
  if (!found.first_series_year) return {};
  return fmt::format("First difference: year {}, {}", *found.first_series_year,
                     fmt::join(found.first_metrics, ", "));
}

/// All that was found.
struct Findings {
  const Manifest& stored;
  std::uint64_t digest_now;
  Diagnostics damaged;
  std::vector<TableDifference> tables;
  std::vector<std::string> parameters;  ///< whose value differs
  std::string first;

  bool same() const {
    return damaged.ok() && tables.empty() && parameters.empty() &&
           stored.result_digest == digest_now;
  }
};

std::string conclusion(const Findings& found) {
  if (found.same()) return "The same: this build repeats the run to the bit.";
  if (!found.damaged.ok()) return "Different: files are not as the run wrote them.";
  if (found.stored.build.same_as(this_build())) {
    return "Different: the same build does not repeat the run. That is an error of the program; "
           "please report it.";
  }
  return "Different: another build made this run, and this one does not repeat it.";
}

std::string text_of(const fs::path& directory, const Findings& found) {
  const Manifest& stored = found.stored;
  std::string text =
      fmt::format("run      {}: {}, seed {}, replicate {}{}\n", directory.string(), stored.config,
                  stored.seed, stored.replicate, stored.priors_drawn ? "" : " (medians)");
  text += fmt::format("made by  {}\n", short_text(stored.build));
  text +=
      fmt::format("again by {}\n",
                  stored.build.same_as(this_build()) ? "the same build" : short_text(this_build()));
  const std::size_t damaged = found.damaged.all().size();
  text += damaged == 0 ? fmt::format("files    all {} as the run wrote them\n", stored.files.size())
                       : fmt::format("files    {} of {} not as the run wrote them\n{}\n", damaged,
                                     stored.files.size(), found.damaged.text());
  text += fmt::format("digest   {} stored, {} now\n", digest_text(stored.result_digest),
                      digest_text(found.digest_now));
  text += fmt::format("tables   {} of {} the same\n",
                      output_tables().size() - 1 - found.tables.size(), output_tables().size() - 1);
  for (const TableDifference& table : found.tables) {
    text += fmt::format("  {}, line {}:\n    stored  {}\n    now     {}\n", table.file, table.line,
                        table.stored, table.now);
  }
  if (!found.parameters.empty()) {
    text += fmt::format("values   that differ: {}\n", fmt::join(found.parameters, ", "));
  }
  if (!found.first.empty()) text += found.first + "\n";
  return text + "\n" + conclusion(found) + "\n";
}

Json json_of(const fs::path& directory, const Findings& found) {
  Json tables = Json::array(), damaged = Json::array();
  for (const TableDifference& table : found.tables) {
    tables.push_back(
        {{"file", table.file}, {"line", table.line}, {"stored", table.stored}, {"now", table.now}});
  }
  for (const Diagnostic& problem : found.damaged.all()) {
    damaged.push_back(problem.where.file + ": " + problem.message);
  }
  return {{"input", directory.string()},
          {"same", found.same()},
          {"made_by", short_text(found.stored.build)},
          {"again_by", short_text(this_build())},
          {"same_build", found.stored.build.same_as(this_build())},
          {"damaged", damaged},
          {"digest",
           {{"stored", digest_text(found.stored.result_digest)},
            {"now", digest_text(found.digest_now)}}},
          {"different_tables", tables},
          {"different_parameters", found.parameters},
          {"first_difference", found.first.empty() ? Json() : Json(found.first)},
          {"conclusion", conclusion(found)}};
}

}  // namespace

Verdict verify_run(const fs::path& directory, std::optional<int> threads) {
  const Manifest stored = manifest_of_complete(directory);
  Diagnostics damaged;
  check_files(directory, stored, damaged);
  if (damaged.ok()) check_crate(directory, damaged);
  ConfigRequest request;
  request.config = (directory / "config.yaml").string();
  const Configuration configuration = require_configuration(request);
  const Recording recording = run_again(stored, configuration, threads);
  const std::vector<RunFile> again = run_files(manifest_of(configuration.loaded, recording, false),
                                               configuration.loaded, recording);
  Findings found{
      stored, recording.result_digest, std::move(damaged), differing_tables(directory, again), {},
      {}};
  if (const std::optional<Comparison> comparison = compared(directory, stored, again)) {
    for (const ParameterDifference& difference : comparison->parameters) {
      if (difference.path != "run.threads") found.parameters.push_back(difference.path);
    }
    found.first = where_first(*comparison);
  }
  return {found.same(), text_of(directory, found), json_of(directory, found)};
}

}  // namespace overbuild

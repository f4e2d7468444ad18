#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "api/native/shipped.hpp"
#include "core/config/prior_shape.hpp"
#include "core/diagnostics.hpp"
#include "core/digest.hpp"
#include "core/number_text.hpp"
#include "core/parallel.hpp"
#include "sim/calibration/calibration_report.hpp"
#include "sim/experiments/conditioning.hpp"
#include "sim/experiments/mpi_crew.hpp"
#include "sim/experiments/target_words.hpp"
#include "sim/parameters/behaviour.hpp"
#include "sim/results/run_directory.hpp"
#include "sim/results/summary.hpp"
#include "sim/simulation.hpp"
#include "tools/configuration.hpp"
#include "tools/hindcast.hpp"
#include "tools/interruption.hpp"
#include "tools/memory.hpp"
#include "tools/progress.hpp"
#include "tools/scenario.hpp"

namespace overbuild {

namespace {

using calibration::Misses;
using calibration::Point;
using Json = nlohmann::ordered_json;

/// One configuration with the targets that count.
struct History {
  ConfigRequest request;
  hindcast::Evidence evidence;  ///< of those targets alone
  std::vector<hindcast::TargetError> errors;
};

constexpr std::size_t points_of_parameter = 30, fewest_in_wave = 100;

hindcast::Split split_named(const std::string& name) {
  for (const hindcast::Split split : {hindcast::Split::train, hindcast::Split::known}) {
    if (hindcast::name_of(split) == name) return split;
  }
  throw InputError(fmt::format(
      "--evidence {}: expected train or known; test targets are kept for scoring what was "
      "calibrated on others (overbuild hindcast CONFIG --posterior FILE.db)",
      name));
}

/// Presets whose record has targets of the split, for messages.
std::string histories_with(hindcast::Split split) {
  std::vector<std::string> names;
  for (const ShippedConfig& shipped : shipped_configs()) {
    if (shipped.name.find('/') != std::string::npos) continue;
    ConfigRequest asked;
    asked.config = shipped.name;
    const auto evidence = find_evidence(asked);
    if (evidence && std::any_of(evidence->targets.begin(), evidence->targets.end(),
                                [&](const auto& target) { return target.split == split; })) {
      names.push_back(shipped.name);
    }
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

/// The record beside the configuration. `--evidence` of this command chooses targets, not files.
hindcast::Evidence record_of(const ConfigRequest& request, hindcast::Split split) {
  const std::filesystem::path file = find_configuration(request.config);
  const std::filesystem::path wanted =
      file.parent_path() / "evidence" / (file.stem().string() + ".yaml");
  if (std::filesystem::exists(wanted)) return require_evidence(request, "");
  throw InputError(fmt::format(
      "{}: there is no record to calibrate it on; expected targets with `split: {}` in {}, or a "
      "configuration that has some: {}",
      request.config, hindcast::name_of(split), wanted.string(), histories_with(split)));
}

bool left_out(const CalibrateRequest& request, const std::string& target) {
  return std::find(request.left_out.begin(), request.left_out.end(), target) !=
         request.left_out.end();
}

/// Whoever leaves a target out means one that is there.
void require_left_out(const CalibrateRequest& request) {
  const hindcast::Split split = split_named(request.evidence);
  std::vector<std::string> targets;
  for (const std::string& config : request.configs) {
    ConfigRequest asked;
    asked.config = config;
    for (const hindcast::Target& target : record_of(asked, split).targets) {
      if (target.split == split) targets.push_back(target.id);
    }
  }
  for (const std::string& target : request.left_out) {
    if (std::find(targets.begin(), targets.end(), target) != targets.end()) continue;
    throw InputError(
        fmt::format("--leave-out {}: no target with `split: {}` has that name; the nearest is {}",
                    target, request.evidence, nearest_name(target, targets)));
  }
}

/// The configuration's record, its targets of the split, and no more years than they need.
History history_of(const CalibrateRequest& request, const std::string& config) {
  History history;
  history.request.config = config;
  history.request.sets = request.sets;
  history.request.overlays = request.overlays;
  history.request.seed = request.seed;
  const hindcast::Split split = split_named(request.evidence);
  history.evidence = record_of(history.request, split);
  std::vector<hindcast::Target> chosen;
  int last_year = 0;
  for (const hindcast::Target& target : history.evidence.targets) {
    if (target.split != split || left_out(request, target.id)) continue;
    chosen.push_back(target);
    history.errors.push_back(hindcast::error_of(target, request.discrepancy));
    if (!(history.errors.back().deviation > 0.0)) {
      throw InputError(
          fmt::format("{}: target '{}' has no error: its band has no width, and with "
                      "--discrepancy {} nothing is added; expected a wider band or "
                      "more discrepancy",
                      config, target.id, request.discrepancy));
    }
    last_year = std::max(last_year, target.last_year);
  }
  if (chosen.empty()) {
    throw InputError(
        fmt::format("{}: its evidence has no target with `split: {}` that counts; those that have "
                    "some are {}",
                    config, request.evidence, histories_with(split)));
  }
  auto& sets = history.request.sets;
  sets.insert(sets.begin(), history.evidence.overrides.begin(), history.evidence.overrides.end());
  history.evidence.targets = std::move(chosen);
  history.evidence.series.clear();
  const Configuration full = require_configuration(history.request);
  const std::int64_t years = last_year - full.parameters.time.start + 1;
  history.request.years = std::clamp<std::int64_t>(years, 1, full.parameters.run.years);
  check_memory(memory_need(full.parameters), memory_limit());
  return history;
}

std::string prior_of(const config::LoadResult& loaded, std::string_view path) {
  for (const config::ProvenanceRow& row : loaded.provenance) {
    if (row.path == path) return row.prior;
  }
  return {};
}

std::vector<std::string> names_of(const std::string& list) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    names.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return names;
}

bool is_continuous(const config::LoadResult& loaded, const std::string& path) {
  return std::any_of(loaded.priors.begin(), loaded.priors.end(), [&](const auto& prior) {
    return prior.path == path && config::shape_of(prior).choices.empty();
  });
}

/// Behaviour that has a prior, or the keys that were named.
std::vector<std::string> wanted_parameters(const CalibrateRequest& request,
                                           const config::LoadResult& loaded) {
  if (!request.parameters.empty()) return names_of(request.parameters);
  std::vector<std::string> paths;
  for (const config::BoundPrior& prior : loaded.priors) {
    if (!input_block(prior.path).empty() || !is_continuous(loaded, prior.path)) continue;
    paths.push_back(prior.path);
  }
  return paths;
}

/// Refuses what has no prior, or not the same one, in one of the histories.
void check_shared(const std::string& path, const std::vector<const config::LoadResult*>& all,
                  Diagnostics& problems) {
  const config::LoadResult& first = *all.front();
  std::vector<std::string> known;
  for (const config::BoundPrior& prior : first.priors) known.push_back(prior.path);
  for (const config::LoadResult* loaded : all) {
    const bool known_key =
        std::any_of(loaded->provenance.begin(), loaded->provenance.end(),
                    [&](const config::ProvenanceRow& row) { return row.path == path; });
    if (!known_key) {
      Diagnostic unknown = no_prior(path, *loaded);
      if (all.size() > 1) unknown.message += " in " + loaded->name;
      problems.add(unknown);
    } else if (!is_continuous(*loaded, path)) {
      problems.add({loaded->name}, fmt::format("'{}' has no prior over numbers", path),
                   "a key with one, for instance by --set 'KEY={dist: uniform, lo: 0, hi: 1}'",
                   nearest_name(path, known));
    } else if (prior_of(*loaded, path) != prior_of(first, path)) {
      problems.add(loaded->locate(path),
                   fmt::format("the prior of '{}' is {} here and {} in {}", path,
                               prior_of(*loaded, path), prior_of(first, path), first.name),
                   "one prior for all histories, by --set or --overlay");
    }
  }
}

std::string configuration_digest(const config::LoadResult& loaded) {
  Digest digest;
  for (const config::ProvenanceRow& row : loaded.provenance) {
    if (row.path == "run.threads") continue;
    digest.add(row.path);
    digest.add(row.value);
    digest.add(row.prior);
  }
  return digest.hex();
}

/// A world to run: a point in a history.
struct Job {
  std::uint32_t history = 0, number = 0;  ///< number: of the point
  Point point;
};

std::string text_of(const std::vector<Job>& jobs) {
  Json list = Json::array();
  for (const Job& job : jobs) list.push_back({job.history, job.number, job.point});
  return list.dump();
}

std::vector<Job> jobs_of(const std::string& text) {
  std::vector<Job> jobs;
  for (const auto& row : Json::parse(text)) {
    jobs.push_back({row[0].get<std::uint32_t>(), row[1].get<std::uint32_t>(),
                    row[2].get<std::vector<double>>()});
  }
  return jobs;
}

/// Runs worlds of histories, on this machine or, under mpirun, on all ranks.
class Fleet {
 public:
  Fleet(const std::vector<History>& histories, const std::vector<std::string>& paths, int threads) {
    JointDraws joint;
    joint.paths = paths;
    const auto shared = std::make_shared<const JointDraws>(std::move(joint));
    for (const History& history : histories) {
      experiment_.scenarios.push_back(make_scenario(history.request, history.request.config));
      experiment_.scenarios.back().joint = shared;
    }
    experiment_.readings = [&histories](const WorldSpec& spec, const Recording& recording) {
      return hindcast::read_world(histories[spec.scenario].evidence, recording).targets;
    };
    options_.threads = threads;
    options_.interrupted = Interruption::requested;
  }

  ~Fleet() {
    if (session_.rank() == 0 && session_.ranks() > 1) session_.share({});
  }
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;

  bool leads() const { return session_.rank() == 0; }
  std::size_t at_once() const {
    if (session_.ranks() > 1) return static_cast<std::size_t>(session_.ranks()) - 1;
    return static_cast<std::size_t>(options_.threads > 0 ? options_.threads : thread_limit());
  }
  const Experiment& experiment() const { return experiment_; }

  /// On the first rank.
  void run(const std::vector<Job>& jobs, const std::function<void()>& tick,
           FunctionRef<bool(WorldRecord&&)> take) {
    options_.tick = tick;
    if (session_.ranks() == 1) {
      run_worlds(experiment_, jobs.size(), specs(jobs), options_, take);
      return;
    }
    session_.share(text_of(jobs));
    std::vector<std::size_t> all(jobs.size());
    for (std::size_t k = 0; k < all.size(); ++k) all[k] = k;
    session_.run(experiment_, all, specs(jobs), options_, take);
  }

  /// On the other ranks, until the first has no more.
  void serve() {
    for (std::string text = session_.share({}); !text.empty(); text = session_.share({})) {
      const std::vector<Job> jobs = jobs_of(text);
      const auto leave = [](WorldRecord&&) { return true; };
      session_.run(experiment_, {}, specs(jobs), options_, leave);
    }
  }

 private:
  static SpecOf specs(const std::vector<Job>& jobs) {
    return [&jobs](std::size_t k) {
      WorldSpec spec;
      spec.scenario = jobs[k].history;
      spec.row = spec.replicate = jobs[k].number;
      spec.joint = jobs[k].point;
      return spec;
    };
  }

  MpiSession session_;
  Experiment experiment_;
  CrewOptions options_;
};

/// What is asked, with all that its answer depends on.
struct CalibrationWork {
  std::vector<History> histories;
  std::vector<std::unique_ptr<WorldSource>> sources;  ///< [histories]
  std::vector<std::string> paths;
  calibration::Settings settings;
  calibration::StoredCalibration question;
};

void find_parameters(const CalibrateRequest& request, CalibrationWork& work) {
  std::vector<const config::LoadResult*> loaded;
  for (const History& history : work.histories) {
    const Scenario scenario = make_scenario(history.request, history.request.config);
    work.sources.push_back(std::make_unique<WorldSource>(scenario));
    const std::string& name = work.sources.back()->loaded().name;
    for (const config::LoadResult* other : loaded) {
      if (other->name == name) throw InputError(fmt::format("{}: is named twice", name));
    }
    loaded.push_back(&work.sources.back()->loaded());
  }
  work.paths = wanted_parameters(request, *loaded.front());
  Diagnostics problems;
  for (const std::string& path : work.paths) {
    check_shared(path, loaded, problems);
    if (std::count(work.paths.begin(), work.paths.end(), path) > 1) {
      problems.add({"--parameters " + path, 0, 0}, "is named twice", {});
      break;
    }
  }
  if (!problems.ok()) throw InputError(problems.text());
  if (work.paths.empty()) {
    throw InputError(
        fmt::format("{}: no behaviour has a prior; give some, for instance by --set "
                    "'expectations.neglect={{dist: uniform, lo: 0, hi: 1}}' or an --overlay file",
                    work.histories.front().request.config));
  }
}

void settle(const CalibrateRequest& request, CalibrationWork& work) {
  std::size_t targets = 0;
  for (const History& history : work.histories) targets += history.evidence.targets.size();
  calibration::Settings& settings = work.settings;
  settings.seed = work.sources.front()->seed();
  settings.waves = request.waves;
  settings.wave_points = request.points_per_wave.value_or(static_cast<std::uint32_t>(
      std::max(points_of_parameter * work.paths.size(), fewest_in_wave)));
  settings.generations = request.generations;
  settings.generation_points = request.points_per_generation;
  settings.posterior_points = request.worlds;
  settings.cutoff = request.cutoff.value_or(calibration::default_cutoff(targets));
  settings.emulator = request.emulator == "quadratic" ? calibration::EmulatorKind::quadratic
                                                      : calibration::EmulatorKind::gaussian_process;
}

void describe_question(const CalibrateRequest& request, CalibrationWork& work) {
  const calibration::Settings& s = work.settings;
  auto& question = work.question;
  question.settings = {
      {"seed", std::to_string(s.seed)},
      {"evidence", request.left_out.empty() ? request.evidence
                                            : fmt::format("{} without {}", request.evidence,
                                                          fmt::join(request.left_out, ", "))},
      {"discrepancy", fmt::format("{}", request.discrepancy)},
      {"waves", fmt::format("{} of {} points", s.waves, s.wave_points)},
      {"emulator", request.emulator},
      {"cut-off", fmt::format("{}", s.cutoff)},
      {"generations", fmt::format("{} of {} points", s.generations, s.generation_points)},
      {"posterior", fmt::format("{} draws", s.posterior_points)}};
  for (const std::string& path : work.paths) {
    question.parameters.push_back({path, prior_of(work.sources.front()->loaded(), path)});
  }
  for (std::size_t h = 0; h < work.histories.size(); ++h) {
    const History& history = work.histories[h];
    const config::LoadResult& loaded = work.sources[h]->loaded();
    question.settings.emplace_back("configuration " + loaded.name, configuration_digest(loaded));
    for (std::size_t t = 0; t < history.errors.size(); ++t) {
      const hindcast::Target& target = history.evidence.targets[t];
      question.targets.push_back({loaded.name, target.id, hindcast::in_words(target).what,
                                  target.observed, target.lo, target.hi, history.errors[t].middle,
                                  history.errors[t].deviation});
    }
  }
}

CalibrationWork work_of(const CalibrateRequest& request) {
  CalibrationWork work;
  if (!std::isfinite(request.discrepancy) || !std::isfinite(request.cutoff.value_or(1.0))) {
    throw InputError("--cutoff and --discrepancy: expected finite numbers");
  }
  for (const std::string& config : request.configs) {
    if (config == "-") throw InputError("calibrate: histories are files, as their evidence is");
    work.histories.push_back(history_of(request, config));
  }
  require_left_out(request);
  find_parameters(request, work);
  settle(request, work);
  describe_question(request, work);
  return work;
}

std::string waiting_text(double seconds) {
  if (seconds < 90.0) return fmt::format("{:.0f} s", seconds);
  if (seconds < 5400.0) return fmt::format("{:.0f} min", seconds / 60.0);
  return fmt::format("{:.1f} hours", seconds / 3600.0);
}

/// Runs what the file still lacks of each stage.
class Evaluator {
 public:
  Evaluator(const CalibrationWork& work, Fleet& fleet, calibration::CalibrationStore& store,
            Console& console)
      : work_(work), fleet_(fleet), store_(store), console_(console) {}

  std::vector<Misses> run(const std::vector<Point>& points, std::size_t first) {
    std::vector<std::string> proposals;
    for (const Point& point : points) {
      Digest digest;
      digest.add(point);
      proposals.push_back(digest.hex());
    }
    if (first == 0) estimate(points.front(), proposals.front());
    std::vector<Job> missing;
    for (std::size_t n = 0; n < points.size(); ++n) {
      const auto number = static_cast<std::uint32_t>(first + n);
      for (std::uint32_t h = 0; h < work_.histories.size(); ++h) {
        if (store_.find(number, h, proposals[n]) == nullptr) {
          missing.push_back({h, number, points[n]});
        }
      }
    }
    run_missing(missing);
    std::vector<Misses> misses;
    for (std::size_t n = 0; n < points.size(); ++n) {
      misses.push_back(misses_of(static_cast<std::uint32_t>(first + n), proposals[n]));
    }
    return misses;
  }

 private:
  void run_missing(const std::vector<Job>& jobs) {
    if (jobs.empty()) return;
    ProgressLine progress(0, jobs.size(), "worlds");
    try {
      fleet_.run(
          jobs, [&] { progress.show(); },
          [&](WorldRecord&& record) {
            keep(jobs, std::move(record));
            progress.one_more();
            return true;
          });
    } catch (const Interrupted&) {
      store_.commit();
      progress.clear();
      console_.note(fmt::format("interrupted with {} worlds stored; the same command goes on",
                                store_.worlds()));
      throw Interrupted{true};
    }
    store_.commit();
  }

  void keep(const std::vector<Job>& jobs, WorldRecord record) {
    if (record.status == WorldRecord::Status::starved) {
      store_.commit();
      throw OutputError(fmt::format(
          "a world could not be run ({}); what was run is stored, and the same command goes on. "
          "Fewer --threads or population.enterprises need less",
          record.reason));
    }
    const auto job = std::find_if(jobs.begin(), jobs.end(), [&](const Job& one) {
      return one.history == record.scenario && one.number == record.row;
    });
    Digest digest;
    digest.add(job->point);
    calibration::WorldAnswer answer{
        record.row,    record.scenario,   digest.hex(), "complete",     record.digest,
        record.reason, record.parameters, {},           record.seconds, std::move(record.readings)};
    if (record.status != WorldRecord::Status::complete) {
      answer.status = record.status == WorldRecord::Status::refused ? "refused" : "failed";
      answer.readings.clear();
      answer.command = command_of_world(record);
    }
    store_.add(std::move(answer));
  }

  std::string command_of_world(const WorldRecord& record) const {
    std::string command =
        fmt::format("overbuild run {} --replicate {}",
                    fleet_.experiment().scenarios[record.scenario].arguments, record.replicate);
    for (const config::Override& drawn : drawn_overrides(record.parameters)) {
      command += " --set " + shell_word(drawn.path + "=" + drawn.value);
    }
    return command;
  }

  /// The first point alone, to say how long all of them may take.
  void estimate(const Point& point, const std::string& proposal) {
    std::vector<Job> first;
    for (std::uint32_t h = 0; h < work_.histories.size(); ++h) {
      if (store_.find(0, h, proposal) == nullptr) first.push_back({h, 0, point});
    }
    run_missing(first);
    double seconds = 0.0;
    std::string each;
    for (std::uint32_t h = 0; h < work_.histories.size(); ++h) {
      seconds += store_.seconds_of(h);
      each += fmt::format("{}{} {:.2g} s", h > 0 ? ", " : "", work_.sources[h]->loaded().name,
                          store_.seconds_of(h));
    }
    const std::size_t most = calibration::most_points(work_.settings);
    console_.note(fmt::format(
        "{} parameters, {} targets, a world of {}; at most {} points ({} worlds), {} at a time: "
        "about {}, less where the tolerance reaches 1 before",
        work_.paths.size(), work_.question.targets.size(), each, most,
        most * work_.histories.size(), fleet_.at_once(),
        waiting_text(seconds * static_cast<double>(most) / static_cast<double>(fleet_.at_once()))));
  }

  Misses misses_of(std::uint32_t number, const std::string& proposal) const {
    Misses misses;
    for (std::uint32_t h = 0; h < work_.histories.size(); ++h) {
      const calibration::WorldAnswer* answer = store_.find(number, h, proposal);
      const std::vector<hindcast::TargetError>& errors = work_.histories[h].errors;
      for (std::size_t t = 0; t < errors.size(); ++t) {
        const bool has = answer != nullptr && t < answer->readings.size();
        misses.push_back(has ? (answer->readings[t] - errors[t].middle) / errors[t].deviation
                             : std::nan(""));
      }
    }
    return misses;
  }

  const CalibrationWork& work_;
  Fleet& fleet_;
  calibration::CalibrationStore& store_;
  Console& console_;
};

/// A line for each stage, as it ends.
void tell_stage(const calibration::Calibration& now, Console& console) {
  if (now.generations.empty()) {
    const calibration::WaveSummary& wave = now.waves.back();
    console.note(fmt::format("wave {}: {} points, {:.3g} % of the prior left", now.waves.size(),
                             wave.points, 100.0 * wave.left_of_prior));
    return;
  }
  const calibration::GenerationSummary& generation = now.generations.back();
  console.note(fmt::format("generation {}: {} points, tolerance {:.2f}, worth {:.0f} points",
                           now.generations.size(), generation.points, generation.tolerance,
                           generation.effective));
}

/// The value of a parameter at a place in its prior, as worlds are run with it.
double value_at(const WorldSource& source, const std::string& path, double place) {
  for (const config::BoundPrior& prior : source.loaded().priors) {
    if (prior.path == path) return parse_number(prior.settle(place)).value_or(std::nan(""));
  }
  return std::nan("");
}

int exit_code_of_worlds(const calibration::CalibrationStore& store, Console& console) {
  const auto broken = store.broken();
  int code = exit_done;
  for (std::size_t k = 0; k < broken.size(); ++k) {
    if (code != exit_wrong_program) {
      code = broken[k]->status == "failed" ? exit_wrong_program : exit_wrong_input;
    }
    if (k == 10) console.error(fmt::format("and {} more in the table worlds", broken.size() - k));
    if (k >= 10) continue;
    console.error(
        fmt::format("point {} {}: {}\n  again with: {}", broken[k]->point, broken[k]->status,
                    broken[k]->reason.substr(0, broken[k]->reason.find('\n')), broken[k]->command));
  }
  return code;
}

void report_calibration(const CalibrateRequest& request, const CalibrationWork& work,
                        const calibration::Calibration& result,
                        calibration::CalibrationStore& store, Console& console) {
  const auto value = [&](std::size_t parameter, double place) {
    return value_at(*work.sources.front(), work.paths[parameter], place);
  };
  std::vector<std::vector<double>> values;
  for (const Point& point : result.points) {
    values.emplace_back();
    for (std::size_t p = 0; p < point.size(); ++p) values.back().push_back(value(p, point[p]));
  }
  const auto report = calibration::report_of(result, work.question, value);
  std::string text;
  Json json = Json::object();
  for (const Table& table : report.tables) {
    json[table.name] = table_json(table);
    if (table.rows.empty()) continue;
    text += fmt::format("{}\n{}\n", console.bold(table.title), fitted(table));
  }
  json["sentences"] = report.sentences;
  json["tolerance"] = result.tolerance;
  json["effective_points"] = result.effective;
  const std::string digest = store.finish(result, values, json.dump());
  json["content_digest"] = digest;
  text += wrapped(report.sentences, line_width()) + "\n";
  if (!result.posterior.empty()) {
    text += command_lines("Next: ", fmt::format("overbuild hindcast {} -n 200 --posterior {}",
                                                shell_word(request.configs.front()),
                                                shell_word(request.output))) +
            "\n";
  }
  text += fmt::format("content digest  {}\n{}", digest,
                      wrapped(std::string(conditional_statement), line_width()));
  console.deliver(text, json, request.json);
}

}  // namespace

int calibrate_command(const CalibrateRequest& request, Console& console) {
  const Interruption interruption;
  check_deliverable(request.json);
  const CalibrationWork work = work_of(request);
  Fleet fleet(work.histories, work.paths, request.threads.value_or(0));
  if (!fleet.leads()) {
    fleet.serve();
    return exit_done;
  }
  calibration::CalibrationStore store(
      request.output, work.question,
      request.force ? ExistingFile::replace : ExistingFile::continue_or_refuse);
  if (store.worlds() > 0) {
    console.note(fmt::format("{} holds {} worlds; going on", request.output, store.worlds()));
  }
  Evaluator evaluator(work, fleet, store, console);
  calibration::Calibration result;
  with_threads(request.threads.value_or(0), [&] {
    result = calibration::calibrate(
        work.paths, work.settings,
        [&](const std::vector<Point>& points, std::size_t first) {
          return evaluator.run(points, first);
        },
        [&](const calibration::Calibration& now) { tell_stage(now, console); });
  });
  report_calibration(request, work, result, store, console);
  return exit_code_of_worlds(store, console);
}

}  // namespace overbuild

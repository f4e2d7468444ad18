#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/parallel.hpp"
#include "sim/calibration/calibration_store.hpp"
#include "sim/experiments/conditioning.hpp"
#include "sim/experiments/target_words.hpp"
#include "sim/results/findings.hpp"
#include "sim/results/summary.hpp"
#include "tools/commands.hpp"
#include "tools/configuration.hpp"
#include "tools/hindcast.hpp"
#include "tools/interruption.hpp"
#include "tools/progress.hpp"
#include "tools/scenario.hpp"

namespace overbuild {

namespace {

using hindcast::Evidence;
using hindcast::Scorecard;
using hindcast::Split;

TableColumn digits(std::string key, std::string heading) {
  return number_column(std::move(key), "", std::move(heading), "", 4);
}

Table target_table(const Evidence& evidence, const Scorecard& card, Split split, std::string title,
                   std::size_t worlds) {
  Table table{std::string(name_of(split)), std::move(title), {}, {}};
  table.columns = {text_column("id", "target"), digits("observed", "observed"),
                   digits("lo", "band from"),   digits("hi", "band to"),
                   digits("q10", "10 %"),       digits("median", "median"),
                   digits("q90", "90 %"),       text_column("pass", "verdict")};
  for (std::size_t t = 0; t < card.targets.size(); ++t) {
    const hindcast::Target& target = evidence.targets[t];
    if (target.split != split) continue;
    const hindcast::TargetScore& result = card.targets[t];
    std::string verdict = split == Split::input ? "input" : result.pass ? "pass" : "MISS";
    if (target.center_mean) verdict += fmt::format(" (mean {:.3g})", result.mean);
    if (result.defined < worlds) verdict += fmt::format(" ({}/{})", result.defined, worlds);
    if (result.defined == 0) verdict = "no value";
    table.rows.push_back({target.id, target.observed, target.lo, target.hi, result.q10,
                          result.median, result.q90, verdict});
  }
  return table;
}

/// Where the record was to be looked for, by worlds and by worlds with the error that is counted.
Table interval_table(const Evidence& evidence, const Scorecard& card) {
  Table table{
      "intervals",
      fmt::format("Intervals of 80 %, of worlds alone and with {:.2f} times the error of a target",
                  evidence.errors.tolerance),
      {},
      {}};
  table.columns = {text_column("id", "test target"),
                   digits("observed", "observed"),
                   digits("q10", "10 %"),
                   digits("q90", "90 %"),
                   text_column("held", "holds it"),
                   digits("q10_with_error", "10 % with error"),
                   digits("q90_with_error", "90 % with error"),
                   text_column("held_with_error", "holds it with error")};
  const auto word = [](bool held, std::size_t defined) {
    return std::string(defined == 0 ? "no value" : held ? "yes" : "no");
  };
  for (std::size_t t = 0; t < card.targets.size(); ++t) {
    const hindcast::Target& target = evidence.targets[t];
    if (target.split != Split::test) continue;
    const hindcast::TargetScore& result = card.targets[t];
    table.rows.push_back({target.id, target.observed, result.q10, result.q90,
                          word(result.held, result.defined), result.q10_with_error,
                          result.q90_with_error, word(result.held_with_error, result.defined)});
  }
  return table;
}

Table series_table(const Evidence& evidence, const Scorecard& card) {
  Table table{
      "scores", "CRPS after the training years, fair to few worlds (smaller is better)", {}, {}};
  table.columns = {text_column("series", "series"), count_column("years", "years"),
                   digits("crps", "worlds"), digits("crps_persistence", "persistence"),
                   digits("crps_trend", "log-linear trend")};
  for (std::size_t s = 0; s < card.series.size(); ++s) {
    const hindcast::SeriesScore& result = card.series[s];
    table.rows.push_back({evidence.series[s].id, std::int64_t{result.years}, result.crps,
                          result.crps_persistence, result.crps_trend});
  }
  return table;
}

struct Count {
  int passed = 0, all = 0;
  std::string missed;
};

Count count(const Evidence& evidence, const Scorecard& card, Split split) {
  Count result;
  for (std::size_t t = 0; t < card.targets.size(); ++t) {
    if (evidence.targets[t].split != split) continue;
    ++result.all;
    if (card.targets[t].pass) {
      ++result.passed;
    } else {
      result.missed += (result.missed.empty() ? "" : ", ") + evidence.targets[t].id;
    }
  }
  return result;
}

std::string coverage_sentence(const Evidence& evidence, const Scorecard& card, std::size_t worlds,
                              const std::string& posterior) {
  // With fewer no interval of 95 % bounds the 10 % or the 90 % line; pages say the same
  // (ensemble.js).
  constexpr std::size_t enough = 36;
  const hindcast::Coverage held = hindcast::coverage(evidence, card, Split::test);
  const auto share = [&](int part) {
    return fmt::format("{} of {} test targets ({:.0f} %)", part, held.targets,
                       100.0 * part / held.targets);
  };
  std::string error = fmt::format(
      "the record's, and for what the model leaves out {:.0f} % of its size, or of the years up to "
      "a date",
      100.0 * evidence.errors.discrepancy);
  if (evidence.errors.tolerance > 1.0) {
    error += fmt::format("; times {:.2f}, the tolerance of {}", evidence.errors.tolerance,
                         posterior.empty() ? "the evidence file" : posterior);
  }
  return fmt::format(
      "The interval of 80 % of the worlds holds the record of {}; with the error of each target "
      "({}) that of {}.{}",
      share(held.held), error, share(held.held_with_error),
      worlds < enough ? fmt::format(" Intervals of fewer than {} worlds are rough.", enough) : "");
}

/// What the tables say, in words, misses first.
std::string paragraph(const Evidence& evidence, const Scorecard& card, std::size_t worlds,
                      const std::string& posterior) {
  const Count train = count(evidence, card, Split::train),
              test = count(evidence, card, Split::test);
  int scored = 0, beats_both = 0;
  for (const hindcast::SeriesScore& series : card.series) {
    if (std::isnan(series.crps_persistence) || std::isnan(series.crps)) continue;
    ++scored;
    if (series.crps < series.crps_persistence && series.crps < series.crps_trend) ++beats_both;
  }
  std::string text =
      fmt::format("Of the {} test targets the {} worlds meet {}", test.all, worlds, test.passed);
  text += train.all == 0
              ? "."
              : fmt::format("; of the {} training targets, {}.", train.all, train.passed);
  if (!test.missed.empty()) text += fmt::format(" Test targets missed: {}.", test.missed);
  if (!train.missed.empty()) text += fmt::format(" Training targets missed: {}.", train.missed);
  if (test.all > 0) text += " " + coverage_sentence(evidence, card, worlds, posterior);
  if (scored > 0) {
    text += fmt::format(
        " On {} of {} series the worlds forecast the test years better than both naive rivals{}.",
        beats_both, scored,
        2 * beats_both > scored ? "" : ", which is no majority: there they do not beat guessing");
  }
  return text +
         " A target is met when the median world (or the mean, where it says so) lies in a "
         "band that is ours, from the spread of sources; bands do not make a test strict, "
         "and parameters with priors vary between worlds.";
}

nlohmann::ordered_json number_or_null(double value) {
  return std::isfinite(value) ? nlohmann::ordered_json(value) : nlohmann::ordered_json();
}

nlohmann::ordered_json scorecard_json(const Evidence& evidence, const Scorecard& card,
                                      const hindcast::Conditioning& known,
                                      const std::string& posterior) {
  const std::size_t worlds = known.worlds;
  nlohmann::ordered_json json;
  json["worlds"] = worlds;
  json["targets"] = nlohmann::ordered_json::array();
  for (std::size_t t = 0; t < card.targets.size(); ++t) {
    const hindcast::Target& target = evidence.targets[t];
    const hindcast::TargetScore& result = card.targets[t];
    const hindcast::TargetWords words = hindcast::in_words(target);
    json["targets"].push_back({{"id", target.id},
                               {"metric", target.metric_name},
                               {"what", words.what},
                               {"unit", words.unit},
                               {"split", name_of(target.split)},
                               {"observed", target.observed},
                               {"lo", target.lo},
                               {"hi", target.hi},
                               {"q10", number_or_null(result.q10)},
                               {"median", number_or_null(result.median)},
                               {"q90", number_or_null(result.q90)},
                               {"defined", result.defined},
                               {"pass", result.pass},
                               {"held", result.held},
                               {"q10_with_error", number_or_null(result.q10_with_error)},
                               {"q90_with_error", number_or_null(result.q90_with_error)},
                               {"held_with_error", result.held_with_error}});
    if (target.center_mean) json["targets"].back()["mean"] = number_or_null(result.mean);
  }
  const hindcast::Coverage held = hindcast::coverage(evidence, card, Split::test);
  if (held.targets > 0) {
    json["coverage"] = {{"targets", held.targets},
                        {"held", held.held},
                        {"held_with_error", held.held_with_error},
                        {"tolerance", evidence.errors.tolerance},
                        {"discrepancy", evidence.errors.discrepancy},
                        {"sentence", coverage_sentence(evidence, card, worlds, posterior)}};
  }
  if (!known.targets.empty()) json["known"] = hindcast::known_json(evidence, known);
  json["scores"] = nlohmann::ordered_json::array();
  for (std::size_t s = 0; s < card.series.size(); ++s) {
    const hindcast::SeriesScore& result = card.series[s];
    json["scores"].push_back({{"series", evidence.series[s].id},
                              {"what", hindcast::in_words(evidence.series[s].quantity)},
                              {"years", result.years},
                              {"crps", number_or_null(result.crps)},
                              {"crps_persistence", number_or_null(result.crps_persistence)},
                              {"crps_trend", number_or_null(result.crps_trend)}});
  }
  return json;
}

std::string scorecard_text(const Evidence& evidence, const Scorecard& card,
                           const hindcast::Conditioning& known, const std::string& posterior,
                           const Console& console) {
  const std::size_t worlds = known.worlds;
  std::string text = evidence.title.empty() ? "" : console.bold(evidence.title) + "\n";
  if (!evidence.overrides.empty()) {
    text += fmt::format("with {}\n", fmt::join(evidence.overrides, ", "));
  }
  const Table tables[] = {
      target_table(evidence, card, Split::train, "Training targets", worlds),
      target_table(evidence, card, Split::test, "Test targets", worlds),
      interval_table(evidence, card),
      target_table(evidence, card, Split::input, "Fixed by inputs: shown, not counted", worlds),
      series_table(evidence, card)};
  for (const Table& table : tables) {
    if (!table.rows.empty()) text += "\n" + console.bold(table.title) + "\n" + fitted(table);
  }
  if (!known.targets.empty()) {
    const Table table = hindcast::known_table(evidence, known);
    text += "\n" + console.bold(table.title) + "\n" + fitted(table) + "\n" +
            wrapped(hindcast::known_sentence(evidence, known), line_width()) + "\n";
  }
  if (known.targets.size() == evidence.targets.size() && evidence.series.empty()) {
    return text + wrapped(std::string(conditional_statement), line_width());
  }
  return text + "\n" + wrapped(paragraph(evidence, card, worlds, posterior), line_width()) + "\n" +
         wrapped(std::string(conditional_statement), line_width());
}

}  // namespace

int hindcast_command(const HindcastRequest& request, Console& console) {
  const Interruption interruption;
  check_deliverable(request.json);
  if (request.configuration.replicate) {
    throw InputError("hindcast: --replicate is chosen by -n; replicates 0 to N - 1 are run");
  }
  ConfigRequest configuration = request.configuration;
  preload(configuration);
  Evidence evidence = require_evidence(configuration, request.evidence);
  if (configuration.draws) evidence.errors = configuration.draws->errors;
  std::vector<hindcast::WorldReading> worlds;
  std::map<std::uint32_t, std::string> refused;
  with_threads(request.threads.value_or(0), [&] {
    ProgressLine progress(0, request.worlds, "worlds");
    const auto watch = [&](std::size_t done) {
      progress.reach(done);
      if (!request.quiet) progress.show();
    };
    worlds = run_replicates(evidence, configuration, 0, request.worlds, watch, &refused);
  });
  if (!refused.empty()) {
    console.note(fmt::format("{} of {} worlds are refused and left out; the first: {}",
                             refused.size(), request.worlds, refused.begin()->second));
  }
  const Scorecard card = hindcast::score(evidence, worlds);
  const hindcast::Conditioning known = hindcast::condition(evidence, worlds);
  const std::string& posterior = request.configuration.posterior;
  nlohmann::ordered_json json = scorecard_json(evidence, card, known, posterior);
  json["title"] = evidence.title;
  json["config"] = request.configuration.config;
  json["settings"] = evidence.overrides;
  json["command"] = fmt::format("overbuild hindcast {} -n {}",
                                scenario_arguments(request.configuration), request.worlds);
  for (const auto& [option, file] :
       {std::pair("evidence", request.evidence), std::pair("posterior", posterior)}) {
    if (file.empty()) continue;
    json["command"] =
        fmt::format("{} --{} {}", std::string(json["command"]), option, shell_word(file));
  }
  json["refused"] = refused.size();
  json["names"] = words_json(require_configuration(configuration).parameters.names);
  console.deliver(scorecard_text(evidence, card, known, posterior, console), json, request.json);
  return exit_done;
}

}  // namespace overbuild

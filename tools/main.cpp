// The command line of `overbuild`: declares every subcommand once, checks the form of arguments and
// calls the command. The only source that includes the argument parser, which is slow to compile.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <limits>
#include <new>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "core/count.hpp"
#include "core/diagnostics.hpp"
#include "core/invariant.hpp"
#include "sim/experiments/mpi_crew.hpp"
#include "sim/opening/refusal.hpp"
#include "sim/results/build.hpp"
#include "sim/results/manifest.hpp"
#include "sim/results/run_directory.hpp"
#include "sim/results/summary.hpp"
#include "sim/simulation.hpp"
#include "tools/commands.hpp"
#include "tools/whole_option.hpp"

namespace overbuild {

namespace {

void add_json(CLI::App& command, JsonRequest& request) {
  command.add_option("--json", request.file, "Write the same as JSON to FILE; - prints it instead")
      ->type_name("FILE");
}

/// `--json` of commands that write nothing else.
void add_json_and_force(CLI::App& command, JsonRequest& request) {
  add_json(command, request);
  command.add_flag("--force", request.force, "Replace the JSON file when it exists");
}

void add_configuration(CLI::App& command, ConfigRequest& request) {
  constexpr std::uint32_t highest = std::numeric_limits<std::uint32_t>::max();
  command
      .add_option("CONFIG", request.config,
                  "Configuration: a file, - for standard input, or a name from `overbuild list`")
      ->required();
  add_whole<std::uint32_t>(command, "--seed", request.seed, "Seed, in place of run.seed", 0,
                           highest);
  add_whole<std::uint32_t>(command, "--replicate", request.replicate,
                           "Draw every uncertain input as replicate N does (default: medians)", 0,
                           highest);
  add_years(command, request.years);
  command
      .add_option("--set", request.sets, "Set a key, for instance builders.oracle.debt.senior=9e10")
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
  command
      .add_option("--overlay", request.overlays,
                  "Overlay the keys set in FILE, or in a name from `overbuild list`, on the "
                  "configuration")
      ->type_name("FILE")
      ->allow_extra_args(false);
}

void add_posterior(CLI::App& command, ConfigRequest& request) {
  command
      .add_option("--posterior", request.posterior,
                  "Draw behaviour from a file that `overbuild calibrate` wrote, in the place of "
                  "its priors")
      ->type_name("FILE.db");
}

/// What all commands about many worlds share; `rows` says what is counted.
void add_many_worlds(CLI::App& command, ManyWorldsRequest& request, const std::string& rows) {
  add_configuration(command, request.configuration);
  command.remove_option(command.get_option("--replicate"));
  add_posterior(command, request.configuration);
  add_whole<std::uint32_t>(command, "-n,--worlds", request.worlds, rows, 1, 100000000)->required();
  command
      .add_option("-o,--output", request.output,
                  "SQLite file; a file made with the same settings is continued")
      ->required()
      ->type_name("FILE.db");
  command.add_flag("--force", request.force, "Start the file, and the JSON file, again");
  command.add_flag("--mix-builds", request.mix_builds,
                   "Go on with a file that another build of the program began");
  add_whole<int>(command, "--threads", request.threads,
                 "Threads, 0 for all cores; changes the speed and nothing else", 0, 4096);
  command
      .add_option("--metrics", request.metrics, "Metrics to store, comma-separated; default all")
      ->type_name("LIST");
  command
      .add_option_function<std::string>(
          "--on-error",
          [&request](const std::string& what) { request.stop_on_error = what == "stop"; },
          "When a world breaks: finish the others (default) or stop")
      ->check(CLI::IsMember({"stop", "finish"}))
      ->type_name("stop|finish");
  add_json(command, request.json);
}

/// One line of a help text in lines of the terminal, meanings below their own beginning; commands
/// stay whole.
std::string narrowed_line(const std::string& line) {
  const std::size_t first = line.find_first_not_of(' ');
  const bool is_command = line.find("overbuild ") == first;
  if (line.size() <= line_width() || first == std::string::npos || is_command) return line + "\n";
  const std::size_t names_end = first > 0 ? line.find("  ", first) : std::string::npos;
  const std::size_t meaning =
      names_end == std::string::npos ? first : line.find_first_not_of(' ', names_end);
  std::string text = wrapped(line.substr(meaning), line_width() - meaning);
  const std::string margin(meaning, ' ');
  for (std::size_t at = text.find('\n'); at + 1 < text.size(); at = text.find('\n', at + 1)) {
    text.insert(at + 1, margin);
  }
  return line.substr(0, meaning) + text;
}

std::string narrowed(const std::string& help) {
  std::string text;
  for (std::size_t begin = 0; begin < help.size();) {
    const std::size_t end = std::min(help.find('\n', begin), help.size());
    text += narrowed_line(help.substr(begin, end - begin));
    begin = end + 1;
  }
  return text;
}

/// A subcommand, its help ending in an example.
CLI::App& add_command(CLI::App& program, const std::string& name, const std::string& meaning,
                      const std::string& examples) {
  CLI::App& command = *program.add_subcommand(name, meaning);
  command.footer("Example:\n" + examples);
  return command;
}

/// Everything a command line can ask for, and how it is asked.
class CommandLine {
 public:
  CommandLine()
      : program_("Overbuild simulates infrastructure booms: who builds, who buys, who fails.") {
    program_.name("overbuild");
    program_.require_subcommand(0, 1);  // so that "explain run" explains the key, not runs
    program_.set_version_flag("--version", long_text(this_build()));
    program_.footer(std::string(conditional_statement) +
                    "\n\nExample:\n  overbuild run toy\n  overbuild run --help");
    add_run();
    add_ensemble();
    add_hypotheses();
    add_sensitivity();
    add_calibrate();
    add_discover();
    add_check();
    add_explain();
    add_list();
    add_compare();
    add_hindcast();
    add_why();
    add_report();
    add_export();
    add_verify();
    add_playground();
    add_schema_and_docs();
  }

  /// Parses and runs; the exit code.
  int execute(int count, char** arguments, Console& console) {
    try {
      program_.parse(count, arguments);
    } catch (const CLI::CallForHelp&) {
      console.print(narrowed(program_.help()));
      return exit_done;
    } catch (const CLI::Success& version) {
      return program_.exit(version);
    } catch (const CLI::ParseError& error) {
      console.error("overbuild: " + explain(error));
      return exit_wrong_input;
    }
    if (!chosen_) {
      console.error(program_.help());
      return exit_wrong_input;
    }
    if (const std::string problem = launch_problem(); !problem.empty()) {
      if (launched_rank() == 0) console.error(problem);
      return exit_wrong_input;
    }
    return chosen_(console);
  }

 private:
  void add_run() {
    CLI::App& command = add_command(
        program_, "run", "Simulate one world and write a run directory",
        "  overbuild run configs/ai-2026.yaml\n"
        "  overbuild run toy --seed 7 --set builders.steady.debt.senior=2e9 -o runs/more-debt");
    add_configuration(command, run_.configuration);
    command.add_option("-o,--output", run_.output, "Run directory; default runs/<config>-s<seed>")
        ->type_name("DIR");
    command.add_flag("--force", run_.force, "Replace the run directory and the JSON file");
    add_whole<int>(command, "--threads", run_.threads,
                   "Threads, 0 for all cores; changes the speed and nothing else", 0, 4096);
    command.add_option("--record", run_.record, "Record more, comma-separated: workloads")
        ->type_name("LIST");
    add_whole<int>(command, "--real", run_.real_year,
                   "Print dollars of this year, not nominal ones", 1, 9999)
        ->type_name("YEAR");
    command.add_flag("--details", run_.details, "Print every table, and findings in full");
    command.add_flag("-q,--quiet", run_.quiet, "Print what happened in sentences, and no progress");
    add_json(command, run_.json);
    on(command, [this](Console& console) {
      run_.json.force = run_.force;
      return run_command(run_, console);
    });
  }

  void add_ensemble() {
    CLI::App& command = add_command(
        program_, "ensemble", "Simulate many worlds with drawn priors into one SQLite file",
        "  overbuild ensemble configs/ai-2026.yaml -n 500 --set population.enterprises=2000 -o "
        "a.db\n"
        "  overbuild ensemble toy -n 100 --scenario more-debt=more-debt.yaml -o toy.db");
    add_many_worlds(command, ensemble_, "Replicates of each scenario");
    command
        .add_option("--scenario", ensemble_.scenarios,
                    "Another scenario of the same replicates: a file, or a name from `overbuild "
                    "list`, whose keys are overlaid on the configuration")
        ->type_name("NAME=FILE")
        ->allow_extra_args(false);
    command
        .add_option("--sampling", ensemble_.sampling,
                    "How priors are drawn: sobol (default; world N is the same in every file) or "
                    "latin-hypercube (of all N worlds; the file cannot grow)")
        ->check(CLI::IsMember({"sobol", "latin-hypercube"}))
        ->type_name("sobol|latin-hypercube");
    command
        .add_option("--record", ensemble_.record,
                    "Store more tables of each world, comma-separated: agents, events, flows, "
                    "balances, losses, obligations, fleet, workloads")
        ->type_name("LIST");
    on_several(command, [this](Console& console) {
      ensemble_.json.force = ensemble_.force;
      return ensemble_command(ensemble_, console);
    });
  }

  void add_hypotheses() {
    CLI::App& command = add_command(
        program_, "hypotheses",
        "Test named conditions in a full factorial design with common random numbers",
        "  overbuild hypotheses configs/ai-2026.yaml -n 128 --set population.enterprises=2000 -o "
        "h.db");
    add_many_worlds(command, hypotheses_, "Replicates of each combination");
    command
        .add_option("--hypotheses", hypotheses_.hypotheses,
                    "Files of hypotheses, or names from `overbuild list hypotheses`, "
                    "comma-separated or one behind each --hypotheses; default: those shipped for "
                    "the configuration")
        ->type_name("FILES")
        ->delimiter(',')
        ->allow_extra_args(false);
    on_several(command, [this](Console& console) {
      hypotheses_.json.force = hypotheses_.force;
      return hypotheses_command(hypotheses_, console);
    });
  }

  void add_sensitivity() {
    CLI::App& command = add_command(
        program_, "sensitivity", "Rank inputs by their effect on an outcome (Morris or Sobol)",
        "  overbuild sensitivity configs/ai-2026.yaml --method morris -n 16 "
        "--set population.enterprises=2000 -o s.db\n"
        "  overbuild sensitivity configs/ai-2026.yaml --design points.csv --csv answers.csv -o "
        "d.db\n"
        "  overbuild sensitivity --from worlds.db --outcome capex:sum:2026-2030\n"
        "  overbuild sensitivity --test ishigami --method sobol -n 1024");
    add_many_worlds(command, sensitivity_, "Trajectories (morris) or base points (sobol)");
    command.get_option("CONFIG")->required(false);
    command.get_option("--output")->required(false);
    command.get_option("--worlds")->required(false);
    sensitivity_.worlds = 16;
    command.add_option("--method", sensitivity_.method, "morris (default) or sobol")
        ->check(CLI::IsMember({"morris", "sobol"}))
        ->type_name("morris|sobol");
    command.add_flag("--second-order", sensitivity_.second_order,
                     "Also interactions of each two inputs (sobol): nearly twice as many worlds");
    command
        .add_option("--from", sensitivity_.from,
                    "First-order indices from the worlds of an ensemble's file; runs nothing")
        ->type_name("FILE.db");
    command
        .add_option("--scenario", sensitivity_.scenario, "Scenario of --from; default the first")
        ->type_name("NAME");
    command
        .add_option("--parameters", sensitivity_.parameters,
                    "Keys to vary, comma-separated; default all that have a prior")
        ->type_name("LIST");
    command
        .add_option("--outcome", sensitivity_.outcomes,
                    "METRIC:STATISTIC:YEARS with at, sum, mean, median, min, max or any, or an "
                    "expression over them; default what builders spend and what is lost in ten "
                    "years")
        ->type_name("SPEC")
        ->allow_extra_args(false);
    command
        .add_option("--test", sensitivity_.test, "A function with known indices: ishigami, sobol-g")
        ->type_name("NAME");
    command
        .add_option("--design", sensitivity_.design,
                    "Run a design made elsewhere: a header of keys, a row a world")
        ->type_name("FILE.csv");
    command
        .add_option("--csv", sensitivity_.csv, "Where the design goes with its outcomes; - prints")
        ->type_name("FILE.csv");
    add_whole<std::uint32_t>(
        command, "--replicate", sensitivity_.replicate,
        "Replicate whose draws and luck a design's worlds have; without it what the design does "
        "not name takes its median",
        0, std::numeric_limits<std::uint32_t>::max());
    on_several(command, [this](Console& console) {
      sensitivity_.json.force = sensitivity_.force;
      return sensitivity_command(sensitivity_, console);
    });
  }

  void add_calibrate() {
    CLI::App& command = add_command(
        program_, "calibrate",
        "Find the behaviour that one or several histories allow: a posterior, and what is not "
        "identified",
        "  overbuild calibrate telecom-1996 cloud-2009 --evidence train -o fit.db\n"
        "  overbuild calibrate telecom-1996 --parameters "
        "expectations.neglect,capex.hurdle_wedge -o fit.db\n"
        "  overbuild hindcast telecom-1996 -n 200 --posterior fit.db");
    command
        .add_option("CONFIG", calibrate_.configs,
                    "Histories: files or names from `overbuild list`, each with its evidence "
                    "beside it")
        ->required();
    command
        .add_option("-o,--output", calibrate_.output,
                    "SQLite file; one made with the same settings is continued")
        ->required()
        ->type_name("FILE.db");
    command.add_flag("--force", calibrate_.force, "Start the file, and the JSON file, again");
    command
        .add_option("--evidence", calibrate_.evidence,
                    "Targets to meet: train (default) or known; test targets are kept for scoring")
        ->type_name("train|known");
    command
        .add_option("--parameters", calibrate_.parameters,
                    "Keys to calibrate, comma-separated; default all behaviour that has a prior")
        ->type_name("LIST");
    command
        .add_option("--leave-out", calibrate_.left_out,
                    "Targets that do not count, comma-separated: what the model and the record "
                    "measure differently")
        ->delimiter(',')
        ->type_name("LIST");
    add_calibrate_method(command);
    add_calibrate_inputs(command);
    add_json(command, calibrate_.json);
    on_several(command, [this](Console& console) {
      calibrate_.json.force = calibrate_.force;
      return calibrate_command(calibrate_, console);
    });
  }

  void add_calibrate_method(CLI::App& command) {
    add_whole<std::uint32_t>(command, "-n,--points", calibrate_.worlds,
                             "Draws of the posterior; default 500", 10, 100000);
    add_whole<std::uint32_t>(command, "--waves", calibrate_.waves,
                             "Waves of history matching at most; default 3, 0 for none", 0, 20);
    add_whole<std::uint32_t>(command, "--points-per-wave", calibrate_.points_per_wave,
                             "Points that each wave runs; default 30 for each parameter, 100 at "
                             "least",
                             20, 100000);
    add_whole<std::uint32_t>(command, "--generations", calibrate_.generations,
                             "Generations of weighted points at most; default 12", 1, 100);
    add_whole<std::uint32_t>(command, "--points-per-generation", calibrate_.points_per_generation,
                             "Points that each generation runs; default 1000", 20, 100000);
    command
        .add_option("--emulator", calibrate_.emulator,
                    "Emulators of waves: process (Gaussian process, default) or quadratic "
                    "(polynomial)")
        ->check(CLI::IsMember({"process", "quadratic"}))
        ->type_name("process|quadratic");
    command
        .add_option("--cutoff", calibrate_.cutoff,
                    "Implausibility beyond which a point is ruled out; default 3, more with many "
                    "targets")
        ->check(CLI::Range(1.0, 100.0))
        ->type_name("NUMBER");
    command
        .add_option("--discrepancy", calibrate_.discrepancy,
                    "What the model leaves out, as a share of each target; default 0.1")
        ->check(CLI::Range(0.0, 10.0))
        ->type_name("NUMBER");
  }

  void add_calibrate_inputs(CLI::App& command) {
    constexpr std::uint32_t highest = std::numeric_limits<std::uint32_t>::max();
    add_whole<std::uint32_t>(command, "--seed", calibrate_.seed, "Seed, in place of run.seed", 0,
                             highest);
    command
        .add_option("--set", calibrate_.sets,
                    "Set a key in all histories, for instance population.enterprises=1000, or give "
                    "it a prior")
        ->type_name("PATH=VALUE")
        ->allow_extra_args(false);
    command
        .add_option("--overlay", calibrate_.overlays,
                    "Overlay the keys set in FILE, or in a name from `overbuild list`, on all "
                    "histories")
        ->type_name("FILE")
        ->allow_extra_args(false);
    add_whole<int>(command, "--threads", calibrate_.threads,
                   "Threads, 0 for all cores; changes the speed and nothing else", 0, 4096);
  }

  void add_discover() {
    CLI::App& command = add_command(
        program_, "discover",
        "Where in the inputs of an ensemble an outcome comes about: PRIM boxes and a tree",
        "  overbuild discover worlds.db --outcome 'builder_defaults:any:2026-2035'\n"
        "  overbuild discover worlds.db --outcome 'losses:sum:2026-2035 > "
        "0.2 * capex:sum:2026-2035' --where 'leaps:any:2026-2035'");
    command.add_option("FILE.db", discover_.input, "File of an ensemble")->required();
    command
        .add_option("--outcome", discover_.outcome,
                    "Condition on METRIC:STATISTIC:YEARS, 1 or 0 in each world")
        ->required()
        ->type_name("SPEC");
    command.add_option("--where", discover_.where, "Only worlds in which this condition holds too")
        ->type_name("SPEC")
        ->allow_extra_args(false);
    command.add_option("--scenario", discover_.scenario, "Scenario; default the first")
        ->type_name("NAME");
    add_whole<std::uint32_t>(command, "--step", discover_.step,
                             "Step of the trajectory whose box is told; default the one that "
                             "balances coverage and density",
                             0, 1000000);
    add_json_and_force(command, discover_.json);
    on(command, [this](Console& console) { return discover_command(discover_, console); });
  }

  void add_check() {
    CLI::App& command =
        add_command(program_, "check", "Validate a configuration and show all its problems",
                    "  overbuild check my.yaml --set run.years=30\n"
                    "  overbuild check ai-2026 --hypotheses mine.yaml");
    add_configuration(command, check_.configuration);
    command
        .add_option("--hypotheses", check_.hypotheses,
                    "Look into these files of hypotheses too: metrics, years, and the settings of "
                    "each condition; comma-separated")
        ->type_name("FILES")
        ->delimiter(',')
        ->allow_extra_args(false);
    add_json_and_force(command, check_.json);
    on(command, [this](Console& console) { return check_command(check_, console); });
  }

  void add_explain() {
    CLI::App& command =
        add_command(program_, "explain",
                    "Explain a word: of the glossary, a metric, a key, a column, a firm, a phase",
                    "  overbuild explain leap\n  overbuild explain 'end users pay'\n"
                    "  overbuild explain capex.shell_price --config telecom-1996");
    command.add_option("--config", explain_.config,
                       "Show a key as this configuration sets it, in its own words");
    command.add_option("WORD", explain_.key,
                       "Any word the program prints; also `metrics`, `schedule`, `glossary`");
    add_json_and_force(command, explain_.json);
    on(command, [this](Console& console) { return explain_command(explain_, console); });
  }

  void add_list() {
    CLI::App& command =
        add_command(program_, "list", "List the shipped configurations",
                    "  overbuild list\n  overbuild list lessons\n  overbuild list --json -");
    command.add_option("GROUP", list_.group,
                       "presets, lessons, hypotheses or switches; default all");
    command.add_flag("--paths", list_.paths, "Print also where the files lie");
    command.add_flag("--names", list_.names, "Print names only, one a line");
    add_json_and_force(command, list_.json);
    on(command, [this](Console& console) { return list_command(list_, console); });
  }

  void add_compare() {
    CLI::App& command =
        add_command(program_, "compare",
                    "Two runs side by side and where they differ, or two ensembles world by world",
                    "  overbuild compare runs/toy-s1 runs/toy-s2\n"
                    "  overbuild compare worlds.db worlds.db --scenario base --scenario more-debt");
    command.add_option("A", compare_.a, "Run directory, or file of an ensemble")->required();
    command.add_option("B", compare_.b, "Run directory, or file of an ensemble")->required();
    command
        .add_option("--scenario", compare_.scenarios,
                    "Scenario of the files: once for both, twice for A and B; default the first")
        ->type_name("NAME")
        ->allow_extra_args(false);
    command
        .add_option("--outcome", compare_.outcomes,
                    "Also the difference of METRIC:STATISTIC:YEARS or an expression over them")
        ->type_name("SPEC")
        ->allow_extra_args(false);
    add_json_and_force(command, compare_.json);
    on(command, [this](Console& console) { return compare_command(compare_, console); });
  }

  void add_hindcast() {
    CLI::App& command = add_command(program_, "hindcast",
                                    "Run a historical configuration and score it against history",
                                    "  overbuild hindcast configs/telecom-1996.yaml -n 200\n"
                                    "  overbuild hindcast ai-2022 -n 50 --json -");
    add_configuration(command, hindcast_.configuration);
    add_posterior(command, hindcast_.configuration);
    add_whole<std::uint32_t>(command, "-n", hindcast_.worlds, "Worlds, replicates 0 to N - 1", 1,
                             1000000);
    command
        .add_option("--evidence", hindcast_.evidence,
                    "Evidence file; default evidence/<config>.yaml beside the configuration")
        ->type_name("FILE");
    add_whole<int>(command, "--threads", hindcast_.threads,
                   "Threads, 0 for all cores; changes the speed and nothing else", 0, 4096);
    command.add_flag("-q,--quiet", hindcast_.quiet, "Show no progress");
    add_json_and_force(command, hindcast_.json);
    on(command, [this](Console& console) { return hindcast_command(hindcast_, console); });
  }

  void add_why() {
    CLI::App& command =
        add_command(program_, "why", "Why a firm failed, or did not: plans, offers, dues, events",
                    "  overbuild why runs/ai-2026-s1 CoreWeave\n"
                    "  overbuild why runs/ai-2026-s1 oracle 2031");
    command.add_option("RUN", why_.run, "Run directory")->required();
    command.add_option("AGENT", why_.agent, "The firm, by its name or its id")->required();
    add_whole<int>(command, "YEAR", why_.year, "Year; default that of its failure, or the last", 1,
                   9999);
    add_json_and_force(command, why_.json);
    on(command, [this](Console& console) { return why_command(why_, console); });
  }

  void add_report() {
    CLI::App& command =
        add_command(program_, "report", "One self-contained HTML page of one or more results",
                    "  overbuild report runs/ai-2026-s1 -o report.html\n"
                    "  overbuild report runs/ai-2026-s1 runs/telecom-1996-s1 -o side-by-side.html\n"
                    "  overbuild report runs/ai-2026-s1 worlds.db scorecard.json -o all.html");
    command
        .add_option("RUN_OR_DB", report_.inputs,
                    "Run directories, files of ensembles, JSON of hindcasts; runs are set side by "
                    "side")
        ->required();
    command.add_option("-o,--output", report_.output, "The page to write; - prints it instead")
        ->required()
        ->type_name("FILE");
    command.add_flag("--force", report_.force, "Replace the page when it exists");
    on(command, [this](Console& console) { return report_command(report_, console); });
  }

  void add_export() {
    CLI::App& command = add_command(
        program_, "export", "Write tables of a result as Parquet files, for columnar tools",
        "  overbuild export worlds.db --parquet worlds-parquet\n"
        "  overbuild export runs/ai-2026-s1 --parquet tables --tables agents,flows");
    command.add_option("RUN_OR_DB", export_.input, "Run directory, or file of an ensemble")
        ->required();
    command
        .add_option("--parquet", export_.parquet,
                    "Folder that gets one file for each table, and ro-crate-metadata.json")
        ->required()
        ->type_name("DIR");
    command
        .add_option("--tables", export_.tables,
                    "Tables to write, comma-separated; default all that the result has")
        ->type_name("LIST");
    command.add_flag("--force", export_.force, "Replace files of these names");
    on(command, [this](Console& console) { return export_command(export_, console); });
  }

  void add_verify() {
    CLI::App& command = add_command(
        program_, "verify", "Run a stored result again and say whether it comes out the same",
        "  overbuild verify runs/ai-2026-s1\n"
        "  overbuild verify worlds.db -n 5\n"
        "Exit code 0: the same; 1: different; 2: wrong input; 3: internal error; 130: "
        "interrupted.");
    command.add_option("RUN_OR_DB", verify_.input, "Run directory, or file of an ensemble")
        ->required();
    add_whole<std::uint32_t>(command, "-n,--worlds", verify_.worlds,
                             "Worlds of a file that are run again; default 10", 1, 100000000);
    add_whole<int>(command, "--threads", verify_.threads,
                   "Threads, 0 for all cores; changes the speed and nothing else", 0, 4096);
    add_json_and_force(command, verify_.json);
    on(command, [this](Console& console) { return verify_command(verify_, console); });
  }

  void add_playground() {
    CLI::App& command =
        add_command(program_, "playground",
                    "One self-contained page with the engine in it: sliders, many worlds",
                    "  overbuild playground toy -o toy.html\n"
                    "  overbuild playground ai-2026 --slider capex.shell_price=5e6:3e7 --worlds "
                    "100 -o ai.html");
    add_configuration(command, playground_.configuration);
    command.remove_option(command.get_option("--replicate"));
    command
        .add_option("--slider", playground_.sliders,
                    "Offer a number first; default those that the configuration notes")
        ->type_name("PATH[=LO:HI]")
        ->allow_extra_args(false);
    add_whole<std::uint32_t>(command, "-n,--worlds", playground_.worlds,
                             "Worlds the page simulates; default 50", 1, 10000);
    add_whole<std::uint32_t>(
        command, "--drivers", playground_.drivers,
        "Try what drives the boom now, in N worlds for each change; default 6, "
        "0 leaves it to the page",
        0, 1000);
    command
        .add_option("-o,--output", playground_.output,
                    "The page to write; default playground.html, - prints it instead")
        ->type_name("FILE");
    command.add_flag("--force", playground_.force, "Replace the page when it exists");
    command.add_flag("--serve", playground_.serve,
                     "Serve the page on this machine with the native engine, until Ctrl-C");
    add_whole<std::uint16_t>(command, "--port", playground_.port,
                             "Port of --serve; default any that is free", 0, 65535);
    on(command, [this](Console& console) { return playground_command(playground_, console); });
  }

  void add_schema_and_docs() {
    on(add_command(program_, "schema", "Print the JSON Schema of configurations, for editors",
                   "  overbuild schema > overbuild.schema.json"),
       schema_command);
    CLI::App& docs = add_command(program_, "docs", "Print a reference page of the documentation",
                                 "  overbuild docs parameters > docs/parameters.md");
    docs.add_option("PAGE", page_,
                    "parameters, outputs or glossary; man (this manual), bash or zsh (completion)")
        ->required();
    on(docs, [this](Console& console) { return docs_command(page_, declared(), console); });
  }

  /// All that --help says, for the manual and for completion.
  DeclaredProgram declared() const {
    DeclaredProgram program{
        program_.get_description(), this_build().version, program_.get_footer(), {}};
    for (const CLI::App* app : program_.get_subcommands([](const CLI::App*) { return true; })) {
      DeclaredCommand command{app->get_name(), app->get_description(), app->get_footer(), {}};
      for (const CLI::Option* option : app->get_options()) {
        command.options.push_back(declared(*option));
      }
      program.commands.push_back(std::move(command));
    }
    return program;
  }

  static DeclaredOption declared(const CLI::Option& option) {
    DeclaredOption made;
    made.argument = option.get_positional();
    made.required = option.get_required();
    made.meaning = option.get_description();
    if (made.argument) made.names.push_back(option.get_name(true, false));
    for (const std::string& name : option.get_snames()) made.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) made.names.push_back("--" + name);
    // A check on the value adds its own words behind a colon.
    if (option.get_type_size() != 0) {
      made.type = option.get_type_name().substr(0, option.get_type_name().find(':'));
    }
    return made;
  }

  /// What is wrong with several processes of this program for what was asked; empty when nothing.
  std::string launch_problem() const {
    const int processes = launched_processes();
    if (processes == 1) return {};
    if (!built_with_mpi()) {
      return fmt::format(
          "started by mpirun as {} processes, but built without MPI: each would do the same. Start "
          "it "
          "once, with --threads, or build with Boost.MPI and Open MPI (on Debian: apt-get install "
          "libboost-mpi-dev libopenmpi-dev)",
          processes);
    }
    if (for_several_) return {};
    return fmt::format(
        "started by mpirun as {} processes, of which each would do the same: ensemble, hypotheses, "
        "sensitivity "
        "and calibrate share their worlds between processes, other commands are started once",
        processes);
  }

  void on(CLI::App& command, std::function<int(Console&)> action) {
    command.callback([this, action = std::move(action)] { chosen_ = action; });
  }

  void on_several(CLI::App& command, std::function<int(Console&)> action) {
    command.callback([this, action = std::move(action)] {
      chosen_ = action;
      for_several_ = true;
    });
  }

  /// The parser's message with the nearest valid name and where to read on.
  std::string explain(const CLI::ParseError& error) {
    const std::vector<CLI::App*> given = program_.get_subcommands();
    CLI::App& command = given.empty() ? program_ : *given.front();
    const std::string help = fmt::format("see overbuild{}{} --help", given.empty() ? "" : " ",
                                         given.empty() ? "" : command.get_name());
    const std::vector<std::string> unknown = program_.remaining(true);
    if (dynamic_cast<const CLI::ExtrasError*>(&error) == nullptr || unknown.empty()) {
      return fmt::format("{}; {}", error.what(), help);
    }
    const std::string nearest = nearest_name(unknown.front(), valid_names(command));
    return fmt::format("unknown {} '{}'{}; {}",
                       given.empty() ? "command or option" : "option or argument", unknown.front(),
                       nearest.empty() ? "" : fmt::format(", did you mean '{}'?", nearest), help);
  }

  static std::vector<std::string> valid_names(const CLI::App& command) {
    std::vector<std::string> names;
    for (const CLI::App* subcommand :
         command.get_subcommands([](const CLI::App*) { return true; })) {
      names.push_back(subcommand->get_name());
    }
    for (const CLI::Option* option : command.get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
    return names;
  }

  CLI::App program_;
  std::function<int(Console&)> chosen_;
  bool for_several_ = false;  ///< the chosen command shares its work between processes
  RunRequest run_;
  EnsembleRequest ensemble_;
  HypothesesRequest hypotheses_;
  SensitivityRequest sensitivity_;
  CheckRequest check_;
  ExplainRequest explain_;
  CalibrateRequest calibrate_;
  DiscoverRequest discover_;
  CompareRequest compare_;
  HindcastRequest hindcast_;
  ReportRequest report_;
  ExportRequest export_;
  VerifyRequest verify_;
  PlaygroundRequest playground_;
  WhyRequest why_;
  ListRequest list_;
  std::string page_;
};

/// The last word where an exception has nowhere to go, as when a library cannot start a thread.
[[noreturn]] void end_with_a_word() {
  std::string why = "an exception had nowhere to go";
  try {
    if (std::current_exception()) std::rethrow_exception(std::current_exception());
  } catch (const std::exception& error) {
    why = error.what();
  } catch (...) {
  }
  std::fprintf(stderr, "overbuild: ended without a result: %s\n", why.c_str());
  std::_Exit(exit_wrong_program);
}

int guarded(int count, char** arguments) {
  Console console;
  const MpiSession session;
  try {
    return CommandLine().execute(count, arguments, console);
  } catch (const InputError& error) {
    console.error(error.what());
    return exit_wrong_input;
  } catch (const OutputError& error) {
    console.error(error.what());
    return exit_wrong_input;
  } catch (const Interrupted& interrupted) {
    if (!interrupted.told) console.note("interrupted; nothing was kept");
    return exit_interrupted;
  } catch (const StartRefused& refused) {
    console.error(fmt::format("overbuild: {}", refused.what()));
    return exit_wrong_input;
  } catch (const Overflow& error) {
    console.error(fmt::format("overbuild: this world outgrows its numbers: {}", error.what()));
    return exit_wrong_input;
  } catch (const std::bad_alloc&) {
    console.error("memory ran out; nothing more was kept");
    return exit_wrong_input;
  } catch (const std::system_error& error) {
    console.error(fmt::format("the system refuses ({}), threads or files for instance: ulimit -a",
                              error.what()));
    return exit_wrong_input;
  } catch (const std::exception& error) {
    console.error(fmt::format("overbuild: internal error (please report): {}", error.what()));
    return exit_wrong_program;
  }
}

}  // namespace

}  // namespace overbuild

int main(int count, char** arguments) {
  // A reader that leaves early is no reason to die in the middle of writing a directory.
  std::signal(SIGPIPE, SIG_IGN);
  std::set_terminate(overbuild::end_with_a_word);
  return overbuild::guarded(count, arguments);
}

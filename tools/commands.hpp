// The subcommands of `overbuild` as plain functions of plain requests: whatever a command line says
// arrives here already checked for form. Owns the requests and the exit codes; refuses to know how
// arguments are parsed (tools/main.cpp alone includes the parser).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tools/command_reference.hpp"
#include "tools/console.hpp"

namespace overbuild {

namespace calibration {
struct Posterior;
}

enum ExitCode {
  exit_done = 0,
  exit_different = 1,  ///< of verify: what was run again is not what was stored
  exit_wrong_input = 2,
  exit_wrong_program = 3,
  exit_interrupted = 130
};

/// Where the machine-readable form goes: nowhere, a file, or "-".
struct JsonRequest {
  std::string file;
  bool force = false;
};

/// Which configuration, with which changes.
struct ConfigRequest {
  std::string config;                 ///< path, name of a shipped configuration, or "-"
  std::vector<std::string> sets;      ///< path=value
  std::vector<std::string> overlays;  ///< files or names whose own keys are laid over
  std::optional<std::string> text;    ///< what standard input said, once it was read
  std::optional<std::uint32_t> seed, replicate;
  std::optional<std::int64_t> years;
  std::string posterior;  ///< file of a calibration that behaviour is drawn from, or empty
  std::shared_ptr<const calibration::Posterior> draws = {};  ///< of it, once it was read
};

struct RunRequest {
  ConfigRequest configuration;
  std::string output;  ///< empty: runs/<config>-s<seed>
  bool force = false;
  std::optional<int> threads;
  std::string record;  ///< comma-separated
  std::optional<int> real_year;
  bool details = false;  ///< tables that the first screen leaves out
  bool quiet = false;    ///< sentences alone, and no notes
  JsonRequest json;
};

struct CheckRequest {
  ConfigRequest configuration;
  std::vector<std::string> hypotheses;  ///< files or names, looked into as well
  JsonRequest json;
};

struct ExplainRequest {
  std::string key;     ///< a word in any form; empty: what can be asked
  std::string config;  ///< whose value, source and words are shown, or empty
  JsonRequest json;
};

struct ListRequest {
  std::string group;   ///< presets, lessons, hypotheses or switches; empty: all
  bool names = false;  ///< and nothing else
  bool paths = false;  ///< also where the files lie
  JsonRequest json;
};

struct CompareRequest {
  std::string a, b;                    ///< two run directories, or two files of ensembles
  std::vector<std::string> scenarios;  ///< of files: of both, or of each
  std::vector<std::string> outcomes;   ///< of files
  JsonRequest json;
};

struct WhyRequest {
  std::string run, agent;  ///< a firm by its id or its label, in any case
  std::optional<int> year;
  JsonRequest json;
};

struct HindcastRequest {
  ConfigRequest configuration;
  std::uint32_t worlds = 200;
  std::string evidence;  ///< empty: evidence/<config>.yaml beside the configuration
  std::optional<int> threads;
  bool quiet = false;  ///< no progress
  JsonRequest json;
};

struct ReportRequest {
  std::vector<std::string> inputs;  ///< run directories and other results
  std::string output;               ///< a file, or "-"
  bool force = false;
};

struct ExportRequest {
  std::string input;    ///< a run directory or a file of many worlds
  std::string parquet;  ///< folder that gets a file for each table
  std::string tables;   ///< comma-separated; empty: all
  bool force = false;
};

struct VerifyRequest {
  std::string input;          ///< a run directory or a file of many worlds
  std::uint32_t worlds = 10;  ///< of a file, how many are run again
  std::optional<int> threads;
  JsonRequest json;
};

struct PlaygroundRequest {
  ConfigRequest configuration;
  std::vector<std::string> sliders;  ///< PATH or PATH=LO:HI, before those the configuration notes
  std::uint32_t worlds = 50;
  std::uint32_t drivers = 6;  ///< worlds for each change that is tried when the page is made
  std::string output;         ///< a file, or "-"; empty: playground.html
  bool force = false;
  bool serve = false;  ///< over loopback with the native engine, in place of a file
  std::uint16_t port = 0;
};

/// What every command about many worlds is asked.
struct ManyWorldsRequest {
  ConfigRequest configuration;
  std::uint32_t worlds = 0;
  std::string output;
  bool force = false;
  std::optional<int> threads;
  std::string metrics;  ///< comma-separated; empty: all
  bool stop_on_error = false;
  bool mix_builds = false;  ///< go on with a file that another build of the program began
  JsonRequest json;
};

struct EnsembleRequest : ManyWorldsRequest {
  std::vector<std::string> scenarios;  ///< NAME=overrides.yaml
  std::string sampling = "sobol";      ///< of the priors, or "latin-hypercube"
  std::string record;                  ///< comma-separated tables
};

struct HypothesesRequest : ManyWorldsRequest {
  std::vector<std::string> hypotheses;  ///< files; empty: those shipped for the configuration
};

struct SensitivityRequest : ManyWorldsRequest {
  std::string method = "morris";
  std::string parameters;  ///< comma-separated; empty: all that have a prior
  bool second_order = false;
  std::vector<std::string> outcomes;       ///< METRIC:STATISTIC:YEARS or expressions
  std::string from, scenario;              ///< a file of an ensemble, in place of a design
  std::string test;                        ///< a function with known indices, in place of worlds
  std::string design, csv;                 ///< a design made elsewhere, and where its outcomes go
  std::optional<std::uint32_t> replicate;  ///< of a design's worlds; none: medians, luck of 0
};

struct CalibrateRequest {
  std::vector<std::string> configs;  ///< histories
  std::vector<std::string> sets, overlays;
  std::optional<std::uint32_t> seed;
  std::string evidence = "train";     ///< split of the targets
  std::string parameters;             ///< comma-separated; empty: behaviour that has a prior
  std::vector<std::string> left_out;  ///< targets of the split that do not count
  std::uint32_t worlds = 500;         ///< draws of the posterior
  std::uint32_t waves = 3, generations = 12, points_per_generation = 1000;
  std::optional<std::uint32_t> points_per_wave;  ///< default: 30 for each parameter
  std::string emulator = "process";              ///< or "quadratic"
  std::optional<double> cutoff;
  double discrepancy = 0.1;
  std::string output;
  bool force = false;
  std::optional<int> threads;
  JsonRequest json;
};

struct DiscoverRequest {
  std::string input;               ///< a file of an ensemble
  std::string outcome;             ///< a condition
  std::vector<std::string> where;  ///< conditions on worlds
  std::string scenario;            ///< empty: the first
  std::optional<std::uint32_t> step;
  JsonRequest json;
};

int run_command(const RunRequest&, Console&);
int ensemble_command(EnsembleRequest, Console&);
int hypotheses_command(HypothesesRequest, Console&);
int calibrate_command(const CalibrateRequest&, Console&);
int sensitivity_command(SensitivityRequest, Console&);
/// Of sensitivity: indices of a file of an ensemble.
int given_data_command(const SensitivityRequest&, Console&);
int discover_command(const DiscoverRequest&, Console&);
int check_command(const CheckRequest&, Console&);
int explain_command(const ExplainRequest&, Console&);
int list_command(const ListRequest&, Console&);
int schema_command(Console&);
int hindcast_command(const HindcastRequest&, Console&);
int why_command(const WhyRequest&, Console&);
int compare_command(const CompareRequest&, Console&);
/// Of compare: two files of ensembles, world by world.
int paired_command(const CompareRequest&, Console&);
int export_command(const ExportRequest&, Console&);
int verify_command(const VerifyRequest&, Console&);
int report_command(const ReportRequest&, Console&);
int playground_command(const PlaygroundRequest&, Console&);
/// Prints a generated part of the documentation: "parameters", "outputs", "man", "bash" or "zsh".
int docs_command(const std::string& page, const DeclaredProgram&, Console&);

}  // namespace overbuild

// The command line of `overbuild_study`: tables about many runs, in markdown, as they stand in
// docs/. Owns arguments and where the text goes; refuses to know what a study computes.
#include <fstream>
#include <functional>
#include <limits>
#include <sstream>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "core/parallel.hpp"
#include "sim/results/build.hpp"
#include "sim/results/run_directory.hpp"
#include "sim/simulation.hpp"
#include "tools/configuration.hpp"
#include "tools/interruption.hpp"
#include "tools/study/study.hpp"
#include "tools/whole_option.hpp"

namespace overbuild::study {

namespace {

/// Ends the part of a page that is written by hand.
constexpr std::string_view marker = "<!-- Below: printed by overbuild_study";

/// The page with everything from its marker on replaced.
void write_into(const std::string& page, const std::string& command, const std::string& tables) {
  std::ifstream in(page);
  if (!in) throw InputError(page + ": cannot be read");
  std::ostringstream text;
  text << in.rdbuf();
  const std::size_t end = text.str().find(marker);
  if (end == std::string::npos) throw InputError(fmt::format("{}: no line {} -->", page, marker));
  std::ofstream out(page);
  out << text.str().substr(0, end) << marker << ". -->\n\nPrinted by `" << command << "`, "
      << short_text(this_build()) << ".\n\n"
      << tables.substr(0, tables.find_last_not_of('\n') + 1) << '\n';
  if (!out.flush()) throw OutputError(page + ": cannot be written");
}

class CommandLine {
 public:
  CommandLine() : program_("Tables about many runs of Overbuild, in markdown.") {
    program_.name("overbuild_study");
    program_.require_subcommand(1);
    add("roles", "What each role's decisions add: base and frozen runs of N seeds", 20,
        roles_study);
    add("fit", "fit behaviour to training targets; N common seeds in the end", 200, fit_study);
    add("replicates", "N worlds with drawn priors: quantiles and soundness", 100, replicates_study);
    add("bankruptcy", "Failures of N worlds: clustering, recoveries, kinds of builders, bearers",
        40, bankruptcy_study);
    add_posterior(
        add("contrasts", "Lessons beside their base: N worlds each, twice", 100, contrasts_study));
    CLI::App& pair = add(
        "pair", "Busts of telecom and cloud computing, with inputs of each other: N worlds each",
        100, pair_study);
    pair.remove_option(pair.get_option("CONFIG"));
    add_posterior(pair);
    add("emergence", "Order of leaving, margins and elasticity, by default and under every switch",
        3, emergence_study);
    add("blocks",
        "Rules with a switch: each alone, and each taken from what is configured or added: N "
        "worlds each",
        20, blocks_study);
    add("orders", "What belief in a leap and the public story do to spending: N pairs of worlds",
        40, orders_study);
    add("funds", "What funds' scenarios do to labs' values and spending: N worlds each", 30,
        funds_study);
    add("credit", "Lenders held against what came, rules of credit off and on: N worlds each", 20,
        credit_study);
    add("outcomes",
        "How N worlds end: fall of spending, hours used, rents, failures by class of firm", 100,
        outcomes_study);
    add("labs", "What decides labs' sales: rules and numbers changed one at a time, N worlds each",
        24, labs_study);
    add("sampling", "What the sample of enterprises does: N seeds at each of eight sizes", 10,
        sampling_study);
    add("opening", "The initial year beside the first simulated one", 1, opening_study);
  }

  int execute(int count, char** arguments, Console& console) {
    try {
      program_.parse(count, arguments);
    } catch (const CLI::ParseError& error) {
      return program_.exit(error) == 0 ? exit_done : exit_wrong_input;
    }
    const Interruption interruption;
    std::string tables;
    with_threads(threads_, [&] { tables = chosen_(); });
    if (page_.empty()) {
      console.print(tables);
    } else {
      write_into(page_, command_, tables);
    }
    return exit_done;
  }

 private:
  void add_posterior(CLI::App& command) {
    command
        .add_option("--posterior", request_.configuration.posterior,
                    "Draw behaviour from a file that `overbuild calibrate` wrote, in the place of "
                    "its priors")
        ->type_name("FILE.db");
  }

  CLI::App& add(const std::string& name, const std::string& meaning, std::uint32_t worlds,
                std::string (*study)(const StudyRequest&)) {
    CLI::App& command = *program_.add_subcommand(name, meaning);
    ConfigRequest& configuration = request_.configuration;
    command.add_option("CONFIG", configuration.config, "Configuration, as of overbuild run")
        ->required();
    add_whole<std::uint32_t>(command, "-n", request_.worlds,
                             fmt::format("Worlds, default {}", worlds), 1, 100000);
    command.add_option("--set", configuration.sets, "Set a key")
        ->type_name("PATH=VALUE")
        ->allow_extra_args(false);
    add_whole<std::uint32_t>(command, "--seed", configuration.seed, "Seed, or the first of several",
                             0, std::numeric_limits<std::uint32_t>::max());
    add_years(command, configuration.years);
    add_whole<int>(command, "--threads", threads_, "Threads, 0 for all cores", 0, 4096);
    command.add_option("--into", page_, "Replace the printed part of this page")->type_name("FILE");
    command.callback([this, &command, name, worlds, study] {
      if (command.count("-n") == 0) request_.worlds = worlds;
      command_ = "overbuild_study " + name;
      if (!request_.configuration.config.empty()) command_ += " " + request_.configuration.config;
      if (worlds > 1) command_ += fmt::format(" -n {}", request_.worlds);
      for (const std::string& set : request_.configuration.sets) command_ += " --set " + set;
      if (!request_.configuration.posterior.empty()) {
        command_ += " --posterior " + request_.configuration.posterior;
      }
      chosen_ = [this, study] {
        preload(request_.configuration);
        return study(request_);
      };
    });
    return command;
  }

  CLI::App program_;
  StudyRequest request_;
  int threads_ = 0;
  std::string page_, command_;
  std::function<std::string()> chosen_;
};

int guarded(int count, char** arguments) {
  Console console;
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
  } catch (const std::exception& error) {
    console.error(fmt::format("overbuild_study: {}", error.what()));
    return exit_wrong_program;
  }
}

}  // namespace

}  // namespace overbuild::study

int main(int count, char** arguments) { return overbuild::study::guarded(count, arguments); }

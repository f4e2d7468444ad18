// Whatever is allowed either runs with every identity or is refused with a reason.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/count.hpp"
#include "core/parallel.hpp"
#include "sim/opening/refusal.hpp"
#include "tests/presets.hpp"
#include "tests/sim/any_configuration.hpp"

namespace any_configuration_test {

using namespace overbuild;
using any_configuration::Base;
using any_configuration::Drawn;

/// The first cell of a table that is no number, or nothing. Metrics may be absent (NaN), not
/// infinite.
std::string cell_without_number(const Recording& recording) {
  for (const AgentRow& row : recording.agent_rows) {
    if (std::isfinite(row.value)) continue;
    return fmt::format("{} of {} in {} is {}", recording.columns[row.column].name,
                       recording.agents[row.agent].id, row.year, row.value);
  }
  for (const auto& year : recording.series) {
    for (std::size_t m = 0; m < metric_count(); ++m) {
      if (std::isinf(year[m])) return fmt::format("metric {} is infinite", m);
    }
  }
  for (const FundingRow& row : recording.funding) {
    const double numbers[] = {row.cash,
                              row.dues,
                              row.principal_due,
                              row.wanted,
                              row.spread,
                              row.interest_cover,
                              row.offered,
                              row.loan_to_value,
                              row.default_probability,
                              row.borrowed,
                              row.from_owner,
                              row.from_vendor,
                              row.shares,
                              row.valuation,
                              row.missing,
                              row.expected_failure};
    for (const double number : numbers) {
      if (!std::isfinite(number)) return fmt::format("a number of {} in finance.csv", row.agent);
    }
  }
  for (const FleetRow& row : recording.fleet) {
    if (!std::isfinite(row.utilisation)) return fmt::format("utilisation of {}", row.agent);
  }
  return {};
}

/// Every refusal says what and where.
std::string wordless(const Diagnostics& problems) {
  for (const Diagnostic& problem : problems.all()) {
    if (problem.message.empty() || problem.where.file.empty()) return "a refusal without a place";
  }
  return {};
}

/// What went wrong with the world of bound parameters; nothing when it ran or outgrew its numbers.
/// Throws StartRefused.
std::string run(const world_fixture::Case& bound, std::uint32_t seed) {
  try {
    return cell_without_number(world_fixture::run(bound, {}, seed));
  } catch (const StartRefused&) {
    throw;
  } catch (const Overflow& large) {
    const OverflowPlace& place = large.place();
    return place.year == 0 || place.phase.empty() ? "an overflow of no place" : "";
  } catch (const std::exception& error) {
    return error.what();
  }
}

std::string with_command(const std::string& told, const Drawn& drawn) {
  return told.empty() ? told : told + "\n  " + drawn.command();
}

/// What refuses a start that misses the record; without them such a world runs.
constexpr std::array start_rules{"opening.spend_met", "blocks.buyers.modes_met",
                                 "blocks.labs.demand_prices"};

std::string problem(const std::vector<Base>& bases, std::uint32_t k) {
  Drawn drawn = any_configuration::draw(bases, k);
  std::string told;
  bool refused_before = false;
  for (int attempt = 0; attempt < 12 && told.empty(); ++attempt) {
    Diagnostics problems;
    const world_fixture::Case bound = any_configuration::bind(drawn, problems);
    if (problems.ok()) {
      try {
        return with_command(run(bound, drawn.seed), drawn);
      } catch (const StartRefused& refused) {
        if (std::string(refused.what()).empty()) return "a start refused without a word";
        // Without these rules no start is refused.
        if (refused_before) return with_command(refused.what(), drawn);
        refused_before = true;
        for (const char* rule : start_rules) drawn.overrides.push_back({rule, "false"});
        continue;
      }
    }
    told = wordless(problems);
    any_configuration::give_in(problems, drawn);
  }
  return with_command(told, drawn);
}

TEST_CASE("what may be configured runs with every identity or is refused with a reason") {
  const char* asked = std::getenv("OVERBUILD_RANDOM_CONFIGS");
  const std::size_t count = asked ? parse_whole_in<std::size_t>(asked).value() : 60;
  std::vector<Base> bases;
  for (const std::string& preset : presets()) bases.push_back(any_configuration::base_of(preset));
  std::vector<std::string> problems(count);
  parallel_chunks(count, 1, [&](std::size_t, std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) {
      problems[k] = problem(bases, static_cast<std::uint32_t>(k));
    }
  });
  for (const std::string& told : problems) {
    CAPTURE(told);
    CHECK(told.empty());
  }
}

// ---- kinds that were found --------------------------------------------------------------------

/// The refusal of a configuration, or "runs".
std::string refusal(const char* preset, const world_fixture::Overrides& overrides) {
  Diagnostics problems;
  const Drawn drawn{preset, overrides, 1, std::nullopt};
  const world_fixture::Case bound = any_configuration::bind(drawn, problems);
  if (!problems.ok()) return problems.text();
  try {
    const std::string told = run(bound, drawn.seed);
    return told.empty() ? "runs" : told;
  } catch (const StartRefused& refused) {
    return refused.what();
  }
}

struct Refused {
  const char *preset, *path, *value, *reason;
};

TEST_CASE("what has no meaning is refused where it stands") {
  const Refused cases[] = {
      {"configs/toy.yaml", "labs.lab.research_compute", "0", "do no research at the start"},
      {"configs/toy.yaml", "equity.discount", "0", "from 0.01 to 1"},
      {"configs/ai-2026.yaml", "macro.base_rates", "[0.16, -0.05]", "from 0 to 1"},
      {"configs/ai-2026.yaml", "macro.base_rate", "-0.05", "from 0 to 1"},
      {"configs/ai-2026.yaml", "capex.load_factor", "0", "from 0.01 to 1"},
      {"configs/ai-2026.yaml", "capex.risk_premium", "0", "from 0.001 to 1"},
      {"configs/ai-2026.yaml", "capex.hurdle_sd", "0.5", "from 0 to 0.1"},
      {"configs/ai-2026.yaml", "commitments.microsoft_coreweave.tenant", "coreweave",
       "who delivers"},
      {"configs/cloud-2009.yaml", "app_market.entrants", "651.3", "at most 254"}};
  for (const Refused& one : cases) {
    CAPTURE(one.path);
    const std::string told = refusal(one.preset, {{one.path, one.value}, {"run.years", "3"}});
    CHECK_MESSAGE(told.find(one.reason) != told.npos, told);
    CHECK_MESSAGE(
        told.find(std::string(one.path).substr(0, std::string(one.path).find('.'))) != told.npos,
        told);
  }
}

}  // namespace any_configuration_test

// Contrasts for teaching: each lesson beside its base with the same seeds and the same drawn
// priors, once with the demand of the base and once with its growth held constant.
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "api/native/shipped.hpp"
#include "sim/experiments/statistics.hpp"
#include "tools/configuration.hpp"
#include "tools/hindcast.hpp"
#include "tools/study/left_out.hpp"
#include "tools/study/statistics.hpp"
#include "tools/study/study.hpp"

namespace overbuild::study {

namespace {

using hindcast::Evidence;
using hindcast::WorldReading;

constexpr double same_way = 0.9;  ///< share of worlds that a change of note moves alike

/// "telecom" of "configs/telecom-1996.yaml".
std::string subject_of(const std::string& config) {
  const std::string stem = find_configuration(config).stem().string();
  return stem.substr(0, stem.find('-'));
}

std::vector<std::string> lessons_of(const std::string& subject) {
  std::vector<std::string> names;
  for (const ShippedConfig& shipped : shipped_configs()) {
    if (shipped.name.starts_with("lessons/" + subject + "-")) names.push_back(shipped.name);
  }
  return names;
}

std::vector<double> column(const std::vector<WorldReading>& worlds, std::size_t target) {
  std::vector<double> values;
  for (const WorldReading& world : worlds) values.push_back(world.targets[target]);
  return values;
}

std::string shown_number(const hindcast::Target& target, double value) {
  if (std::isnan(value)) return "-";
  switch (target.statistic) {
    case hindcast::Statistic::peak_year: return fmt::format("{:.0f}", value);
    case hindcast::Statistic::fall_from_peak:
    case hindcast::Statistic::growth_per_year: return fmt::format("{:.0f} %", 100.0 * value);
    default: break;
  }
  return std::fabs(value) >= 1e6 ? fmt::format("{:.0f}", value / 1e9)
                                 : fmt::format("{:.3g}", value);
}

/// Whether nearly all worlds are moved the same way; a world without the number counts against it.
bool moves(const std::vector<double>& base, const std::vector<double>& lesson) {
  double up = 0.0, down = 0.0;
  for (std::size_t k = 0; k < base.size(); ++k) {
    up += lesson[k] > base[k] ? 1.0 : 0.0;
    down += lesson[k] < base[k] ? 1.0 : 0.0;
  }
  return std::max(up, down) >= same_way * static_cast<double>(base.size());
}

std::string contrast_table(const Evidence& measures, const std::vector<std::string>& lessons,
                           const std::vector<std::vector<WorldReading>>& runs) {
  std::vector<std::string> headings = {"median of worlds", "record", "base"};
  for (const std::string& lesson : lessons) {
    headings.push_back(lesson.substr(lesson.find('-') + 1));
  }
  MarkdownTable table(headings);
  for (std::size_t t = 0; t < measures.targets.size(); ++t) {
    const hindcast::Target& target = measures.targets[t];
    const std::vector<double> base = column(runs.front(), t);
    std::vector<std::string> row = {target.id, shown_number(target, target.observed),
                                    shown_number(target, median(base))};
    for (std::size_t l = 0; l < lessons.size(); ++l) {
      const std::vector<double> values = column(runs[l + 1], t);
      row.push_back(shown_number(target, median(values)) + (moves(base, values) ? " *" : ""));
    }
    table.add(row);
  }
  return table.text();
}

/// The base and each lesson: [1 + lessons][worlds that started in all of them].
std::vector<std::vector<WorldReading>> run_all(const StudyRequest& request,
                                               const Evidence& measures,
                                               const std::vector<std::string>& lessons,
                                               const std::vector<std::string>& sets,
                                               LeftOut& left_out) {
  std::vector<std::vector<WorldReading>> runs;
  std::vector<std::map<std::uint32_t, std::string>> refused;
  std::vector<std::string> configs = {request.configuration.config};
  configs.insert(configs.end(), lessons.begin(), lessons.end());
  for (const std::string& config : configs) {
    ConfigRequest world = request.configuration;
    world.config = config;
    world.sets.insert(world.sets.end(), sets.begin(), sets.end());
    refused.emplace_back();
    runs.push_back(run_replicates(
        measures, world, 0, request.worlds, [](std::size_t) {}, &refused.back()));
  }
  std::map<std::uint32_t, std::string> unpaired;
  for (const auto& of_run : refused) unpaired.insert(of_run.begin(), of_run.end());
  for (std::size_t k = 0; k < runs.size(); ++k) {
    std::vector<WorldReading> pairs;
    auto next = runs[k].begin();
    for (std::uint32_t world = 0; world < request.worlds; ++world) {
      if (refused[k].contains(world)) continue;
      if (!unpaired.contains(world)) pairs.push_back(std::move(*next));
      ++next;
    }
    runs[k] = std::move(pairs);
  }
  LeftOut here;
  here.ask(request.worlds);
  for (const auto& [world, reason] : unpaired) here.refuse(reason);
  here.require_a_start();
  left_out += here;
  return runs;
}

}  // namespace

std::string contrasts_study(const StudyRequest& request) {
  const std::string subject = subject_of(request.configuration.config);
  const std::string folder =
      find_configuration(request.configuration.config).parent_path().string();
  const Evidence measures =
      require_evidence(request.configuration, folder + "/evidence/" + subject + "-contrasts.yaml");
  const std::vector<std::string> lessons = lessons_of(subject);
  LeftOut left_out;
  std::string text = fmt::format(
      "Medians of {} worlds with drawn priors, the same draws in every column; * marks what moves "
      "the "
      "same way in at least {:.0f} % of worlds. Money in billions of US$.\n\n",
      request.worlds, 100.0 * same_way);
  text += "### With the demand of the record\n\n" +
          contrast_table(measures, lessons, run_all(request, measures, lessons, {}, left_out));
  text +=
      "### With growth of demand held constant\n\n" +
      contrast_table(measures, lessons,
                     run_all(request, measures, lessons,
                             {"demand.first_growth=[]", "demand.potential_growth=0.7"}, left_out));
  return text + left_out.text();
}

}  // namespace overbuild::study

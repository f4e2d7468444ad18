#include "tools/explained_ids.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "agents/roles.hpp"
#include "api/native/shipped.hpp"
#include "sim/experiments/target_words.hpp"
#include "sim/parameters/names.hpp"
#include "sim/results/explanation.hpp"
#include "sim/results/glossary.hpp"
#include "tools/hindcast.hpp"
#include "tools/scenario.hpp"

namespace overbuild {

namespace {

void add(std::string& text, const std::string& part) {
  if (!part.empty()) text += (text.empty() ? "" : "\n") + part;
}

/// The configuration asked for, or the shipped ones whose names begin so; presets where nothing is.
std::vector<std::string> searched(const std::string& config, std::string_view folder) {
  if (!config.empty()) return {config};
  std::vector<std::string> names;
  for (const ShippedConfig& shipped : shipped_configs()) {
    const bool preset = shipped.name.find('/') == std::string::npos;
    if (folder.empty() ? preset : shipped.name.starts_with(folder)) names.push_back(shipped.name);
  }
  return names;
}

std::string hypothesis_text(const std::string& id, const HypothesisConfig& told) {
  return fmt::format(
      "{} (hypothesis of the family '{}')\n  claim    {}\n  on       {}\n  off      {}\n", id,
      told.family, told.claim, fmt::join(told.on, ", "), fmt::join(told.off, ", "));
}

std::string target_text(const hindcast::Target& target, const std::string& config) {
  const hindcast::TargetWords words = hindcast::in_words(target);
  std::string text = fmt::format(
      "{} (target of {}: {})\n  measures {}\n  unit     {}\n  observed {:g}\n  band     {:g} to "
      "{:g}\n"
      "  source   {}\n",
      target.id, config, hindcast::name_of(target.split), words.what, words.unit, target.observed,
      target.lo, target.hi, target.source);
  return text + (target.note.empty() ? "" : fmt::format("  note     {}\n", target.note));
}

std::string series_text(const hindcast::Series& series, const std::string& config) {
  return fmt::format("{} (series of the record of {})\n  measures {}\n  source   {}\n", series.id,
                     config, hindcast::in_words(series.quantity), series.source);
}

}  // namespace

Configuration named_configuration(const std::string& name) {
  ConfigRequest asked;
  asked.config = name;
  return require_configuration(asked);
}

std::string explanation_of_firm_in(const std::string& config, const std::string& word) {
  std::string text;
  for (const std::string& name : searched(config, "")) {
    add(text, explanation_of_firm(word, named_configuration(name).loaded, shell_word(name)));
  }
  return text;
}

std::string explanation_of_own_word(const std::string& config, const std::string& word) {
  const std::string asked = plain_word(word);
  std::string text;
  for (const std::string& name : searched(config, "")) {
    const Names own = names_of(named_configuration(name).parameters);
    const auto called = [&](std::string_view usual) {
      return fmt::format("{}: what {} calls {}; overbuild explain '{}'\n", word, name, usual,
                         usual);
    };
    for (const RoleInfo& role : role_list) {
      if (asked != plain_word(own.role(role.name)) && asked != plain_word(own.all_of(role.name)))
        continue;
      add(text, called(role.label));
    }
    for (const NameWord& known : name_words) {
      if (asked != plain_word(own.*known.word) || own.*known.word == Names{}.*known.word) continue;
      add(text, called(Names{}.*known.word));
    }
  }
  return text;
}

std::string explanation_of_hypothesis(const std::string& config, const std::string& word) {
  std::string text;
  for (const std::string& name : searched(config, "hypotheses/")) {
    const Configuration configuration = named_configuration(name);
    for (const auto& [id, told] : configuration.parameters.hypotheses) {
      if (plain_word(id) == plain_word(word)) add(text, hypothesis_text(id, told));
    }
  }
  return text;
}

std::string explanation_of_target(const std::string& config, const std::string& word) {
  std::string text;
  for (const std::string& name : searched(config, "")) {
    ConfigRequest asked;
    asked.config = name;
    const auto evidence = find_evidence(asked);
    if (!evidence) continue;
    for (const hindcast::Target& target : evidence->targets) {
      if (plain_word(target.id) == plain_word(word)) add(text, target_text(target, name));
    }
    for (const hindcast::Series& series : evidence->series) {
      if (plain_word(series.id) == plain_word(word)) add(text, series_text(series, name));
    }
  }
  return text;
}

}  // namespace overbuild

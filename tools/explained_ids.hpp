// What a person is told about a word that a configuration or its record gives: a firm, a
// hypothesis, a target, another name of a role. Owns the search in one configuration, or in all
// that come with the program; refuses to know the words of the program
// (sim/results/explanation.hpp).
#pragma once

#include <string>

#include "tools/configuration.hpp"

namespace overbuild {

/// A configuration as it stands, for its words and its firms. InputError when there is none.
Configuration named_configuration(const std::string& name);

/// The firm with this id or label in the configuration, or in those presets that have it; empty
/// when none has.
std::string explanation_of_firm_in(const std::string& config, const std::string& word);

/// The role, or the unit or way of being served, that the configuration or a preset calls by this
/// word of its own (`names`): "carriers", "traffic".
std::string explanation_of_own_word(const std::string& config, const std::string& word);

/// The hypothesis in the configuration, or among those that come with the program.
std::string explanation_of_hypothesis(const std::string& config, const std::string& word);

/// Targets and series of this id in the record of the configuration, or of every preset.
std::string explanation_of_target(const std::string& config, const std::string& word);

}  // namespace overbuild

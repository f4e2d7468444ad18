// What a person is told about one word: an entry of the glossary, a metric, a key of the
// configuration, a table or a column of one, a role. Owns the text; refuses to know terminals.
// Test: tests/sim/results/test_glossary.cpp.
#pragma once

#include <string>
#include <vector>

#include "core/config/load.hpp"
#include "sim/parameters/names.hpp"
#include "sim/results/table.hpp"

namespace overbuild {

/// Everything that the program declares under that word, in small letters or large, with spaces,
/// hyphens or underscores; empty when nothing.
std::string explanation(const std::string& key, config::Describe describe);

/// What a heading of one of the tables stands for, units aside; empty when none has it.
std::string explanation_of_heading(const std::string& heading, const std::vector<Table>& tables);

/// What a configuration makes of it: units in its own words, value and source. Empty when nothing.
std::string explanation_in(const std::string& key, const Names& names,
                           const config::LoadResult& loaded);

/// What the configuration says of the firm with this id or label, in any case; `config` is what
/// commands call the configuration. Empty when it has none.
std::string explanation_of_firm(const std::string& name, const config::LoadResult& loaded,
                                const std::string& config);

/// Words that can be explained and look most like this one, the nearest first; at most `count`.
std::vector<std::string> nearest_words(const std::string& word, config::Describe describe,
                                       std::size_t count);

}  // namespace overbuild

// The glossary as pages carry it: the entries whose words a page holds. Owns the choice; refuses to
// know where in the page a word is explained (tools/report/web/src/glossary.js).
// Test: tests/cli/report.sh.
#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace overbuild {

/// [{"word", "forms": [other forms], "meaning"}] of the entries with a form all of whose words
/// stand in one of the texts, in small letters or large.
nlohmann::ordered_json glossary_json(std::initializer_list<std::string_view> texts);

}  // namespace overbuild

// Which keys describe a world and which describe how people behave in it. Owns the list of inputs
// by which presets may differ: technology, demand, opening state, information, macro series, names.
// Everything else is behaviour, the same in every preset. Refuses to know values and files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/load.hpp"

namespace overbuild {

/// Block of inputs that a key belongs to ("technology", "demand", ...), or empty: behaviour.
std::string_view input_block(std::string_view path);

/// Keys of behaviour whose value, or prior, differs between two loaded configurations, those that
/// only one of them has included. Test: tests/sim/test_presets.cpp.
std::vector<std::string> behaviour_differences(const config::LoadResult&,
                                               const config::LoadResult&);

/// Digest of all behaviour: of priors where there are any, so that drawn worlds agree.
std::uint64_t behaviour_digest(const config::LoadResult&);

}  // namespace overbuild

// What a scalar of a configuration file may say as a number, a whole number or a flag. Owns the
// number grammar (plain decimals only) and the advice given when YAML would have guessed
// differently; refuses to know ranges and keys.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/config/node.hpp"

namespace overbuild::config {

/// The number a node says, or nothing with `complaint` saying why.
std::optional<double> read_number(const Node& node, std::string& complaint);

/// A whole number; 2e4 and 3.0 count as whole.
std::optional<std::int64_t> read_integer(const Node& node, std::string& complaint);

/// true or false, nothing else.
std::optional<bool> read_flag(const Node& node, std::string& complaint);

}  // namespace overbuild::config

// Options of a command line that are whole numbers. Owns how they are read; refuses to know what
// they are for. For the sources that read arguments only: the parser is slow to compile.
#pragma once

#include <optional>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "core/config/declaration.hpp"
#include "core/number_text.hpp"
#include "tools/configuration.hpp"

namespace overbuild {

/// The parser library would read 010 as eight.
template <class Number>
Number parse_option(const std::string& option, const std::string& text, Number lowest,
                    Number highest) {
  const std::optional<Number> number = parse_whole_in<Number>(text, lowest, highest);
  if (!number) {
    throw CLI::ValidationError(
        option, fmt::format("'{}' is not a whole number from {} to {}", text, lowest, highest));
  }
  return *number;
}

template <class Number, class Target>
CLI::Option* add_whole(CLI::App& command, const std::string& name, Target& target,
                       const std::string& meaning, Number lowest, Number highest) {
  return command
      .add_option_function<std::string>(
          name,
          [=, &target](const std::string& text) {
            target = parse_option<Number>(name, text, lowest, highest);
          },
          meaning)
      ->type_name("N");
}

/// Years, with the range of the key that the option stands for.
inline void add_years(CLI::App& command, std::optional<std::int64_t>& years) {
  command
      .add_option_function<std::string>(
          "--years",
          [&years](const std::string& text) {
            const config::Declaration declared = config::collect(describe_parameters);
            const config::Declaration& key = *config::find_path(declared, "run.years");
            years = parse_option<std::int64_t>("--years", text, static_cast<std::int64_t>(key.lo),
                                               static_cast<std::int64_t>(key.hi));
          },
          "Years to simulate, as run.years")
      ->type_name("N");
}

}  // namespace overbuild

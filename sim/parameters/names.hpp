// What roles, units and ways of being served are called in front of people: the code says builder and
// H100e, a configuration may say carrier and lit Mb/s. Owns the words and their exchange; metrics,
// columns and keys keep the names of the code. Refuses to know tables and terminals.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "agents/roles.hpp"

namespace overbuild {

struct Names {
  std::array<std::string, role_count> roles = usual_roles();
  std::string equipment = "H100e", job = "job", jobs = "jobs", point = "points";
  std::string kilowatt = "kW", megawatt = "MW", gigawatt = "GW";
  std::string capability = "capability";
  std::string api = "API", hosted_open = "hosted open", self_hosted = "self hosted",
              app = "in apps";  ///< ways of being served

  /// Labels of role_list.
  static std::array<std::string, role_count> usual_roles();

  /// A role of the code in words; other sectors keep theirs.
  std::string role(std::string_view of_code) const;
  /// A unit of the code: "usd/H100e-hour" becomes "usd/lit Mb/s-hour".
  std::string unit(std::string_view of_code) const;
  /// Takes over a word from the path and value of a parameter; other parameters change nothing.
  void take(std::string_view path, std::string_view value);
  bool operator==(const Names&) const = default;
};

/// A word beside those of roles that a configuration may choose, under the key names.`key`.
struct NameWord {
  const char* key;
  std::string Names::*word;
  const char* meaning;
};

extern const std::array<NameWord, 12> name_words;

}  // namespace overbuild

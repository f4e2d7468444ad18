// What roles, units, money and ways of being served are called in front of people: the code says
// builder, H100e and $, a configuration may say carrier, lit Mb/s and £. Owns the words and their
// exchange; metrics, columns and keys keep the names of the code. Refuses to know tables and
// terminals.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "agents/roles.hpp"

namespace overbuild {

struct Names {
  std::array<std::string, role_count> roles = usual_roles();
  std::array<std::string, role_count> several{};  ///< plurals of roles; empty: as English has it
  std::string stack = "AI";                       ///< what the capital that the model builds is for
  std::string equipment = "H100e", job = "job", jobs = "jobs", point = "points";
  std::string kilowatt = "kW", megawatt = "MW", gigawatt = "GW";
  std::string capability = "capability";
  std::string api = "API", hosted_open = "hosted open", self_hosted = "self hosted",
              app = "in apps";  ///< ways of being served
  std::string currency = "$", currency_name = "US$";
  std::string priced;  ///< what prices are for where that is no job any more: million tokens

  /// Labels of role_list.
  static std::array<std::string, role_count> usual_roles();

  /// A role of the code in words; other sectors keep theirs.
  std::string role(std::string_view of_code) const;
  /// All firms of a role of the code in words: "builder" becomes "carriers"; a sector keeps its
  /// name.
  std::string all_of(std::string_view of_code) const;
  /// A unit of the code: "usd/H100e-hour" becomes "usd/lit Mb/s-hour"; "usd/job" is that of prices,
  /// "usd a job" that of what buyers reckon with.
  std::string unit(std::string_view of_code) const;
  /// A text for people with its amounts in the money of the configuration: "$4.2bn" becomes
  /// "£4.2bn". A text that was exchanged before stays as it is.
  std::string money(std::string text) const;
  /// Takes over a word from the path and value of a parameter; other parameters change nothing.
  void take(std::string_view path, std::string_view value);
  bool operator==(const Names&) const = default;
};

/// What sellers price where jobs take more tokens every year.
inline constexpr std::string_view priced_by_tokens = "million tokens";

/// A word beside those of roles that a configuration may choose, under the key names.`key`.
struct NameWord {
  const char* key;
  std::string Names::*word;
  const char* meaning;
};

extern const std::array<NameWord, 15> name_words;

}  // namespace overbuild

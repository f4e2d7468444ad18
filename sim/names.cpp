#include "sim/names.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace overbuild {

namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

}  // namespace

std::string Names::role(std::string_view of_code) const {
  const std::pair<std::string_view, const std::string&> roles[] = {
      {"builder", builder},       {"equipment_vendor", equipment_vendor},
      {"frontier_lab", frontier_lab}, {"open_lab", open_lab},
      {"app_vendor", app_vendor}, {"enterprises", enterprise},
      {"utility", utility},       {"lender", lender},
      {"investor", investor}};
  for (const auto& [code, words] : roles) {
    if (code == of_code) return words;
  }
  std::string text(of_code);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string Names::unit(std::string_view of_code) const {
  const std::pair<std::string_view, std::string> units[] = {
      {"H100e", equipment}, {"job", job},     {"jobs", jobs},
      {"points", point},    {"kW", kilowatt}, {"MW", megawatt},
      {"GW", gigawatt},     {"MWh", megawatt == "MW" ? "MWh" : megawatt + "-hour"}};
  std::string text;
  for (std::size_t at = 0; at < of_code.size();) {
    std::size_t end = at;
    while (end < of_code.size() && is_word(of_code[end])) ++end;
    const std::string_view word = of_code.substr(at, end - at);
    const auto* known = std::find_if(std::begin(units), std::end(units),
                                     [&](const auto& unit) { return unit.first == word; });
    text += known == std::end(units) ? std::string(word) : known->second;
    if (end < of_code.size()) text += of_code[end++];
    at = end;
  }
  return text;
}

}  // namespace overbuild

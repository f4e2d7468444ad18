#include "sim/parameters/names.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace overbuild {

namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

}  // namespace

const std::array<NameWord, 21> name_words = {
    {{"builder", &Names::builder, "An owner of shells and equipment."},
     {"equipment_vendor", &Names::equipment_vendor, "A maker of equipment."},
     {"frontier_lab", &Names::frontier_lab, "A seller of its own service."},
     {"open_lab", &Names::open_lab, "Who gives its work away."},
     {"app_vendor", &Names::app_vendor, "A seller of finished products."},
     {"enterprise", &Names::enterprise, "Buyers with work to do."},
     {"utility", &Names::utility, "Who delivers what shells need."},
     {"lender", &Names::lender, "A holder of debt."},
     {"investor", &Names::investor, "A holder of shares."},
     {"equipment", &Names::equipment, "A unit of equipment, H100e in the code."},
     {"kilowatt", &Names::kilowatt, "What a unit takes of a shell, kW in the code."},
     {"megawatt", &Names::megawatt, "A unit of shells, MW in the code."},
     {"gigawatt", &Names::gigawatt, "A thousand units of shells, GW in the code."},
     {"job", &Names::job, "A unit of work."},
     {"jobs", &Names::jobs, "Units of work."},
     {"point", &Names::point, "A unit of capability."},
     {"capability", &Names::capability, "How good a service is."},
     {"api", &Names::api, "Work done by a lab's service at list price."},
     {"hosted_open", &Names::hosted_open, "Work done by a hosted open service."},
     {"self_hosted", &Names::self_hosted, "Work done on own equipment."},
     {"app", &Names::app, "Work done inside an application."}}};

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

void Names::take(std::string_view path, std::string_view value) {
  constexpr std::string_view group = "names.";
  if (value.empty() || !path.starts_with(group)) return;
  for (const NameWord& name : name_words) {
    if (path.substr(group.size()) == name.key) this->*name.word = value;
  }
}

}  // namespace overbuild

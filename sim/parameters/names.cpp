#include "sim/parameters/names.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include "core/lasting.hpp"

namespace overbuild {

namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// The plural of the noun that a name begins with: "maker of equipment" is about makers.
std::string plural(const std::string& name) {
  const std::size_t head = std::min({name.size(), name.find(" of "), name.find(" or ")});
  std::string noun = name.substr(0, head);
  if (noun.empty() || noun.ends_with('s')) return name;
  const bool vowel_before_y =
      noun.size() > 1 && std::string_view("aeiou").find(noun[noun.size() - 2]) != std::string::npos;
  if (noun.ends_with('y') && !vowel_before_y) noun.replace(noun.size() - 1, 1, "ie");
  return noun + "s" + name.substr(head);
}

}  // namespace

const std::array<NameWord, 15> name_words = {
    {{"stack", &Names::stack, "What the capital of the model is for: capital spending on it."},
     {"equipment", &Names::equipment, "A unit of equipment, H100e in the code."},
     {"kilowatt", &Names::kilowatt, "What a unit takes of a shell, kW in the code."},
     {"megawatt", &Names::megawatt, "A unit of shells, MW in the code."},
     {"gigawatt", &Names::gigawatt, "A thousand units of shells, GW in the code."},
     {"job", &Names::job, "A unit of work."},
     {"jobs", &Names::jobs, "Units of work."},
     {"point", &Names::point, "A unit of capability."},
     {"capability", &Names::capability, "How good a service is."},
     {"mode_api", &Names::api, "Work done by a lab's service at list price."},
     {"mode_hosted_open", &Names::hosted_open, "Work done by a hosted open service."},
     {"mode_self_hosted", &Names::self_hosted, "Work done on own equipment."},
     {"mode_app", &Names::app, "Work done inside an application."},
     {"currency", &Names::currency, "The sign in front of amounts of money."},
     {"currency_name", &Names::currency_name, "The money by name, as in titles."}}};

std::array<std::string, role_count> Names::usual_roles() {
  std::array<std::string, role_count> usual;
  for (std::size_t k = 0; k < role_count; ++k) usual[k] = role_list[k].label;
  return usual;
}

std::string Names::role(std::string_view of_code) const {
  for (std::size_t k = 0; k < role_count; ++k) {
    // Enterprises are one sector, and go by its name.
    const RoleInfo& info = role_list[k];
    const bool sector = info.roster.empty() && of_code == name_of(info.sector);
    if (sector || of_code == info.name) return roles[k];
  }
  std::string text(of_code);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string Names::all_of(std::string_view of_code) const {
  const RoleInfo* role = find_role(of_code);
  if (role == nullptr) return this->role(of_code);
  const auto k = static_cast<std::size_t>(role->role);
  return several[k].empty() ? plural(roles[k]) : several[k];
}

std::string Names::money(std::string text) const {
  static const Names& usual = lasting(Names());
  if (currency == usual.currency && currency_name == usual.currency_name) return text;
  // What is exchanged already comes first, so that a text may pass through here twice.
  const std::pair<const std::string&, const std::string&> exchange[] = {
      {currency_name, currency_name},
      {usual.currency_name, currency_name},
      {currency, currency},
      {usual.currency, currency}};
  std::string exchanged;
  for (std::size_t at = 0; at < text.size();) {
    const auto* const found =
        std::find_if(std::begin(exchange), std::end(exchange), [&](const auto& words) {
          return !words.first.empty() && text.compare(at, words.first.size(), words.first) == 0;
        });
    if (found == std::end(exchange)) {
      exchanged += text[at++];
    } else {
      exchanged += found->second;
      at += found->first.size();
    }
  }
  return exchanged;
}

std::string Names::unit(std::string_view of_code) const {
  if (of_code == "usd/job" && !priced.empty()) return unit("usd") + "/" + priced;
  const std::pair<std::string_view, std::string> units[] = {
      {"usd", currency == "$" ? "usd" : currency},
      {"H100e", equipment},
      {"mH100e", equipment == "H100e" ? "mH100e" : "1/1000 " + equipment},
      {"job", job},
      {"jobs", jobs},
      {"points", point},
      {"kW", kilowatt},
      {"MW", megawatt},
      {"GW", gigawatt},
      {"MWh", megawatt == "MW" ? "MWh" : megawatt + "-hour"}};
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
  // Parameters come in the order of their declaration, switches last.
  if (path == "technology.tokens_growth" && value != "1") priced = priced_by_tokens;
  if (path == "blocks.buyers.tokens_per_job" && value == "false") priced.clear();
  if (value.empty() || !path.starts_with(group)) return;
  const std::string_view key = path.substr(group.size());
  for (const RoleInfo& role : role_list) {
    if (key == role.name) roles[static_cast<std::size_t>(role.role)] = value;
    if (!role.roster.empty() && key == role.roster) {
      several[static_cast<std::size_t>(role.role)] = value;
    }
  }
  for (const NameWord& name : name_words) {
    if (key == name.key) this->*name.word = value;
  }
}

}  // namespace overbuild

#include "tools/report/glossary_data.hpp"

#include <cctype>
#include <string>
#include <unordered_set>

#include <nlohmann/json.hpp>

#include "sim/results/glossary.hpp"

namespace overbuild {

namespace {

using Json = nlohmann::ordered_json;
using Words = std::unordered_set<std::string>;

/// Calls back with every run of letters and digits, in small letters.
template <class F>
void for_each_word(std::string_view text, F&& call) {
  std::string word;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (std::isalnum(byte) != 0) {
      word += static_cast<char>(std::tolower(byte));
    } else if (!word.empty()) {
      call(word);
      word.clear();
    }
  }
  if (!word.empty()) call(word);
}

bool stands_in(const Words& words, std::string_view form) {
  bool all = true;
  for_each_word(form, [&](const std::string& word) { all = all && words.contains(word); });
  return all;
}

/// The entry's other forms, which are written with commas between them.
Json forms_of(const GlossaryEntry& entry) {
  Json forms = Json::array();
  std::string_view rest = entry.aliases;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    forms.push_back(rest.substr(0, comma));
    rest =
        comma == std::string_view::npos ? "" : rest.substr(rest.find_first_not_of(' ', comma + 1));
  }
  return forms;
}

bool is_used(const GlossaryEntry& entry, const Json& forms, const Words& words) {
  if (stands_in(words, entry.word)) return true;
  for (const Json& form : forms) {
    if (stands_in(words, form.get_ref<const std::string&>())) return true;
  }
  return false;
}

}  // namespace

Json glossary_json(std::initializer_list<std::string_view> texts) {
  Words words;
  for (const std::string_view text : texts) {
    for_each_word(text, [&](const std::string& word) { words.insert(word); });
  }
  Json list = Json::array();
  for (const GlossaryEntry& entry : glossary()) {
    Json forms = forms_of(entry);
    if (!is_used(entry, forms, words)) continue;
    list.push_back({{"word", entry.word}, {"forms", std::move(forms)}, {"meaning", entry.meaning}});
  }
  return list;
}

}  // namespace overbuild

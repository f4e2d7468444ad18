#include "tools/report/page.hpp"

#include <string_view>

#include "core/invariant.hpp"
#include "tools/report/glossary_data.hpp"

// The page as the build left it, byte by byte.
asm(R"(
  .pushsection .rodata
  .global overbuild_page_begin, overbuild_page_end
overbuild_page_begin:
  .incbin ")" OVERBUILD_PAGE R"("
overbuild_page_end:
  .popsection
)");
extern "C" const char overbuild_page_begin[], overbuild_page_end[];

namespace overbuild {

namespace {

constexpr std::string_view data_mark = "@OVERBUILD_DATA@";
constexpr std::string_view glossary_mark = "@OVERBUILD_GLOSSARY@";

std::string_view bundled_page() {
  return {overbuild_page_begin,
          static_cast<std::size_t>(overbuild_page_end - overbuild_page_begin)};
}

std::string plain_text(const nlohmann::ordered_json& data) {
  return data.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Inside a script element only '<' could end the data early.
void append_escaped(std::string& page, std::string_view json) {
  for (const char letter : json) letter == '<' ? page += "\\u003c" : page += letter;
}

}  // namespace

bool has_report_page() { return !bundled_page().empty(); }

std::string report_page(const nlohmann::ordered_json& data) {
  return page_with(bundled_page(), data);
}

std::string page_with(std::string_view page, const nlohmann::ordered_json& data) {
  const std::size_t data_at = page.find(data_mark);
  const std::size_t glossary_at = page.find(glossary_mark, data_at);
  OVERBUILD_INVARIANT(glossary_at != std::string_view::npos, "the page has its two places");
  const std::string told = plain_text(data);
  std::string text(page.substr(0, data_at));
  append_escaped(text, told);
  const std::size_t after = data_at + data_mark.size();
  text += page.substr(after, glossary_at - after);
  append_escaped(text, plain_text(glossary_json({page, told})));
  return text += page.substr(glossary_at + glossary_mark.size());
}

}  // namespace overbuild

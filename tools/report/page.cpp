#include "tools/report/page.hpp"

#include <string_view>

#include "core/invariant.hpp"

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

std::string_view bundled_page() {
  return {overbuild_page_begin,
          static_cast<std::size_t>(overbuild_page_end - overbuild_page_begin)};
}

}  // namespace

bool has_report_page() { return !bundled_page().empty(); }

std::string report_page(const nlohmann::ordered_json& data) {
  return page_with(bundled_page(), data);
}

std::string page_with(std::string_view page, const nlohmann::ordered_json& data) {
  const std::size_t mark = page.find(data_mark);
  std::string text(page.substr(0, mark));
  // Inside a script element only '<' could end the data early.
  for (const char letter : data.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)) {
    letter == '<' ? text += "\\u003c" : text += letter;
  }
  return text += page.substr(mark + data_mark.size());
}

}  // namespace overbuild

#include "tools/playground/page.hpp"

#include <string_view>

#include "tools/report/page.hpp"

// The page as the build left it, byte by byte.
asm(R"(
  .pushsection .rodata
  .global overbuild_playground_begin, overbuild_playground_end
overbuild_playground_begin:
  .incbin ")" OVERBUILD_PLAYGROUND_PAGE R"("
overbuild_playground_end:
  .popsection
)");
extern "C" const char overbuild_playground_begin[], overbuild_playground_end[];

namespace overbuild {

namespace {

std::string_view bundled_page() {
  return {overbuild_playground_begin,
          static_cast<std::size_t>(overbuild_playground_end - overbuild_playground_begin)};
}

}  // namespace

bool has_playground_page() { return !bundled_page().empty(); }

std::string playground_page(const nlohmann::ordered_json& data) {
  return page_with(bundled_page(), data);
}

}  // namespace overbuild

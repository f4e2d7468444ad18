#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/config/load_yaml.hpp"
#include "core/diagnostics.hpp"
#include "core/ids.hpp"
#include "core/random.hpp"
#include "tests/core/config/example.hpp"

namespace mutation_test {

using namespace overbuild;

constexpr std::array<std::string_view, 34> scraps{":",      ": ",
                                                  "- ",     "{",
                                                  "}",      "[",
                                                  "]",      ",",
                                                  "\"",     "'",
                                                  "\n",     "\t",
                                                  "  ",     "#",
                                                  "&a ",    "*a",
                                                  "!t ",    "<<: ",
                                                  "~",      "null",
                                                  "010",    ".nan",
                                                  "1e999",  "-3",
                                                  "---\n",  "...\n",
                                                  "|\n",    "? ",
                                                  "%Y\n",   "\\",
                                                  "\x01",   "\xC3",
                                                  "dist: ", "extends: x.yaml\n"};

/// Numbered draws of one mutant.
class Choices {
 public:
  explicit Choices(std::uint32_t mutant) : random_(20260101, mutant) {}
  std::size_t below(std::size_t n) {
    const double u =
        random_.uniform(entity_id("test", "mutations"), 0, Purpose::tie_break, next_++);
    return static_cast<std::size_t>(u * static_cast<double>(n));
  }

 private:
  KeyedRandom random_;
  std::uint32_t next_ = 0;
};

void mutate_once(std::string& text, Choices& choices) {
  const std::size_t at = choices.below(text.size() + 1);
  const std::size_t length = choices.below(12);
  switch (choices.below(6)) {
    case 0: text.erase(at, length); break;
    case 1: text.insert(at, scraps[choices.below(scraps.size())]); break;
    case 2: text.insert(choices.below(text.size() + 1), text.substr(at, length * 4)); break;
    case 3:
      if (at < text.size()) text[at] = static_cast<char>(choices.below(256));
      break;
    case 4: text.resize(at); break;
    default: text.replace(at, length, scraps[choices.below(scraps.size())]); break;
  }
}

config::LoadResult load(std::string_view text, const config::LoadRequest& request,
                        Diagnostics& diagnostics) {
  config_example::Example values;
  return config::load_text(
      "mutant.yaml", text, request,
      [&](config::Visitor& v) { config_example::describe(v, values); }, diagnostics);
}

TEST_CASE("mutants of a valid file load and load again, or are refused; nothing escapes") {
  int loaded = 0, refused = 0;
  for (std::uint32_t mutant = 0; mutant < 4000; ++mutant) {
    Choices choices(mutant);
    std::string text(config_example::valid_text);
    for (std::size_t i = 1 + choices.below(3); i > 0 && !text.empty(); --i) {
      mutate_once(text, choices);
    }
    CAPTURE(text);
    config::LoadRequest request;
    if (choices.below(2) == 0) request.replicate = mutant;
    Diagnostics diagnostics;
    const config::LoadResult first = load(text, request, diagnostics);
    if (!diagnostics.ok()) {
      ++refused;
      CHECK(first.resolved_yaml.empty());
      for (const Diagnostic& problem : diagnostics.all()) {
        CHECK_FALSE(problem.message.empty());
        CHECK(problem.where.file == "mutant.yaml");
      }
      continue;
    }
    ++loaded;
    Diagnostics again;
    const config::LoadResult second = load(first.resolved_yaml, {}, again);
    CHECK_MESSAGE(again.ok(), again.text());
    CHECK(second.digest == first.digest);
  }
  CHECK(loaded > 150);
  CHECK(refused > 1000);
}

}  // namespace mutation_test

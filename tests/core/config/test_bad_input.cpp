#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "core/config/load_yaml.hpp"
#include "core/diagnostics.hpp"
#include "tests/core/config/example.hpp"

// Every file of tests/data/bad_config is wrong and says how: each line `# expect: ...` stands for
// one diagnostic, whose text holds the pieces between ` ... ` in order.
namespace bad_input_test {

namespace fs = std::filesystem;
using namespace overbuild;

std::vector<std::string> expectations(const fs::path& path) {
  std::ifstream stream(path);
  std::vector<std::string> all;
  const std::string mark = "# expect: ";
  for (std::string line; std::getline(stream, line);) {
    if (line.rfind(mark, 0) == 0) all.push_back(line.substr(mark.size()));
  }
  return all;
}

bool matches(const std::string& text, const std::string& expectation) {
  std::size_t from = 0, begin = 0;
  while (true) {
    const std::size_t end = expectation.find(" ... ", begin);
    const std::string piece = expectation.substr(begin, end - begin);
    const std::size_t found = text.find(piece, from);
    if (found == std::string::npos) return false;
    if (end == std::string::npos) return true;
    from = found + piece.size();
    begin = end + 5;
  }
}

TEST_CASE("bad input: every file of the corpus is refused as it says") {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator("tests/data/bad_config")) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  CHECK(files.size() >= 70);
  for (const fs::path& file : files) {
    CAPTURE(file.string());
    config::LoadRequest request;
    request.file = file;
    config_example::Example values;
    Diagnostics diagnostics;
    const config::LoadResult result = config::load(
        request, [&](config::Visitor& v) { config_example::describe(v, values); }, diagnostics);
    const std::vector<std::string> expected = expectations(file);
    CHECK_FALSE(expected.empty());
    CHECK_MESSAGE(diagnostics.all().size() == expected.size(), diagnostics.text());
    CHECK(result.resolved_yaml.empty());
    for (const std::string& expectation : expected) {
      const bool found = std::any_of(
          diagnostics.all().begin(), diagnostics.all().end(),
          [&](const Diagnostic& d) { return matches(overbuild::text(d), expectation); });
      CHECK_MESSAGE(found, "expected: ", expectation, "\ngot: ", diagnostics.text());
    }
  }
}

}  // namespace bad_input_test

// Who made the program and under which licence, as CITATION.cff says: read once more where results
// name it. Owns what is read of that file; the generated source (sim/CMakeLists.txt) has its text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace overbuild {

struct Citation {
  struct Author {
    std::string name;
    bool person = false;  ///< with given and family names; else a group
  };
  std::string title, version;
  std::string license;  ///< SPDX identifier
  std::vector<Author> authors;
};

/// CITATION.cff of these sources.
std::string_view citation_text();
/// The same, read.
const Citation& citation();

/// The top-level keys title, version and license, and the list of authors, of a file in the
/// Citation File Format 1.2; what is not there stays empty. Test:
/// tests/sim/results/test_ro_crate.cpp.
Citation parse_citation(std::string_view text);

}  // namespace overbuild

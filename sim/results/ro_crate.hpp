// RO-Crate 1.1 metadata (https://w3id.org/ro/crate/1.1): what is in a folder of results, who made
// it with which program and from what, as JSON-LD that archives and workflow tools read. Owns
// ro-crate-metadata.json; refuses to know what is in the files.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sim/results/build.hpp"

namespace overbuild {

inline constexpr std::string_view crate_file = "ro-crate-metadata.json";

/// A file of the folder.
struct CrateFile {
  std::string name, description;
  std::size_t bytes = 0;
  std::string sha256;
};

/// The file of a text.
CrateFile crate_file_of(std::string name, std::string description, std::string_view text);

struct Crate {
  std::string name, description;    ///< of the folder
  std::string date;                 ///< when it was made; UTC, ISO 8601
  Build build;                      ///< of the program that made it
  std::string command;              ///< what that program did, for instance "overbuild run toy"
  std::vector<std::string> inputs;  ///< names of those of the files that it was made from
  std::vector<CrateFile> files;
};

/// Authors and licence are those of CITATION.cff. Test: tests/sim/results/test_ro_crate.cpp.
std::string crate_text(const Crate& crate);

}  // namespace overbuild

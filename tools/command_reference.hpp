// The command line as a manual page and as completions of shells, from the same declarations as
// --help. Owns their forms; refuses to know the parser, which is slow to compile (tools/main.cpp).
#pragma once

#include <string>
#include <vector>

namespace overbuild {

struct DeclaredOption {
  std::vector<std::string> names;  ///< as typed: -o, --output; of an argument its one name
  std::string type;                ///< what follows: FILE, N, morris|sobol; empty for a switch
  std::string meaning;
  bool argument = false;  ///< stands by its place
  bool required = false;
};

struct DeclaredCommand {
  std::string name, meaning;
  std::string footer;  ///< examples
  std::vector<DeclaredOption> options;
};

struct DeclaredProgram {
  std::string meaning, version, footer;
  std::vector<DeclaredCommand> commands;
};

/// overbuild(1), to be read with man.
std::string man_page(const DeclaredProgram&);

/// To be sourced by bash, or put where bash-completion looks.
std::string bash_completion(const DeclaredProgram&);

/// A function _overbuild, to be put into a folder of zsh's fpath.
std::string zsh_completion(const DeclaredProgram&);

}  // namespace overbuild

// Why: a user should see every problem of an input at once, with its place and a way out.
// Owns: the list of input problems, its text, and the search for the nearest valid name.
// Refuses to know: file formats; whether anything is printed; broken invariants
// (core/invariant.hpp).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace overbuild {

/// Place in an input, counted from one; zero means unknown, and then it is not written.
struct SourcePosition {
  std::string file;
  int line = 0;
  int column = 0;
};

/// One input problem; expected and nearest may be empty.
struct Diagnostic {
  SourcePosition where;
  std::string message;
  std::string expected;
  std::string nearest;
};

/// `file:line:column: message; expected ...; did you mean 'x'?`, without what is unknown.
std::string text(const Diagnostic& diagnostic);

/// Input problems in the order found.
class Diagnostics {
 public:
  void add(Diagnostic diagnostic);
  void add(SourcePosition where, std::string message, std::string expected = {},
           std::string nearest = {});

  [[nodiscard]] bool ok() const { return all_.empty(); }
  [[nodiscard]] const std::vector<Diagnostic>& all() const { return all_; }

  /// One paragraph a problem, each ending in a newline; empty when ok.
  [[nodiscard]] std::string text() const;

 private:
  std::vector<Diagnostic> all_;
};

/// The candidate with the fewest edits (insert, delete, replace, swap neighbours; case ignored),
/// first among equals; empty when none is within a third of the longer name (at least two edits).
std::string nearest_name(std::string_view name, std::span<const std::string> candidates);

}  // namespace overbuild

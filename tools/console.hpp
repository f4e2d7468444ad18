// What reaches the user: results on standard output, notes on standard error, colour only where a
// terminal shows it. Owns streams and their failures; refuses to know what is said.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace overbuild {

struct JsonRequest;
struct Table;

/// The input is wrong; the text is the whole message, ready to print.
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws InputError in the form of a diagnostic; only the message must not be empty.
[[noreturn]] void refuse_input(std::string_view file, std::string_view message,
                               std::string_view expected, std::string_view nearest);

class Console {
 public:
  Console();

  /// A result for people: what would steer a terminal is shown instead of sent. OutputError when
  /// standard output does not take it; a reader that left is no error.
  void print(std::string_view text);
  /// A result for programs, byte by byte; as print() on a terminal.
  void print_exactly(std::string_view text);
  void note(std::string_view text);
  void error(std::string_view text);

  /// The text in bold, where that shows.
  std::string bold(std::string_view text) const;
  /// False on dumb terminals.
  bool unicode() const { return unicode_; }

  /// Prints the text, or the JSON in its place when that goes to "-"; writes the JSON to its file.
  void deliver(const std::string& text, const nlohmann::ordered_json& json, const JsonRequest&);

 private:
  void write(std::string_view text);

  bool terminal_ = false, colour_ = false;
  bool unicode_ = true;
};

/// The text with control characters, which may come from any file, written out: a tab and a line
/// end stay, and bold where `bold` is given.
std::string printable(std::string_view text, bool bold = false);

/// True where standard output or error is a terminal of a person: not under mpirun, which gives
/// each process one of its own and collects what it says into files.
bool is_terminal(int descriptor);

/// OutputError when deliver() could not write the file.
void check_deliverable(const JsonRequest&);

/// Characters in a line of the terminal, 80 where standard output is none or a narrow one.
std::size_t line_width();

/// A table in lines of that width, as far as its numbers allow (sim/results/table.hpp).
std::string fitted(const Table& table);

/// A command behind a word or two, in lines that a shell takes as one: broken before options, each
/// line but the last ending in a backslash. Quoted words stay whole. Ends in a newline.
std::string command_lines(const std::string& before, const std::string& command);

/// Words of a text in lines of at most so many characters.
std::string wrapped(const std::string& text, std::size_t width);

}  // namespace overbuild

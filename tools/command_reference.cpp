#include "tools/command_reference.hpp"

#include <fmt/format.h>

namespace overbuild {

namespace {

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// ---- man --------------------------------------------------------------------------------------

/// Text of a manual page: a backslash, a hyphen, and a dot or quote that begins a line would be
/// requests.
std::string roff(const std::string& text) {
  std::string escaped = replaced(replaced(text, "\\", "\\e"), "-", "\\-");
  escaped = replaced(replaced(escaped, "\n.", "\n\\&."), "\n'", "\n\\&'");
  return escaped.starts_with('.') || escaped.starts_with('\'') ? "\\&" + escaped : escaped;
}

std::string synopsis(const DeclaredCommand& command) {
  std::string line = "overbuild " + command.name;
  for (const DeclaredOption& option : command.options) {
    if (!option.argument) continue;
    line += option.required ? " " + option.names.front() : " [" + option.names.front() + "]";
  }
  return line + " [OPTIONS]";
}

/// The examples of a footer, without its head.
std::string examples(const std::string& footer) {
  const std::size_t head = footer.find("Example:\n");
  return head == std::string::npos ? "" : footer.substr(head + 9);
}

void append_examples(std::string& page, const std::string& footer) {
  const std::string lines = examples(footer);
  if (!lines.empty()) page += fmt::format(".P\nExample:\n.P\n.nf\n{}\n.fi\n", roff(lines));
}

void append_option(std::string& page, const DeclaredOption& option) {
  std::string head;
  for (const std::string& name : option.names) {
    head += fmt::format("{}\\fB{}\\fR", head.empty() ? "" : ", ", roff(name));
  }
  if (!option.argument && !option.type.empty())
    head += fmt::format(" \\fI{}\\fR", roff(option.type));
  page += fmt::format(".TP\n{}\n{}\n", head, roff(option.meaning));
}

}  // namespace

std::string man_page(const DeclaredProgram& program) {
  std::string page = fmt::format(
      ".\\\" Printed by `overbuild docs man`.\n.TH OVERBUILD 1 \"\" \"overbuild {}\" \"User "
      "Commands\"\n.SH NAME\noverbuild \\- simulate infrastructure booms: who builds, who buys, "
      "who fails\n.SH SYNOPSIS\n.B overbuild\n\\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n.SH "
      "DESCRIPTION\n{}\n.P\nEvery command prints what it takes with \\fB\\-\\-help\\fR.\n.SH "
      "COMMANDS\n",
      program.version, roff(program.meaning));
  for (const DeclaredCommand& command : program.commands) {
    page += fmt::format(".SS \"{}\"\n{}.\n", roff(synopsis(command)), roff(command.meaning));
    for (const DeclaredOption& option : command.options) append_option(page, option);
    append_examples(page, command.footer);
  }
  page +=
      ".SH EXIT STATUS\n.TP\n.B 0\nWhat was asked for was done.\n.TP\n.B 2\nThe input is wrong, or "
      "the machine refuses what it takes; the message says where and what was expected.\n.TP\n.B "
      "3\nInternal error of the program; please report it.\n.TP\n.B 130\nInterrupted.\n.SH FILES\n"
      "Configurations are looked for by name in \\fIconfigs\\fR here, beside the program's build, "
      "and in \\fI../share/overbuild/configs\\fR beside the program.\n";
  page += fmt::format(".SH NOTES\n{}\n", roff(program.footer.substr(0, program.footer.find('\n'))));
  return page;
}

namespace {

// ---- completion -------------------------------------------------------------------------------

enum class Kind { nothing, words, configuration, file, folder };

/// What a value may be, by the name of its type.
Kind kind_of(const DeclaredOption& option) {
  const std::string& type = option.argument ? option.names.front() : option.type;
  if (type == "CONFIG" || option.names.front() == "--overlay" ||
      option.names.front() == "--config" || option.names.front() == "--scenario") {
    return Kind::configuration;
  }
  if (type == "DIR" || type == "RUN" || type == "A" || type == "B") return Kind::folder;
  if (type.starts_with("FILE") || type.find("=FILE") != std::string::npos || type == "RUN_OR_DB") {
    return Kind::file;
  }
  return type.find('|') != std::string::npos ? Kind::words : Kind::nothing;
}

std::string words_of(const DeclaredOption& option) { return replaced(option.type, "|", " "); }

/// Shell commands that fill COMPREPLY.
std::string bash_reply(const DeclaredOption& option) {
  switch (kind_of(option)) {
    case Kind::configuration:
      return "COMPREPLY=($(compgen -W \"$(overbuild list --names 2>/dev/null)\" -- \"$word\") "
             "$(compgen -f -X '!*.yaml' -- \"$word\") $(compgen -d -- \"$word\"))";
    case Kind::folder: return "COMPREPLY=($(compgen -d -- \"$word\"))";
    case Kind::file: return "COMPREPLY=($(compgen -f -- \"$word\"))";
    case Kind::words:
      return fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$word\"))", words_of(option));
    default: return "COMPREPLY=()";
  }
}

std::string bash_command(const DeclaredCommand& command) {
  std::string names, values, argument = "COMPREPLY=()";
  for (const DeclaredOption& option : command.options) {
    if (option.argument) {
      if (argument == "COMPREPLY=()") argument = bash_reply(option);
      continue;
    }
    std::string pattern;
    for (const std::string& name : option.names) {
      names += " " + name;
      pattern += (pattern.empty() ? "" : "|") + name;
    }
    if (option.type.empty()) continue;
    values += fmt::format("        {}) {}; return ;;\n", pattern, bash_reply(option));
  }
  return fmt::format(
      "    {}) case $before in\n{}      esac\n      if [[ $word == -* ]]; then "
      "COMPREPLY=($(compgen "
      "-W '{}' -- \"$word\"))\n      else {}; fi ;;\n",
      command.name, values, names, argument);
}

}  // namespace

std::string bash_completion(const DeclaredProgram& program) {
  std::string names, cases;
  for (const DeclaredCommand& command : program.commands) {
    names += " " + command.name;
    cases += bash_command(command);
  }
  return fmt::format(
      "# Completion of overbuild for bash; printed by `overbuild docs bash`.\n"
      "_overbuild() {{\n"
      "  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}}\n"
      "  compopt -o filenames 2>/dev/null\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W '{} --help --version' -- \"$word\"))\n"
      "    return\n"
      "  fi\n"
      "  case ${{COMP_WORDS[1]}} in\n{}  esac\n}}\n"
      "complete -F _overbuild overbuild\n",
      names, cases);
}

namespace {

/// A description inside zsh's brackets and quotes.
std::string zsh_text(const std::string& text) {
  std::string escaped = replaced(replaced(text, "\\", "\\\\"), "'", "'\\''");
  return replaced(replaced(replaced(escaped, "[", "\\["), "]", "\\]"), ":", "\\:");
}

std::string zsh_action(const DeclaredOption& option) {
  switch (kind_of(option)) {
    case Kind::configuration: return "_overbuild_configurations";
    case Kind::folder: return "_files -/";
    case Kind::file: return "_files";
    case Kind::words: return fmt::format("({})", words_of(option));
    default: return " ";
  }
}

std::string zsh_option(const DeclaredOption& option) {
  if (option.argument) {
    return fmt::format(" \\\n        '{}:{}:{}'", option.required ? "" : ":", option.names.front(),
                       zsh_action(option));
  }
  std::string lines;
  for (const std::string& name : option.names) {
    lines += fmt::format(" \\\n        '*{}[{}]", name, zsh_text(option.meaning));
    lines += option.type.empty()
                 ? "'"
                 : fmt::format(":{}:{}'", zsh_text(option.type), zsh_action(option));
  }
  return lines;
}

}  // namespace

std::string zsh_completion(const DeclaredProgram& program) {
  std::string names, cases;
  for (const DeclaredCommand& command : program.commands) {
    names += fmt::format("    '{}:{}'\n", command.name, zsh_text(command.meaning));
    cases += fmt::format("    {}) _arguments", command.name);
    for (const DeclaredOption& option : command.options) cases += zsh_option(option);
    cases += " ;;\n";
  }
  return fmt::format(
      "#compdef overbuild\n# Completion of overbuild for zsh; printed by `overbuild docs zsh`.\n"
      "_overbuild_configurations() {{\n  _alternative 'names:name:($(overbuild list --names "
      "2>/dev/null))' 'files:file:_files'\n}}\n"
      "_overbuild() {{\n  local -a commands=(\n{}  )\n"
      "  if (( CURRENT == 2 )); then _describe command commands; return; fi\n"
      "  local command=$words[2]\n  shift words\n  (( CURRENT-- ))\n  case $command in\n{}  "
      "esac\n}}\n_overbuild \"$@\"\n",
      names, cases);
}

}  // namespace overbuild

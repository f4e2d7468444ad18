#include <fmt/format.h>

#include "core/config/reference.hpp"
#include "sim/measure/metrics.hpp"
#include "sim/results/glossary.hpp"
#include "sim/results/tables.hpp"
#include "tools/commands.hpp"
#include "tools/configuration.hpp"
#include "tools/outputs_introduction.hpp"

namespace overbuild {

namespace {

/// A cell of a Markdown table; only the bar would end it early.
std::string cell(std::string_view text) {
  std::string escaped;
  for (const char letter : text) {
    if (letter == '|') escaped += '\\';
    escaped += letter;
  }
  return escaped;
}

std::string tables_markdown() {
  std::string page = "## Tables\n";
  for (const OutputTable& table : output_tables()) {
    page += fmt::format("\n### `{}`: {}\n\n| column | unit | meaning |\n|---|---|---|\n",
                        table.file, table.meaning);
    for (const OutputColumn& column : table.columns) {
      page +=
          fmt::format("| `{}` | {} | {} |\n", column.name, cell(column.unit), cell(column.meaning));
    }
  }
  return page;
}

std::string metrics_markdown() {
  std::string page =
      "\n## Metrics\n\nFrom the first simulated year on each has a value, unless the last column "
      "says "
      "when not.\n\n| metric | unit | meaning | absent when |\n|---|---|---|---|\n";
  for (std::size_t k = 0; k < metric_count(); ++k) {
    const MetricInfo& metric = metric_list()[k];
    page += fmt::format("| `{}` | {} | {} | {} |\n", metric.name, cell(metric.unit),
                        cell(metric.meaning), cell(metric_list()[k].absent));
  }
  return page;
}

}  // namespace

int docs_command(const std::string& page, const DeclaredProgram& program, Console& console) {
  if (page == "parameters") {
    console.print(config::parameters_markdown(describe_parameters));
  } else if (page == "outputs") {
    console.print(std::string(outputs_introduction) + tables_markdown() + metrics_markdown());
  } else if (page == "glossary") {
    console.print(glossary_markdown());
  } else if (page == "man") {
    console.print(man_page(program));
  } else if (page == "bash") {
    console.print(bash_completion(program));
  } else if (page == "zsh") {
    console.print(zsh_completion(program));
  } else {
    throw InputError(fmt::format(
        "docs {}: unknown page; expected parameters, outputs, glossary, man, bash or zsh", page));
  }
  return exit_done;
}

}  // namespace overbuild

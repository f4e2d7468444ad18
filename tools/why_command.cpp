// `overbuild why`: why a firm failed, or did not, from the files of one run.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/results/table.hpp"
#include "tools/commands.hpp"
#include "tools/firm_story.hpp"

namespace overbuild {

int why_command(const WhyRequest& request, Console& console) {
  const FirmStory story = read_firm_story(request);
  const std::string cause = cause_paragraph(story), decision = decision_text(story);
  std::string text = fmt::format("{}\n{}\n{}", wrapped(cause, line_width()),
                                 console.bold("The plan that went furthest wrong"),
                                 wrapped(decision.substr(0, decision.find('\n')), line_width()));
  nlohmann::ordered_json json = {
      {"agent", story.agent},
      {"label", story.label},
      {"role", story.role},
      {"year", story.year},
      {"failed", !story.failures.empty()},
      {"cause", story.failures.empty() ? "" : story.failures.back().cause},
      {"paragraph", story.names.money(cause)},
      {"decision", decision}};
  for (const Table& table : firm_tables(story)) {
    json[table.name] = table_json(table);
    if (!table.rows.empty())
      text += fmt::format("\n{}\n{}", console.bold(table.title), fitted(table));
  }
  console.deliver(story.names.money(text), json, request.json);
  return exit_done;
}

}  // namespace overbuild

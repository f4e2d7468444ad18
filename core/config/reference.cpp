#include "core/config/reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/config/declaration.hpp"
#include "core/config/slider.hpp"
#include "core/diagnostics.hpp"

namespace overbuild::config {

namespace {

using Json = nlohmann::ordered_json;
using Kind = Declaration::Kind;

bool has_unit(const Declaration& declaration) {
  return !declaration.unit.empty() && declaration.unit != "1";
}

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::number: return "number";
    case Kind::integer: return "whole number";
    case Kind::flag: return "flag";
    case Kind::text: return "text";
    case Kind::choice: return "choice";
    case Kind::numbers: return "list of numbers";
    case Kind::texts: return "list of texts";
    case Kind::reference: return "name";
    case Kind::group: return "group";
    case Kind::entries: return "map by id";
  }
  return {};
}

std::string fallback_words(const Declaration& declaration) {
  switch (declaration.kind) {
    case Kind::number:
    case Kind::integer:
      return std::isnan(declaration.fallback) ? "required" : number_text(declaration.fallback);
    case Kind::flag: return declaration.fallback_flag ? "true" : "false";
    case Kind::text:
    case Kind::choice:
      return declaration.fallback_text.empty() ? "empty" : declaration.fallback_text;
    case Kind::numbers:
    case Kind::texts:
    case Kind::reference:
    case Kind::entries: return "empty";
    case Kind::group: break;
  }
  return {};
}

/// What a value may be, in a table cell.
std::string range_words(const Declaration& declaration) {
  switch (declaration.kind) {
    case Kind::flag: return "true, false";
    case Kind::choice: return fmt::format("{}", fmt::join(declaration.names, ", "));
    case Kind::reference: return "one of " + declaration.map_path;
    default: return range_in_words(declaration.lo, declaration.hi);
  }
}

// ---- JSON Schema ----

Json numeric_schema(const Declaration& declaration, const char* type) {
  Json schema{{"type", type}};
  if (std::isfinite(declaration.lo)) schema["minimum"] = declaration.lo;
  if (std::isfinite(declaration.hi)) schema["maximum"] = declaration.hi;
  return schema;
}

Json plain_value_schema(const Declaration& declaration) {
  switch (declaration.kind) {
    case Kind::number: return numeric_schema(declaration, "number");
    case Kind::integer: return numeric_schema(declaration, "integer");
    case Kind::flag: return {{"type", "boolean"}};
    case Kind::choice: return {{"enum", declaration.names}};
    case Kind::numbers:
      return {{"type", "array"}, {"items", numeric_schema(declaration, "number")}};
    case Kind::texts: return {{"type", "array"}, {"items", {{"$ref", "#/$defs/text"}}}};
    default: return {{"$ref", "#/$defs/text"}};
  }
}

Json leaf_schema(const Declaration& declaration) {
  const bool list = declaration.kind == Kind::numbers || declaration.kind == Kind::texts;
  const char* prior = declaration.is_numeric() ? "#/$defs/prior" : "#/$defs/choice_prior";
  Json value = plain_value_schema(declaration);
  Json inner = value;
  if (!list) inner = Json{{"anyOf", {value, {{"$ref", prior}}}}};
  Json noted{{"type", "object"},
             {"properties",
              {{"value", inner},
               {"source", {{"$ref", "#/$defs/source"}}},
               {"confidence", {{"$ref", "#/$defs/confidence"}}},
               {"slider", {{"$ref", "#/$defs/slider"}}}}},
             {"required", {"value"}},
             {"additionalProperties", false}};
  Json forms = Json::array({value, noted});
  if (!list) forms.push_back({{"$ref", prior}});
  std::string description = declaration.meaning;
  if (has_unit(declaration)) description += fmt::format(" [{}]", declaration.unit);
  Json schema{{"description", description}, {"anyOf", forms}};
  switch (declaration.kind) {
    case Kind::number:
    case Kind::integer:
      if (!std::isnan(declaration.fallback)) schema["default"] = declaration.fallback;
      break;
    case Kind::flag: schema["default"] = declaration.fallback_flag; break;
    case Kind::text:
    case Kind::choice: schema["default"] = declaration.fallback_text; break;
    case Kind::reference: schema["default"] = ""; break;
    default: schema["default"] = Json::array(); break;
  }
  return schema;
}

Json node_schema(const Declaration& declaration);

Json children_schema(const Declaration& declaration) {
  Json properties = Json::object();
  for (const Declaration& child : declaration.children) {
    properties[child.key] = node_schema(child);
  }
  return Json{{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
}

Json node_schema(const Declaration& declaration) {
  if (declaration.is_leaf()) return leaf_schema(declaration);
  Json schema{{"description", declaration.meaning}};
  if (declaration.is_group()) {
    schema.update(children_schema(declaration));
    return schema;
  }
  schema["type"] = "object";
  schema["propertyNames"] = {{"pattern", "^[A-Za-z0-9_][A-Za-z0-9_-]*$"}};
  schema["additionalProperties"] = {
      {"anyOf", Json::array({children_schema(declaration), Json{{"type", "null"}}})}};
  return schema;
}

Json prior_schema(const char* dist, const Json& fields, std::vector<std::string> needed) {
  Json properties{{"dist", {{"const", dist}}}};
  properties.update(fields);
  properties["source"] = {{"$ref", "#/$defs/source"}};
  properties["confidence"] = {{"$ref", "#/$defs/confidence"}};
  properties["slider"] = {{"$ref", "#/$defs/slider"}};
  needed.insert(needed.begin(), "dist");
  return Json{{"type", "object"},
              {"properties", properties},
              {"required", needed},
              {"additionalProperties", false}};
}

Json shared_schemas() {
  const Json number{{"type", "number"}};
  const Json positive{{"type", "number"}, {"exclusiveMinimum", 0}};
  const Json ends{{"description", "Draws come from between these two numbers"},
                  {"type", "array"},
                  {"items", number},
                  {"minItems", 2},
                  {"maxItems", 2}};
  Json choice = prior_schema(
      "choice",
      {{"values", {{"type", "array"}, {"minItems", 1}}},
       {"weights", {{"type", "array"}, {"items", {{"type", "number"}, {"minimum", 0}}}}}},
      {"values"});
  choice["description"] = "One of the values, with the given weights";
  Json continuous = Json::array(
      {prior_schema("uniform", {{"lo", number}, {"hi", number}}, {"lo", "hi"}),
       prior_schema("normal", {{"mean", number}, {"sd", positive}, {"truncate", ends}},
                    {"mean", "sd"}),
       prior_schema("lognormal",
                    {{"median", positive},
                     {"gsd", {{"type", "number"}, {"exclusiveMinimum", 1}}},
                     {"truncate", ends}},
                    {"median", "gsd"}),
       prior_schema("beta", {{"a", positive}, {"b", positive}, {"lo", number}, {"hi", number}},
                    {"a", "b"}),
       Json{{"$ref", "#/$defs/choice_prior"}}});
  return Json{
      {"text", {{"type", {"string", "number", "boolean"}}}},
      {"source", {{"description", "Where the value comes from"}, {"type", "string"}}},
      {"confidence",
       {{"description", "A filed, B estimated by its source, C secondary, D guess"},
        {"enum", {"A", "B", "C", "D"}}}},
      {"slider",
       {{"description", "How the playground offers the number"},
        {"type", "object"},
        {"properties",
         {{"lo", number},
          {"hi", number},
          {"label", {{"type", "string"}}},
          {"group", {{"enum", slider_groups()}}}}},
        {"required", {"lo", "hi", "label", "group"}},
        {"additionalProperties", false}}},
      {"choice_prior", choice},
      {"prior",
       {{"description", "A distribution that replicates draw from"}, {"anyOf", continuous}}}};
}

// ---- reference page ----

/// Text in a Markdown table cell.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|' || c == '<' || c == '*' || c == '`') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

void table_rows(const Declaration& group, const std::string& path, std::string& out) {
  for (const Declaration& child : group.children) {
    const std::string full = path.empty() ? child.key : path + "." + child.key;
    if (child.is_leaf()) {
      out += fmt::format("| `{}` | {} | {} | {} | {} | {} | {} | {} |\n", full,
                         kind_name(child.kind), cell(child.unit), cell(range_words(child)),
                         cell(fallback_words(child)), cell(child.meaning), cell(child.source),
                         child.is_numeric() ? std::string(1, child.confidence) : "");
    } else {
      out += fmt::format("| **`{}`** | {} | | | | {} | | |\n", full, kind_name(child.kind),
                         cell(child.meaning));
      table_rows(child, child.is_entries() ? full + ".<id>" : full, out);
    }
  }
}

constexpr std::string_view table_head =
    "| key | kind | unit | range | default | meaning | source of the default | confidence |\n"
    "|---|---|---|---|---|---|---|---|\n";

// ---- explanation ----

void line(std::string& out, std::string_view label, const std::string& value) {
  if (!value.empty()) out += fmt::format("  {:<11} {}\n", label, value);
}

std::string_view confidence_words(char confidence) {
  switch (confidence) {
    case 'A': return "A (filed)";
    case 'B': return "B (estimated by its source)";
    case 'C': return "C (secondary)";
    default: return "D (guess)";
  }
}

std::string explain_leaf(const Declaration& declaration, std::string_view path) {
  std::string out = fmt::format("{}\n  {}\n\n", path, declaration.meaning);
  line(out, "kind", std::string(kind_name(declaration.kind)));
  line(out, "unit", declaration.is_numeric() ? declaration.unit : std::string{});
  line(out, declaration.is_numeric() ? "range" : "values", range_words(declaration));
  line(out, "default", fallback_words(declaration));
  if (declaration.is_numeric()) {
    line(out, "source", declaration.source.empty() ? "none given" : declaration.source);
    line(out, "confidence", std::string(confidence_words(declaration.confidence)));
  }
  return out;
}

std::string explain_group(const Declaration& declaration, std::string_view path) {
  std::string out =
      fmt::format("{}\n  {}\n\n", path.empty() ? "(all keys)" : path,
                  declaration.meaning.empty() ? "The whole configuration." : declaration.meaning);
  std::size_t width = 0;
  for (const Declaration& child : declaration.children) width = std::max(width, child.key.size());
  for (const Declaration& child : declaration.children) {
    out += fmt::format("  {:<{}}  {}\n", child.key, width, child.meaning);
  }
  return out;
}

}  // namespace

std::string json_schema(Describe describe) {
  const Declaration root = collect(describe);
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "Overbuild configuration"}};
  Json body = children_schema(root);
  Json properties{{"extends",
                   {{"description", "Another configuration file that this one builds on"},
                    {"type", "string"}}}};
  properties.update(body["properties"]);
  body["properties"] = properties;
  schema.update(body);
  schema["$defs"] = shared_schemas();
  return schema.dump(2) + "\n";
}

std::string parameters_markdown(Describe describe) {
  const Declaration root = collect(describe);
  std::string out =
      "# Parameters\n\n"
      "Generated from the declarations; do not edit. Instead of a number a file may hold\n"
      "`{value: ..., source: ..., confidence: A|B|C|D}` or a prior: `{dist: uniform, lo:, hi:}`,\n"
      "`{dist: normal, mean:, sd:}`, `{dist: lognormal, median:, gsd:}`,\n"
      "`{dist: beta, a:, b:, lo:, hi:}`, `{dist: choice, values:, weights:}`. The tails of normal\n"
      "and lognormal priors are cut off at the range: draws come from the rest, `overbuild check` "
      "says\n"
      "how much that leaves out, and a run without a replicate takes the middle as written. "
      "`truncate: [lo, hi]`\n"
      "in a normal or lognormal prior cuts it off there.\n"
      "Beside `source`, `slider: {lo:, hi:, label:, group:}` offers a number in the playground.\n"
      "Confidence: A filed, B estimated by its source, C secondary, D guess.\n";
  std::string loose;
  for (const Declaration& child : root.children) {
    if (!child.is_leaf()) continue;
    Declaration only;
    only.children.push_back(child);
    table_rows(only, {}, loose);
  }
  if (!loose.empty()) out += fmt::format("\n{}{}", table_head, loose);
  for (const Declaration& child : root.children) {
    if (child.is_leaf()) continue;
    out += fmt::format("\n## {}\n\n{}\n\n{}", child.key, child.meaning, table_head);
    table_rows(child, child.is_entries() ? child.key + ".<id>" : child.key, out);
  }
  return out;
}

std::optional<std::string> explain(Describe describe, std::string_view key) {
  const Declaration root = collect(describe);
  const Declaration* declaration = key.empty() ? &root : find_path(root, key);
  if (declaration == nullptr) return std::nullopt;
  return declaration->is_leaf() ? explain_leaf(*declaration, key)
                                : explain_group(*declaration, key);
}

std::string nearest_key(Describe describe, std::string_view key) {
  const Declaration root = collect(describe);
  std::vector<std::string> paths;
  std::string same_last;
  for_each(root, [&](const std::string& path, const Declaration& declaration) {
    paths.push_back(path);
    if (same_last.empty() && declaration.key == key) same_last = path;
  });
  if (!same_last.empty()) return same_last;
  std::vector<std::string> concrete;  // `<id>` compared as what was written in its place
  const std::vector<std::string> written = split_path(key);
  for (const std::string& path : paths) {
    std::vector<std::string> parts = split_path(path);
    for (std::size_t i = 0; i < parts.size() && i < written.size(); ++i) {
      if (parts[i] == "<id>") parts[i] = written[i];
    }
    concrete.push_back(fmt::format("{}", fmt::join(parts, ".")));
  }
  return nearest_name(key, concrete);
}

std::vector<std::string> declared_paths(Describe describe) {
  const Declaration root = collect(describe);
  std::vector<std::string> paths;
  for_each(root, [&](const std::string& path, const Declaration& declaration) {
    if (declaration.is_leaf()) paths.push_back(path);
  });
  return paths;
}

std::vector<std::string> declaration_problems(Describe describe) {
  const Declaration root = collect(describe);
  std::vector<std::string> problems;
  std::map<std::string, int> seen;
  for_each(root, [&](const std::string& path, const Declaration& declaration) {
    const auto add = [&](std::string_view what) {
      problems.push_back(fmt::format("{}: {}", path, what));
    };
    if (++seen[path] == 2) add("declared twice");
    if (declaration.key.empty() || declaration.key.find_first_of(". <>:#") != std::string::npos) {
      add("not a usable key");
    }
    if (declaration.meaning.empty()) add("no meaning");
    const bool single = declaration.kind == Kind::number || declaration.kind == Kind::integer;
    if (declaration.is_numeric() && declaration.unit.empty()) add("no unit");
    if (declaration.is_numeric() && !(declaration.lo <= declaration.hi)) add("empty range");
    if (single && !std::isnan(declaration.fallback) &&
        (declaration.fallback < declaration.lo || declaration.fallback > declaration.hi)) {
      add("default outside the range");
    }
    if (declaration.is_numeric() &&
        (declaration.confidence < 'A' || declaration.confidence > 'D')) {
      add("confidence is not A, B, C or D");
    }
    if (declaration.kind == Kind::choice && declaration.fallback_text.empty()) {
      add("the default is not among the choices");
    }
    if (declaration.kind == Kind::reference) {
      const Declaration* map = find_path(root, declaration.map_path);
      if (map == nullptr || !map->is_entries()) add("refers to no map by id");
    }
  });
  return problems;
}

}  // namespace overbuild::config

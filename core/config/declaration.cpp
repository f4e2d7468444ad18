#include "core/config/declaration.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

namespace overbuild::config {

namespace {

class Collector final : public Visitor {
 public:
  explicit Collector(Declaration& root) : into_(&root) {}

  void number(std::string_view key, double&, const Spec& spec) override {
    add_numeric(Declaration::Kind::number, key, spec);
  }
  void integer(std::string_view key, std::int64_t&, const Spec& spec) override {
    add_numeric(Declaration::Kind::integer, key, spec);
  }
  void flag(std::string_view key, bool&, bool fallback, std::string_view meaning) override {
    add(Declaration::Kind::flag, key, meaning).fallback_flag = fallback;
  }
  void text(std::string_view key, std::string&, std::string_view fallback,
            std::string_view meaning) override {
    add(Declaration::Kind::text, key, meaning).fallback_text = fallback;
  }
  void choice(std::string_view key, std::size_t&, std::span<const std::string_view> names,
              std::size_t fallback, std::string_view meaning) override {
    Declaration& made = add(Declaration::Kind::choice, key, meaning);
    made.names.assign(names.begin(), names.end());
    if (fallback < names.size()) made.fallback_text = names[fallback];
  }
  void numbers(std::string_view key, std::vector<double>&, const Spec& each,
               std::string_view meaning) override {
    add_numeric(Declaration::Kind::numbers, key, each).meaning = meaning;
  }
  void texts(std::string_view key, std::vector<std::string>&, std::string_view meaning) override {
    add(Declaration::Kind::texts, key, meaning);
  }
  void reference(std::string_view key, std::string&, std::string_view map_path,
                 std::string_view meaning) override {
    add(Declaration::Kind::reference, key, meaning).map_path = map_path;
  }
  void group(std::string_view key, std::string_view meaning, Describe body) override {
    Declaration& made = add(Declaration::Kind::group, key, meaning);
    Declaration* const outside = std::exchange(into_, &made);
    body(*this);
    into_ = outside;
  }
  void entries(std::string_view key, std::string_view meaning, EntryMap& map) override {
    Declaration& made = add(Declaration::Kind::entries, key, meaning);
    Declaration* const outside = std::exchange(into_, &made);
    map.describe_sample(*this);
    into_ = outside;
  }
  void renamed(std::string_view former, std::string_view now) override {
    into_->renamed.emplace_back(former, now);
  }

 private:
  Declaration& add(Declaration::Kind kind, std::string_view key, std::string_view meaning) {
    Declaration made;
    made.kind = kind;
    made.key = key;
    made.meaning = meaning;
    into_->children.push_back(std::move(made));
    return into_->children.back();
  }

  Declaration& add_numeric(Declaration::Kind kind, std::string_view key, const Spec& spec) {
    if (!spec.drawn_as.empty()) renamed(spec.drawn_as, key);
    Declaration& made = add(kind, key, spec.meaning);
    made.unit = spec.unit;
    made.source = spec.source;
    made.drawn_as = spec.drawn_as;
    made.confidence = spec.confidence;
    made.lo = spec.lo;
    made.hi = spec.hi;
    made.fallback = spec.fallback;
    return made;
  }

  Declaration* into_;
};

void walk(const Declaration& at, std::string& path,
          FunctionRef<void(const std::string&, const Declaration&)> visit) {
  const std::size_t length = path.size();
  for (const Declaration& child : at.children) {
    if (!path.empty()) path += '.';
    path += child.key;
    visit(path, child);
    if (child.is_entries()) path += ".<id>";
    walk(child, path, visit);
    path.resize(length);
  }
}

}  // namespace

const Declaration* Declaration::find(std::string_view name) const {
  for (const Declaration& child : children) {
    if (child.key == name) return &child;
  }
  return nullptr;
}

std::string_view Declaration::key_today(std::string_view former) const {
  for (const auto& [was, is] : renamed) {
    if (was == former) return is;
  }
  return {};
}

std::vector<std::string> Declaration::keys() const {
  std::vector<std::string> all;
  for (const Declaration& child : children) all.push_back(child.key);
  return all;
}

Declaration collect(Describe describe) {
  Declaration root;
  Collector collector(root);
  describe(collector);
  return root;
}

std::string keyed_path(std::string_view path, std::string_view drawn_as) {
  if (drawn_as.empty()) return std::string(path);
  const std::size_t dot = path.rfind('.');
  std::string keyed(dot == std::string_view::npos ? "" : path.substr(0, dot + 1));
  return keyed += drawn_as;
}

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t dot = path.find('.');
    parts.emplace_back(path.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    path.remove_prefix(dot + 1);
  }
}

const Declaration* find_path(const Declaration& root, std::string_view path) {
  const Declaration* at = &root;
  bool names_entry = false;
  for (const std::string& part : split_path(path)) {
    if (names_entry) {
      names_entry = false;
      if (part.empty()) return nullptr;
      continue;
    }
    at = at->find(part);
    if (at == nullptr) return nullptr;
    names_entry = at->is_entries();
  }
  return at;
}

void for_each(const Declaration& root,
              FunctionRef<void(const std::string& path, const Declaration&)> visit) {
  std::string path;
  walk(root, path, visit);
}

std::string number_text(double value) {
  return value == 0.0 ? std::string("0") : fmt::format("{}", value);
}

std::string range_in_words(double lo, double hi) {
  if (std::isfinite(lo) && std::isfinite(hi)) {
    return "from " + number_text(lo) + " to " + number_text(hi);
  }
  if (std::isfinite(lo)) return "at least " + number_text(lo);
  if (std::isfinite(hi)) return "at most " + number_text(hi);
  return {};
}

std::string expected_in_words(const Declaration& declaration) {
  using Kind = Declaration::Kind;
  const auto numeric = [&](std::string noun) {
    if (declaration.unit == "year")
      return "a year " + range_in_words(declaration.lo, declaration.hi);
    if (!declaration.unit.empty() && declaration.unit != "1") noun += " in " + declaration.unit;
    const std::string range = range_in_words(declaration.lo, declaration.hi);
    return range.empty() ? noun : noun + " " + range;
  };
  switch (declaration.kind) {
    case Kind::number: return numeric("a plain decimal number");
    case Kind::integer: return numeric("a whole number");
    case Kind::numbers: return "a list, each " + numeric("a plain decimal number");
    case Kind::flag: return "true or false";
    case Kind::text: return "a text";
    case Kind::texts: return "a list of texts";
    case Kind::reference: return "a name listed under '" + declaration.map_path + "'";
    case Kind::choice: return fmt::format("one of {}", fmt::join(declaration.names, ", "));
    case Kind::group: return "a map of keys";
    case Kind::entries: return "a map from names to maps of keys";
  }
  return {};
}

bool valid_entry_id(std::string_view id) {
  if (id.empty() || id.front() == '-' || id == "null" || id == "Null" || id == "NULL") {
    return false;
  }
  for (const char c : id) {
    const bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-';
    if (!fine) return false;
  }
  return true;
}

}  // namespace overbuild::config

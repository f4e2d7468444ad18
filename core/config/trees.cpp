#include "core/config/trees.hpp"

#include <stdexcept>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace overbuild::config {

namespace {

using Json = nlohmann::ordered_json;
using Kind = Node::Kind;

enum Form { form_null, form_plain, form_quoted, form_list, form_map };

constexpr std::size_t deepest_nesting = 32;
constexpr std::size_t largest_value = 1u << 16;

Json tree_of(const Node& node) {
  Json tree = Json::array({form_null, node.where.line, node.where.column});
  if (node.kind == Kind::scalar) {
    tree[0] = node.quoted ? form_quoted : form_plain;
    tree.push_back(node.text);
  } else if (node.kind == Kind::list) {
    tree[0] = form_list;
    for (const Node& child : node.children) tree.push_back(tree_of(child));
  } else if (node.kind == Kind::map) {
    tree[0] = form_map;
    for (const Node& child : node.children) {
      tree.push_back(
          Json::array({child.key, child.key_where.line, child.key_where.column, tree_of(child)}));
    }
  }
  return tree;
}

/// Throws what nlohmann throws, or std::invalid_argument, when the tree has another form.
Node node_of(const Json& tree, const std::string& file, std::size_t depth = 0) {
  if (depth > deepest_nesting) throw std::invalid_argument("nested too deep");
  Node node;
  node.where = {file, tree.at(1).get<int>(), tree.at(2).get<int>()};
  const int form = tree.at(0).get<int>();
  switch (form) {
    case form_null: break;
    case form_plain:
    case form_quoted:
      node.kind = Kind::scalar;
      node.quoted = form == form_quoted;
      node.text = tree.at(3).get<std::string>();
      break;
    case form_list:
      node.kind = Kind::list;
      for (std::size_t i = 3; i < tree.size(); ++i) {
        node.children.push_back(node_of(tree[i], file, depth + 1));
      }
      break;
    case form_map:
      node.kind = Kind::map;
      for (std::size_t i = 3; i < tree.size(); ++i) {
        Node child = node_of(tree[i].at(3), file, depth + 1);
        child.key = tree[i].at(0).get<std::string>();
        child.key_where = {file, tree[i].at(1).get<int>(), tree[i].at(2).get<int>()};
        node.children.push_back(std::move(child));
      }
      break;
    default: throw std::invalid_argument("a node of unknown kind");
  }
  return node;
}

/// Builds a value's node from JSON as its text goes by, so that numbers keep their spelling.
class ValueBuilder : public nlohmann::json_sax<Json> {
 public:
  explicit ValueBuilder(SourcePosition where) : where_(std::move(where)) {}

  Node take() { return std::move(root_); }

  bool null() override { return place(Kind::null, "", false); }
  bool boolean(bool value) override { return place(Kind::scalar, value ? "true" : "false", false); }
  bool number_integer(number_integer_t value) override {
    return place(Kind::scalar, std::to_string(value), false);
  }
  bool number_unsigned(number_unsigned_t value) override {
    return place(Kind::scalar, std::to_string(value), false);
  }
  bool number_float(number_float_t, const string_t& text) override {
    return place(Kind::scalar, text, false);
  }
  bool string(string_t& text) override { return place(Kind::scalar, text, true); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Kind::map); }
  bool start_array(std::size_t) override { return open(Kind::list); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    if (open_.back().find(name) != nullptr) return false;  // twice in one map
    key_ = name;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  Node fresh(Kind kind) {
    Node node;
    node.kind = kind;
    node.where = node.key_where = where_;
    node.key = std::exchange(key_, {});
    return node;
  }

  bool place(Kind kind, std::string text, bool quoted) {
    Node node = fresh(kind);
    node.text = std::move(text);
    node.quoted = quoted;
    return put(std::move(node));
  }

  bool put(Node node) {
    if (open_.empty()) {
      root_ = std::move(node);
    } else {
      open_.back().children.push_back(std::move(node));
    }
    return true;
  }

  bool open(Kind kind) {
    open_.push_back(fresh(kind));
    return open_.size() <= deepest_nesting;
  }

  bool close() {
    Node done = std::move(open_.back());
    open_.pop_back();
    return put(std::move(done));
  }

  SourcePosition where_;
  Node root_;
  std::vector<Node> open_;
  std::string key_;
};

}  // namespace

std::string tree_text(const Node& root) { return tree_of(root).dump(); }

TreeDocuments::TreeDocuments(std::string_view json, Diagnostics& diagnostics) {
  try {
    const Json all = Json::parse(json);
    for (const auto& [name, tree] : all.items()) {
      trees_[name] = node_of(tree, name);
      if (!trees_[name].is_map()) throw std::invalid_argument("'" + name + "' is no map");
    }
  } catch (const std::exception& error) {
    diagnostics.add({}, std::string("configuration trees: ") + error.what(),
                    "trees as the program writes them");
  }
}

std::optional<Node> TreeDocuments::document(const std::filesystem::path& path,
                                            const SourcePosition& asked_at,
                                            Diagnostics& diagnostics) const {
  const std::string name = path.string();
  if (const auto found = trees_.find(name); found != trees_.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [known, tree] : trees_) names.push_back(known);
  diagnostics.add(asked_at.file.empty() ? SourcePosition{name, 0, 0} : asked_at,
                  "cannot read '" + name + "': it was not brought along",
                  "one of the configurations that were", nearest_name(name, names));
  return std::nullopt;
}

std::optional<Node> TreeDocuments::value(std::string_view origin, std::string_view text,
                                         Diagnostics& diagnostics) const {
  const SourcePosition where{std::string(origin), 0, 0};
  if (text.size() > largest_value) {
    diagnostics.add(where, "the value is longer than 64 KiB", "a shorter one");
    return std::nullopt;
  }
  ValueBuilder builder(where);
  if (Json::sax_parse(text, &builder)) return builder.take();
  Node plain;
  plain.where = where;
  if (!text.empty() && text != "~") {
    plain.kind = Kind::scalar;
    plain.text = text;
  }
  return plain;
}

std::optional<Node> KeepingDocuments::document(const std::filesystem::path& path,
                                               const SourcePosition& asked_at,
                                               Diagnostics& diagnostics) const {
  std::optional<Node> root = source_.document(path, asked_at, diagnostics);
  if (root) texts_[path.string()] = tree_text(*root);
  return root;
}

std::string KeepingDocuments::json() const {
  std::string json = "{";
  for (const auto& [name, text] : texts_) {
    if (json.size() > 1) json += ',';
    json += Json(name).dump() + ':' + text;
  }
  return json + '}';
}

}  // namespace overbuild::config

#include "core/config/reader.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <istream>
#include <streambuf>
#include <utility>

namespace overbuild::config {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = 16u << 20;
constexpr std::size_t deepest_nesting = 32;

/// Thrown out of the event handler when the rest of the text cannot be understood any more.
struct ReadStop {};

/// Lets yaml-cpp read from memory without copying the text.
class TextBuffer : public std::streambuf {
 public:
  explicit TextBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());
    setg(begin, begin, begin + text.size());
  }
};

class TreeBuilder final : public YAML::EventHandler {
 public:
  /// `text` is what the parser reads; positions without lines when not `positioned`.
  TreeBuilder(std::string file, std::string_view text, bool positioned, Diagnostics& diagnostics)
      : file_(std::move(file)), text_(text), positioned_(positioned), diagnostics_(diagnostics) {}

  Node take_root() { return std::move(root_); }
  bool has_root() const { return has_root_; }

  /// Where the innermost unfinished map or list begins, for errors inside it.
  SourcePosition innermost() const {
    return stack_.empty() ? SourcePosition{file_, 0, 0} : stack_.back().node.where;
  }

  SourcePosition at(const YAML::Mark& mark) const {
    if (!positioned_ || mark.line < 0) return {file_, 0, 0};
    return {file_, mark.line + 1, mark.column + 1};
  }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const bool anchored = refuse_anchor(mark, anchor);
    if (expects_key()) stop(mark, "a key is missing or is 'null'", "a plain key name");
    Node node = fresh(mark, anchored ? Node::Kind::refused : Node::Kind::null);
    // yaml-cpp marks an absent value at whatever follows it; the key is what the reader looks for
    if (!stack_.empty() && stack_.back().node.is_map()) node.where = stack_.back().key_where;
    place(std::move(node));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    if (expects_key()) stop(mark, "aliases (*name) are not part of configuration files", "a key");
    report(mark, "aliases (*name) are not part of configuration files", "the value written out");
    place(fresh(mark, Node::Kind::refused));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    bool refused = refuse_anchor(mark, anchor);
    refused = refuse_tag(mark, tag) || refused;
    check_quote(mark);
    if (expects_key()) {
      take_key(mark, value);
      return;
    }
    Node node = fresh(mark, refused ? Node::Kind::refused : Node::Kind::scalar);
    node.quoted = tag == "!";
    node.text = value;
    place(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::list);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Node::Kind::map);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    Node node;
    bool key_next = true;
    bool discard = false;  ///< the value of a duplicate or merge key
    std::string key;
    SourcePosition key_where;
  };

  bool expects_key() const {
    return !stack_.empty() && stack_.back().node.is_map() && stack_.back().key_next;
  }

  Node fresh(const YAML::Mark& mark, Node::Kind kind) const {
    Node node;
    node.kind = kind;
    node.where = at(mark);
    return node;
  }

  void report(const YAML::Mark& mark, std::string message, std::string expected) {
    diagnostics_.add(at(mark), std::move(message), std::move(expected));
  }

  [[noreturn]] void stop(const YAML::Mark& mark, std::string message, std::string expected) {
    report(mark, std::move(message), std::move(expected));
    throw ReadStop{};
  }

  bool refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor == 0) return false;
    report(mark, "anchors (&name) are not part of configuration files",
           "the value without the anchor; `extends` is the way to share values");
    return true;
  }

  bool refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    // yaml-cpp gives plain values the tag ? and quoted ones !, which may also have been written
    if (tag.empty() || tag == "?" || (tag == "!" && first_character(mark) != '!')) return false;
    constexpr std::string_view standard = "tag:yaml.org,2002:";
    const std::string shown =
        tag.rfind(standard, 0) == 0 ? "!!" + tag.substr(standard.size()) : tag;
    report(mark, "tags (" + shown + ") are not part of configuration files", "the plain value");
    return true;
  }

  char first_character(const YAML::Mark& mark) const {
    const auto at = static_cast<std::size_t>(mark.pos);
    return mark.pos >= 0 && at < text_.size() ? text_[at] : '\0';
  }

  /// yaml-cpp takes a quote that is never closed as one that ends with the file.
  void check_quote(const YAML::Mark& mark) {
    const char quote = first_character(mark);
    if (quote != '"' && quote != '\'') return;
    for (auto i = static_cast<std::size_t>(mark.pos) + 1; i < text_.size(); ++i) {
      if (quote == '"' && text_[i] == '\\') {
        ++i;
      } else if (text_[i] == quote) {
        if (quote == '"' || i + 1 >= text_.size() || text_[i + 1] != quote) return;
        ++i;  // '' is a quote inside single quotes
      }
    }
    stop(mark, "the quote that opens here is never closed", std::string("a closing ") + quote);
  }

  void take_key(const YAML::Mark& mark, const std::string& name) {
    Frame& frame = stack_.back();
    frame.key_next = false;
    frame.key = name;
    frame.key_where = at(mark);
    frame.discard = false;
    if (name == "<<") {
      report(mark, "merge keys (<<) are not part of configuration files",
             "the keys written out; `extends` is the way to share values");
      frame.discard = true;
    } else if (const Node* first = frame.node.find(name)) {
      std::string message = "the key '" + name + "' appears twice in one map";
      if (first->key_where.line > 0) {
        message += " (first at line " + std::to_string(first->key_where.line) + ")";
      }
      report(mark, std::move(message), "each key once");
      frame.discard = true;
    }
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            Node::Kind kind) {
    if (expects_key()) {
      stop(mark, "a map or list stands where a key belongs",
           "a plain key name, or the } or ] that ends what begins here");
    }
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    if (stack_.size() >= deepest_nesting) {
      stop(mark, "nested more than " + std::to_string(deepest_nesting) + " levels deep",
           "a flatter file");
    }
    Frame frame;
    frame.node = fresh(mark, kind);
    stack_.push_back(std::move(frame));
  }

  void close() {
    Node done = std::move(stack_.back().node);
    stack_.pop_back();
    place(std::move(done));
  }

  void place(Node node) {
    if (stack_.empty()) {
      root_ = std::move(node);
      has_root_ = true;
      return;
    }
    Frame& frame = stack_.back();
    if (frame.node.is_map()) {
      frame.key_next = true;
      if (frame.discard) return;
      node.key = std::move(frame.key);
      node.key_where = std::move(frame.key_where);
    }
    frame.node.children.push_back(std::move(node));
  }

  std::string file_;
  std::string_view text_;
  bool positioned_;
  Diagnostics& diagnostics_;
  std::vector<Frame> stack_;
  Node root_;
  bool has_root_ = false;
};

/// Length of the UTF-8 sequence at `i`, 0 when it is not one (overlong and surrogates included).
std::size_t utf8_length(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) {
    return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0u;
  };
  const auto tail = [&](std::size_t k) { return (byte(k) & 0xC0u) == 0x80u; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (first == 0xE0 && byte(1) < 0xA0) return 0;
    if (first == 0xED && byte(1) > 0x9F) return 0;
    return tail(1) && tail(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (first == 0xF0 && byte(1) < 0x90) return 0;
    if (first == 0xF4 && byte(1) > 0x8F) return 0;
    return tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

/// Refuses bytes that are not text; yaml-cpp would take some of them as the end of the file.
bool check_text(const std::string& file, bool positioned, std::string_view text,
                Diagnostics& diagnostics) {
  int line = 1, column = 1;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const std::size_t length = utf8_length(text, i);
    const bool control =
        (byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t') || byte == 0x7F;
    if (length == 0 || control) {
      const SourcePosition where =
          positioned ? SourcePosition{file, line, column} : SourcePosition{file, 0, 0};
      std::string message = byte == 0 ? "a zero byte: this is not a text file"
                            : control ? "a control character"
                                      : "not valid UTF-8";
      diagnostics.add(where, std::move(message), "YAML text in UTF-8");
      return false;
    }
    column = byte == '\n' ? 1 : column + static_cast<int>(length);
    line += byte == '\n' ? 1 : 0;
    i += length;
  }
  return true;
}

/// First line with something to say behind a tab in its indentation, 0 when there is none.
/// yaml-cpp lets some of them pass and reports others elsewhere.
int tab_indented_line(std::string_view text) {
  int line = 1;
  for (std::size_t begin = 0; begin < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view row = text.substr(begin, end - begin);
    const std::size_t first = std::min(row.find_first_not_of(" \t\r"), row.size());
    const bool says_nothing = first == row.size() || row[first] == '#';
    if (!says_nothing && row.substr(0, first).find('\t') != std::string_view::npos) return line;
    begin = end + 1;
  }
  return 0;
}

/// The file beside a missing one that its name was probably meant for.
std::string similar_file(const fs::path& missing) {
  const fs::path folder = missing.parent_path();
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder.empty() ? "." : folder, error), end; !error && it != end;
       it.increment(error)) {
    if (it->path().extension() == ".yaml") names.push_back(it->path().filename().string());
  }
  std::sort(names.begin(), names.end());
  const std::string ending = missing.extension().empty() ? ".yaml" : "";
  const std::string near = nearest_name(missing.filename().string() + ending, names);
  return near.empty() ? near : (folder / near).string();
}

/// What probably lies behind a message of the YAML library.
std::string advice(std::string_view message) {
  if (message.find("flow") != std::string_view::npos) {
    return "matching { } and [ ], with commas between items";
  }
  if (message.find("map value") != std::string_view::npos) {
    return "one `key: value` on a line, and quotes around a text with a colon in it";
  }
  if (message.find("end of map") != std::string_view::npos ||
      message.find("end of sequence") != std::string_view::npos) {
    return "everything that belongs together indented alike";
  }
  if (message.find("unknown token") != std::string_view::npos) {
    return "quotes around a text that starts with a special character";
  }
  return "`key: value` lines, nested by indentation with spaces";
}

Diagnostic broken(const YAML::ParserException& error, const TreeBuilder& builder) {
  Diagnostic problem;
  problem.where = builder.at(error.mark);
  problem.message = "broken YAML: " + error.msg;
  problem.expected = advice(error.msg);
  const SourcePosition inside = builder.innermost();
  if (inside.line > 0) {
    problem.message += " (in what begins at line " + std::to_string(inside.line) + ", column " +
                       std::to_string(inside.column) + ")";
  }
  return problem;
}

std::optional<Node> parse(const std::string& file, bool positioned, std::string_view given,
                          Diagnostics& diagnostics) {
  if (given.substr(0, 3) == "\xEF\xBB\xBF") given.remove_prefix(3);
  if (!check_text(file, positioned, given, diagnostics)) return std::nullopt;
  std::string text(given);
  text += '\n';  // without it yaml-cpp loses its place at the end
  TextBuffer buffer(text);
  std::istream stream(&buffer);
  TreeBuilder builder(file, text, positioned, diagnostics);
  TreeBuilder second(file, text, positioned, diagnostics);
  try {
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return Node{};
    if (parser.HandleNextDocument(second)) {
      const SourcePosition where =
          second.has_root() ? second.take_root().where : SourcePosition{file, 0, 0};
      diagnostics.add(where, "more than one YAML document in the file",
                      "one document, without a second `---`");
      return std::nullopt;
    }
  } catch (const ReadStop&) {
    return std::nullopt;
  } catch (const YAML::ParserException& error) {
    diagnostics.add(broken(error, builder));
    return std::nullopt;
  }
  return builder.take_root();
}

}  // namespace

std::optional<std::string> read_file(const fs::path& path, const SourcePosition& asked_at,
                                     Diagnostics& diagnostics) {
  const SourcePosition where =
      asked_at.file.empty() ? SourcePosition{path.string(), 0, 0} : asked_at;
  const auto refuse = [&](const std::string& why, std::string nearest = {}) {
    diagnostics.add(where, "cannot read '" + path.string() + "': " + why,
                    "a readable configuration file (YAML)", std::move(nearest));
    return std::nullopt;
  };
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  if (status.type() == fs::file_type::not_found) {
    return refuse("there is no such file", similar_file(path));
  }
  if (status.type() == fs::file_type::directory) return refuse("it is a directory");
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return refuse(errno != 0 ? std::strerror(errno) : "it cannot be opened");
  std::string text;
  char block[65536];
  while (stream.read(block, sizeof block) || stream.gcount() > 0) {
    text.append(block, static_cast<std::size_t>(stream.gcount()));
    if (text.size() > largest_file) return refuse("it is larger than 16 MiB");
  }
  if (stream.bad()) return refuse("reading failed");
  return text;
}

std::optional<Node> read_document(std::string_view file, std::string_view text,
                                  Diagnostics& diagnostics) {
  const std::string name(file);
  if (const int line = tab_indented_line(text); line > 0) {
    diagnostics.add({name, line, 1}, "a tab in the indentation",
                    "spaces, not tabs, for indentation");
    return std::nullopt;
  }
  std::optional<Node> root = parse(name, true, text, diagnostics);
  if (!root) return std::nullopt;
  if (root->kind == Node::Kind::null) {
    diagnostics.add({name, 1, 1}, "the file is empty", "a map of keys such as `run:`");
    return std::nullopt;
  }
  if (root->kind == Node::Kind::refused) return std::nullopt;
  if (!root->is_map()) {
    diagnostics.add(root->where, "the file holds " + kind_in_words(*root),
                    "a map of keys such as `run:`");
    return std::nullopt;
  }
  return root;
}

std::optional<Node> read_value(std::string_view origin, std::string_view text,
                               Diagnostics& diagnostics) {
  return parse(std::string(origin), false, text, diagnostics);
}

}  // namespace overbuild::config

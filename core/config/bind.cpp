#include "core/config/bind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "core/config/declaration.hpp"
#include "core/config/prior.hpp"
#include "core/config/prior_shape.hpp"
#include "core/config/scalar.hpp"
#include "core/config/slider.hpp"
#include "core/config/yaml_text.hpp"
#include "core/digest.hpp"
#include "core/lasting.hpp"

namespace overbuild::config {

namespace {

std::string origin_text(const SourcePosition& where) {
  if (where.line > 0) return fmt::format("{}:{}", where.file, where.line);
  return where.file.substr(0, where.file.find(' '));
}

/// What the file says about one leaf.
struct Given {
  const Node* value = nullptr;  ///< null: the default holds
  std::optional<Prior> prior;
  std::string source, confidence;
  const Node* slider = nullptr;  ///< the note, not yet read
  bool usable = true;            ///< false: already reported, keep the default silently
};

/// How one leaf was settled, in words.
struct Settled {
  std::string_view unit;
  std::string yaml;         ///< as the resolved file writes it
  std::string shown;        ///< as a table shows it
  bool is_default = false;  ///< equal to the declared default, given or not
  std::string_view source;
  char confidence = 'D';
  std::string_view drawn_as{};
};

class Binder final : public Visitor {
 public:
  Binder(const Node& root, const BindContext& context, LoadResult& result, Diagnostics& diagnostics)
      : context_(context), result_(result), diagnostics_(diagnostics), map_(&root) {}

  void number(std::string_view key, double& value, const Spec& spec) override {
    const PathScope scope(*this, key);
    const Given given = open(key);
    value = numeric(given, spec, Declaration::Kind::number, spec.fallback);
    keep_slider(given, spec, Declaration::Kind::number);
    offer(
        given,
        [&value, settled = continuous(given, spec, Declaration::Kind::number)](double u) {
          return number_text(value = settled(u));
        },
        shape_in(given, spec, Declaration::Kind::number));
    record(key, given, [&] {
      const std::string text = number_text(value);
      return Settled{spec.unit,       text,         text, value == spec.fallback, spec.source,
                     spec.confidence, spec.drawn_as};
    });
  }

  void integer(std::string_view key, std::int64_t& value, const Spec& spec) override {
    const PathScope scope(*this, key);
    const Given given = open(key);
    const double settled = numeric(given, spec, Declaration::Kind::integer, spec.fallback);
    value = whole(settled);
    keep_slider(given, spec, Declaration::Kind::integer);
    if (given.value != nullptr && given.usable && !given.prior) {
      std::string ignored;  // beyond 2^53 a double would change the number that was written
      const std::int64_t exact = read_integer(*given.value, ignored).value_or(value);
      if (static_cast<double>(exact) == settled) value = exact;
    }
    offer(
        given,
        [&value, settled = continuous(given, spec, Declaration::Kind::integer)](double u) {
          return fmt::format("{}", value = whole(settled(u)));
        },
        shape_in(given, spec, Declaration::Kind::integer));
    record(key, given, [&] {
      const std::string text = fmt::format("{}", value);
      return Settled{spec.unit,    text,
                     text,         static_cast<double>(value) == spec.fallback,
                     spec.source,  spec.confidence,
                     spec.drawn_as};
    });
  }

  void flag(std::string_view key, bool& value, bool fallback, std::string_view) override {
    const PathScope scope(*this, key);
    const Given given = open(key);
    value = fallback;
    refuse_slider(given);
    const Node* const node = settle_discrete(given, [this](const Node& candidate) {
      std::string complaint;
      const bool fine = read_flag(candidate, complaint).has_value();
      if (!fine) report(candidate, complaint, "true or false", {});
      return fine;
    });
    if (node != nullptr) value = node->text == "true";
    offer(given, [&value, settled = discrete(given)](double u) {
      value = settled(u) == "true";
      return std::string(value ? "true" : "false");
    });
    record(key, given, [&] {
      const std::string text = value ? "true" : "false";
      return Settled{{}, text, text, value == fallback, {}, 'D'};
    });
  }

  void text(std::string_view key, std::string& value, std::string_view fallback,
            std::string_view) override {
    const PathScope scope(*this, key);
    const Given given = open(key);
    refuse_slider(given);
    value = read_text(given, fallback);
    offer(given, [&value, settled = discrete(given)](double u) {
      return yaml_quoted(value = settled(u));
    });
    record(key, given,
           [&] { return Settled{{}, yaml_quoted(value), value, value == fallback, {}, 'D'}; });
  }

  void choice(std::string_view key, std::size_t& value, std::span<const std::string_view> names,
              std::size_t fallback, std::string_view) override {
    const PathScope scope(*this, key);
    const Given given = open(key);
    refuse_slider(given);
    value = fallback;
    const auto position = [names](const Node& candidate) {
      return static_cast<std::size_t>(std::find(names.begin(), names.end(), candidate.text) -
                                      names.begin());
    };
    const Node* const node = settle_discrete(given, [&](const Node& candidate) {
      const bool fine = candidate.is_scalar() && position(candidate) < names.size();
      if (!fine) report_choice(candidate, names);
      return fine;
    });
    if (node != nullptr) value = position(*node);
    offer(given, [&value, names, settled = discrete(given)](double u) {
      const std::string name = settled(u);
      value = static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
      return name;
    });
    record(key, given, [&] {
      const std::string text(value < names.size() ? names[value] : std::string_view{});
      return Settled{{}, portable_word(text), text, value == fallback, {}, 'D'};
    });
  }

  void numbers(std::string_view key, std::vector<double>& values, const Spec& each,
               std::string_view) override {
    const PathScope scope(*this, key);
    const Given given = open(key);
    refuse_slider(given);
    values.clear();
    for (const Node* item : items(given, "a list of numbers such as [1, 2]")) {
      std::string complaint;
      const std::optional<double> read = read_number(*item, complaint);
      if (!read) {
        report(*item, "an item " + complaint, expected(each, Declaration::Kind::number), {});
      } else if (in_range(*item, *read, each, Declaration::Kind::number)) {
        values.push_back(*read);
      }
    }
    record(key, given, [&] {
      std::vector<std::string> texts;
      for (const double value : values) texts.push_back(number_text(value));
      const std::string text = fmt::format("[{}]", fmt::join(texts, ", "));
      return Settled{each.unit,       text,         text, values.empty(), each.source,
                     each.confidence, each.drawn_as};
    });
  }

  void texts(std::string_view key, std::vector<std::string>& values, std::string_view) override {
    const PathScope scope(*this, key);
    const Given given = open(key);
    refuse_slider(given);
    values.clear();
    for (const Node* item : items(given, "a list of texts such as [a, b]")) {
      if (item->is_scalar()) {
        values.push_back(item->text);
      } else {
        report(*item, "an item is " + kind_in_words(*item), "a text", {});
      }
    }
    record(key, given, [&] {
      std::vector<std::string> quoted;
      for (const std::string& value : values) quoted.push_back(yaml_quoted(value));
      const std::string text = fmt::format("[{}]", fmt::join(quoted, ", "));
      return Settled{{}, text, text, values.empty(), {}, 'D'};
    });
  }

  void reference(std::string_view key, std::string& id, std::string_view map_path,
                 std::string_view) override {
    const PathScope scope(*this, key);
    const Given given = open(key);
    refuse_slider(given);
    id = read_text(given, {});
    offer(given,
          [&id, settled = discrete(given)](double u) { return yaml_quoted(id = settled(u)); });
    if (!id.empty()) {
      references_.push_back({path_, id, std::string(map_path), result_.locate(path_)});
    }
    record(key, given, [&] { return Settled{{}, yaml_quoted(id), id, id.empty(), {}, 'D'}; });
  }

  void group(std::string_view key, std::string_view, Describe body) override {
    const PathScope scope(*this, key);
    const Node* const node = map_ != nullptr ? map_->find(key) : nullptr;
    remember(node);
    const MapScope inside(*this, node, key);
    body(*this);
  }

  void entries(std::string_view key, std::string_view, EntryMap& map) override {
    const PathScope scope(*this, key);
    const Node* const node = map_ != nullptr ? map_->find(key) : nullptr;
    remember(node);
    map.clear();
    std::vector<std::string>& ids = ids_[path_];
    const MapScope inside(*this, node, key);
    if (node == nullptr) return;
    // All first: settling a prior again needs entries that stay where they are.
    for (const Node& entry : node->children) map.add(entry.key);
    for (const Node& entry : node->children) {
      ids.push_back(entry.key);
      const PathScope entry_scope(*this, entry.key);
      remember(&entry);
      const MapScope entry_inside(*this, &entry, entry.key);
      map.describe(entry.key, *this);
    }
  }

  void finish() {
    if (context_.complete) check_references();
    result_.digest = digest_.value();
  }

 private:
  struct Reference {
    std::string path, id, map_path;
    SourcePosition where;
  };

  /// Extends the current path by one component.
  class PathScope {
   public:
    PathScope(Binder& binder, std::string_view key)
        : binder_(binder), length_(binder.path_.size()) {
      if (length_ > 0) binder.path_ += '.';
      binder.path_ += key;
    }
    PathScope(const PathScope&) = delete;
    PathScope& operator=(const PathScope&) = delete;
    ~PathScope() { binder_.path_.resize(length_); }

   private:
    Binder& binder_;
    std::size_t length_;
  };

  /// Enters a map and writes its line; one that stays empty is written as {}.
  class MapScope {
   public:
    MapScope(Binder& binder, const Node* node, std::string_view key)
        : binder_(binder), outside_(std::exchange(binder.map_, node)) {
      binder.indent();
      binder.result_.resolved_yaml += portable_word(key);
      binder.result_.resolved_yaml += ":\n";
      ++binder.depth_;
      begin_ = binder.result_.resolved_yaml.size();
    }
    MapScope(const MapScope&) = delete;
    MapScope& operator=(const MapScope&) = delete;
    ~MapScope() {
      std::string& yaml = binder_.result_.resolved_yaml;
      if (yaml.size() == begin_) yaml.replace(begin_ - 1, 1, " {}\n");
      --binder_.depth_;
      binder_.map_ = outside_;
    }

   private:
    Binder& binder_;
    const Node* outside_;
    std::size_t begin_ = 0;
  };

  void indent() { result_.resolved_yaml.append(2 * depth_, ' '); }

  void remember(const Node* node) {
    if (node != nullptr) result_.positions[path_] = node->key_where;
  }

  void report(const Node& at, const std::string& complaint, std::string expected_text,
              std::string nearest) {
    if (at.kind == Node::Kind::refused) return;
    diagnostics_.add(at.where, fmt::format("'{}' {}", path_, complaint), std::move(expected_text),
                     std::move(nearest));
  }

  static std::string expected(const Spec& spec, Declaration::Kind kind) {
    Declaration declaration;
    declaration.kind = kind;
    declaration.unit = spec.unit;
    declaration.lo = spec.lo;
    declaration.hi = spec.hi;
    return expected_in_words(declaration);
  }

  Given open(std::string_view key) {
    Given given;
    const Node* const node = map_ != nullptr ? map_->find(key) : nullptr;
    if (node == nullptr) return given;
    result_.positions[path_] = node->where;
    given.value = node;
    given.usable = node->kind != Node::Kind::refused;
    if (node->is_map()) open_map(*node, given);
    return given;
  }

  /// Looks inside `{value, source, confidence}` and priors.
  void open_map(const Node& map, Given& given) {
    read_notes(map, given);
    if (map.find("dist") != nullptr) {
      given.prior = read_prior(map, path_, diagnostics_);
      given.usable = given.usable && given.prior.has_value();
      return;
    }
    const Node* const value = map.find("value");
    check_note_keys(map, given);
    if (value == nullptr) {
      if (given.usable)
        report(map, "is a map", "a value, {value: ..., source: ...} or a prior", {});
      given.usable = false;
      return;
    }
    given.value = value;
    if (value->kind == Node::Kind::null) {
      report(*value, "has no value", "something behind `value:`", {});
      given.usable = false;
    } else if (value->is_map() && value->find("dist") != nullptr) {
      given.prior = read_prior(*value, path_, diagnostics_);
      given.usable = given.usable && given.prior.has_value();
    } else if (value->is_map()) {
      report(*value, "is a map inside a map", "a value or a prior behind `value:`", {});
      given.usable = false;
    } else if (value->kind == Node::Kind::refused) {
      given.usable = false;
    }
  }

  void check_note_keys(const Node& map, Given& given) {
    static const auto& names = lasting<std::vector<std::string>>(
        {"value", "source", "confidence", "dist", std::string(slider_key)});
    for (const Node& child : map.children) {
      if (std::find(names.begin(), names.end(), child.key) != names.end()) continue;
      diagnostics_.add(child.key_where,
                       fmt::format("'{}' is a value and has no key '{}'", path_, child.key),
                       "{value: ..., source: ..., confidence: A|B|C|D} or a prior {dist: ...}",
                       nearest_name(child.key, names));
      given.usable = false;
    }
  }

  void read_notes(const Node& map, Given& given) {
    given.slider = map.find(slider_key);
    if (const Node* source = map.find("source")) {
      if (source->is_scalar()) {
        given.source = source->text;
      } else {
        report(*source, "has a source that is " + kind_in_words(*source), "a text", {});
      }
    }
    if (const Node* confidence = map.find("confidence")) {
      const std::string& letter = confidence->text;
      if (confidence->is_scalar() && letter.size() == 1 && letter >= "A" && letter <= "D") {
        given.confidence = letter;
      } else {
        report(*confidence, "has confidence " + kind_in_words(*confidence),
               "A (filed), B (estimated), C (secondary) or D (guess)", {});
      }
    }
  }

  bool in_range(const Node& at, double value, const Spec& spec, Declaration::Kind kind) {
    if (value >= spec.lo && value <= spec.hi) return true;
    report(at,
           fmt::format("is {}, {} the allowed range", number_text(value),
                       value < spec.lo ? "below" : "above"),
           expected(spec, kind), {});
    return false;
  }

  /// Keeps a number's slider note, whose ends must be values the number may have.
  void keep_slider(const Given& given, const Spec& spec, Declaration::Kind kind) {
    if (given.slider == nullptr) return;
    const std::optional<Slider> slider = read_slider(*given.slider, path_, diagnostics_);
    if (!slider) return;
    const bool fine = in_range(*given.slider->find("lo"), slider->lo, spec, kind) &&
                      in_range(*given.slider->find("hi"), slider->hi, spec, kind);
    if (fine && context_.sliders != nullptr) context_.sliders->push_back({path_, *slider});
  }

  void refuse_slider(const Given& given) {
    if (given.slider == nullptr) return;
    report(*given.slider, "has a slider and is no single number", "the value without the slider",
           {});
  }

  /// Value of a number or whole number; the fallback after a report.
  double numeric(const Given& given, const Spec& spec, Declaration::Kind kind, double fallback) {
    const double safe = std::isnan(fallback) ? std::clamp(0.0, spec.lo, spec.hi) : fallback;
    if (given.value == nullptr) {
      if (std::isnan(fallback) && context_.complete) missing(spec, kind);
      return safe;
    }
    if (!given.usable) return safe;
    if (given.prior) return draw(given, spec, kind, safe);
    const std::optional<double> read = read_as(*given.value, spec, kind);
    return read && in_range(*given.value, *read, spec, kind) ? *read : safe;
  }

  std::optional<double> read_as(const Node& node, const Spec& spec, Declaration::Kind kind) {
    std::string complaint;
    std::optional<double> read = read_number(node, complaint);
    if (read && kind == Declaration::Kind::integer && !read_integer(node, complaint)) {
      read.reset();
    }
    if (!read) report(node, complaint, expected(spec, kind), {});
    return read;
  }

  void missing(const Spec& spec, Declaration::Kind kind) {
    diagnostics_.add(result_.locate(path_), fmt::format("'{}' is missing", path_),
                     expected(spec, kind));
  }

  std::size_t dimension() const {
    const auto& paths = result_.prior_paths;
    return static_cast<std::size_t>(std::find(paths.begin(), paths.end(), path_) - paths.begin());
  }

  double uniform() {
    return context_.draw_priors ? context_.uniform(path_, dimension()) : prior_middle;
  }

  /// Keeps how to settle the leaf again, when it has a prior.
  void offer(const Given& given, std::function<std::string(double)> settle, PriorShape shape = {}) {
    if (!given.prior || !given.usable) return;
    shape.choices = choices_of(*given.prior);
    result_.priors.push_back({path_, dimension(), Settler{std::move(settle), std::move(shape)}});
  }

  static std::vector<PriorChoice> choices_of(const Prior& prior) {
    std::vector<PriorChoice> choices;
    double total = 0.0, reached = 0.0;
    for (const double weight : prior.weights) total += weight;
    for (std::size_t k = 0; k < prior.values.size(); ++k) {
      const double before = reached;
      reached += prior.weights[k];
      if (reached > before) {
        choices.push_back({prior.values[k]->text, before / total, reached / total});
      }
    }
    return choices;
  }

  /// The number at u: what `draw` makes of it, without reports.
  static std::function<double(double)> continuous(const Given& given, const Spec& spec,
                                                  Declaration::Kind kind) {
    if (!given.prior) return {};
    if (given.prior->kind == Prior::Kind::choice) {
      std::vector<double> values;
      for (const Node* node : given.prior->values) {
        std::string ignored;
        values.push_back(read_number(*node, ignored).value_or(spec.lo));
      }
      return [values, prior = *given.prior](double u) { return values[pick(prior, u)]; };
    }
    return [prior = cut_to(*given.prior, spec, kind), spec, kind](double u) {
      return drawn(prior, u, spec, kind);
    };
  }

  static PriorShape shape_in(const Given& given, const Spec& spec, Declaration::Kind kind) {
    if (!given.prior) return {};
    const Prior prior = cut_to(*given.prior, spec, kind);
    // What `truncate` cuts off was asked for; what the range does is worth telling.
    return {{},
            prior.lowest < spec.lo ? prior.below : 0.0,
            prior.highest > spec.hi ? prior.above : 0.0,
            spec.lo,
            spec.hi};
  }

  /// The prior without what lies beyond the range or its own ends; whole numbers take what rounds
  /// to the range.
  static Prior cut_to(Prior prior, const Spec& spec, Declaration::Kind kind) {
    const double slack = kind == Declaration::Kind::integer ? 0.5 : 0.0;
    cut(prior, spec.lo, spec.hi, slack);
    return prior;
  }

  /// The text at u.
  static std::function<std::string(double)> discrete(const Given& given) {
    if (!given.prior) return {};
    std::vector<std::string> values;
    for (const Node* node : given.prior->values) values.push_back(node->text);
    return [values, prior = *given.prior](double u) { return values[pick(prior, u)]; };
  }

  static double drawn(const Prior& prior, double u, const Spec& spec, Declaration::Kind kind) {
    const double value = quantile(prior, u);
    return std::clamp(kind == Declaration::Kind::integer ? std::floor(value + 0.5) : value,
                      std::max(spec.lo, prior.lowest), std::min(spec.hi, prior.highest));
  }

  /// A number from its prior. Support outside the range is an error; the tails of normal and
  /// lognormal priors are cut off at its ends.
  double draw(const Given& given, const Spec& spec, Declaration::Kind kind, double safe) {
    const Prior& prior = *given.prior;
    const Node& at = *given.value;
    const double u = uniform();
    if (prior.kind == Prior::Kind::choice) {
      std::vector<double> values;
      for (const Node* node : prior.values) {
        const std::optional<double> read = read_as(*node, spec, kind);
        if (read && in_range(*node, *read, spec, kind)) values.push_back(*read);
      }
      if (values.size() != prior.values.size()) return safe;
      return values[pick(prior, u)];
    }
    const double low = prior.bounded() ? prior.lo : prior.location;
    const double high = prior.bounded() ? prior.hi : prior.location;
    if (low < spec.lo || high > spec.hi) {
      report(at,
             fmt::format("has the prior {}, which reaches {} the allowed range", prior_text(prior),
                         low < spec.lo ? "below" : "above"),
             expected(spec, kind), {});
      return safe;
    }
    return drawn(cut_to(prior, spec, kind), u, spec, kind);
  }

  static std::int64_t whole(double value) {
    constexpr double limit = 9.2e18;
    return static_cast<std::int64_t>(std::clamp(value, -limit, limit));
  }

  /// The node to read a flag, text or choice from; null when the default holds. `check` reports
  /// a value that does not fit; every value a prior can take is checked, not only the drawn one.
  const Node* settle_discrete(const Given& given, FunctionRef<bool(const Node&)> check) {
    if (given.value == nullptr || !given.usable) return nullptr;
    if (!given.prior) return check(*given.value) ? given.value : nullptr;
    const Prior& prior = *given.prior;
    const double u = uniform();
    if (prior.kind != Prior::Kind::choice) {
      report(*given.value, "has the prior " + prior_text(prior) + ", which gives numbers",
             "a choice prior {dist: choice, values: [...]}", {});
      return nullptr;
    }
    bool fine = true;
    for (const Node* value : prior.values) fine = check(*value) && fine;
    if (!fine) return nullptr;
    return prior.values[pick(prior, u)];
  }

  std::string read_text(const Given& given, std::string_view fallback) {
    const Node* const node = settle_discrete(given, [this](const Node& candidate) {
      if (!candidate.is_scalar()) report(candidate, "is " + kind_in_words(candidate), "a text", {});
      return candidate.is_scalar();
    });
    return node != nullptr ? node->text : std::string(fallback);
  }

  void report_choice(const Node& node, std::span<const std::string_view> names) {
    const std::vector<std::string> all(names.begin(), names.end());
    report(node, "is " + kind_in_words(node), fmt::format("one of {}", fmt::join(all, ", ")),
           node.is_scalar() ? nearest_name(node.text, all) : std::string{});
  }

  std::vector<const Node*> items(const Given& given, std::string expected_text) {
    std::vector<const Node*> all;
    if (given.value == nullptr || !given.usable) return all;
    if (given.prior) {
      report(*given.value, "has a prior, which lists cannot have", std::move(expected_text), {});
    } else if (given.value->kind != Node::Kind::list) {
      report(*given.value, "is " + kind_in_words(*given.value), std::move(expected_text), {});
    } else {
      for (const Node& item : given.value->children) all.push_back(&item);
    }
    return all;
  }

  /// Writes down what a leaf was settled to, if anybody will read it.
  template <class Words>
  void record(std::string_view key, const Given& given, Words words) {
    if (context_.record) write_down(key, given, words());
  }

  void write_down(std::string_view key, const Given& given, const Settled& settled) {
    ProvenanceRow row;
    row.path = path_;
    row.keyed_path = keyed_path(path_, settled.drawn_as);
    row.unit = settled.unit;
    row.value = settled.shown;
    row.source = given.source;
    row.confidence = given.confidence;
    row.origin = given.value != nullptr ? origin_text(given.value->where) : "default";
    if (given.prior) row.prior = prior_text(*given.prior);
    const bool by_option = row.origin.substr(0, 2) == "--";
    if (by_option && row.source.empty()) row.source = row.origin;
    write_line(key, settled, row);
    if (settled.is_default && row.source.empty() && !settled.source.empty()) {
      row.source = settled.source;
      row.confidence = std::string(1, settled.confidence);
    }
    if (path_ != "run.threads") {
      digest_.add(row.keyed_path);
      digest_.add(settled.yaml);
    }
    result_.provenance.push_back(std::move(row));
  }

  void write_line(std::string_view key, const Settled& settled, const ProvenanceRow& row) {
    std::string& yaml = result_.resolved_yaml;
    indent();
    yaml += portable_word(key);
    yaml += ": ";
    if (row.source.empty() && row.confidence.empty()) {
      yaml += portable_numbers(settled.yaml);
    } else {
      yaml += "{value: " + portable_numbers(settled.yaml);
      if (!row.source.empty()) yaml += ", source: " + yaml_quoted(row.source);
      if (!row.confidence.empty()) yaml += ", confidence: " + row.confidence;
      yaml += '}';
    }
    std::string comment;
    if (!settled.unit.empty() && settled.unit != "1") comment = settled.unit;
    if (!row.prior.empty()) {
      if (!comment.empty()) comment += ", ";
      comment += (context_.draw_priors ? "drawn from " : "middle of ") + one_line(row.prior);
    }
    if (!comment.empty()) yaml += "  # " + comment;
    yaml += '\n';
  }

  /// A prior's values are the user's texts; a comment must not end early.
  static std::string one_line(std::string text) {
    for (char& c : text) {
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    }
    return text;
  }

  void check_references() {
    for (const Reference& reference : references_) {
      const std::vector<std::string>& ids = ids_[reference.map_path];
      if (std::find(ids.begin(), ids.end(), reference.id) != ids.end()) continue;
      std::string expected_text = fmt::format("a name listed under '{}'", reference.map_path);
      if (!ids.empty() && ids.size() <= 16) {
        expected_text += fmt::format(" ({})", fmt::join(ids, ", "));
      }
      diagnostics_.add(reference.where,
                       fmt::format("'{}' names '{}', which '{}' does not have", reference.path,
                                   reference.id, reference.map_path),
                       std::move(expected_text), nearest_name(reference.id, ids));
    }
  }

  const BindContext& context_;
  LoadResult& result_;
  Diagnostics& diagnostics_;
  const Node* map_;
  std::string path_;
  std::size_t depth_ = 0;
  std::map<std::string, std::vector<std::string>> ids_;
  std::vector<Reference> references_;
  Digest digest_;
};

}  // namespace

void bind(const Node& root, const BindContext& context, Describe describe, LoadResult& result,
          Diagnostics& diagnostics) {
  result.positions[""] = {context.main_file, 0, 0};
  Binder binder(root, context, result, diagnostics);
  describe(binder);
  binder.finish();
}

}  // namespace overbuild::config

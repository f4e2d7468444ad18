#include "tools/playground/page_data.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "api/model.hpp"
#include "api/native/shipped.hpp"
#include "core/config/declaration.hpp"
#include "core/config/load_from.hpp"
#include "core/config/load_yaml.hpp"
#include "core/config/reference.hpp"
#include "core/config/scalar.hpp"
#include "core/config/trees.hpp"
#include "core/number_text.hpp"
#include "sim/experiments/hypotheses.hpp"
#include "sim/parameters/check.hpp"
#include "sim/results/build.hpp"
#include "sim/results/findings.hpp"
#include "sim/results/summary.hpp"
#include "tools/configuration.hpp"
#include "tools/playground/baseline.hpp"
#include "tools/playground/drivers.hpp"
#include "tools/scenario.hpp"

namespace overbuild {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using Settings = std::vector<config::Override>;

/// Enterprises of a page unless it is told otherwise: the first world within a second.
constexpr std::int64_t most_enterprises = 1000;
/// Worlds of that size that a page brings along.
constexpr std::int64_t most_brought = 50;
constexpr std::size_t most_sliders = 8;

Json settings_json(const Settings& settings) {
  Json list = Json::array();
  for (const config::Override& set : settings) list.push_back(Json::array({set.path, set.value}));
  return list;
}

/// A value's node as `--set` takes it.
Json value_json(const config::Node& node) {
  if (node.kind == config::Node::Kind::list) {
    Json list = Json::array();
    for (const config::Node& child : node.children) list.push_back(value_json(child));
    return list;
  }
  if (node.is_map()) {
    Json map = Json::object();
    for (const config::Node& child : node.children) map[child.key] = value_json(child);
    return map;
  }
  std::string ignored;
  if (const auto flag = config::read_flag(node, ignored)) return *flag;
  if (const auto whole = config::read_integer(node, ignored)) return *whole;
  if (const auto number = config::read_number(node, ignored)) return *number;
  return node.text;
}

/// A setting whose value is JSON where it is no plain scalar: a page reads no YAML. What cannot be
/// read at all is left for the diagnostics.
config::Override portable(config::Override set) {
  Diagnostics ignored;
  const auto node = config::yaml_files().value("--set " + set.path, set.value, ignored);
  if (node && (node->is_map() || node->kind == config::Node::Kind::list || node->quoted)) {
    set.value = value_json(*node).dump();
  }
  return set;
}

/// The settings an overlay comes to, path by path.
void flatten(const config::Node& node, const config::Declaration& declared, const std::string& path,
             Settings& settings) {
  if (declared.is_leaf()) {
    const bool plain = node.is_scalar() && !node.quoted;
    settings.push_back({path, plain ? node.text : value_json(node).dump()});
    return;
  }
  for (const config::Node& child : node.children) {
    const config::Declaration* below = declared.is_entries() ? nullptr : declared.find(child.key);
    const std::string full = path.empty() ? child.key : path + "." + child.key;
    if (below != nullptr) {
      flatten(child, *below, full, settings);
    } else if (declared.is_entries() && child.is_map()) {
      for (const config::Node& grandchild : child.children) {
        const config::Declaration* leaf = declared.find(grandchild.key);
        if (leaf != nullptr) flatten(grandchild, *leaf, full + "." + grandchild.key, settings);
      }
    } else if (declared.is_entries()) {
      settings.push_back({full, "~"});  // removes the entry
    }
  }
}

/// The value at a quantile of a prior of numbers; 0 where it is none.
double settled(const config::BoundPrior& prior, double quantile) {
  return parse_number(prior.settle(quantile)).value_or(0.0);
}

/// Collects the parts of a page's data for one request.
class PageData {
 public:
  PageData(const PlaygroundRequest& request, std::vector<std::string>& notes)
      : request_(request), notes_(notes), declared_(config::collect(describe_parameters)) {
    if (request.configuration.config == "-") {
      refuse_input("-", "a page needs a configuration that the program can find again",
                   "a file, or a name that `overbuild list` shows", "");
    }
    for (const std::string& set : request.configuration.sets)
      sets_.push_back(portable(parse_override(set)));
    if (request.configuration.years) {
      sets_.push_back({"run.years", std::to_string(*request.configuration.years)});
    }
    load();
    keep_small();
  }

  Json collect() {
    Json data = {{"program", "overbuild " + short_text(this_build())},
                 {"statement", conditional_statement},
                 {"name", loaded_.name},
                 {"title", parameters_.title.empty() ? loaded_.name : parameters_.title},
                 {"names", words_json(names_of(parameters_))},
                 {"command", command()},
                 {"config", main_file_},
                 {"overlays", overlays_},
                 {"sets", settings_json(sets_)},
                 {"worlds", request_.worlds},
                 {"sliders", sliders()},
                 {"conditions", conditions()}};
    if (request_.configuration.seed) data["seed"] = *request_.configuration.seed;
    data["trees"] = trees();
    if (const std::uint32_t worlds = baseline_worlds()) {
      data["baseline"] = baseline_of(data, worlds);
      data["digest"] = first_digest(data["baseline"]["worlds"][0]);
    } else {
      data["digest"] = first_digest(baseline_of(data, 1)["worlds"][0]);
    }
    if (request_.drivers > 0 && !request_.serve)
      data["drivers"] = try_drivers(data, request_.drivers);
    data["note"] = fmt::format("{}", fmt::join(notes_, " "));
    return data;
  }

 private:
  void load() {
    config::LoadRequest load;
    load.file = find_configuration(request_.configuration.config);
    for (const std::string& overlay : request_.configuration.overlays) {
      load.overlays.push_back(find_configuration(overlay));
    }
    load.overrides = sets_;
    load.seed = request_.configuration.seed.value_or(0);
    load.seed_given = request_.configuration.seed.has_value();
    Diagnostics problems;
    sliders_.clear();
    loaded_ = bind(load, parameters_, problems, &sliders_);
    if (!problems.ok()) throw InputError(problems.text());
    load_ = load;
    root_ = common_root(load.file);
    if (!loads_shortened()) root_.clear();
    overlays_.clear();
    main_file_ = shortened(load.file.string());
    for (const fs::path& overlay : load.overlays) overlays_.push_back(shortened(overlay.string()));
  }

  /// Names are told as below the folder of the configuration's folder, when all lie there: nobody's
  /// home is anybody's business.
  std::string common_root(const fs::path& file) const {
    std::string root = file.parent_path().parent_path().string();
    if (!root.empty() && !root.ends_with('/')) root += '/';
    const Json all = Json::parse(documents_.json());
    for (const auto& [name, tree] : all.items()) {
      if (!name.starts_with(root)) return {};
    }
    return root;
  }

  /// Whether the files still find each other by their short names: `extends` may name a full path.
  bool loads_shortened() const {
    Diagnostics problems;
    const config::TreeDocuments documents(trees().dump(), problems);
    config::LoadRequest load = load_;
    load.file = shortened(load_.file.string());
    for (fs::path& overlay : load.overlays) overlay = shortened(overlay.string());
    Parameters parameters{};
    const auto declaration = [&](config::Visitor& visitor) { describe(visitor, parameters); };
    config::load_from(documents, load.file.string(), load, declaration, problems);
    return problems.ok();
  }

  config::LoadResult bind(const config::LoadRequest& load, Parameters& parameters,
                          Diagnostics& problems, config::Sliders* sliders = nullptr) const {
    const auto declaration = [&](config::Visitor& visitor) { describe(visitor, parameters); };
    config::LoadResult loaded =
        config::load_from(documents_, load.file.string(), load, declaration, problems,
                          {.uniform = nullptr, .sliders = sliders});
    if (problems.ok()) check_consistency(parameters, loaded, problems);
    return loaded;
  }

  bool binds(const Settings& more) const {
    config::LoadRequest load = load_;
    load.overrides.insert(load.overrides.end(), more.begin(), more.end());
    Parameters parameters{};
    Diagnostics problems;
    bind(load, parameters, problems);
    return problems.ok();
  }

  /// A page with the enterprises of the default would need minutes.
  void keep_small() {
    constexpr const char* path = "population.enterprises";
    const auto given = [&](const config::Override& set) { return set.path == path; };
    if (std::any_of(sets_.begin(), sets_.end(), given) ||
        parameters_.population.enterprises <= most_enterprises) {
      return;
    }
    notes_.push_back(fmt::format(
        "The page simulates {} enterprises instead of {} (--set {}=N chooses another number).",
        most_enterprises, parameters_.population.enterprises, path));
    sets_.push_back({path, std::to_string(most_enterprises)});
    load();
  }

  std::string shortened(const std::string& name) const {
    return name.starts_with(root_) ? name.substr(root_.size()) : name;
  }

  Json trees() const {
    const Json kept = Json::parse(documents_.json());
    Json trees = Json::object();
    for (const auto& [name, tree] : kept.items()) {
      if (used_.empty() || std::find(used_.begin(), used_.end(), name) != used_.end()) {
        trees[shortened(name)] = tree;
      }
    }
    return trees;
  }

  std::string command() const {
    std::string text = "overbuild run " + shell_word(main_file_);
    for (const std::string& overlay : overlays_) {
      text += " --overlay " + shell_word(overlay);
    }
    return text;
  }

  // ---- sliders: those asked for, then those the configuration notes, else what has a prior ----

  Json sliders() const {
    Json list = Json::array();
    Diagnostics problems;
    for (const std::string& text : request_.sliders) {
      if (const auto slider = asked_slider(text, problems)) list.push_back(*slider);
    }
    if (!problems.ok()) throw InputError(problems.text());
    for (const auto& [path, slider] : sliders_) {
      if (!has(list, path)) list.push_back(slider_json(path, slider));
    }
    for (const config::BoundPrior& prior : loaded_.priors) {
      const config::Declaration* declared = config::find_path(declared_, prior.path);
      const bool wanted = sliders_.empty() && list.size() < most_sliders;
      if (wanted && declared != nullptr && declared->is_numeric() && !has(list, prior.path)) {
        if (const auto made = prior_slider(prior, *declared)) list.push_back(*made);
      }
    }
    return list;
  }

  static bool has(const Json& list, const std::string& path) {
    return std::any_of(list.begin(), list.end(),
                       [&](const Json& slider) { return slider["path"] == path; });
  }

  static Json slider_json(const std::string& path, const config::Slider& slider) {
    return {{"path", path},
            {"lo", slider.lo},
            {"hi", slider.hi},
            {"label", slider.label},
            {"group", slider.group}};
  }

  static std::optional<Json> prior_slider(const config::BoundPrior& prior,
                                          const config::Declaration& declared) {
    const double lo = settled(prior, 0.05), hi = settled(prior, 0.95);
    if (!(lo < hi)) return std::nullopt;
    return slider_json(prior.path, {lo, hi, declared.meaning, "drawn"});
  }

  const config::ProvenanceRow* row_of(const std::string& path) const {
    for (const config::ProvenanceRow& row : loaded_.provenance) {
      if (row.path == path) return &row;
    }
    return nullptr;
  }

  /// PATH or PATH=LO:HI.
  std::optional<Json> asked_slider(const std::string& text, Diagnostics& problems) const {
    const std::size_t equals = text.find('=');
    const std::string path = text.substr(0, equals);
    const SourcePosition where{"--slider " + text, 0, 0};
    const config::Declaration* declared = config::find_path(declared_, path);
    const config::ProvenanceRow* row = row_of(path);
    if (declared == nullptr || row == nullptr) {
      problems.add(where, fmt::format("there is no key '{}'", path),
                   "a number of the configuration", config::nearest_key(describe_parameters, path));
      return std::nullopt;
    }
    if (declared->kind != config::Declaration::Kind::number &&
        declared->kind != config::Declaration::Kind::integer) {
      problems.add(where, fmt::format("'{}' is no single number", path),
                   "a number of the configuration");
      return std::nullopt;
    }
    const auto [lo, hi] = equals == std::string::npos ? default_ends(*declared, *row)
                                                      : given_ends(text.substr(equals + 1));
    if (!(lo < hi) || lo < declared->lo || hi > declared->hi) {
      problems.add(
          where, "the ends do not fit",
          fmt::format("{}=LO:HI with LO below HI, {}", path, config::expected_in_words(*declared)));
      return std::nullopt;
    }
    return slider_json(path, {lo, hi, declared->meaning, "added"});
  }

  static std::pair<double, double> given_ends(const std::string& text) {
    const auto number = [](std::string_view part) {
      config::Node node;
      node.kind = config::Node::Kind::scalar;
      node.text = part;
      std::string complaint;
      return config::read_number(node, complaint).value_or(std::nan(""));
    };
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos) return {std::nan(""), std::nan("")};
    return {number(text.substr(0, colon)), number(text.substr(colon + 1))};
  }

  /// The prior's 5 to 95 %, else half to double the value, within the declared range.
  std::pair<double, double> default_ends(const config::Declaration& declared,
                                         const config::ProvenanceRow& row) const {
    for (const config::BoundPrior& prior : loaded_.priors) {
      if (prior.path == row.path) return {settled(prior, 0.05), settled(prior, 0.95)};
    }
    const double value = parse_number(row.value).value_or(0.0);
    if (value == 0.0) {
      return {std::max(0.0, declared.lo), std::isfinite(declared.hi) ? declared.hi : 1.0};
    }
    const auto [lo, hi] = std::minmax({value / 2.0, value * 2.0});
    return {std::max(lo, declared.lo), std::min(hi, declared.hi)};
  }

  // ---- conditions: the shipped hypotheses and lessons about this configuration ----

  Json conditions() {
    remember_used();
    Json list = Json::array();
    add_hypotheses(list);
    add_lessons(list);
    return list;
  }

  /// What was read until here makes the configuration; what comes is only looked at.
  void remember_used() {
    const Json all = Json::parse(documents_.json());
    for (const auto& [name, tree] : all.items()) used_.push_back(name);
  }

  void add_hypotheses(Json& list) const {
    config::LoadRequest load = load_;
    for (const std::string& name : shipped_about("hypotheses/", load_.file)) {
      load.overlays.push_back(find_configuration(name));
    }
    Parameters parameters{};
    Diagnostics problems;
    bind(load, parameters, problems);
    if (!problems.ok()) return;  // hypotheses about another configuration than this has become
    for (const Family& family : families_of(parameters)) {
      for (const auto& [id, hypothesis] : family.members) {
        Json choices = Json::array();
        for (const auto& [label, texts] :
             {std::pair{"on", hypothesis.on}, {"off", hypothesis.off}}) {
          Settings settings;
          for (const std::string& text : texts) settings.push_back(portable(parse_override(text)));
          if (!settings.empty() && binds(settings)) {
            choices.push_back({{"label", label}, {"sets", settings_json(settings)}});
          }
        }
        add_condition(list, id, "Conditions: " + family.name, hypothesis.claim, choices);
      }
    }
  }

  /// Those about this configuration, else all that fit it.
  void add_lessons(Json& list) const {
    std::vector<std::string> names = shipped_about("lessons/", load_.file);
    if (names.empty()) {
      for (const ShippedConfig& shipped : shipped_configs()) {
        if (shipped.name.starts_with("lessons/")) names.push_back(shipped.name);
      }
    }
    for (const std::string& name : names) {
      Diagnostics problems;
      const std::optional<config::Node> root =
          config::yaml_files().document(find_configuration(name), {}, problems);
      Settings settings;
      if (root) flatten(*root, declared_, "", settings);
      const auto title =
          std::find_if(settings.begin(), settings.end(),
                       [](const config::Override& set) { return set.path == "title"; });
      if (title == settings.end()) continue;
      const std::string label = label_of(title->value);
      settings.erase(title);
      if (settings.empty() || !binds(settings)) continue;
      const Json choices = {{{"label", "on"}, {"sets", settings_json(settings)}}};
      add_condition(list, fs::path(name).stem().string(), "What if", label, choices);
    }
  }

  /// "AI, without a leap" is said beside the page's own title.
  static std::string label_of(const std::string& title) {
    const std::size_t comma = title.find(", ");
    std::string label = comma == std::string::npos ? title : title.substr(comma + 2);
    if (!label.empty() && label[0] >= 'a' && label[0] <= 'z')
      label[0] = static_cast<char>(label[0] - 32);
    return label;
  }

  static void add_condition(Json& list, const std::string& id, const std::string& family,
                            const std::string& title, const Json& choices) {
    const bool told = std::any_of(list.begin(), list.end(),
                                  [&](const Json& one) { return one["title"] == title; });
    if (choices.empty() || told) return;
    list.push_back({{"id", id}, {"family", family}, {"title", title}, {"choices", choices}});
  }

  /// How many worlds the page brings along: fewer where each takes longer, none where a server runs
  /// them as fast.
  std::uint32_t baseline_worlds() const {
    if (request_.serve) return 0;
    const std::int64_t size = std::max(parameters_.population.enterprises, most_enterprises);
    const std::int64_t affordable =
        std::max<std::int64_t>(most_brought * most_enterprises / size, 1);
    return static_cast<std::uint32_t>(std::min<std::int64_t>(request_.worlds, affordable));
  }

  /// Of world 0 by the native engine, from the very trees that the page gets.
  static std::string first_digest(const Json& world) {
    if (world.contains("error")) throw InputError("world 0: " + world["error"].get<std::string>());
    return world["digest"].get<std::string>();
  }

  const PlaygroundRequest& request_;
  std::vector<std::string>& notes_;
  config::Declaration declared_;
  Settings sets_;
  config::KeepingDocuments documents_{shipped_files()};
  config::LoadRequest load_;
  Parameters parameters_{};
  config::LoadResult loaded_;
  config::Sliders sliders_;
  std::string root_, main_file_;
  std::vector<std::string> overlays_, used_;
};

}  // namespace

Json question_of(const Json& data) {
  Json asked = {{"config", data["config"]},
                {"overlays", data["overlays"]},
                {"sets", Json::object()},
                {"trees", data["trees"]}};
  for (const Json& set : data["sets"]) asked["sets"][set[0].get<std::string>()] = set[1];
  if (data.contains("seed")) asked["seed"] = data["seed"];
  return asked;
}

Json playground_data(const PlaygroundRequest& request, std::vector<std::string>& notes) {
  return PageData(request, notes).collect();
}

}  // namespace overbuild

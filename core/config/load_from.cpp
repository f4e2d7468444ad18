#include "core/config/load_from.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "core/config/bind.hpp"
#include "core/config/declaration.hpp"
#include "core/config/merge.hpp"
#include "core/config/node.hpp"
#include "core/config/scalar.hpp"
#include "core/ids.hpp"
#include "core/quasi_random.hpp"

namespace overbuild::config {

namespace {

namespace fs = std::filesystem;

/// Collects the merged tree of a request.
class Gatherer {
 public:
  Gatherer(const Documents& documents, const Declaration& declared, Diagnostics& diagnostics)
      : documents_(documents), declared_(declared), diagnostics_(diagnostics) {
    tree_.kind = Node::Kind::map;
  }

  const Node& tree() const { return tree_; }
  bool complete() const { return complete_; }
  const std::vector<std::string>& prior_paths() const { return prior_paths_; }

  /// A file below those it extends; `asked_at` is the `extends` line, empty for the first file.
  void add_file(const fs::path& path, const SourcePosition& asked_at) {
    if (closes_cycle(path, asked_at)) return;
    const std::optional<Node> root = documents_.document(path, asked_at, diagnostics_);
    if (!root) {
      complete_ = false;
      return;
    }
    chain_.push_back(path);
    if (const Node* extends = root->find("extends")) follow(*extends, path);
    chain_.pop_back();
    lay(*root);
  }

  /// A scenario file: only its own keys apply.
  void add_overlay(const fs::path& path) {
    if (const std::optional<Node> root = documents_.document(path, {}, diagnostics_)) {
      lay(*root);
    } else {
      complete_ = false;
    }
  }

  void add_override(const Override& override, std::string_view origin) {
    merge_override(tree_, override, origin, !complete_, documents_, declared_, diagnostics_);
    note_priors(tree_, declared_, {});
  }

  bool declares(std::string_view path) const { return find_path(declared_, path) != nullptr; }

  /// A whole number of 32 bits that was given at `path` (two components), reported when it is
  /// something else.
  std::optional<std::uint32_t> given_u32(std::string_view group, std::string_view key) {
    const Node* node = tree_.find(group);
    node = node != nullptr ? node->find(key) : nullptr;
    if (node != nullptr && node->is_map()) {
      if (node->find("dist") != nullptr) {
        diagnostics_.add(node->where, fmt::format("'{}.{}' is a prior", group, key),
                         "a whole number: priors are drawn with it");
        return std::nullopt;
      }
      node = node->find("value");
    }
    std::string complaint;
    if (node == nullptr) return std::nullopt;
    const std::optional<std::int64_t> value = read_integer(*node, complaint);
    if (!value) return std::nullopt;  // reported when it is bound
    constexpr std::int64_t largest = std::numeric_limits<std::uint32_t>::max();
    if (*value >= 0 && *value <= largest) return static_cast<std::uint32_t>(*value);
    const Declaration* known = find_path(declared_, fmt::format("{}.{}", group, key));
    const bool bound_reports =
        known != nullptr && known->lo >= 0.0 && known->hi <= static_cast<double>(largest);
    if (!bound_reports) {
      diagnostics_.add(node->where, fmt::format("'{}.{}' is {}", group, key, *value),
                       fmt::format("a whole number from 0 to {}", largest));
    }
    return std::nullopt;
  }

 private:
  void lay(const Node& root) {
    merge(tree_, root, declared_, diagnostics_);
    note_priors(tree_, declared_, {});
  }

  /// Appends the priors below `node` that no earlier file had.
  void note_priors(const Node& node, const Declaration& declared, const std::string& path) {
    const std::string before = path.empty() ? "" : path + ".";
    if (declared.is_entries()) {
      for (const Node& entry : node.children) note_children(entry, declared, before + entry.key);
    } else if (declared.is_group()) {
      note_children(node, declared, path);
    } else if (node.is_map()) {
      const Node* value = node.find("value");
      const Node& inner = value != nullptr && value->is_map() ? *value : node;
      if (inner.find("dist") != nullptr && noted_.insert(path).second) prior_paths_.push_back(path);
    }
  }

  void note_children(const Node& node, const Declaration& declared, const std::string& path) {
    for (const Declaration& child : declared.children) {
      const Node* below = node.find(child.key);
      if (below == nullptr) continue;
      note_priors(*below, child, path.empty() ? child.key : path + "." + child.key);
    }
  }

  void follow(const Node& extends, const fs::path& from) {
    if (extends.kind == Node::Kind::refused) return;
    if (!extends.is_scalar() || extends.text.empty()) {
      diagnostics_.add(extends.where, "'extends' is " + kind_in_words(extends),
                       "the name of one other configuration file");
    } else if (from.empty()) {
      diagnostics_.add(extends.where, "'extends' in a text that is not a file",
                       "a complete configuration");
      complete_ = false;
    } else {
      add_file((from.parent_path() / extends.text).lexically_normal(), extends.where);
    }
  }

  bool closes_cycle(const fs::path& path, const SourcePosition& asked_at) {
    std::string names;
    bool found = false;
    for (const fs::path& above : chain_) {
      found = found || documents_.same(above, path);
      if (found) names += above.string() + " -> ";
    }
    if (!found) return false;
    diagnostics_.add(asked_at, "'extends' goes in a circle: " + names + path.string(),
                     "files that end at one without 'extends'");
    complete_ = false;
    return true;
  }

  const Documents& documents_;
  const Declaration& declared_;
  Diagnostics& diagnostics_;
  Node tree_;
  std::vector<fs::path> chain_;
  std::vector<std::string> prior_paths_;
  std::set<std::string, std::less<>> noted_;
  bool complete_ = true;
};

/// The point of the scrambled sequence that a replicate draws its priors from.
std::vector<double> prior_point(const LoadResult& result) {
  std::vector<EntityId> names;
  for (const std::string& path : result.prior_paths) names.push_back(entity_id("prior", path));
  return ScrambledSobol(result.seed, std::move(names)).point(result.replicate);
}

void apply_options(const LoadRequest& request, Gatherer& gatherer) {
  for (const fs::path& overlay : request.overlays) gatherer.add_overlay(overlay);
  for (const Override& override : request.overrides) gatherer.add_override(override, "--set");
  if (request.seed_given && gatherer.declares("run.seed")) {
    gatherer.add_override({"run.seed", std::to_string(request.seed)}, "--seed");
  }
  if (request.replicate && gatherer.declares("run.replicate")) {
    gatherer.add_override({"run.replicate", std::to_string(*request.replicate)}, "--replicate");
  }
}

/// Settles seed and replicate, binds, and forgets the record of a configuration that is wrong.
LoadResult settle(const std::string& main_file, const LoadRequest& request, Gatherer& gatherer,
                  const Declaration& declared, Describe describe, Diagnostics& diagnostics,
                  const LoadExtras& extras) {
  LoadResult result;
  result.name = fs::path(main_file).stem().string();
  result.seed = request.seed;
  if (!request.seed_given) {
    const Declaration* seed = find_path(declared, "run.seed");
    const double fallback = seed != nullptr ? seed->fallback : 0.0;
    result.seed = gatherer.given_u32("run", "seed")
                      .value_or(fallback >= 0.0 && fallback <= 4294967295.0
                                    ? static_cast<std::uint32_t>(fallback)
                                    : 0u);
  }
  std::optional<std::uint32_t> replicate = request.replicate;
  if (!replicate) replicate = gatherer.given_u32("run", "replicate");
  result.replicate = replicate.value_or(0);

  result.prior_paths = gatherer.prior_paths();
  const std::vector<double> point =
      replicate && extras.uniform == nullptr ? prior_point(result) : std::vector<double>{};
  const auto drawn = [&point](std::string_view, std::size_t dimension) { return point[dimension]; };
  const BindContext context{main_file, gatherer.complete(), replicate.has_value(),
                            extras.uniform != nullptr ? *extras.uniform : PriorUniform(drawn),
                            extras.sliders};
  result.resolved_yaml =
      "# Every key with the value that was used. Running this file repeats the run.\n";
  bind(gatherer.tree(), context, describe, result, diagnostics);
  if (!diagnostics.ok()) {
    result.resolved_yaml.clear();
    result.provenance.clear();
    result.digest = 0;
  }
  return result;
}

}  // namespace

LoadResult load_from(const Documents& documents, const std::string& name,
                     const LoadRequest& request, Describe describe, Diagnostics& diagnostics,
                     const LoadExtras& extras) {
  const Declaration declared = collect(describe);
  Gatherer gatherer(documents, declared, diagnostics);
  gatherer.add_file(request.file, {});
  apply_options(request, gatherer);
  return settle(name, request, gatherer, declared, describe, diagnostics, extras);
}

}  // namespace overbuild::config

#include "core/config/load_from.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "core/config/bind.hpp"
#include "core/config/merge.hpp"
#include "core/config/scalar.hpp"
#include "core/ids.hpp"
#include "core/quasi_random.hpp"

namespace overbuild::config {

namespace {

namespace fs = std::filesystem;

/// Collects the merged tree of a request.
class Gatherer {
 public:
  Gatherer(const Documents& documents, const Declaration& declared, MergedTree& merged,
           Diagnostics& diagnostics)
      : documents_(documents), declared_(declared), diagnostics_(diagnostics), merged_(merged) {}

  /// A file below those it extends; `asked_at` is the `extends` line, empty for the first file.
  void add_file(const fs::path& path, const SourcePosition& asked_at) {
    if (closes_cycle(path, asked_at)) return;
    const std::optional<Node> root = documents_.document(path, asked_at, diagnostics_);
    if (!root) {
      merged_.complete = false;
      return;
    }
    chain_.push_back(path);
    if (const Node* extends = root->find("extends")) {
      follow(*extends, path);
    } else if (std::any_of(root->children.begin(), root->children.end(), [&](const Node& child) {
                 return means_extends(child.key, declared_);
               })) {
      merged_.complete = false;  // what it meant to extend has the keys that are missing
    }
    chain_.pop_back();
    lay(*root);
  }

  /// A scenario file: only its own keys apply.
  void add_overlay(const fs::path& path) {
    if (const std::optional<Node> root = documents_.document(path, {}, diagnostics_)) {
      lay(*root);
    } else {
      merged_.complete = false;
    }
  }

  void add_override(const Override& override, std::string_view origin) {
    merge_override(merged_.root, override, origin, !merged_.complete, documents_, declared_,
                   diagnostics_);
    if (holds_map(override.path)) note_priors(merged_.root, declared_, {});
  }

  bool declares(std::string_view path) const { return find_path(declared_, path) != nullptr; }

  /// A whole number of 32 bits that was given at `path` (two components), reported when it is
  /// something else.
  std::optional<std::uint32_t> given_u32(std::string_view group, std::string_view key) {
    const Node* node = merged_.root.find(group);
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
    merge(merged_.root, root, declared_, diagnostics_);
    note_priors(merged_.root, declared_, {});
  }

  /// Whether something below a path can be a prior.
  bool holds_map(std::string_view path) const {
    const Node* node = &merged_.root;
    for (const std::string& part : split_path(path)) {
      if (node != nullptr) node = node->find(part);
    }
    return node != nullptr && node->is_map();
  }

  void note(const std::string& path, const Declaration& declared) {
    std::vector<std::string>& noted = merged_.prior_paths;
    if (std::find(noted.begin(), noted.end(), path) != noted.end()) return;
    noted.push_back(path);
    merged_.prior_names.push_back(entity_id("prior", keyed_path(path, declared.drawn_as)));
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
      if (inner.find("dist") != nullptr) note(path, declared);
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
      merged_.complete = false;
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
    merged_.complete = false;
    return true;
  }

  const Documents& documents_;
  const Declaration& declared_;
  Diagnostics& diagnostics_;
  MergedTree& merged_;
  std::vector<fs::path> chain_;
};

/// The point of the scrambled sequence that a replicate draws its priors from.
std::vector<double> prior_point(const LoadResult& result) {
  return ScrambledSobol(result.seed, result.prior_names).point(result.replicate);
}

void apply_seeds(const LoadRequest& request, Gatherer& gatherer) {
  if (request.seed_given && gatherer.declares("run.seed")) {
    gatherer.add_override({"run.seed", std::to_string(request.seed)}, "--seed");
  }
  if (request.replicate && gatherer.declares("run.replicate")) {
    gatherer.add_override({"run.replicate", std::to_string(*request.replicate)}, "--replicate");
  }
}

/// Name, seed and replicate.
LoadResult begin(const std::string& main_file, const LoadRequest& request, Gatherer& gatherer,
                 const Declaration& declared) {
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
  return result;
}

/// Binds, and forgets the record of a configuration that is wrong.
void settle(const MergedTree& merged, const std::string& main_file, bool draw_priors,
            Describe describe, LoadResult& result, Diagnostics& diagnostics,
            const LoadExtras& extras) {
  result.prior_paths = merged.prior_paths;
  result.prior_names = merged.prior_names;
  const std::vector<double> point =
      draw_priors && extras.uniform == nullptr ? prior_point(result) : std::vector<double>{};
  const auto drawn = [&point](std::string_view, std::size_t dimension) { return point[dimension]; };
  const BindContext context{main_file,
                            merged.complete,
                            draw_priors,
                            extras.record,
                            extras.uniform != nullptr ? *extras.uniform : PriorUniform(drawn),
                            extras.sliders};
  result.resolved_yaml =
      "# Every key with the value that was used. Running this file repeats the run.\n";
  bind(merged.root, context, describe, result, diagnostics);
  if (!diagnostics.ok() || !extras.record) {
    result.resolved_yaml.clear();
    result.provenance.clear();
    result.digest = 0;
  }
}

}  // namespace

Gathered::Gathered(const Documents& documents, const LoadRequest& request, Describe describe,
                   Diagnostics& diagnostics)
    : documents_(documents), request_(request), declared_(collect(describe)) {
  merged_.root.kind = Node::Kind::map;
  Gatherer gatherer(documents_, declared_, merged_, diagnostics);
  gatherer.add_file(request.file, {});
  for (const fs::path& overlay : request.overlays) gatherer.add_overlay(overlay);
  for (const Override& override : request.overrides) gatherer.add_override(override, "--set");
}

LoadResult Gathered::bind(const std::string& name, const std::vector<Override>& more,
                          Describe describe, Diagnostics& diagnostics,
                          const LoadExtras& extras) const {
  MergedTree merged = merged_;
  Gatherer gatherer(documents_, declared_, merged, diagnostics);
  for (const Override& override : more) gatherer.add_override(override, "--set");
  apply_seeds(request_, gatherer);
  LoadResult result = begin(name, request_, gatherer, declared_);
  std::optional<std::uint32_t> replicate = request_.replicate;
  if (!replicate) replicate = gatherer.given_u32("run", "replicate");
  result.replicate = replicate.value_or(0);
  settle(merged, name, replicate.has_value(), describe, result, diagnostics, extras);
  return result;
}

LoadResult load_from(const Documents& documents, const std::string& name,
                     const LoadRequest& request, Describe describe, Diagnostics& diagnostics,
                     const LoadExtras& extras) {
  return Gathered(documents, request, describe, diagnostics)
      .bind(name, {}, describe, diagnostics, extras);
}

}  // namespace overbuild::config

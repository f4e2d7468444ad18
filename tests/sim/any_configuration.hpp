// Configurations drawn from everything that is declared: extremes of every range, values in between
// on a logarithmic scale, every choice and flag, short and empty lists, rosters of one entry or
// none, priors, shocks, and lengths from 1 to 50 years. Most are absurd; the program must refuse
// them or run them, and nothing else.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/config/declaration.hpp"
#include "core/config/load_yaml.hpp"
#include "core/number_text.hpp"
#include "core/random.hpp"
#include "tests/sim/world_fixture.hpp"

namespace any_configuration {

using namespace overbuild;
using config::Declaration;

/// One configuration: a preset with settings laid over it.
struct Drawn {
  std::string preset;
  world_fixture::Overrides overrides;
  std::uint32_t seed = 1;
  std::optional<std::uint32_t> replicate;

  /// The command that runs it.
  std::string command() const {
    std::string text = fmt::format("overbuild run {} --seed {}", preset, seed);
    if (replicate) text += fmt::format(" --replicate {}", *replicate);
    for (const auto& o : overrides) text += fmt::format(" --set '{}={}'", o.path, o.value);
    return text;
  }
};

/// Uniform numbers of one configuration, in the order in which they are asked for.
class Dice {
 public:
  explicit Dice(std::uint32_t k) : random_(20260102, k) {}
  double uniform() { return random_.uniform(self_, 0, Purpose::sample_key, index_++); }
  bool chance(double probability) { return uniform() < probability; }
  std::size_t below(std::size_t count) {
    return std::min(static_cast<std::size_t>(uniform() * static_cast<double>(count)), count - 1);
  }
  double between(double lo, double hi) { return lo + uniform() * (hi - lo); }
  /// Uniform in ln between two numbers above 0.
  double log_between(double lo, double hi) {
    return std::clamp(std::exp(between(std::log(lo), std::log(hi))), lo, hi);
  }

 private:
  KeyedRandom random_;
  EntityId self_ = entity_id("test", "any configuration");
  std::uint32_t index_ = 0;
};

/// What is declared, and a preset's values by path: the same for all draws from it.
struct Base {
  std::string preset;
  world_fixture::Case medians;
  std::vector<std::string> ids;  ///< "map.id" of every entry
};

inline const Declaration& declared() {
  static const Declaration root = config::collect([](config::Visitor& v) {
    Parameters parameters{};
    describe(v, parameters);
  });
  return root;
}

/// A magnitude between the smallest worth writing and the end of the range.
inline double magnitude(Dice& dice, double largest) {
  return largest <= 0.0 ? 0.0 : dice.log_between(largest * 1e-9, largest);
}

/// A number inside the range: an end, zero, the value given times up to a hundred, or anything.
inline double number(Dice& dice, const Declaration& d, double given) {
  const double lo = std::max(d.lo, -1e18), hi = std::min(d.hi, 1e18);
  const double u = dice.uniform();
  if (u < 0.12) return lo;
  if (u < 0.24) return hi;
  if (u < 0.30) return std::clamp(0.0, lo, hi);
  if (u < 0.65 && given != 0.0) {
    return std::clamp(given * dice.log_between(0.01, 100.0), lo, hi);
  }
  if (u < 0.8) return dice.between(lo, hi);
  if (lo > 0.0) return dice.log_between(lo, hi);
  const double size = magnitude(dice, dice.chance(0.5) && lo < 0.0 ? -lo : hi);
  return std::clamp(dice.chance(0.5) ? size : -size, lo, hi);
}

inline std::string number_text(Dice& dice, const Declaration& d, double given) {
  const double value = number(dice, d, given);
  return config::number_text(d.kind == Declaration::Kind::integer
                                 ? std::clamp(std::round(value), std::ceil(d.lo), std::floor(d.hi))
                                 : value);
}

/// Shares that add up to one, as ages must.
inline std::string shares_text(Dice& dice) {
  const std::size_t length = 1 + dice.below(10);
  std::string text = "[";
  double left = 1.0;
  for (std::size_t k = 0; k < length; ++k) {
    const double share = k + 1 == length ? left : left * dice.uniform();
    text += (k > 0 ? ", " : "") + config::number_text(share);
    left -= share;
  }
  return text + "]";
}

inline std::string numbers_text(Dice& dice, const Declaration& d) {
  if (d.key == "equipment_ages" && dice.chance(0.9)) return shares_text(dice);
  static constexpr std::size_t lengths[] = {0, 1, 2, 3, 5, 10, 20, 60};
  std::string text = "[";
  const std::size_t length = lengths[dice.below(std::size(lengths))];
  for (std::size_t k = 0; k < length; ++k) {
    text += (k > 0 ? ", " : "") + number_text(dice, d, 1.0);
  }
  return text + "]";
}

/// A prior over one number, its support wherever it likes inside the range.
inline std::string prior_text(Dice& dice, const Declaration& d, double given) {
  const auto value = [&] { return number_text(dice, d, given); };
  const double a = number(dice, d, given), b = number(dice, d, given);
  switch (dice.below(4)) {
    case 0:
      return fmt::format("{{dist: uniform, lo: {}, hi: {}}}", config::number_text(std::min(a, b)),
                         config::number_text(std::max(a, b)));
    case 1:
      return fmt::format("{{dist: normal, mean: {}, sd: {}}}", value(),
                         config::number_text(std::fabs(a - b)));
    case 2:
      return fmt::format("{{dist: lognormal, median: {}, gsd: {}}}", value(),
                         config::number_text(dice.between(1.0, 5.0)));
    default: return fmt::format("{{dist: choice, values: [{}, {}]}}", value(), value());
  }
}

inline std::string texts_text(Dice& dice, const std::vector<std::string>& words) {
  std::string text = "[";
  for (const std::string& word : words) {
    if (dice.chance(0.4)) text += (text.size() > 1 ? ", " : "") + word;
  }
  return text + "]";
}

inline std::vector<std::string> ids_below(const Base& base, std::string_view map) {
  std::vector<std::string> ids;
  for (const std::string& path : base.ids) {
    if (path.starts_with(map) && path.size() > map.size() && path[map.size()] == '.') {
      ids.push_back(path.substr(map.size() + 1));
    }
  }
  return ids;
}

/// Another value for one key, as `--set` reads it; empty where there is nothing to vary.
inline std::string value_text(Dice& dice, const Base& base, const std::string& path,
                              const Declaration& d, const std::string& given) {
  const double number_given = parse_number(given).value_or(0.0);
  switch (d.kind) {
    case Declaration::Kind::number:
      if (dice.chance(0.04)) return prior_text(dice, d, number_given);
      return number_text(dice, d, number_given);
    case Declaration::Kind::integer: return number_text(dice, d, number_given);
    case Declaration::Kind::flag: return dice.chance(0.5) ? "true" : "false";
    case Declaration::Kind::choice: return d.names[dice.below(d.names.size())];
    case Declaration::Kind::numbers: return numbers_text(dice, d);
    case Declaration::Kind::texts:
      if (path == "frozen_roles") return texts_text(dice, role_names());
      if (path.starts_with("apps.")) return texts_text(dice, ids_below(base, "workload_classes"));
      return "";
    case Declaration::Kind::reference: {
      std::vector<std::string> ids = ids_below(base, d.map_path);
      ids.emplace_back();
      const std::string& id = ids[dice.below(ids.size())];
      return id.empty() ? "\"\"" : id;
    }
    default: return "";
  }
}

/// Keys that say how to run rather than what, or that cost hours instead of milliseconds.
inline bool left_alone(std::string_view path) {
  for (const std::string_view prefix : {"run.", "hypotheses.", "names.", "experiment."}) {
    if (path.starts_with(prefix)) return true;
  }
  return path == "population.enterprises" || path == "title" || path.ends_with(".label");
}

inline Base base_of(const std::string& preset) {
  Base base{preset, world_fixture::load(preset), {}};
  config::for_each(declared(), [&](const std::string& path, const Declaration& d) {
    if (!d.is_entries() || path.find('<') != std::string::npos) return;
    for (const config::ProvenanceRow& row : base.medians.loaded.provenance) {
      if (!row.path.starts_with(path + ".")) continue;
      const std::string id = row.path.substr(0, row.path.find('.', path.size() + 1));
      if (base.ids.empty() || base.ids.back() != id) base.ids.push_back(id);
    }
  });
  return base;
}

/// Leaves one entry of a roster, or none, or some.
inline void thin_out(Dice& dice, const Base& base, std::string_view map, Drawn& drawn) {
  const std::vector<std::string> ids = ids_below(base, map);
  if (ids.empty()) return;
  const std::size_t kept = dice.below(ids.size());
  const bool none = dice.chance(0.15), one = dice.chance(0.6);
  for (std::size_t k = 0; k < ids.size(); ++k) {
    const bool stays = !none && (k == kept || (!one && dice.chance(0.5)));
    if (!stays) drawn.overrides.push_back({std::string(map), fmt::format("{{{}: ~}}", ids[k])});
  }
}

inline void add_shock(Dice& dice, const Base& base, Drawn& drawn) {
  const std::int64_t start = base.medians.parameters.time.start;
  const char* series[] = {"base_rate", "credit_spread", "energy_price", "vendor_output"};
  drawn.overrides.push_back(
      {"shocks",
       fmt::format("{{drawn: {{year: {}, years: {}, series: {}, change: {}}}}}",
                   start + static_cast<std::int64_t>(dice.below(10)), 1 + dice.below(10),
                   series[dice.below(4)],
                   config::number_text(dice.between(-1.0, dice.chance(0.5) ? 1.0 : 10.0)))});
}

inline bool is_removed(const Drawn& drawn, std::string_view path) {
  for (const auto& o : drawn.overrides) {
    if (!o.value.starts_with("{") || !o.value.ends_with(": ~}")) continue;
    const std::string gone = o.path + "." + o.value.substr(1, o.value.size() - 5) + ".";
    if (path.starts_with(gone)) return true;
  }
  return false;
}

/// The k-th configuration. From one key changed to every third.
inline Drawn draw(const std::vector<Base>& bases, std::uint32_t k) {
  Dice dice(k);
  const Base& base = bases[dice.below(bases.size())];
  Drawn drawn{base.preset, {}, k, std::nullopt};
  if (dice.chance(0.4)) drawn.replicate = k;
  drawn.overrides.push_back({"population.enterprises", std::to_string(1 + dice.below(60))});
  drawn.overrides.push_back(
      {"run.years", std::to_string(1 + dice.below(dice.chance(0.3) ? 50 : 12))});
  if (dice.chance(0.25)) {
    std::vector<std::string> maps;
    for (const RoleInfo& role : role_list) {
      if (!role.roster.empty()) maps.emplace_back(role.roster);
    }
    for (const char* other :
         {"stakes", "commitments", "workload_classes", "population.size_classes"}) {
      maps.emplace_back(other);
    }
    for (const std::string& map : maps) {
      if (dice.chance(0.2)) thin_out(dice, base, map, drawn);
    }
  }
  if (dice.chance(0.1)) add_shock(dice, base, drawn);
  // Rules with a switch meet each other, not only one at a time.
  if (dice.chance(0.6)) {
    for (const config::ProvenanceRow& row : base.medians.loaded.provenance) {
      if (row.path.starts_with("blocks.") && dice.chance(0.5)) {
        drawn.overrides.push_back({row.path, "true"});
      }
    }
  }
  static constexpr double shares[] = {0.002, 0.005, 0.02, 0.1, 0.3};
  const double share = shares[dice.below(std::size(shares))];
  for (const config::ProvenanceRow& row : base.medians.loaded.provenance) {
    if (left_alone(row.path) || !dice.chance(share) || is_removed(drawn, row.path)) continue;
    const Declaration* d = config::find_path(declared(), row.path);
    if (d == nullptr) continue;
    std::string value = value_text(dice, base, row.path, *d, row.value);
    if (!value.empty()) drawn.overrides.push_back({row.path, std::move(value)});
  }
  return drawn;
}

/// A drawn configuration bound, or refused for the reasons in `problems`.
inline world_fixture::Case bind(const Drawn& drawn, Diagnostics& problems) {
  config::LoadRequest request;
  request.file = drawn.preset;
  request.overrides = drawn.overrides;
  request.seed = drawn.seed;
  request.seed_given = true;
  request.replicate = drawn.replicate;
  world_fixture::Case bound;
  const auto all = [&](config::Visitor& v) { describe(v, bound.parameters); };
  bound.loaded = config::load(request, all, problems);
  if (problems.ok()) check_consistency(bound.parameters, bound.loaded, problems);
  return bound;
}

/// Takes back what a refusal is about, so that the rest of the configuration still runs: the
/// setting that it names, the entry whose partner is gone, or else every other setting.
inline void give_in(const Diagnostics& problems, Drawn& drawn) {
  auto& overrides = drawn.overrides;
  const std::size_t before = overrides.size();
  for (const Diagnostic& problem : problems.all()) {
    const std::size_t open = problem.message.find('\''),
                      close = problem.message.find('\'', open + 1);
    if (open == std::string::npos || close == std::string::npos) continue;
    const std::string path = problem.message.substr(open + 1, close - open - 1);
    std::erase_if(overrides, [&](const auto& o) { return o.path == path; });
    const std::size_t dot = path.find('.'), end = path.find('.', dot + 1);
    const std::string map = path.substr(0, dot);
    if (dot == std::string::npos || (map != "stakes" && map != "commitments")) continue;
    const std::string id = path.substr(dot + 1, end == std::string::npos ? end : end - dot - 1);
    const std::string entry = fmt::format("{}.{}", map, id);
    std::erase_if(overrides, [&](const auto& o) {
      return o.path.starts_with(entry + ".") || o.value.starts_with("{" + id + ":");
    });
    overrides.push_back({map, "{" + id + ": ~}"});
  }
  if (overrides.size() < before || overrides.empty()) return;
  std::vector<config::Override> kept;
  for (std::size_t k = 0; k < overrides.size(); k += k < 2 ? 1 : 2) kept.push_back(overrides[k]);
  overrides = std::move(kept);
}

}  // namespace any_configuration

// Rows of roles with nonsense in them, and what a decision leaves of a row: for tests that a
// decision reads its own row and the public record only. Shared by the tests of sim/.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "agents/roles.hpp"
#include "core/digest.hpp"
#include "tests/sim/world_fixture.hpp"

namespace spoil {

using namespace overbuild;  // tests of decisions speak the language of roles

/// What is written into others' rows: large, negative, not a number.
constexpr std::array junk{1e12, -3.75, std::numeric_limits<double>::quiet_NaN()};
/// The same in a running world, which computes on with it.
constexpr std::array mild_junk{9.0, -3.75};

/// All columns of a role, those that agents.csv leaves out too.
template <class Role, class F>
void each_column(Role& role, F&& f) {
  Role::columns(role, [&](std::string_view, std::string_view, auto& column) { f(column); });
  Role::hidden(role, f);
}

template <class T>
void cell(T& cell_of_row, double value) {
  if constexpr (std::is_same_v<T, Money>) {
    cell_of_row = Money::from_cents(value == value ? static_cast<std::int64_t>(value) : -1);
  } else if constexpr (std::is_floating_point_v<T>) {
    cell_of_row = value;
  } else if constexpr (std::is_arithmetic_v<T>) {
    constexpr auto least = static_cast<double>(std::numeric_limits<T>::min());
    constexpr auto most = static_cast<double>(sizeof(T) < 8 ? std::numeric_limits<T>::max()
                                                            : T{1} << (8 * sizeof(T) - 2));
    cell_of_row = value == value ? static_cast<T>(std::min(std::max(value, least), most)) : T{};
  } else if constexpr (requires { cell_of_row.begin(); }) {
    for (auto& inner : cell_of_row) cell(inner, value);
  }
}

template <class T>
void add_cell(Digest& digest, const T& cell_of_row) {
  if constexpr (std::is_same_v<T, Money>) {
    digest.add(cell_of_row.cents());
  } else if constexpr (std::is_arithmetic_v<T>) {
    digest.add(cell_of_row);
  } else if constexpr (requires { cell_of_row.begin(); }) {
    for (const auto& inner : cell_of_row) add_cell(digest, inner);
  }
}

template <class Role>
void row(Role& role, std::size_t k, double value) {
  each_column(role, [&](auto& column) { cell(column[k], value); });
}

template <class Role>
void others(Role& role, std::size_t own, double value) {
  for (std::size_t k = 0; k < role.size(); ++k) {
    if (k != own) row(role, k, value);
  }
}

template <class Role>
std::uint64_t row_bits(Role& role, std::size_t k) {
  Digest digest;
  each_column(role, [&](const auto& column) { add_cell(digest, column[k]); });
  return digest.value();
}

/// What a builder believes, wants and plans: nobody else sees it before it acts. Of all rows but
/// one, or of all.
inline void beliefs(Builders& all, double value, std::size_t but = SIZE_MAX) {
  const auto spoil_column = [&](auto& column, const auto& write) {
    for (std::size_t k = 0; k < column.size(); ++k) {
      if (k != but) write(column[k]);
    }
  };
  const auto write = [&](double& of_row) { of_row = value; };
  const auto fill = [&](auto& of_row) { of_row.fill(value); };
  for (auto* column :
       {&all.adaptive_growth, &all.own_growth, &all.private_view, &all.expected_growth,
        &all.leap_strength, &all.leap_exposure, &all.hurdle, &all.hurdle_wedge, &all.target_share,
        &all.order_quantile, &all.demand_factor, &all.guidance_revised, &all.years_below_hurdle,
        &all.order_without_leap, &all.order_without_story}) {
    spoil_column(*column, write);
  }
  spoil_column(all.weight, fill);
  spoil_column(all.fitness, fill);
  spoil_column(all.forecast, fill);
}

/// The parts of a world that decisions change, to be put back.
class Kept {
 public:
  explicit Kept(World& world)
      : world_(world),
        books_(world.books),
        builders_(world.builders),
        vendors_(world.vendors),
        labs_(world.labs),
        apps_(world.apps),
        utilities_(world.utilities),
        capital_(world.capital),
        catalogue_(world.catalogue),
        compute_(world.compute),
        credit_(world.credit),
        tally_(world.tally),
        memory_(world.memory) {}
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;
  ~Kept() { put_back(); }

  void put_back() {
    world_.books = books_;
    world_.builders = builders_;
    world_.vendors = vendors_;
    world_.labs = labs_;
    world_.apps = apps_;
    world_.utilities = utilities_;
    world_.capital = capital_;
    world_.catalogue = catalogue_;
    world_.compute = compute_;
    world_.credit = credit_;
    world_.tally = tally_;
    world_.memory = memory_;
  }

 private:
  World& world_;
  Books books_;
  Builders builders_;
  Vendors vendors_;
  Labs labs_;
  Apps apps_;
  Utilities utilities_;
  Capital capital_;
  Catalogue catalogue_;
  ComputeMarket compute_;
  CreditMarket credit_;
  YearTally tally_;
  Memory memory_;
};

/// Paths of all switches of rules, as they are declared: a new rule enters by itself.
inline std::vector<std::string> switches() {
  std::vector<std::string> paths;
  for (const config::ProvenanceRow& declared :
       world_fixture::load("configs/toy.yaml").loaded.provenance) {
    if (declared.path.starts_with("blocks.")) paths.push_back(declared.path);
  }
  return paths;
}

/// A preset with all rules on, and further settings.
inline world_fixture::Case all_rules(const std::string& preset, world_fixture::Overrides more) {
  world_fixture::Overrides overrides;
  for (const std::string& path : switches()) overrides.push_back({path, "true"});
  overrides.insert(overrides.end(), more.begin(), more.end());
  return world_fixture::load("configs/" + preset + ".yaml", std::move(overrides));
}

}  // namespace spoil

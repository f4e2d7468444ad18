// The law of clones: splitting a row of a roster in two, renaming it or moving it changes nothing
// but rounding (Ackerberg & Rysman 2005), where `blocks.buyers.family_shares` is on. Rows that
// differ in a rate stay apart, and share as rows of a family.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "sim/opening/refusal.hpp"
#include "sim/parameters/joined_rows.hpp"
#include "sim/results/recording.hpp"
#include "tests/sim/split_roster.hpp"
#include "tests/sim/spoil.hpp"
#include "tests/sim/world_fixture.hpp"

namespace clones_test {

using namespace overbuild;
using world_fixture::Overrides;

constexpr const char* totals[] = {
    "equipment_price", "capex",          "rental_price", "capacity",
    "api_revenue",     "end_user_spend", "app_revenue",  "lab_revenue",
    "vendor_revenue",  "debt",           "power_gw",     "frontier_capability"};

world_fixture::Case toy(Overrides more = {}) {
  Overrides overrides = {{"blocks.buyers.family_shares", "true"},
                         {"blocks.buyers.lasting_tastes", "true"},
                         {"run.years", "6"}};
  for (auto& o : more) overrides.push_back(std::move(o));
  return world_fixture::load("configs/toy.yaml", std::move(overrides));
}

/// Largest relative difference of a total between two worlds, up to the k-th year.
double gap(const Recording& one, const Recording& other, int years) {
  double worst = 0.0;
  for (int year = one.first_year; year <= one.first_year + years; ++year) {
    for (const char* metric : totals) {
      const double x = one.value(year, metric_called(metric));
      const double y = other.value(year, metric_called(metric));
      worst = std::max(worst, std::fabs(x - y) / std::max(std::fabs(x), 1e-9));
    }
  }
  return worst;
}

/// The same of a world and of what `change` makes of its parameters.
template <class Change>
double gap_after(const world_fixture::Case& world, int years, Change&& change) {
  world_fixture::Case changed = world;
  change(changed.parameters);
  return gap(world_fixture::run(world), world_fixture::run(changed), years);
}

/// Every row of every roster in two parts, one world each: `check` sees what became of it.
template <class Check>
void for_each_split(const world_fixture::Case& world, double part, std::size_t rows,
                    Check&& check) {
  for_each_roster(world.parameters, [&](const RoleInfo& role, const auto& roster) {
    for (std::size_t k = 0; k < std::min(roster.size(), rows); ++k) {
      world_fixture::Case parts = world;
      for_each_roster(parts.parameters, [&](const RoleInfo& other, auto& same) {
        if (other.role == role.role) split_roster::split(parts.parameters, same, k, part);
      });
      CAPTURE(role.name);
      CAPTURE(roster[k].first);
      check(parts);
    }
  });
}

TEST_CASE("a row of any roster in two halves is one firm: the same bits") {
  const auto check = [](const world_fixture::Case& world, std::size_t rows) {
    const std::uint64_t whole = world_fixture::run(world).result_digest;
    for_each_split(world, 0.5, rows, [&](const world_fixture::Case& parts) {
      CHECK(world_fixture::run(parts).result_digest == whole);
    });
  };
  check(toy(), SIZE_MAX);
  check(toy({{"blocks.buyers.lasting_tastes", "false"}}), SIZE_MAX);
  const Overrides small = {{"population.enterprises", "200"},
                           {"blocks.buyers.family_shares", "true"},
                           {"run.years", "2"}};
  for (const char* preset : {"ai-2026", "telecom-1996", "cloud-2009"}) {
    CAPTURE(preset);
    check(world_fixture::load("configs/" + std::string(preset) + ".yaml", small), 2);
  }
}

/// A sum of unequal parts is off by the last bit of a number, and a cent or a job may be rounded
/// the other way.
TEST_CASE("a row of any roster in unequal parts is one firm, but for rounding") {
  constexpr double last_bits = 1e-8;
  const auto world = toy();
  const Recording whole = world_fixture::run(world);
  for_each_split(world, 0.3, SIZE_MAX, [&](const world_fixture::Case& parts) {
    CHECK(gap(whole, world_fixture::run(parts), 6) < last_bits);
  });
}

TEST_CASE("a firm in three rows is one row with all of its contracts and stakes") {
  const auto world =
      world_fixture::small_2026({{"blocks.buyers.family_shares", "true"}, {"run.years", "1"}});
  auto parts = world;
  Parameters& p = parts.parameters;
  split_roster::split(p, p.builders, 0);
  p.builders.back().first = "renamed";
  for (auto& [id, contract] : p.commitments) {
    for (std::string* party : {&contract.tenant, &contract.builder}) {
      if (party->ends_with("_twin")) *party = "renamed";
    }
  }
  for (auto& [id, stake] : p.stakes) {
    if (stake.builder.ends_with("_twin")) stake.builder = "renamed";
  }
  split_roster::split(p, p.builders, 0, 0.25);
  join_split_rows(p);
  CHECK(p.builders.size() == world.parameters.builders.size());
  CHECK(p.commitments.size() == world.parameters.commitments.size());
  CHECK(p.stakes.size() == world.parameters.stakes.size());
  CHECK(gap(world_fixture::run(world), world_fixture::run(parts), 1) < 1e-8);
}

TEST_CASE("rows of a family that differ in a rate or a taste stay two rows") {
  Parameters p = toy().parameters;
  const std::size_t rows = p.vendors.size();
  split_roster::split_unlike(p, p.vendors, 0);
  join_split_rows(p);
  CHECK(p.vendors.size() == rows + 1);
  p.vendors.back().second.gross_margin = p.vendors.front().second.gross_margin;
  p.builders.front().second.vendor_preferences = {{p.vendors.back().first, {0.4}}};
  join_split_rows(p);
  CHECK(p.vendors.size() == rows + 1);
  p.builders.front().second.vendor_preferences.clear();
  join_split_rows(p);
  CHECK(p.vendors.size() == rows);
}

/// Rows that are not alike stay rows. Whole thousandths of a unit, hours and cents are rounded once
/// more for a second one; choices in plans pass differences on without enlarging them much.
constexpr double rounding = 1e-5;
constexpr int years = 6;

TEST_CASE("a vendor in two unlike rows sells, lends and builds what one would") {
  CHECK(gap_after(toy(), years,
                  [](Parameters& p) { split_roster::split_unlike(p, p.vendors, 0); }) < rounding);
}

TEST_CASE("a lender in two rows lends what one would") {
  const auto world = toy();
  for (std::size_t k = 0; k < world.parameters.lenders.size(); ++k) {
    CAPTURE(k);
    CHECK(gap_after(world, years, [&](Parameters& p) {
            split_roster::split_unlike(p, p.lenders, k);
          }) < rounding);
  }
}

TEST_CASE("a fund in two rows invests what one would") {
  CHECK(gap_after(toy(), years,
                  [](Parameters& p) { split_roster::split_unlike(p, p.investors, 0); }) < rounding);
}

TEST_CASE("a utility in two rows connects what one would") {
  CHECK(gap_after(toy(), years,
                  [](Parameters& p) { split_roster::split_unlike(p, p.utilities, 0); }) < rounding);
}

/// Mean over seeds of the relative difference that a change makes to a total in the first year, in
/// its standard errors.
template <class Change>
double mean_difference(const world_fixture::Case& world, const char* metric, Change&& change) {
  world_fixture::Case changed = world;
  change(changed.parameters);
  constexpr std::uint32_t seeds = 24;
  double sum = 0.0, squares = 0.0;
  for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
    const Recording one = world_fixture::run(world, {}, seed);
    const Recording other = world_fixture::run(changed, {}, seed);
    const int year = one.first_year + 1;
    const double apart =
        std::log(other.value(year, metric_called(metric)) / one.value(year, metric_called(metric)));
    sum += apart;
    squares += apart * apart;
  }
  const double mean = sum / seeds;
  return mean / std::sqrt((squares / seeds - mean * mean) / (seeds - 1) + 1e-12);
}

TEST_CASE("sellers to enterprises in two rows sell what one would, up to the sample's tastes") {
  const auto world = toy({{"run.years", "1"}});
  CHECK(std::fabs(mean_difference(world, "app_revenue", [](Parameters& p) {
          split_roster::split_unlike(p, p.apps, 0);
        })) < 3.0);
  CHECK(std::fabs(mean_difference(world, "end_user_spend", [](Parameters& p) {
          split_roster::split_unlike(p, p.open_labs, 0);
        })) < 3.0);
  CHECK(std::fabs(mean_difference(world, "api_revenue", [](Parameters& p) {
          split_roster::split_unlike(p, p.labs, 0);
        })) < 3.0);
}

TEST_CASE("a lab in two rows knows what one would: its rows research together") {
  world_fixture::Case world = toy({{"run.years", "2"}}), parts = world;
  split_roster::split_unlike(parts.parameters, parts.parameters.labs, 0);
  const Recording one = world_fixture::run(world), two = world_fixture::run(parts);
  for (int year = one.first_year; year <= one.first_year + 2; ++year) {
    CHECK(two.value(year, "frontier_capability"_metric) ==
          doctest::Approx(one.value(year, "frontier_capability"_metric)).epsilon(1e-6));
  }
}

TEST_CASE("a builder in two rows builds what one would while nothing is scarce") {
  const auto world = world_fixture::small_2026({{"blocks.buyers.family_shares", "true"}});
  CHECK(gap_after(world, 1, [](Parameters& p) { split_roster::split_unlike(p, p.builders, 0); }) <
        1e-5);
}

TEST_CASE("a row that is renamed stays what it was") {
  const auto world = toy();
  CHECK(gap_after(world, years, [](Parameters& p) { split_roster::rename(p, p.builders, 0); }) <
        rounding);
  CHECK(gap_after(world, years, [](Parameters& p) { split_roster::rename(p, p.vendors, 0); }) <
        rounding);
  CHECK(gap_after(world, years, [](Parameters& p) { split_roster::rename(p, p.labs, 0); }) <
        rounding);
  CHECK(gap_after(world, years, [](Parameters& p) { split_roster::rename(p, p.open_labs, 0); }) <
        rounding);
  CHECK(gap_after(world, years, [](Parameters& p) { split_roster::rename(p, p.apps, 0); }) <
        rounding);
  CHECK(gap_after(world, years, [](Parameters& p) { split_roster::rename(p, p.lenders, 0); }) <
        rounding);
  CHECK(gap_after(world, years, [](Parameters& p) { split_roster::rename(p, p.investors, 0); }) <
        rounding);
  CHECK(gap_after(world, years, [](Parameters& p) { split_roster::rename(p, p.utilities, 0); }) <
        rounding);
}

void keeps_its_bits_when_turned(const world_fixture::Case& world) {
  auto turned = world;
  for_each_roster(turned.parameters, [](const RoleInfo&, auto& roster) {
    std::reverse(roster.begin(), roster.end());
  });
  // What the first row of a file means is said by a key.
  turned.parameters.vendor.tastes_about = world.parameters.vendor.tastes_about.empty()
                                              ? world.parameters.vendors.front().first
                                              : world.parameters.vendor.tastes_about;
  std::reverse(turned.parameters.stakes.begin(), turned.parameters.stakes.end());
  std::reverse(turned.parameters.commitments.begin(), turned.parameters.commitments.end());
  CHECK(world_fixture::run(turned).result_digest == world_fixture::run(world).result_digest);
}

TEST_CASE("rows of every roster may stand in any order: the same bits") {
  for (const char* preset : {"toy", "ai-2026", "telecom-1996", "cloud-2009", "ai-2022"}) {
    for (const char* spot : {"false", "true"}) {
      CAPTURE(preset);
      CAPTURE(spot);
      keeps_its_bits_when_turned(world_fixture::load("configs/" + std::string(preset) + ".yaml",
                                                     {{"population.enterprises", "200"},
                                                      {"blocks.buyers.family_shares", "true"},
                                                      {"blocks.market.spot_rent", spot},
                                                      {"run.years", "5"}}));
    }
  }
}

TEST_CASE("rows of every roster may stand in any order with all rules: the same bits") {
  for (const char* preset : {"toy", "ai-2026", "telecom-1996"}) {
    CAPTURE(preset);
    keeps_its_bits_when_turned(
        spoil::all_rules(preset, {{"population.enterprises", "200"}, {"run.years", "5"}}));
  }
}

/// The toy world with a preference of a builder for a vendor by name.
world_fixture::Case with_taste_for(const std::string& vendor) {
  const auto file =
      std::filesystem::temp_directory_path() / ("overbuild_taste_" + vendor + ".yaml");
  std::ofstream(file) << "extends: " << std::filesystem::absolute("configs/toy.yaml").string()
                      << "\nrun: {years: 3}\nbuilders: {bold: {vendor_preferences: {" << vendor
                      << ": {ln: 0.4}}}}\n";
  struct Removed {
    std::filesystem::path file;
    ~Removed() { std::filesystem::remove(file); }
  } removed{file};
  return world_fixture::load(file.string());
}

TEST_CASE("a taste for a vendor by name is the same as the one number for the one it is about") {
  const auto one = world_fixture::load(
      "configs/toy.yaml", {{"builders.bold.vendor_preference", "0.4"}, {"run.years", "3"}});
  CHECK(world_fixture::run(with_taste_for("vendor")).result_digest ==
        world_fixture::run(one).result_digest);
  CHECK_THROWS_WITH_AS(with_taste_for("vendr"), doctest::Contains("names no vendor"),
                       std::runtime_error);
}

TEST_CASE("a product line in three rows draws one newcomer a year, as in one") {
  Overrides entry = {{"blocks.buyers.app_nests", "true"},
                     {"app_market.entrants", "20"},
                     {"app_market.entry_speed", "100"},
                     {"app_market.entry_hurdle", "-1"},
                     {"run.years", "1"}};
  auto world = toy(entry);
  split_roster::split_unlike(world.parameters, world.parameters.apps, 0);
  split_roster::split_unlike(world.parameters, world.parameters.apps, 0);
  world.parameters.apps.back().first = "app_third";
  int founded = 0;
  for (const EventRow& event : world_fixture::run(world).events) {
    founded += event.kind == "entry" && event.agent.starts_with("app_entrant") ? 1 : 0;
  }
  CHECK(founded == 1);
}

TEST_CASE("a start that misses the spend on record by a tenth is refused, where that is asked") {
  CHECK_NOTHROW(refuse_missed_spend("opening.app_usd", 1.09e9, 1e9));
  CHECK_NOTHROW(refuse_missed_spend("opening.app_usd", 5.0, 0.0));
  CHECK_THROWS_WITH_AS(refuse_missed_spend("opening.app_usd", 1.11e9, 1e9),
                       doctest::Contains("the start misses opening.app_usd"), StartRefused);
  CHECK_THROWS_AS(refuse_missed_spend("opening.app_usd", 0.89e9, 1e9), StartRefused);
  // Two enterprises are not the buyers of 2025.
  const Overrides few = {{"population.enterprises", "6"}, {"run.years", "1"}};
  Overrides asked = few;
  asked.push_back({"opening.spend_met", "true"});
  CHECK_NOTHROW(world_fixture::run(world_fixture::load("configs/ai-2026.yaml", few)));
  CHECK_THROWS_AS(world_fixture::run(world_fixture::load("configs/ai-2026.yaml", asked)),
                  StartRefused);
}

}  // namespace clones_test

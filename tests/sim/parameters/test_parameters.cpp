#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>

#include "core/config/declaration.hpp"
#include "core/config/load_yaml.hpp"
#include "core/config/reference.hpp"
#include "sim/parameters/check.hpp"
#include "sim/parameters/parameters.hpp"
#include "tests/presets.hpp"

namespace parameters_test {

using namespace overbuild;
namespace fs = std::filesystem;

struct Loaded {
  Parameters parameters{};
  config::LoadResult result;
  Diagnostics diagnostics;
};

void load_into(Loaded& loaded, const config::LoadRequest& request) {
  const auto all = [&](config::Visitor& v) { describe(v, loaded.parameters); };
  loaded.result = config::load(request, all, loaded.diagnostics);
  if (loaded.diagnostics.ok()) {
    check_consistency(loaded.parameters, loaded.result, loaded.diagnostics);
  }
}

Loaded load_with(const fs::path& file, std::vector<config::Override> overrides = {}) {
  config::LoadRequest request;
  request.file = file;
  request.overrides = std::move(overrides);
  Loaded loaded;
  load_into(loaded, request);
  return loaded;
}

std::string problems(const Loaded& loaded) { return loaded.diagnostics.text(); }

bool says(const Loaded& loaded, std::string_view part) {
  return problems(loaded).find(part) != std::string::npos;
}

std::vector<fs::path> shipped() {
  std::vector<fs::path> files;
  for (const char* folder : {"configs", "configs/switches", "configs/lessons"}) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    }
  }
  return files;
}

TEST_CASE("every shipped configuration loads and is consistent") {
  const auto files = shipped();
  CHECK(files.size() >= 12);
  for (const fs::path& file : files) {
    CAPTURE(file.string());
    const Loaded loaded = load_with(file);
    CHECK(problems(loaded) == "");
  }
}

TEST_CASE("a resolved configuration repeats itself") {
  for (const std::string& file : presets()) {
    CAPTURE(file);
    for (const bool drawn : {false, true}) {
      config::LoadRequest request;
      request.file = file;
      if (drawn) request.replicate = 7;
      Loaded first;
      load_into(first, request);
      REQUIRE(problems(first) == "");
      Loaded again;
      const auto all = [&](config::Visitor& v) { describe(v, again.parameters); };
      again.result =
          config::load_text("resolved", first.result.resolved_yaml, {}, all, again.diagnostics);
      REQUIRE(problems(again) == "");
      CHECK(again.result.digest == first.result.digest);
      CHECK(again.parameters.technology.curvature == first.parameters.technology.curvature);
      CHECK(again.result.replicate == first.result.replicate);
    }
  }
}

TEST_CASE("replicates draw priors inside the allowed ranges, and differ") {
  config::LoadRequest request;
  request.file = "configs/ai-2026.yaml";
  double lowest = 1e9, highest = -1e9;
  for (std::uint32_t replicate = 0; replicate < 40; ++replicate) {
    request.replicate = replicate;
    Loaded loaded;
    load_into(loaded, request);
    REQUIRE(problems(loaded) == "");
    const double curvature = loaded.parameters.technology.curvature;
    lowest = std::min(lowest, curvature);
    highest = std::max(highest, curvature);
    CHECK(curvature >= -0.12);
    CHECK(curvature <= 0.02);
  }
  CHECK(highest - lowest > 0.05);
}

TEST_CASE("a frozen-role switch changes nothing else") {
  const Loaded base = load_with("configs/ai-2026.yaml");
  for (const std::string& role : role_names()) {
    CAPTURE(role);
    const Loaded frozen = load_with("configs/switches/freeze-" + role + ".yaml");
    REQUIRE(problems(frozen) == "");
    REQUIRE(frozen.parameters.frozen_roles == std::vector<std::string>{role});
    REQUIRE(frozen.result.provenance.size() == base.result.provenance.size());
    for (std::size_t k = 0; k < base.result.provenance.size(); ++k) {
      const auto& row = base.result.provenance[k];
      if (row.path == "frozen_roles") continue;
      CHECK(frozen.result.provenance[k].value == row.value);
    }
  }
}

TEST_CASE("the rosters of a configuration stand in the order of roles, under their declared keys") {
  Loaded loaded = load_with("configs/ai-2026.yaml");
  REQUIRE(problems(loaded) == "");
  std::size_t roles = 0;
  for_each_roster(loaded.parameters, [&](const RoleInfo& role, const auto& roster) {
    CAPTURE(role.name);
    CHECK(role.role == role_list[roles++].role);
    CHECK((!roster.empty() || !role.needed));
    for (const auto& [id, config] : roster) {
      const std::string start = std::string(role.roster) + '.' + id + '.';
      const auto& rows = loaded.result.provenance;
      CHECK(std::any_of(rows.begin(), rows.end(),
                        [&](const auto& row) { return row.path.starts_with(start); }));
    }
  });
  CHECK(roles == role_count - 1);
}

TEST_CASE("a role's former name is refused with its name today") {
  CHECK(role_named_today("frontier_lab") == "lab");
  CHECK(role_named_today("lab").empty());
  const Loaded frozen = load_with("configs/toy.yaml", {{"frozen_roles", "[equipment_vendor]"}});
  CHECK(says(frozen, "names 'equipment_vendor', which is now 'vendor'"));
  const Loaded named = load_with("configs/toy.yaml", {{"names.frontier_lab", "carrier"}});
  CHECK(says(named, "'names.frontier_lab' is now called 'lab'"));
  CHECK(says(named, "did you mean 'names.lab'?"));
  const Loaded mode = load_with("configs/toy.yaml", {{"names.self_hosted", "dark fibre"}});
  CHECK(says(mode, "did you mean 'names.mode_self_hosted'?"));
}

TEST_CASE("a parameter's former key is refused with its key today, and still keys its draws") {
  const Loaded former = load_with("configs/toy.yaml", {{"rental.anchor_speed", "0.1"}});
  CHECK(says(former, "'rental.anchor_speed' is now called 'mean_reversion_speed'"));
  CHECK(says(former, "did you mean 'rental.mean_reversion_speed'?"));
  const Loaded drawn = load_with(
      "configs/toy.yaml", {{"capex.order_adjustment_speed", "{dist: uniform, lo: 0.4, hi: 0.6}"}});
  REQUIRE(problems(drawn) == "");
  CHECK(drawn.result.prior_paths.back() == "capex.order_adjustment_speed");
  CHECK(drawn.result.prior_names.back() == entity_id("prior", "capex.plan_speed"));
  const auto& rows = drawn.result.provenance;
  CHECK(std::any_of(rows.begin(), rows.end(),
                    [](const auto& row) { return row.keyed_path == "capex.plan_speed"; }));
}

TEST_CASE("a run may start when railways did") {
  CHECK(problems(load_with("configs/toy.yaml", {{"time.start", "1844"}})) == "");
  CHECK(says(load_with("configs/toy.yaml", {{"time.start", "1699"}}), "from 1700 to 2200"));
}

TEST_CASE("every declared key has a meaning that is a sentence, a unit and a sane default") {
  Parameters parameters{};
  const auto all = [&](config::Visitor& v) { describe(v, parameters); };
  const config::Declaration root = config::collect(all);
  std::size_t leaves = 0;
  config::for_each(root, [&](const std::string& path, const config::Declaration& key) {
    CAPTURE(path);
    CHECK(!key.meaning.empty());
    CHECK(key.meaning.back() == '.');
    if (!key.is_leaf()) return;
    ++leaves;
    if (!key.is_numeric()) return;
    CHECK(!key.unit.empty());
    CHECK(key.lo <= key.hi);
    if (key.kind == config::Declaration::Kind::numbers || std::isnan(key.fallback)) return;
    CHECK(key.fallback >= key.lo);
    CHECK(key.fallback <= key.hi);
    if (key.confidence < 'D') CHECK(!key.source.empty());
  });
  CHECK(leaves > 250);
}

TEST_CASE("key names that scripts rely on exist") {
  Parameters parameters{};
  const auto all = [&](config::Visitor& v) { describe(v, parameters); };
  const config::Declaration root = config::collect(all);
  for (const char* path : {"run.seed", "run.years", "run.threads", "population.enterprises",
                           "time.start", "builders.oracle.debt.senior"}) {
    CAPTURE(path);
    CHECK(config::find_path(root, path) != nullptr);
  }
}

TEST_CASE("--set reaches an opening number") {
  const Loaded loaded =
      load_with("configs/ai-2026.yaml", {{"builders.oracle.debt.senior", "54e9"}});
  REQUIRE(problems(loaded) == "");
  for (const auto& [id, builder] : loaded.parameters.builders) {
    if (id == "oracle") CHECK(builder.debt.senior == 54e9);
  }
}

TEST_CASE("lists of size classes keep the order and the numbers of the file") {
  const Loaded loaded = load_with("configs/toy.yaml");
  REQUIRE(problems(loaded) == "");
  const auto& classes = loaded.parameters.population.size_classes;
  REQUIRE(classes.size() == 2);
  CHECK(classes[0].employees_hi == 100.0);
  CHECK(classes[1].firms == 4300.0);
}

TEST_CASE("the toy has six firms and 200 enterprises of ten workloads") {
  const Parameters p = load_with("configs/toy.yaml").parameters;
  CHECK(p.builders.size() + p.vendors.size() + p.labs.size() + p.open_labs.size() + p.apps.size() ==
        6);
  CHECK(p.population.enterprises == 200);
  CHECK(p.population.workloads_lo == 10);
  CHECK(p.population.workloads_hi == 10);
}

TEST_CASE("the 2026 record: totals stay near the sources") {
  const Parameters p = load_with("configs/ai-2026.yaml").parameters;
  double stock = 0, capex_2025 = 0, ai_2025 = 0, orders = 0, shells = 0, core_hours = 0;
  for (const auto& [id, b] : p.builders) {
    stock += b.equipment_units;
    ai_2025 += b.ai_capex;
    orders += b.equipment_orders.front();
    shells += b.shell_mw;
    core_hours += b.core.hours;
    if (id == "microsoft" || id == "alphabet" || id == "amazon" || id == "meta") {
      capex_2025 += b.ai_capex + b.core_capex;
    }
  }
  CHECK(stock == doctest::Approx(15e6).epsilon(0.01));        // Epoch
  CHECK(capex_2025 == doctest::Approx(413e9).epsilon(0.02));  // 410 to 416 reported
  double vendors = 0, capacity = 0;
  for (const auto& [id, v] : p.vendors) {
    vendors += v.revenue;
    capacity += v.capacity_units * v.price;
  }
  CHECK(vendors == doctest::Approx(0.65 * ai_2025).epsilon(0.05));
  CHECK(orders < capacity);
  CHECK(shells == doctest::Approx(21000).epsilon(0.02));
  CHECK(core_hours == doctest::Approx(40e9).epsilon(0.03));
}

TEST_CASE("combinations that contradict each other are found with their position") {
  struct Case {
    const char *path, *value, *message;
  };
  const Case cases[] = {
      {"frozen_roles", "[bilder]", "did you mean 'builder'"},
      {"builders.steady.equipment_ages", "[0.5, 0.4]", "adds up to 0.9"},
      {"lab_market.menu", "[0.0, 2.0, 1.0]", "not in ascending order"},
      {"lab_market.menu", "[0.5, 1.0]", "does not begin with the best model"},
      {"lab_market.budget_factors", "[]", "has no budget above 0"},
      {"apps.app.classes", "[routin]", "did you mean 'routine'"},
      {"apps.app.classes", "[]", "is empty"},
      {"apps.app.parent", "stedy", "did you mean 'steady'"},
      {"labs.lab.parent_share", "0.5", "without a parent"},
      {"commitments.lab_bold.lab", "\"\"", "needs one of lab and tenant"},
      {"commitments.lab_bold.usd", "[0, 0]", "promises nothing"},
      {"commitments.lab_bold.builder", "bald", "did you mean 'bold'"},
      {"capex.approval_low", "1.5", "not above approval_low"},
      {"demand.contract_lo", "5", "below contract_lo"},
      {"consumers.adoption", "0.9", "below adoption"},
      {"capex.shell_lead", "1.5", "whole years"},
      {"population.workloads_lo", "20", "below workloads_lo"},
      {"population.size_classes.small.sample_share", "0.2", "add up to 0.7"},
      {"population.size_classes.small.employees_hi", "5", "employees_lo below employees_hi"},
      {"opening.api_usd", "500e6", "labs sell"},
      {"consumers.paying_share", "0.5", "consumers pay"},
      {"consumers.jobs_free", "1000", "no less than those of a payer"},
      {"utilities.utility.capacity_mw", "10", "shells of 192 MW"},
  };
  for (const Case& bad : cases) {
    CAPTURE(bad.path);
    CAPTURE(bad.value);
    const Loaded loaded = load_with("configs/toy.yaml", {{bad.path, bad.value}});
    CAPTURE(problems(loaded));
    CHECK_FALSE(loaded.diagnostics.ok());
    CHECK(says(loaded, bad.message));
  }
}

TEST_CASE("no two firms of any roles share an id") {
  const Loaded original = load_with("configs/toy.yaml");
  REQUIRE(problems(original) == "");
  for (std::size_t taken = 0; taken + 1 < role_count; ++taken) {
    const std::size_t owner = taken == 0 ? 1 : 0;
    Loaded changed = load_with("configs/toy.yaml");
    std::string id;
    std::size_t k = 0;
    for_each_roster(changed.parameters, [&](const RoleInfo&, const auto& roster) {
      if (k++ == owner) id = roster.front().first;
    });
    k = 0;
    for_each_roster(changed.parameters, [&](const RoleInfo&, auto& roster) {
      if (k++ != taken) return;
      roster.resize(roster.size() + 1);  // for a role that the toy has no firm of
      roster.back().first = id;
    });
    check_consistency(changed.parameters, changed.result, changed.diagnostics);
    CAPTURE(role_list[taken].name);
    CHECK(says(changed, "has an id that another role uses"));
  }
}

TEST_CASE("a lab that would pass everybody in its first year is refused") {
  Loaded loaded = load_with("configs/ai-2026.yaml");
  REQUIRE(problems(loaded) == "");
  loaded.parameters.technology.curvature = -2.0;
  loaded.parameters.labs.front().second.capability = 40.0;
  check_consistency(loaded.parameters, loaded.result, loaded.diagnostics);
  CHECK(says(loaded, "points behind the best"));
}

TEST_CASE("an empty world is refused role by role") {
  Loaded loaded;
  const auto all = [&](config::Visitor& v) { describe(v, loaded.parameters); };
  loaded.result = config::load_text("empty.yaml", "opening: {rental_price: 2, frontier_price: 4}\n",
                                    {}, all, loaded.diagnostics);
  REQUIRE(problems(loaded) == "");
  check_consistency(loaded.parameters, loaded.result, loaded.diagnostics);
  for (const char* map : {"'builders'", "'vendors'", "'labs'", "'apps'", "'lenders'", "'investors'",
                          "'utilities'", "'workload_classes'", "'population.size_classes'"}) {
    CHECK(says(loaded, std::string(map) + " is empty"));
  }
}

TEST_CASE("a problem points at the line that caused it") {
  Loaded loaded;
  const auto all = [&](config::Visitor& v) { describe(v, loaded.parameters); };
  loaded.result = config::load_text(
      "here.yaml",
      "opening:\n  rental_price: 2\n  frontier_price: 4\ncapex:\n  approval_low: 1.3\n"
      "  approval_high: 1.2\n",
      {}, all, loaded.diagnostics);
  check_consistency(loaded.parameters, loaded.result, loaded.diagnostics);
  CHECK(says(loaded, "here.yaml:6:"));
}

}  // namespace parameters_test

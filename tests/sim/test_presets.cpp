// The presets describe different worlds with the same people in them.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "core/config/declaration.hpp"
#include "core/config/load_yaml.hpp"
#include "sim/parameters/behaviour.hpp"
#include "sim/parameters/names.hpp"
#include "sim/parameters/parameters.hpp"
#include "tests/presets.hpp"
#include "tests/sim/world_fixture.hpp"

namespace presets_test {

using namespace overbuild;

/// All presets but the one for learning, whose people are its own, and the one that takes the
/// numbers of an article, what people believe included.
std::vector<std::string> peopled_alike() {
  std::vector<std::string> files = presets();
  std::erase_if(files, [](const std::string& file) {
    return file == "configs/toy.yaml" || file == "configs/ai-article.yaml";
  });
  return files;
}

config::LoadResult load(const std::string& file, std::vector<config::Override> overrides = {}) {
  Parameters parameters{};
  const auto all = [&](config::Visitor& v) { describe(v, parameters); };
  config::LoadRequest request;
  request.file = file;
  request.overrides = std::move(overrides);
  Diagnostics diagnostics;
  config::LoadResult loaded = config::load(request, all, diagnostics);
  REQUIRE(diagnostics.text() == "");
  return loaded;
}

/// Keys of behaviour in which two configurations differ, as a text that a failing test shows.
std::string differences(const config::LoadResult& a, const config::LoadResult& b) {
  std::string text;
  for (const std::string& path : behaviour_differences(a, b)) text += path + " ";
  return text;
}

TEST_CASE("presets: they differ in technology, demand, opening state, information, macro, names") {
  REQUIRE(peopled_alike().size() >= 4);
  const config::LoadResult base = load("configs/ai-2026.yaml");
  for (const std::string& file : peopled_alike()) {
    CAPTURE(file);
    const config::LoadResult other = load(file);
    CHECK(differences(base, other) == "");
    CHECK(behaviour_digest(base) == behaviour_digest(other));
  }
}

TEST_CASE("presets: a behavioural parameter changed in one of them only is found") {
  const config::LoadResult base = load("configs/ai-2026.yaml");
  const std::vector<config::Override> changes = {
      {"expectations.neglect", "{dist: uniform, lo: 0.2, hi: 0.6}"},
      {"expectations.intensity", "1.1"},
      {"expectations.fade", "0.61"},
      {"rental.glut_price_adjustment", "0.8"},
      {"credit.pd_leverage", "0.5"},
      {"credit.single_name_limit", "0.2"},
      {"capex.approval_low", "0.4"},
      {"capex.hurdle_wedge", "0.04"},
      {"app_market.bargaining_power", "0.4"},
      {"resolution.liquidation_cost", "0.2"},
      {"equity.dilution_cap", "0.3"},
      {"vendor_market.markup_speed", "0.3"}};
  for (const config::Override& change : changes) {
    CAPTURE(change.path);
    const config::LoadResult changed = load("configs/telecom-1996.yaml", {change});
    CHECK(differences(base, changed) == change.path + " ");
    CHECK(behaviour_digest(base) != behaviour_digest(changed));
  }
}

TEST_CASE("presets: an input changed is no change of behaviour") {
  const config::LoadResult base = load("configs/telecom-1996.yaml");
  for (const config::Override& change : {config::Override{"capex.shell_life", "30"},
                                         {"macro.base_rate", "0.04"},
                                         {"builders.qwest.debt.senior", "2e9"},
                                         {"demand.switching_cost", "1"}}) {
    CAPTURE(change.path);
    CHECK(differences(base, load("configs/telecom-1996.yaml", {change})) == "");
  }
}

TEST_CASE("presets: the firms of every role are inputs") {
  for (const RoleInfo& role : role_list) {
    if (role.roster.empty()) continue;
    CAPTURE(role.name);
    CHECK(!input_block(std::string(role.roster) + ".somebody.something").empty());
  }
}

TEST_CASE("presets: drawn worlds behave by the same priors") {
  Parameters parameters{};
  const auto all = [&](config::Visitor& v) { describe(v, parameters); };
  config::LoadRequest request;
  request.file = "configs/telecom-1996.yaml";
  request.replicate = 5;
  Diagnostics diagnostics;
  const config::LoadResult drawn = config::load(request, all, diagnostics);
  REQUIRE(diagnostics.text() == "");
  CHECK(behaviour_digest(drawn) == behaviour_digest(load("configs/ai-2026.yaml")));
}

TEST_CASE("presets: every rule of credit, price, bargaining, auction and failure is behaviour") {
  Parameters parameters{};
  const auto all = [&](config::Visitor& v) { describe(v, parameters); };
  const config::Declaration root = config::collect(all);
  std::set<std::string> behaviour;
  config::for_each(root, [&](const std::string& path, const config::Declaration& key) {
    if (key.is_leaf() && input_block(path).empty()) {
      behaviour.insert(path.substr(0, path.find('.')));
    }
  });
  for (const char* group :
       {"rental", "expectations", "capex", "vendor_market", "lab_market", "open_lab_market",
        "app_market", "credit", "equity", "utility_market", "resolution", "demand"}) {
    CAPTURE(group);
    CHECK(behaviour.contains(group));
  }
}

TEST_CASE("presets: lenders are many, and each has limits of its own") {
  for (const std::string& file : peopled_alike()) {
    CAPTURE(file);
    const Parameters p = world_fixture::load(file).parameters;
    CHECK(p.lenders.size() >= 8);
    CHECK(p.lenders.size() <= 20);
    std::set<std::tuple<bool, double, double, double>> limits;
    double appetite = 0.0, largest = 0.0;
    for (const auto& [id, lender] : p.lenders) {
      limits.emplace(lender.bonds, lender.capital, lender.appetite,
                     lender.worst_default_probability);
      appetite += lender.appetite;
      largest = std::max(largest, lender.appetite);
    }
    CHECK(limits.size() == p.lenders.size());
    CHECK(largest < 0.3 * appetite);  // none is the market
  }
}

TEST_CASE("presets: growth of work is known for some years and goes on at the usual rate") {
  DemandParameters demand;
  demand.potential_growth = 0.5;
  CHECK(potential_growth(demand, 0) == doctest::Approx(1.0));
  CHECK(potential_growth(demand, 2) == doctest::Approx(2.25));
  demand.first_growth = {1.0, 0.0};
  CHECK(potential_growth(demand, 1) == doctest::Approx(2.0));
  CHECK(potential_growth(demand, 3) == doctest::Approx(3.0));
}

TEST_CASE("presets: names stand for roles and units of the code") {
  const Names usual;
  CHECK(usual.unit("usd/H100e-hour") == "usd/H100e-hour");
  CHECK(usual.role("vendor") == "equipment vendor");
  CHECK(usual.role("rest_of_economy") == "rest of economy");
  Parameters parameters{};
  const auto all = [&](config::Visitor& v) { describe(v, parameters); };
  config::LoadRequest request;
  request.file = "configs/telecom-1996.yaml";
  Diagnostics diagnostics;
  config::load(request, all, diagnostics);
  const Names& names = parameters.names;
  CHECK(names.role("builder") == "carrier");
  CHECK(names.unit("usd/H100e-hour") == "usd/lit Mb/s-hour");
  CHECK(names.unit("usd/MWh") == "usd/thousand fibre-km-hour");
  CHECK(names.unit("kW/H100e") == "fibre-km/lit Mb/s");
  CHECK(names.unit("usd/job") == "usd/GB");
  CHECK(names.unit("usd") == "usd");
  // Where jobs take more tokens every year prices are those of tokens, and buyers still have jobs.
  REQUIRE(parameters.tokens.grow);
  CHECK(names_of(parameters).unit("usd/job") == "usd/GB");
  parameters.tokens.growth = 2.0;
  const Names of_tokens = names_of(parameters);
  CHECK(of_tokens.unit("usd/job") == "usd/million tokens");
  CHECK(of_tokens.unit("usd a job") == "usd a GB");
  CHECK(of_tokens.unit("jobs") == "traffic");
  Names stored = names;
  stored.take("technology.tokens_growth", "2");
  stored.take("blocks.buyers.tokens_per_job", "true");
  CHECK(stored == of_tokens);
  stored.take("blocks.buyers.tokens_per_job", "false");
  CHECK(stored == names);
}

}  // namespace presets_test

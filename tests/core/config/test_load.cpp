#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/load_yaml.hpp"
#include "core/config/prior_shape.hpp"
#include "core/diagnostics.hpp"
#include "core/ids.hpp"
#include "core/quasi_random.hpp"
#include "tests/core/config/example.hpp"

namespace load_test {

using namespace overbuild;
using config::LoadRequest;
using config::LoadResult;
using config_example::Example;

struct Loaded {
  Example values;
  LoadResult result;
  Diagnostics diagnostics;
};

Loaded load(std::string_view text, const LoadRequest& request = {}) {
  Loaded loaded;
  loaded.result = config::load_text(
      "case.yaml", text, request,
      [&](config::Visitor& v) { config_example::describe(v, loaded.values); }, loaded.diagnostics);
  return loaded;
}

Loaded load_file(const LoadRequest& request) {
  Loaded loaded;
  loaded.result = config::load(
      request, [&](config::Visitor& v) { config_example::describe(v, loaded.values); },
      loaded.diagnostics);
  return loaded;
}

LoadRequest with_set(std::string path, std::string value) {
  LoadRequest request;
  request.overrides.push_back({std::move(path), std::move(value)});
  return request;
}

const config::ProvenanceRow& row(const Loaded& loaded, std::string_view path) {
  for (const auto& candidate : loaded.result.provenance) {
    if (candidate.path == path) return candidate;
  }
  FAIL("no provenance row ", std::string(path));
  return loaded.result.provenance.front();
}

/// A folder that disappears with the test.
class Folder {
 public:
  Folder() {
    std::string name =
        (std::filesystem::temp_directory_path() / "overbuild-config-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::filesystem::path write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << text;
    return path_ / name;
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

TEST_CASE("an empty map gives every default") {
  const Loaded loaded = load("run: {}\n");
  REQUIRE_MESSAGE(loaded.diagnostics.ok(), loaded.diagnostics.text());
  CHECK(loaded.values.seed == 1);
  CHECK(loaded.values.years == 20);
  CHECK(loaded.values.growth == 0.1);
  CHECK(loaded.values.variant == 1);
  CHECK(loaded.values.lives.empty());
  CHECK(loaded.values.builders.empty());
  CHECK(row(loaded, "demand.growth").origin == "default");
  CHECK(row(loaded, "demand.growth").source == "a survey");
  CHECK(row(loaded, "demand.growth").confidence == "C");
}

TEST_CASE("every form of a value is read; without a replicate priors take their middle") {
  const Loaded loaded = load(config_example::valid_text);
  REQUIRE_MESSAGE(loaded.diagnostics.ok(), loaded.diagnostics.text());
  const Example& values = loaded.values;
  CHECK(values.seed == 7);
  CHECK(loaded.result.seed == 7);
  CHECK(loaded.result.replicate == 0);
  CHECK(loaded.result.name == "case");
  CHECK(values.growth == 0.2);
  CHECK(values.elasticity == -1.5);
  CHECK(values.record);
  CHECK(values.variant == 0);
  CHECK(values.lives == std::vector<double>{3.0, 4.5});
  CHECK(values.tags == std::vector<std::string>{"one", "two words", "3"});
  REQUIRE(values.builders.size() == 2);
  CHECK(values.builders[0].first == "oracle");
  CHECK(values.builders[0].second.label == "Oracle: the database company");
  CHECK(values.builders[0].second.debt == 1.2e11);
  CHECK(values.builders[0].second.price == 3.0);
  CHECK(values.builders[0].second.supplier == "nvidia");
  CHECK(values.builders[1].second.debt == 2e9);
  CHECK(values.builders[1].second.required_share == doctest::Approx(0.3857275681));
  CHECK(values.vendors[0].second.units == 1050);
  CHECK(values.vendors[1].second.units == 1000);
  const auto& debt = row(loaded, "builders.oracle.money.debt");
  CHECK(debt.value == "120000000000");
  CHECK(debt.unit == "usd");
  CHECK(debt.source == "10-K");
  CHECK(debt.confidence == "A");
  CHECK(debt.origin == "case.yaml:14");
  CHECK(row(loaded, "builders.meta.money.debt").source == "annual report 2025");
  CHECK(row(loaded, "builders.oracle.money.price").prior == "lognormal{median: 3, gsd: 1.5}");
  CHECK(loaded.result.locate("builders.oracle.money.debt").line == 14);
  CHECK(loaded.result.locate("builders.oracle.money.debt").column == 13);
  CHECK(loaded.result.locate("builders.meta.money.price").line == 18);
  CHECK(loaded.result.locate("nowhere.at.all").file == "case.yaml");
}

TEST_CASE("the resolved text loads to the same values, digest and sources") {
  for (const std::optional<std::uint32_t> replicate :
       {std::optional<std::uint32_t>{}, std::optional<std::uint32_t>{0u},
        std::optional<std::uint32_t>{12345u}}) {
    LoadRequest request = with_set("builders.oracle.label", "'line\\n\"two\"\t#: - {x}'");
    request.replicate = replicate;
    const Loaded first = load(config_example::valid_text, request);
    REQUIRE_MESSAGE(first.diagnostics.ok(), first.diagnostics.text());
    const Loaded second = load(first.result.resolved_yaml);
    REQUIRE_MESSAGE(second.diagnostics.ok(), second.diagnostics.text());
    CHECK(second.result.digest == first.result.digest);
    CHECK(second.result.seed == first.result.seed);
    CHECK(second.result.replicate == first.result.replicate);
    CHECK(second.values.builders[0].second.price == first.values.builders[0].second.price);
    CHECK(second.values.growth == first.values.growth);
    REQUIRE(second.result.provenance.size() == first.result.provenance.size());
    for (std::size_t i = 0; i < first.result.provenance.size(); ++i) {
      CHECK(second.result.provenance[i].path == first.result.provenance[i].path);
      CHECK(second.result.provenance[i].value == first.result.provenance[i].value);
      CHECK(second.result.provenance[i].source == first.result.provenance[i].source);
      CHECK(second.result.provenance[i].confidence == first.result.provenance[i].confidence);
    }
    const Loaded third = load(second.result.resolved_yaml);
    CHECK(third.result.resolved_yaml == second.result.resolved_yaml);
  }
}

TEST_CASE("the digest sees every value but not the threads") {
  const Loaded base = load(config_example::valid_text);
  CHECK(load(config_example::valid_text, with_set("run.threads", "3")).result.digest ==
        base.result.digest);
  for (const config::Override& change :
       std::vector<config::Override>{{"run.seed", "8"},
                                     {"demand.growth", "0.20000000000000004"},
                                     {"demand.tags", "[a]"},
                                     {"demand.lives", "[3]"},
                                     {"builders.oracle.label", "x"},
                                     {"vendors.amd.units", "1"},
                                     {"demand.variant", "never"},
                                     {"builders.meta", "~"}}) {
    CAPTURE(change.path);
    const Loaded changed = load(config_example::valid_text, with_set(change.path, change.value));
    CHECK_MESSAGE(changed.diagnostics.ok(), changed.diagnostics.text());
    CHECK(changed.result.digest != base.result.digest);
  }
}

TEST_CASE("replicates draw from priors, each by its path") {
  LoadRequest request;
  request.replicate = 3;
  const Loaded drawn = load(config_example::valid_text, request);
  REQUIRE_MESSAGE(drawn.diagnostics.ok(), drawn.diagnostics.text());
  CHECK(drawn.result.replicate == 3);
  CHECK(drawn.values.replicate == 3);
  std::vector<EntityId> names;
  for (const std::string& path : drawn.result.prior_paths) {
    names.push_back(entity_id("prior", path));
  }
  REQUIRE(names.size() == 5);
  REQUIRE(drawn.result.prior_paths.back() == "vendors.nvidia.units");
  const double u = ScrambledSobol(7, names).point(3).back();
  CHECK(drawn.values.vendors[0].second.units == static_cast<std::int64_t>(100.5 + 1900.0 * u));
  CHECK(drawn.values.growth != 0.2);
  // another file that fixes one value leaves the other draws alone
  request.overrides.push_back({"demand.growth", "0.3"});
  const Loaded fixed = load(config_example::valid_text, request);
  CHECK(fixed.values.growth == 0.3);
  CHECK(fixed.result.prior_paths == drawn.result.prior_paths);
  CHECK(fixed.result.priors.size() == 4);
  CHECK(fixed.values.builders[0].second.price == drawn.values.builders[0].second.price);
  LoadRequest other = request;
  other.replicate = 4;
  CHECK(load(config_example::valid_text, other).values.builders[0].second.price !=
        drawn.values.builders[0].second.price);
  LoadRequest seeded;
  seeded.replicate = 3;
  seeded.seed = 8;
  seeded.seed_given = true;
  const Loaded reseeded = load(config_example::valid_text, seeded);
  CHECK(reseeded.values.seed == 8);
  CHECK(reseeded.result.seed == 8);
  CHECK(reseeded.values.growth != drawn.values.growth);
}

TEST_CASE("a caller's uniforms arrive in declaration order") {
  Folder folder;
  LoadRequest request;
  request.file = folder.write("a.yaml", config_example::valid_text);
  request.replicate = 0;
  std::vector<std::string> asked;
  Example values;
  Diagnostics diagnostics;
  const auto uniform = [&](std::string_view path, std::size_t dimension) {
    CHECK(dimension == asked.size());
    asked.emplace_back(path);
    return 0.25;
  };
  config::load(
      request, [&](config::Visitor& v) { config_example::describe(v, values); }, diagnostics,
      uniform);
  REQUIRE_MESSAGE(diagnostics.ok(), diagnostics.text());
  CHECK(asked == std::vector<std::string>{"demand.growth", "demand.variant",
                                          "builders.oracle.money.price",
                                          "builders.meta.required_share", "vendors.nvidia.units"});
  CHECK(values.vendors[0].second.units == 575);
}

TEST_CASE("bound priors settle again without reading") {
  Folder folder;
  LoadRequest request;
  request.file = folder.write("a.yaml", config_example::valid_text);
  Example values;
  Diagnostics diagnostics;
  const auto bound = [&](config::Visitor& v) { config_example::describe(v, values); };
  const config::LoadResult medians = config::load(request, bound, diagnostics);
  REQUIRE_MESSAGE(diagnostics.ok(), diagnostics.text());
  for (const std::uint32_t replicate : {0U, 5U, 17U}) {
    request.replicate = replicate;
    const Loaded drawn = load(config_example::valid_text, request);
    std::vector<EntityId> names;
    for (const std::string& path : medians.prior_paths) names.push_back(entity_id("prior", path));
    const std::vector<double> point = ScrambledSobol(medians.seed, names).point(replicate);
    for (const config::BoundPrior& prior : medians.priors) prior.settle(point[prior.dimension]);
    CHECK(values.growth == drawn.values.growth);
    CHECK(values.variant == drawn.values.variant);
    CHECK(values.builders[0].second.price == drawn.values.builders[0].second.price);
    CHECK(values.vendors[0].second.units == drawn.values.vendors[0].second.units);
  }
}

TEST_CASE("tails beyond the declared range are cut") {
  LoadRequest request = with_set("demand.growth", "{dist: normal, mean: 1.9, sd: 1000}");
  CHECK(load("run: {}", request).values.growth == 1.9);  // the middle, as written
  int in_quarter[4] = {};  // so wide a normal is nearly flat in the range
  for (std::uint32_t r = 0; r < 40; ++r) {
    request.replicate = r;
    const Loaded loaded = load("run: {}", request);
    REQUIRE_MESSAGE(loaded.diagnostics.ok(), loaded.diagnostics.text());
    CHECK(loaded.values.growth > -0.5);
    CHECK(loaded.values.growth < 2.0);
    ++in_quarter[static_cast<int>((loaded.values.growth + 0.5) / 2.5 * 4.0)];
    REQUIRE(loaded.result.priors.size() == 1);
    const config::PriorShape& shape = config::shape_of(loaded.result.priors[0]);
    CHECK(shape.below == doctest::Approx(0.499).epsilon(0.01));
    CHECK(shape.above == doctest::Approx(0.5).epsilon(0.01));
    CHECK(shape.hi == 2.0);
  }
  for (const int draws : in_quarter) CHECK((draws >= 8 && draws <= 12));  // a Sobol point each
}

TEST_CASE("a choice tells its values, and which draws give them") {
  const Loaded loaded = load("run: {}", with_set("demand.growth",
                                                 "{dist: choice, values: [0.1, 0.2, 0.3], "
                                                 "weights: [0.9, 0, 0.1]}"));
  REQUIRE_MESSAGE(loaded.diagnostics.ok(), loaded.diagnostics.text());
  REQUIRE(loaded.result.priors.size() == 1);
  const auto& choices = config::shape_of(loaded.result.priors[0]).choices;
  REQUIRE(choices.size() == 2);  // what has no weight is no value
  CHECK(choices[1].text == "0.3");
  CHECK(choices[1].from == doctest::Approx(0.9));
  CHECK(choices[1].to == doctest::Approx(1.0));
}

TEST_CASE("--set reaches every form of a leaf") {
  const auto set = [](const char* path, const char* value) {
    Loaded loaded = load(config_example::valid_text, with_set(path, value));
    CHECK_MESSAGE(loaded.diagnostics.ok(), loaded.diagnostics.text());
    return loaded;
  };
  CHECK(set("run.years", "5").values.years == 5);                 // plain
  CHECK(set("run.replicate", "5").values.replicate == 5);         // not in the file
  const Loaded noted = set("builders.oracle.money.debt", "3e9");  // {value, source}
  CHECK(noted.values.builders[0].second.debt == 3e9);
  CHECK(row(noted, "builders.oracle.money.debt").source == "--set");
  CHECK(row(noted, "builders.oracle.money.debt").origin == "--set");
  CHECK(row(noted, "builders.oracle.money.debt").confidence.empty());
  const Loaded prior = set("demand.growth", "0.5");  // a prior
  CHECK(prior.values.growth == 0.5);
  CHECK(row(prior, "demand.growth").prior.empty());
  CHECK(set("demand.growth", "{dist: uniform, lo: 0, hi: 1}").values.growth == 0.5);
  const Loaded explained = set("run.years", "{value: 6, source: mine, confidence: C}");
  CHECK(explained.values.years == 6);
  CHECK(row(explained, "run.years").source == "mine");
  CHECK(set("demand.lives", "[1, 2, 3]").values.lives.size() == 3);
  CHECK(set("demand.tags", "[]").values.tags.empty());
  CHECK(set("demand.record", "false").values.record == false);
  CHECK(set("demand.variant", "never").values.variant == 2);
  CHECK(set("builders.meta.supplier", "amd").values.builders[1].second.supplier == "amd");
  CHECK(set("builders.oracle.supplier", "''").values.builders[0].second.supplier.empty());
  CHECK(set("builders.oracle.money", "{debt: 1, price: 2}").values.builders[0].second.price == 2);
  CHECK(set("builders.oracle", "~").values.builders.size() == 1);  // removes
}

TEST_CASE("--set that leads nowhere names the nearest path") {
  const auto complaint = [](const char* path, const char* value) {
    const Loaded loaded = load(config_example::valid_text, with_set(path, value));
    CHECK_FALSE(loaded.diagnostics.ok());
    CHECK(loaded.result.resolved_yaml.empty());
    return loaded.diagnostics.text();
  };
  const auto has = [](const std::string& text, std::string_view part) {
    CHECK_MESSAGE(text.find(part) != std::string::npos, text);
  };
  has(complaint("run.yaers", "5"), "--set run.yaers: unknown key 'run.yaers'");
  has(complaint("run.yaers", "5"), "did you mean 'run.years'?");
  has(complaint("years", "5"), "did you mean 'run.years'?");
  has(complaint("builders.orcale.money.debt", "5"), "did you mean 'builders.oracle'?");
  has(complaint("builders.oracle.money.dept", "5"), "did you mean 'builders.oracle.money.debt'?");
  has(complaint("builders.newcomer.required_share", "0.5"), "no entry 'builders.newcomer'");
  has(complaint("run.years.more", "5"), "is a value and has no keys below it");
  has(complaint("run.years", "five"), "'five'");
  has(complaint("run.years", ""), "has no value");
  has(complaint("run.years", "[5"), "--set run.years: a map or list stands where");
  has(complaint("run.years", "]"), "--set run.years: broken YAML: illegal flow end");
  has(complaint("run.years", "500"), "above the allowed range");
  has(complaint("run.years", "'5'"), "without quotes");
  has(complaint("run", "5"), "a map of keys");
  has(complaint("", "5"), "unknown key ''");
  has(complaint("vendors.nvidia", "~"), "names 'nvidia', which 'vendors' does not have");
}

TEST_CASE("extends merges maps key by key and replaces values whole") {
  Folder folder;
  folder.write("base/base.yaml", config_example::valid_text);
  LoadRequest request;
  request.file = folder.write("child.yaml",
                              "extends: base/base.yaml\n"
                              "demand:\n"
                              "  growth: {value: 0.3, source: other}\n"
                              "  lives: [9]\n"
                              "builders:\n"
                              "  meta: ~\n"
                              "  oracle: {money: {price: {dist: uniform, lo: 1, hi: 2}}}\n"
                              "  xai: {required_share: 1}\n");
  const Loaded loaded = load_file(request);
  REQUIRE_MESSAGE(loaded.diagnostics.ok(), loaded.diagnostics.text());
  CHECK(loaded.result.name == "child");
  CHECK(loaded.values.growth == 0.3);
  CHECK(loaded.values.elasticity == -1.5);
  CHECK(loaded.values.lives == std::vector<double>{9.0});
  REQUIRE(loaded.values.builders.size() == 2);
  CHECK(loaded.values.builders[0].first == "oracle");
  CHECK(loaded.values.builders[0].second.debt == 1.2e11);
  CHECK(loaded.values.builders[0].second.price == 1.5);
  CHECK(loaded.values.builders[1].first == "xai");
  CHECK(row(loaded, "builders.oracle.money.debt").origin ==
        (folder.path() / "base/base.yaml").string() + ":14");

  SUBCASE("an overlay's own extends is ignored") {
    request.overlays = {folder.write("scenario.yaml", "extends: nothing.yaml\nrun: {years: 3}\n")};
    const Loaded with_overlay = load_file(request);
    REQUIRE_MESSAGE(with_overlay.diagnostics.ok(), with_overlay.diagnostics.text());
    CHECK(with_overlay.values.years == 3);
    CHECK(with_overlay.values.growth == 0.3);
  }
  SUBCASE("null removes only what is there") {
    request.overlays = {folder.write("scenario.yaml", "builders:\n  orcale: ~\n")};
    const std::string text = load_file(request).diagnostics.text();
    CHECK_MESSAGE(text.find("scenario.yaml:2:3") != std::string::npos, text);
    CHECK_MESSAGE(text.find("did you mean 'oracle'") != std::string::npos, text);
  }
}

TEST_CASE("circles and gaps of extends are reported where they are written") {
  Folder folder;
  LoadRequest request;
  request.file = folder.write("a.yaml", "run: {years: 5}\nextends: b.yaml\n");
  folder.write("b.yaml", "extends: c.yaml\n");
  folder.write("c.yaml", "run: {}\nextends:   a.yaml\n");
  const std::string circle = load_file(request).diagnostics.text();
  CHECK_MESSAGE(circle.find("c.yaml:2:12: 'extends' goes in a circle: ") != std::string::npos,
                circle);
  CHECK_MESSAGE(circle.find("b.yaml -> ") != std::string::npos, circle);

  request.file = folder.write("self.yaml", "extends: self.yaml\n");
  CHECK(load_file(request).diagnostics.text().find("self.yaml:1:10") != std::string::npos);

  request.file = folder.write("gap.yaml", "run: {yeers: 5}\nextends: bb.yaml\n");
  const Loaded gap = load_file(request);
  const std::string text = gap.diagnostics.text();
  CHECK_MESSAGE(text.find("gap.yaml:2:10: cannot read '") != std::string::npos, text);
  CHECK_MESSAGE(text.find("there is no such file") != std::string::npos, text);
  CHECK_MESSAGE(text.find("yeers") != std::string::npos, text);  // the rest is checked all the same
  CHECK(gap.diagnostics.all().size() == 2);
}

TEST_CASE("files that are none") {
  Folder folder;
  const auto complaint = [](const std::filesystem::path& path) {
    LoadRequest request;
    request.file = path;
    const Loaded loaded = load_file(request);
    CHECK(loaded.diagnostics.all().size() == 1);
    CHECK(loaded.result.resolved_yaml.empty());
    return loaded.diagnostics.text();
  };
  folder.write("ai-2026.yaml", "run: {}");
  const std::string missing = complaint(folder.path() / "ai-2062.yaml");
  CHECK(missing.find("there is no such file") != std::string::npos);
  CHECK_MESSAGE(missing.find("ai-2026.yaml'?") != std::string::npos, missing);
  CHECK(complaint(folder.path()).find("it is a directory") != std::string::npos);
  CHECK(complaint(folder.write("empty.yaml", "")).find("the file is empty") != std::string::npos);
  CHECK(complaint(folder.write("comment.yaml", "# nothing\n\n")).find("the file is empty") !=
        std::string::npos);
  CHECK(complaint(folder.write("zero.yaml", std::string_view("run:\n  x\0: 1", 12)))
            .find("zero.yaml:2:4: a zero byte") != std::string::npos);
  CHECK(complaint(folder.write("latin.yaml", "run:\n  label: \"caf\xe9\"\n"))
            .find("latin.yaml:2:14: not valid UTF-8") != std::string::npos);
  CHECK(complaint(folder.write("end.yaml", "run: {years: 3}\n\x04garbage"))
            .find("end.yaml:2:1: a control character") != std::string::npos);
}

TEST_CASE("a byte order mark and Windows line ends are harmless") {
  const Loaded loaded = load("\xEF\xBB\xBFrun:\r\n  years: 4\r\n");
  REQUIRE_MESSAGE(loaded.diagnostics.ok(), loaded.diagnostics.text());
  CHECK(loaded.values.years == 4);
  CHECK(loaded.result.locate("run.years").line == 2);
}

TEST_CASE("all problems are reported at once") {
  const Loaded loaded = load(
      "run: {yeers: 3, seed: 010}\n"
      "demand: {growth: 7, record: yes, variant: rase}\n"
      "builders: {oracle: {supplier: nvidia}}\n");
  CHECK(loaded.diagnostics.all().size() == 7);
}

}  // namespace load_test

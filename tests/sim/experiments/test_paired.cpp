// Files of ensembles as samples and as pairs: what is read, what is refused, and the differences of
// worlds with the same draws.
#include <doctest/doctest.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "sim/experiments/paired.hpp"
#include "sim/experiments/stored_sample.hpp"
#include "tests/sim/experiments/store_fixture.hpp"

namespace paired_test {

using namespace overbuild;
using store_test::Folder;

/// Capex of a world in 2025 and 2026, and what its priors were drawn as.
WorldRecord world(std::uint32_t row, double capex, const std::string& parameters) {
  WorldRecord record = store_test::world(0, row);
  record.series = {capex, std::nan(""), 2.0 * capex, row == 2 ? std::nan("") : 0.25};
  record.parameters = parameters;
  return record;
}

std::unique_ptr<EnsembleStore> file_of(const Folder& folder, const char* name,
                                       const std::vector<WorldRecord>& worlds,
                                       const StoredQuestion& asked = store_test::question()) {
  {
    StoreWriter writer(folder / name, asked, ExistingFile::continue_or_refuse);
    for (WorldRecord record : worlds) writer.add(std::move(record), "");
    writer.finish();
  }
  return std::make_unique<EnsembleStore>(folder / name);
}

std::string refusal(const EnsembleSide& a, const EnsembleSide& b) {
  Diagnostics problems;
  pair_worlds(a, b, problems);
  return problems.text();
}

TEST_CASE("draws become columns, and outcomes stand beside them") {
  const Folder folder;
  const auto store = file_of(folder, "a.db",
                             {world(0, 1.0, R"({"x": 1.5, "mode": "slow", "same": 2})"),
                              world(1, 2.0, R"({"x": 2.5, "mode": "fast", "same": 2})"),
                              world(2, 4.0, R"({"x": 0.5, "mode": "slow", "same": 2})")});
  const std::vector<SampleColumn> inputs = stored_inputs(*store, "base");
  REQUIRE(inputs.size() == 2);  // what is the same in all worlds explains nothing
  CHECK(inputs[0].values == std::vector<double>{1.5, 2.5, 0.5});
  CHECK(inputs[1].categories == std::vector<std::string>{"fast", "slow"});
  CHECK(inputs[1].values == std::vector<double>{1.0, 0.0, 1.0});
  Diagnostics problems;
  const Outcome outcome = outcome_of_store(
      *store, "base", "capex:at:2026 / capex:at:2025 + recovery_rate:at:2026", problems);
  REQUIRE_MESSAGE(problems.ok(), problems.text());
  const StoredOutcome stored = stored_outcome(*store, "base", outcome);
  CHECK(stored.values[0] == 2.25);
  CHECK(std::isnan(stored.values[2]));  // no recovery in that world
  outcome_of_store(*store, "base", "debt:at:2026", problems);
  CHECK(problems.text().find("does not store 'debt'") != std::string::npos);
  Diagnostics of_years;
  outcome_of_store(*store, "base", "capex:at:2027", of_years);
  CHECK(of_years.text().find("the run covers 2026 to 2026") != std::string::npos);
}

TEST_CASE("pairs are worlds of the same replicate, and quantiles are those of differences") {
  const Folder folder;
  const auto a =
      file_of(folder, "a.db",
              {world(0, 5.0, "{}"), world(1, 9.0, "{}"), world(2, 4.0, "{}"), world(4, 1.0, "{}")});
  const auto b =
      file_of(folder, "b.db",
              {world(0, 1.0, "{}"), world(2, 6.0, "{}"), world(3, 7.0, "{}"), world(4, 1.0, "{}")});
  Diagnostics problems;
  const PairedSeries paired = pair_worlds({*a, "base"}, {*b, "base"}, problems);
  REQUIRE_MESSAGE(problems.ok(), problems.text());
  CHECK(paired.rows == std::vector<std::uint32_t>{0, 2, 4});
  CHECK(paired.differences(0, 2025) == std::vector<double>{-4.0, 2.0, 0.0});
  CHECK(paired.differences(0, 2026) == std::vector<double>{-8.0, 4.0, 0.0});
  const DifferenceSpread spread = spread_of(paired.differences(0, 2025));
  CHECK(spread.median == 0.0);
  CHECK(spread.q90 == doctest::Approx(1.6));
  CHECK(spread.q10 == doctest::Approx(-3.2));
  CHECK(spread.share_above == doctest::Approx(1.0 / 3.0));
  const DifferenceSpread rates = spread_of(paired.differences(1, 2026));
  CHECK(rates.pairs == 2);  // world 2 has none
  const DifferenceSpread none = spread_of(paired.differences(1, 2025));
  CHECK(none.pairs == 0);
  CHECK(std::isnan(none.share_above));
  CHECK(paired_outcome({*a, "base"}, {*b, "base"}, "capex:sum:2025-2026", problems) ==
        std::vector<double>{-12.0, 6.0, 0.0});
}

TEST_CASE("worlds that do not share their draws are no pairs") {
  const Folder folder;
  const auto a = file_of(folder, "a.db", {world(0, 5.0, "{}")});
  StoredQuestion other = store_test::question();
  other.seed = 2;
  const auto seed = file_of(folder, "seed.db", {world(0, 5.0, "{}")}, other);
  CHECK(refusal({*a, "base"}, {*seed, "base"}).find("seeds 1 and 2") != std::string::npos);
  other = store_test::question();
  other.design = "Latin hypercube of 1 worlds";
  const auto cube = file_of(folder, "cube.db", {world(0, 5.0, "{}")}, other);
  CHECK(refusal({*a, "base"}, {*cube, "base"}).find("drawn otherwise") != std::string::npos);
  CHECK(refusal({*cube, "base"}, {*cube, "base"}).empty());
  other.kind = "sensitivity";
  const auto design = file_of(folder, "design.db", {world(0, 5.0, "{}")}, other);
  CHECK(refusal({*a, "base"}, {*design, "base"}).find("points of a design") != std::string::npos);
  const auto apart = file_of(folder, "apart.db", {world(7, 5.0, "{}")});
  CHECK(refusal({*a, "base"}, {*apart, "base"}).find("no world of the same replicate") !=
        std::string::npos);
}

}  // namespace paired_test

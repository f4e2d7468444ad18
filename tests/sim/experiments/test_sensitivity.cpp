// Estimators against functions whose indices are known exactly.
#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "sim/experiments/outcome.hpp"
#include "sim/experiments/sensitivity.hpp"

namespace sensitivity_test {

using namespace overbuild;

std::vector<double> outcomes(const TestFunction& function, const std::vector<DesignRow>& design) {
  std::vector<double> values;
  for (const DesignRow& row : design) values.push_back(function.value(row.point));
  return values;
}

TEST_CASE("Sobol indices of Ishigami's function and of Sobol's g lie within their intervals") {
  for (const TestFunction& function : test_functions()) {
    const auto design = sobol_design(function.inputs, 2048, 1, false);
    CHECK(design.size() == 2048 * (function.inputs + 2));
    const auto indices = sobol_indices(function.inputs, false, outcomes(function, design));
    for (std::size_t k = 0; k < function.inputs; ++k) {
      INFO(function.name << " input " << k);
      CHECK(indices[k].first.interval.lo <= function.first[k]);
      CHECK(indices[k].first.interval.hi >= function.first[k]);
      CHECK(indices[k].total.interval.lo <= function.total[k]);
      CHECK(indices[k].total.interval.hi >= function.total[k]);
      CHECK(std::fabs(indices[k].total.value - function.total[k]) < 0.03);
    }
  }
}

TEST_CASE("Morris moves each input once a trajectory and finds the inert one") {
  const auto design = morris_design(4, 12, 3, true);
  REQUIRE(design.size() == 12 * 6);
  std::vector<double> linear;
  for (std::size_t t = 0; t < 12; ++t) {
    std::set<std::size_t> moved;
    for (std::size_t r = 6 * t; r < 6 * t + 5; ++r) {
      std::size_t changes = 0;
      for (std::size_t k = 0; k < 4; ++k) {
        if (design[r].point[k] == design[r + 1].point[k]) continue;
        CHECK(std::fabs(design[r].point[k] - design[r + 1].point[k]) == 0.5);
        moved.insert(k);
        ++changes;
      }
      if (design[r].replicate != design[r + 1].replicate) {
        moved.insert(4);
        ++changes;
      }
      CHECK(changes == 1);
    }
    CHECK(moved.size() == 5);
  }
  for (const DesignRow& row : design) {
    linear.push_back(3.0 * row.point[0] - 2.0 * row.point[2] + (row.replicate % 2 == 1 ? 0.5 : 0.0));
  }
  const auto effects = morris_effects(design, 4, true, linear);
  CHECK(effects[0].mean == doctest::Approx(3.0));
  CHECK(effects[1].mean_size.value == doctest::Approx(0.0));
  CHECK(effects[2].mean == doctest::Approx(-2.0));
  CHECK(effects[2].mean_size.value == doctest::Approx(2.0));
  CHECK(effects[4].mean == doctest::Approx(0.5));
  CHECK(effects[0].spread == doctest::Approx(0.0));
}

TEST_CASE("luck is told apart from the priors") {
  const auto design = sobol_design(1, 4096, 5, true);
  std::vector<double> values;
  for (const DesignRow& row : design) {
    // Variance of the input 4/12, of luck 1/4 (two equally likely values).
    values.push_back(2.0 * row.point[0] + ((row.replicate * 2654435761U >> 16 & 1U) != 0 ? 1.0 : 0.0));
  }
  const auto indices = sobol_indices(1, true, values);
  CHECK(indices[0].first.value == doctest::Approx(4.0 / 7.0).epsilon(0.08));
  CHECK(indices[1].total.value == doctest::Approx(3.0 / 7.0).epsilon(0.08));
}

TEST_CASE("rows that did not end take their block with them") {
  const TestFunction& function = test_functions().front();
  const auto design = sobol_design(3, 512, 1, false);
  auto values = outcomes(function, design);
  values[7] = std::nan("");
  for (const SobolResult& index : sobol_indices(3, false, values)) {
    CHECK(std::isfinite(index.total.value));
  }
}

TEST_CASE("an outcome is a statistic of a metric over years") {
  Diagnostics problems;
  const auto value = [](int year) { return year == 2028 ? std::nan("") : year - 2025.0; };
  const auto of = [&](const char* text) { return value_of(parse_outcome(text, problems), value); };
  CHECK(of("capex:at:2026") == 1.0);
  CHECK(of("capex:sum:2026-2029") == 7.0);
  CHECK(of("capex:mean:2026-2027") == 1.5);
  CHECK(of("capex:median:2026-2029") == 2.0);
  CHECK(of("capex:any:2020-2025") == 0.0);
  CHECK(of("capex:any:2020-2026") == 1.0);
  CHECK(of("capex:min:2027-2030") == 2.0);
  CHECK(problems.ok());
  for (const char* wrong : {"capex", "capex:at", "capexx:at:2026", "capex:avg:2026", "capex:at:26a",
                            "capex:at:2030-2026"}) {
    Diagnostics of_this;
    parse_outcome(wrong, of_this);
    CHECK_MESSAGE(!of_this.ok(), wrong);
  }
}

}  // namespace sensitivity_test

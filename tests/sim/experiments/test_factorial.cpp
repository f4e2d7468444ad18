// Combinations of conditions: shares, interactions and intervals on designs whose answer is known.
#include <doctest/doctest.h>

#include <cmath>

#include "sim/experiments/factorial.hpp"
#include "sim/experiments/hypotheses.hpp"

namespace factorial_test {

using namespace overbuild;

TEST_CASE("Shapley values of a glove game, and of a sum") {
  // One left glove (player 0), two right ones: 2/3, 1/6, 1/6.
  std::vector<double> gloves(8, 0.0);
  for (std::size_t cell = 0; cell < 8; ++cell) gloves[cell] = (cell & 1U) != 0 && (cell & 6U) != 0;
  const auto shares = shapley_values(gloves);
  CHECK(shares[0] == doctest::Approx(2.0 / 3.0));
  CHECK(shares[1] == doctest::Approx(1.0 / 6.0));
  CHECK(shares[2] == doctest::Approx(1.0 / 6.0));
  std::vector<double> sum(8);
  for (std::size_t cell = 0; cell < 8; ++cell) {
    sum[cell] = 0.1 + 0.2 * static_cast<double>(cell & 1U) - 0.3 * static_cast<double>(cell >> 2U);
  }
  CHECK(shapley_values(sum)[0] == doctest::Approx(0.2));
  CHECK(shapley_values(sum)[1] == doctest::Approx(0.0));
  CHECK(shapley_values(sum)[2] == doctest::Approx(-0.3));
  CHECK(strongest_interaction(sum).value == doctest::Approx(0.0));
}

TEST_CASE("a conjunction: nothing works unless all hold") {
  std::vector<double> all(16, 0.1);
  all[15] = 0.9;
  CHECK(conjunction_index(all) == doctest::Approx(0.8));
  for (const double share : shapley_values(all)) CHECK(share == doctest::Approx(0.2));
  std::vector<double> pair(4, 0.0);
  pair[3] = 1.0;
  const Interaction found = strongest_interaction(pair);
  CHECK(found.a == 0);
  CHECK(found.b == 1);
  CHECK(found.value == doctest::Approx(1.0));
}

TEST_CASE("a paired effect is exact where the pairs are") {
  Cells cells(4);
  for (int r = 0; r < 50; ++r) {
    const double luck = std::sin(r);
    cells[0].push_back(luck);
    cells[1].push_back(luck + 1.0);
    cells[2].push_back(luck);
    cells[3].push_back(luck + 1.5);
  }
  const PairedEffect effect = paired_effect(cells, 3, 2, cell_means);
  CHECK(effect.value == doctest::Approx(1.5));
  CHECK(effect.interval.lo == doctest::Approx(1.5));
  CHECK(effect.interval.hi == doctest::Approx(1.5));
}

TEST_CASE("cells force the conditions that hold and take the others away") {
  HypothesisConfig first, second;
  first.family = second.family = "success";
  first.on = {"a=1"};
  first.off = {"a=0"};
  second.on = {"b=1", "c=2"};
  Parameters parameters{};
  parameters.hypotheses = {{"H1", first}, {"H2", second}};
  const auto families = families_of(parameters);
  REQUIRE(families.size() == 1);
  CHECK(cell_name(families[0], 2) == "success-01");
  CHECK(cell_settings(families[0], 2) == std::vector<std::string>{"a=0", "b=1", "c=2"});
  CHECK(cell_settings(families[0], 1) == std::vector<std::string>{"a=1"});
  parameters.hypotheses[0].second.on.clear();  // forcing nothing is the configuration as it is
  CHECK(cell_name(families_of(parameters)[0], 1) == "base");
  parameters.hypotheses[0].second.on = {"a=1"};
  Diagnostics fine;
  check_hypotheses(families, fine);
  CHECK(fine.ok());
  parameters.hypotheses[1].second.off = {"c=2", "b=1"};  // the other way round, and the same
  Diagnostics same;
  check_hypotheses(families_of(parameters), same);
  CHECK(same.text().find("hypotheses.H2.off: 'on' and 'off' are the same settings") !=
        std::string::npos);
  parameters.hypotheses[1].second.off = {"a=3"};
  parameters.hypotheses[0].second.predicates = {{"p", {"capexx", 0, 0.0, {2026}, 1}}};
  Diagnostics wrong;
  check_hypotheses(families_of(parameters), wrong);
  CHECK(wrong.text().find("did you mean 'capex'") != std::string::npos);
  CHECK(wrong.text().find("expected a yearly metric of the whole market") != std::string::npos);
  CHECK(wrong.text().find("years are not two") != std::string::npos);
  CHECK(wrong.text().find("sets a, as H1 does") != std::string::npos);
  for (const char* name : {"", "two words", "a=b"}) {  // families name scenarios
    parameters.hypotheses[0].second.family = parameters.hypotheses[1].second.family = name;
    Diagnostics unnamed;
    check_hypotheses(families_of(parameters), unnamed);
    CHECK(unnamed.text().find("names scenarios; expected letters, digits") != std::string::npos);
  }
}

}  // namespace factorial_test

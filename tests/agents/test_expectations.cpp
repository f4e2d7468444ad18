#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <numeric>

#include "agents/expectations.hpp"
#include "tests/agents/rule_values.hpp"

namespace expectations_test {

using namespace overbuild;

std::size_t at(Heuristic rule) { return static_cast<std::size_t>(rule); }

double sum(const std::array<double, heuristic_count>& weights) {
  return std::accumulate(weights.begin(), weights.end(), 0.0);
}

TEST_CASE("fresh weights follow lasting preferences, and are equal without any") {
  const auto weights = fresh_weights({-1.0, -0.5, 0.0, 0.5, 1.0, 2.0});
  CHECK(sum(weights) == doctest::Approx(1.0));
  for (std::size_t h = 1; h < heuristic_count; ++h) CHECK(weights[h] > weights[h - 1]);
  CHECK(weights.back() / weights.front() == doctest::Approx(std::exp(3.0)));
  const auto even = fresh_weights({0.3, 0.3, 0.3, 0.3, 0.3, 0.3});
  for (const double weight : even) CHECK(weight == doctest::Approx(1.0 / heuristic_count));
}

TEST_CASE("faded growth sums g phi^k and stays finite for ever") {
  CHECK(faded_growth(0.5, 0.6, 1.0) == doctest::Approx(0.5));
  CHECK(faded_growth(0.5, 0.6, 3.0) == doctest::Approx(0.5 * (1.0 + 0.6 + 0.36)));
  CHECK(faded_growth(0.5, 0.6, 0.0) == 0.0);
  CHECK(faded_growth(0.5, 0.6, -1.0) == 0.0);
  CHECK(faded_growth(0.5, 1.0, 4.0) == doctest::Approx(2.0));
  CHECK(faded_growth(0.5, 0.6, 1000.0) == doctest::Approx(0.5 / 0.4));
  // Fractions of a year lie between their neighbours.
  CHECK(faded_growth(0.5, 0.6, 1.5) > faded_growth(0.5, 0.6, 1.0));
  CHECK(faded_growth(0.5, 0.6, 1.5) < faded_growth(0.5, 0.6, 2.0));
  CHECK(faded_growth(-0.5, 0.6, 3.0) == doctest::Approx(-faded_growth(0.5, 0.6, 3.0)));
}

TEST_CASE("each rule says what it is named for") {
  const auto rules = rule_values::expectations();
  const auto seen = rule_values::market();
  Builders builders = rule_values::builders();
  const double adaptive = builders.adaptive_growth[1];
  revise_expectations(rules, seen, builders, 1);
  const auto& forecast = builders.forecast[1];
  CHECK(forecast[at(Heuristic::trend)] == doctest::Approx(rules.trend_weight * 0.6));
  CHECK(forecast[at(Heuristic::adaptive)] ==
        doctest::Approx(adaptive + rules.adaptive_speed * (0.6 - adaptive)));
  CHECK(forecast[at(Heuristic::anchor)] == doctest::Approx(0.6 + 0.3 * (0.3 - 0.6)));
  CHECK(forecast[at(Heuristic::peers)] == seen.announced_capacity_growth);
  CHECK(forecast[at(Heuristic::signal)] == seen.public_signal);
  double mix = 0.0;
  for (std::size_t h = 0; h < heuristic_count; ++h) mix += builders.weight[1][h] * forecast[h];
  CHECK(builders.expected_growth[1] == doctest::Approx(mix));
}

TEST_CASE("a builder takes its own growth for the market's, as far as that can be believed") {
  const auto rules = rule_values::expectations();
  const auto seen = rule_values::market();  // the market grew by 0.6
  const auto trend = [&](double own) {
    Builders builders = rule_values::builders();
    builders.own_growth[0] = own;
    revise_expectations(rules, seen, builders, 0);
    return builders.forecast[0][at(Heuristic::trend)];
  };
  CHECK(trend(0.8) == doctest::Approx(rules.trend_weight * 0.8));
  CHECK(trend(9.0) == doctest::Approx(rules.trend_weight * (0.6 + rules.error_clip)));
  CHECK(trend(-9.0) == doctest::Approx(rules.trend_weight * (0.6 - rules.error_clip)));
}

TEST_CASE("what a builder alone reads into the news moves its forecast and nobody else's") {
  const auto rules = rule_values::expectations();
  const auto seen = rule_values::market();
  Builders builders = rule_values::builders(), moved = rule_values::builders();
  moved.private_view[0] = 0.25;
  for (std::size_t b = 0; b < 2; ++b) {
    revise_expectations(rules, seen, builders, b);
    revise_expectations(rules, seen, moved, b);
  }
  CHECK(moved.expected_growth[0] == doctest::Approx(builders.expected_growth[0] + 0.25));
  CHECK(moved.expected_growth[1] == builders.expected_growth[1]);
}

TEST_CASE("fundamentals slow with the share of feasible work already bought, rise as rents fall") {
  const auto rules = rule_values::expectations();
  const auto forecast = [&](double spend, double rental_change) {
    auto seen = rule_values::market();
    seen.end_user_spend = spend;
    seen.rental_change = rental_change;
    Builders builders = rule_values::builders();
    revise_expectations(rules, seen, builders, 0);
    return builders.forecast[0][at(Heuristic::fundamentals)];
  };
  CHECK(forecast(1e9, -0.2) > forecast(1e12, -0.2));
  CHECK(forecast(2e12, 0.0) == doctest::Approx(0.0));  // all is bought: no more spending
  CHECK(forecast(40e9, -0.4) > forecast(40e9, 0.0));
}

TEST_CASE("rules that erred less on the builder's own growth gain weight") {
  const auto rules = rule_values::expectations();
  const auto seen = rule_values::market();
  Builders builders = rule_values::builders();
  for (std::size_t b = 0; b < 2; ++b) {
    builders.weight[b].fill(1.0 / heuristic_count);
    builders.fitness[b].fill(0.0);
    builders.forecast[b] = {0.9, 0.7, 0.5, 0.3, 0.1, -0.1};
  }
  builders.own_growth[0] = 0.9;
  builders.own_growth[1] = -0.1;
  revise_expectations(rules, seen, builders, 0);
  revise_expectations(rules, seen, builders, 1);
  for (std::size_t b = 0; b < 2; ++b) CHECK(sum(builders.weight[b]) == doctest::Approx(1.0));
  for (std::size_t h = 1; h < heuristic_count; ++h) {
    CHECK(builders.weight[0][h] < builders.weight[0][h - 1]);
    CHECK(builders.weight[1][h] > builders.weight[1][h - 1]);
  }
}

TEST_CASE("who is fond of a rule keeps to it longer after errors than others do") {
  const auto rules = rule_values::expectations();
  const auto seen = rule_values::market();
  Builders builders = rule_values::builders();
  for (std::size_t b = 0; b < 2; ++b) {
    builders.fitness[b].fill(0.0);
    builders.forecast[b].fill(0.5);
    builders.forecast[b][at(Heuristic::signal)] = 2.5;
    builders.own_growth[b] = 0.5;
  }
  builders.predisposition[1][at(Heuristic::signal)] = 2.0;
  for (std::size_t b = 0; b < 2; ++b) {
    builders.weight[b] = fresh_weights(builders.predisposition[b]);
    const double before = builders.weight[b][at(Heuristic::signal)];
    revise_expectations(rules, seen, builders, b);
    CHECK(builders.weight[b][at(Heuristic::signal)] < before);
  }
  CHECK(builders.weight[1][at(Heuristic::signal)] >
        2.0 * builders.weight[0][at(Heuristic::signal)]);
}

TEST_CASE("builders learn how much newer equipment fits a shell, too slowly") {
  const auto rules = rule_values::expectations();
  auto seen = rule_values::market();
  seen.density_change = 1.0;
  Builders builders = rule_values::builders();
  builders.density_growth[0] = 0.2;
  revise_expectations(rules, seen, builders, 0);
  CHECK(builders.density_growth[0] == doctest::Approx(0.2 + rules.adaptive_speed * 0.8));
}

TEST_CASE("errors beyond the clip teach no more than the clip, and equal errors teach nothing") {
  const auto rules = rule_values::expectations();
  const auto seen = rule_values::market();
  const auto weights_after = [&](double forecast, double own) {
    Builders builders = rule_values::builders();
    builders.weight[0].fill(1.0 / heuristic_count);
    builders.fitness[0].fill(0.0);
    builders.forecast[0].fill(0.5);
    builders.forecast[0][at(Heuristic::signal)] = forecast;
    builders.own_growth[0] = own;
    revise_expectations(rules, seen, builders, 0);
    return builders.weight[0];
  };
  CHECK(weights_after(2.5, 0.5) == weights_after(9.0, 0.5));
  CHECK(weights_after(1.2, 0.5) != weights_after(2.5, 0.5));
  for (const double weight : weights_after(0.5, 3.0)) {
    CHECK(weight == doctest::Approx(1.0 / heuristic_count));
  }
  // The public story may be wrong for a year without being out.
  CHECK(weights_after(9.0, 0.5)[at(Heuristic::signal)] > 0.05);
}

}  // namespace expectations_test

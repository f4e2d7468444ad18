#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "market/technology.hpp"
#include "tests/sweep.hpp"

namespace technology_test {

using namespace overbuild;

/// Technology in round figures.
TechnologyParameters round_figures() {
  TechnologyParameters t{};
  t.curvature = 0.0;
  t.kappa = 1.0;
  t.cluster_efficiency = 0.4;
  t.knee_flop = 2e28;
  t.knee_exponent = 0.75;
  t.wall_flop = 2e31;
  t.interconnect_energy = 0.2;
  t.halving_months = 8.0;
  t.effort_exponent = 0.3;
  t.inference_growth = 3.0;
  t.inference_exponent = 0.5;
  t.diffusion = 1.0;
  t.distillation = 0.8;
  t.leap_hazard = 0.02;
  t.leap_exposure_exponent = 0.4;
  return t;
}

double nth_decade(double curvature, int n) {
  TechnologyParameters t = round_figures();
  t.curvature = curvature;
  return capability_gain(t, std::pow(10.0, n - 1), std::pow(10.0, n), 1.0);
}

double hundredths(double x) { return std::round(100.0 * x) / 100.0; }

TEST_CASE("each further decade of compute yields less: known figures") {
  const std::array mild{0.94, 0.84, 0.75, 0.67}, strong{0.89, 0.71, 0.56, 0.45};
  for (int n = 1; n <= 4; ++n) {
    const auto k = static_cast<std::size_t>(n - 1);
    CHECK(hundredths(nth_decade(-0.05, n)) == doctest::Approx(mild[k]));
    CHECK(hundredths(nth_decade(-0.10, n)) == doctest::Approx(strong[k]));
    CHECK(nth_decade(0.0, n) == doctest::Approx(1.0));
    CHECK(nth_decade(1e-7, n) == doctest::Approx(1.0).epsilon(1e-5));  // no jump at zero
  }
}

TEST_CASE("gains of capability add up, have no ceiling at lambda 0 and one below it") {
  TechnologyParameters t = round_figures();
  for (const double curvature : {-0.12, -0.04, 0.0, 0.02}) {
    t.curvature = curvature;
    const double direct = capability_gain(t, 1e25, 1e29, 1e26);
    const double by_steps =
        capability_gain(t, 1e25, 3e27, 1e26) + capability_gain(t, 3e27, 1e29, 1e26);
    CHECK(direct == doctest::Approx(by_steps));
    CHECK(capability_gain(t, 1e29, 1e25, 1e26) == doctest::Approx(-direct));
    CHECK(capability_gain(t, 1e27, 1e27, 1e26) == 0.0);
  }
  t.curvature = -0.1;
  const double ceiling = t.kappa / (0.1 * std::log(10.0));
  CHECK(capability_gain(t, 1e26, 1e100, 1e26) < ceiling);
  CHECK(capability_gain(t, 1e26, 1e100, 1e26) == doctest::Approx(ceiling).epsilon(1e-6));
  CHECK(capability_gain(t, 0.0, 1e27, 1e26) == 0.0);  // no run, no gain
}

TEST_CASE(
    "efficiency falls by half at the knee, to 3 and 0.1 percent at the wall, to nothing beyond") {
  TechnologyParameters t = round_figures();
  for (const double psi : {0.5, 0.75, 1.0}) {
    t.knee_exponent = psi;
    CHECK(training_efficiency(t, t.knee_flop, 1.0) == doctest::Approx(0.5 * t.cluster_efficiency));
    CHECK(training_efficiency(t, 1e20, 1.0) == doctest::Approx(t.cluster_efficiency).epsilon(1e-3));
    CHECK(training_efficiency(t, 1.001 * t.wall_flop, 1.0) == 0.0);
    double last = t.cluster_efficiency;
    for (const double flop : growing(1e24, t.wall_flop, 10.0)) {
      CHECK(training_efficiency(t, flop, 1.0) < last);
      last = training_efficiency(t, flop, 1.0);
    }
  }
  t.knee_exponent = 0.5;
  CHECK(hundredths(training_efficiency(t, t.wall_flop, 1.0) / t.cluster_efficiency) == 0.03);
  t.knee_exponent = 1.0;
  CHECK(training_efficiency(t, t.wall_flop, 1.0) / t.cluster_efficiency ==
        doctest::Approx(0.001).epsilon(0.01));
  // With psi = 1 effective compute saturates at the knee.
  CHECK(training_efficiency(t, t.wall_flop, 1.0) * t.wall_flop ==
        doctest::Approx(t.cluster_efficiency * t.knee_flop).epsilon(0.01));
}

TEST_CASE("better interconnect moves the knee, and larger runs cost more energy per FLOP") {
  const TechnologyParameters t = round_figures();
  CHECK(training_efficiency(t, 1e29, 4.0) > training_efficiency(t, 1e29, 1.0));
  CHECK(training_efficiency(t, 4.0 * t.knee_flop, 4.0) ==
        doctest::Approx(0.5 * t.cluster_efficiency));
  CHECK(interconnect_energy_factor(t, 0.0, 1.0) == 1.0);
  CHECK(interconnect_energy_factor(t, 1e24, 1.0) == doctest::Approx(1.0).epsilon(1e-4));
  CHECK(interconnect_energy_factor(t, 9.0 * t.knee_flop, 1.0) ==
        doctest::Approx(1.0 + t.interconnect_energy));
  CHECK(interconnect_energy_factor(t, 1e30, 4.0) < interconnect_energy_factor(t, 1e30, 1.0));
}

TEST_CASE("required compute halves in the months given, and ideas get harder to find") {
  TechnologyParameters t = round_figures();
  for (const double months : {5.0, 8.0, 14.0}) {
    t.halving_months = months;
    CHECK(std::exp(algorithmic_growth(t, 1.0, 1.0) * months / 12.0) == doctest::Approx(2.0));
  }
  CHECK(algorithmic_growth(t, 10.0, 1.0) / algorithmic_growth(t, 1.0, 1.0) ==
        doctest::Approx(std::pow(10.0, t.effort_exponent)));
  CHECK(algorithmic_growth(t, 1.0, 8.0) == algorithmic_growth(t, 1.0, 1.0));
  CHECK(std::exp(inference_growth(t, 1.0, 1.0)) == doctest::Approx(t.inference_growth));
  t.ideas_harder = 0.4;
  CHECK(algorithmic_growth(t, 1.0, 8.0) / algorithmic_growth(t, 1.0, 1.0) ==
        doctest::Approx(std::pow(8.0, -0.4)));
  CHECK(inference_growth(t, 1.0, 8.0) < inference_growth(t, 1.0, 1.0));
  // Without any effort progress all but stops, without becoming undefined.
  CHECK(algorithmic_growth(t, 0.0, 1.0) > 0.0);
  CHECK(algorithmic_growth(t, 0.0, 1.0) < 0.05 * algorithmic_growth(t, 1.0, 1.0));
}

TEST_CASE("a job costs 10^xi more compute a point, and less as inference improves") {
  const TechnologyParameters t = round_figures();
  CHECK(hours_per_job(t, 0.3, 3.0, 3.0, 1.0) == doctest::Approx(0.3));
  CHECK(hours_per_job(t, 0.3, 4.0, 3.0, 1.0) ==
        doctest::Approx(0.3 * std::pow(10.0, t.inference_exponent)));
  CHECK(hours_per_job(t, 0.3, 3.0, 3.0, 6.0) == doctest::Approx(0.05));
}

TEST_CASE("open models approach the frontier in closed form and never fall back") {
  const TechnologyParameters t = round_figures();
  const double after = open_catch_up(t, 2.0, 0.0, 3.0, 1.0);
  CHECK(after == doctest::Approx(2.0 + (1.0 - std::exp(-1.8))));
  CHECK(after < 3.0);
  // Two half-years are one year.
  TechnologyParameters half = t;
  half.diffusion *= 0.5;
  half.distillation *= 0.5;
  const double twice = open_catch_up(half, open_catch_up(half, 2.0, 0.0, 3.0, 1.0), 0.0, 3.0, 1.0);
  CHECK(twice == doctest::Approx(after));
  // Nothing to distil: slower. Own training beyond that: own training. Ahead of all: stays there.
  CHECK(open_catch_up(t, 2.0, 0.0, 3.0, 0.0) < after);
  CHECK(open_catch_up(t, 2.0, 2.95, 3.0, 1.0) == 2.95);
  CHECK(open_catch_up(t, 3.5, 0.0, 3.0, 1.0) == 3.5);
}

TEST_CASE("the hazard of a leap rises with exposure, less than in proportion") {
  TechnologyParameters t = round_figures();
  CHECK(race_hazard(t, 1.0) == doctest::Approx(t.leap_hazard));
  CHECK(race_hazard(t, 10.0) > race_hazard(t, 1.0));
  CHECK(race_hazard(t, 10.0) < 10.0 * race_hazard(t, 1.0));
  CHECK(race_hazard(t, 0.0) == 0.0);
  t.leap_hazard = 0.0;
  CHECK(race_hazard(t, 1e6) == 0.0);
}

}  // namespace technology_test

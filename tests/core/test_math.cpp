#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/digest.hpp"
#include "core/math.hpp"

namespace math_test {

using overbuild::exp_;
using overbuild::log_;
using overbuild::normal_cdf;
using overbuild::normal_quantile;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Largest relative error of a function against a long double oracle over n points of [low, high].
template <class F, class Oracle>
double worst_error(double low, double high, int n, F function, Oracle oracle) {
  double worst = 0.0;
  for (int i = 0; i <= n; ++i) {
    const double x = low + (high - low) * (static_cast<double>(i) / n);
    const long double exact = oracle(static_cast<long double>(x));
    if (exact == 0.0L) continue;
    const long double error = std::fabs((static_cast<long double>(function(x)) - exact) / exact);
    if (!(static_cast<double>(error) <= worst)) worst = static_cast<double>(error);
  }
  return worst;
}

long double exact_exp(long double x) { return std::exp(x); }
long double exact_log(long double x) { return std::log(x); }
long double exact_cdf(long double x) { return 0.5L * std::erfc(-x / std::sqrt(2.0L)); }

TEST_CASE("exp_ is good to 2.5e-16 over the whole range of normal results") {
  const auto function = [](double x) { return exp_(x); };
  CHECK(worst_error(-708.3, 709.7, 200'000, function, exact_exp) < 2.5e-16);
  CHECK(worst_error(-1.0, 1.0, 200'000, function, exact_exp) < 2.5e-16);
  CHECK(worst_error(-1e-9, 1e-9, 1'000, function, exact_exp) < 1.2e-16);
}

TEST_CASE("exp_ at its ends") {
  CHECK(exp_(0.0) == 1.0);
  CHECK(exp_(709.782) < infinity);
  CHECK(exp_(709.79) == infinity);
  CHECK(exp_(infinity) == infinity);
  CHECK(exp_(-708.39) >= std::numeric_limits<double>::min());
  CHECK(exp_(-708.4) == 0.0);
  CHECK(exp_(-infinity) == 0.0);
  CHECK(exp_(1e308) == infinity);
  CHECK(exp_(-1e308) == 0.0);
  CHECK(std::isnan(exp_(std::nan(""))));
}

TEST_CASE("log_ is good to 3e-16, also next to one and below the normal numbers") {
  const auto function = [](double x) { return log_(x); };
  CHECK(worst_error(0.25, 4.0, 200'000, function, exact_log) < 3e-16);
  CHECK(worst_error(1.0 - 1e-6, 1.0 + 1e-6, 20'000, function, exact_log) < 3e-16);
  CHECK(worst_error(1e-6, 1e6, 200'000, function, exact_log) < 3e-16);
  for (int exponent = -1074; exponent < 1024; ++exponent) {
    const double x = std::ldexp(1.37, exponent);
    const long double exact = std::log(static_cast<long double>(x));
    CHECK(std::fabs(static_cast<double>((log_(x) - exact) / exact)) < 3e-16);
  }
}

TEST_CASE("log_ at its ends") {
  CHECK(log_(1.0) == 0.0);
  CHECK(log_(0.0) == -infinity);
  CHECK(log_(infinity) == infinity);
  CHECK(std::isnan(log_(-1.0)));
  CHECK(std::isnan(log_(-infinity)));
  CHECK(std::isnan(log_(std::nan(""))));
}

TEST_CASE("log10_ and pow_ follow log_ and exp_") {
  const auto decimal = [](double x) { return overbuild::log10_(x); };
  CHECK(worst_error(1e-3, 1e3, 100'000, decimal, [](long double x) { return std::log10(x); }) <
        5e-16);
  CHECK(overbuild::log10_(1.0) == 0.0);
  const auto power = [](double x) { return overbuild::pow_(x, 1.7); };
  CHECK(worst_error(0.01, 100.0, 100'000, power, [](long double x) {
          return std::pow(x, static_cast<long double>(1.7));
        }) < 3e-15);
  CHECK(overbuild::pow_(2.0, 10.0) == doctest::Approx(1024.0).epsilon(1e-14));
  CHECK(overbuild::pow_(0.0, 2.0) == 0.0);
  CHECK(overbuild::pow_(0.0, 0.0) == 1.0);
  CHECK(overbuild::pow_(7.0, 0.0) == 1.0);
  CHECK(overbuild::pow_(0.0, -1.0) == infinity);
}

TEST_CASE("logistic and softplus keep their digits in both tails") {
  const auto logistic = [](double x) { return overbuild::logistic(x); };
  CHECK(worst_error(-700.0, 40.0, 200'000, logistic,
                    [](long double x) { return 1.0L / (1.0L + std::exp(-x)); }) < 6e-16);
  CHECK(overbuild::logistic(-800.0) == 0.0);
  CHECK(overbuild::logistic(800.0) == 1.0);
  CHECK(overbuild::logistic(0.0) == 0.5);
  const auto softplus = [](double x) { return overbuild::softplus(x); };
  const auto exact = [](long double x) {
    return (x > 0 ? x : 0.0L) + std::log1p(std::exp(-std::fabs(x)));
  };
  CHECK(worst_error(-700.0, 700.0, 200'000, softplus, exact) < 1e-15);
  CHECK(worst_error(-3.0, 3.0, 100'000, softplus, exact) < 1e-15);
  CHECK(overbuild::softplus(1e6) == 1e6);
}

TEST_CASE("normal density and distribution function keep their digits down to -37") {
  const auto pdf = [](double x) { return overbuild::normal_pdf(x); };
  CHECK(worst_error(-37.0, 37.0, 200'000, pdf, [](long double x) {
          return std::exp(-0.5L * x * x) / std::sqrt(2.0L * 3.14159265358979323846264338L);
        }) < 6e-16);
  const auto cdf = [](double x) { return normal_cdf(x); };
  CHECK(worst_error(-8.0, 8.0, 200'000, cdf, exact_cdf) < 2e-15);
  CHECK(worst_error(-37.0, 37.0, 200'000, cdf, exact_cdf) < 2e-15);
  CHECK(normal_cdf(0.0) == doctest::Approx(0.5).epsilon(1e-15));
  CHECK(normal_cdf(-1000.0) == 0.0);
  CHECK(normal_cdf(1000.0) == 1.0);
  CHECK(normal_cdf(-infinity) == 0.0);
  CHECK(normal_cdf(infinity) == 1.0);
}

TEST_CASE("the quantile undoes the distribution function") {
  // Known values: computed apart with 40 digits.
  CHECK(normal_quantile(0.975) == doctest::Approx(1.95996398454005386).epsilon(3e-16));
  CHECK(normal_quantile(0.001) == doctest::Approx(-3.09023230616781354).epsilon(3e-16));
  CHECK(normal_quantile(1e-20) == doctest::Approx(-9.26234008979840758).epsilon(3e-16));
  CHECK(normal_quantile(0.5) == 0.0);
  CHECK(normal_quantile(0.0) == -infinity);
  CHECK(normal_quantile(1.0) == infinity);
  CHECK(std::isnan(normal_quantile(-0.1)));
  CHECK(std::isnan(normal_quantile(1.1)));
  double worst = 0.0;
  for (int i = 1; i < 100'000; ++i) {
    // An error dx of the quantile moves the probability by pdf * dx; in the oracle's precision.
    const double u = i / 200'000.0;
    const double x = normal_quantile(u);
    const double missed = static_cast<double>(exact_cdf(x) - static_cast<long double>(u));
    const double error = std::fabs(missed / overbuild::normal_pdf(x) / x);
    if (error > worst) worst = error;
    if (i % 1000 == 0) CHECK(normal_quantile(1.0 - u) == doctest::Approx(-x).epsilon(1e-14));
  }
  CHECK(worst < 2e-15);
}

TEST_CASE("functions that should rise do, over neighbouring numbers") {
  double x = 0.41421;
  int falls = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double next = std::nextafter(x, 2.0);
    if (exp_(next) < exp_(x) * (1.0 - 3e-16)) ++falls;
    if (log_(next) < log_(x)) ++falls;
    x = next;
  }
  CHECK(falls == 0);
}

TEST_CASE("every compiler and every instruction set gives these bits") {
  overbuild::Digest digest;
  for (int i = -20'000; i <= 20'000; ++i) {
    const double x = i * 0.0371 + 1e-3;
    const double u = (i + 20'000.5) / 40'001.0;
    digest.add(exp_(x));
    digest.add(log_(std::fabs(x)));
    digest.add(overbuild::log10_(u));
    digest.add(overbuild::pow_(std::fabs(x), 0.37));
    digest.add(overbuild::logistic(x));
    digest.add(overbuild::softplus(x));
    digest.add(overbuild::normal_pdf(x * 0.05));
    digest.add(normal_cdf(x * 0.05));
    digest.add(normal_quantile(u));
  }
  CHECK(digest.hex() == "f87a7652bf7a6e13");
}

}  // namespace math_test

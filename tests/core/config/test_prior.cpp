#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "core/config/prior.hpp"
#include "core/config/reader.hpp"
#include "core/diagnostics.hpp"
#include "tests/sweep.hpp"

namespace prior_test {

using namespace overbuild;
using config::Prior;

struct Parsed {
  config::Node node;
  Diagnostics diagnostics;
  std::optional<Prior> prior;
};

void parse(const std::string& text, Parsed& parsed) {
  parsed.node = config::read_document("p.yaml", text, parsed.diagnostics).value();
  parsed.prior = config::read_prior(parsed.node, "x.y", parsed.diagnostics);
}

double at(const std::string& text, double u) {
  Parsed parsed;
  parse(text, parsed);
  REQUIRE_MESSAGE(parsed.prior.has_value(), parsed.diagnostics.text());
  return config::quantile(*parsed.prior, u);
}

std::string complaint(const std::string& text) {
  Parsed parsed;
  parse(text, parsed);
  CHECK_FALSE(parsed.prior.has_value());
  return parsed.diagnostics.text();
}

TEST_CASE("prior quantiles: known answers") {
  // normal, lognormal: R qnorm, qlnorm; beta: R qbeta
  CHECK(at("{dist: uniform, lo: 2, hi: 6}", 0.25) == 3.0);
  CHECK(at("{dist: normal, mean: 10, sd: 2}", 0.5) == 10.0);
  CHECK(at("{dist: normal, mean: 10, sd: 2}", 0.975) ==
        doctest::Approx(13.919927969080108).epsilon(1e-12));
  CHECK(at("{dist: lognormal, median: 3, gsd: 2}", 0.5) == 3.0);
  CHECK(at("{dist: lognormal, median: 3, gsd: 2}", 0.8413447460685429) ==
        doctest::Approx(6.0).epsilon(1e-12));
  CHECK(at("{dist: beta, a: 2, b: 3}", 0.5) == doctest::Approx(0.38572756813238945).epsilon(1e-11));
  CHECK(at("{dist: beta, a: 1, b: 1}", 0.3) == doctest::Approx(0.3).epsilon(1e-12));
  CHECK(at("{dist: beta, a: 1, b: 4}", 0.9) ==
        doctest::Approx(1.0 - std::pow(0.1, 0.25)).epsilon(1e-12));
  CHECK(at("{dist: beta, a: 0.5, b: 0.5}", 0.25) ==
        doctest::Approx(0.14644660940672624).epsilon(1e-11));  // sin^2(pi/8)
  CHECK(at("{dist: beta, a: 2, b: 3, lo: 10, hi: 20}", 0.5) ==
        doctest::Approx(13.8572756813238945).epsilon(1e-11));
}

TEST_CASE("prior quantiles: rising, and inside the support") {
  for (const char* text : {"{dist: uniform, lo: -1, hi: 1}", "{dist: normal, mean: 0, sd: 1}",
                           "{dist: lognormal, median: 1, gsd: 3}", "{dist: beta, a: 0.1, b: 0.2}",
                           "{dist: beta, a: 300, b: 5}", "{dist: beta, a: 1e6, b: 1e6}"}) {
    Parsed parsed;
    parse(text, parsed);
    REQUIRE(parsed.prior.has_value());
    double previous = -1e300;
    for (int i = 1; i < 200; ++i) {
      const double value = config::quantile(*parsed.prior, i / 200.0);
      CAPTURE(text);
      CHECK(std::isfinite(value));
      CHECK(value >= previous);
      if (parsed.prior->bounded()) CHECK((value >= parsed.prior->lo && value <= parsed.prior->hi));
      previous = value;
    }
  }
}

TEST_CASE("beta distribution function: symmetry, closed forms and the quantile as inverse") {
  for (const double x : stepwise(0.05, 1.0, 0.05)) {
    CHECK(config::beta_cdf(x, 3.5, 1.25) ==
          doctest::Approx(1.0 - config::beta_cdf(1.0 - x, 1.25, 3.5)).epsilon(1e-12));
    CHECK(config::beta_cdf(x, 2.0, 3.0) ==
          doctest::Approx(x * x * (6.0 - 8.0 * x + 3.0 * x * x)).epsilon(1e-12));
    const double there = at("{dist: beta, a: 3.5, b: 1.25}", x);
    CHECK(config::beta_cdf(there, 3.5, 1.25) == doctest::Approx(x).epsilon(1e-11));
  }
}

TEST_CASE("priors are cut to a range by the inverse of their distribution function") {
  Parsed parsed;
  parse("{dist: normal, mean: 0.95, sd: 0.2}", parsed);
  Prior prior = parsed.prior.value();
  config::cut(prior, 0.0, 1.0);
  CHECK(prior.above == doctest::Approx(0.4012936743170763).epsilon(1e-12));  // R pnorm(-0.25)
  CHECK(prior.below == doctest::Approx(1.0168e-6).epsilon(1e-3));            // R pnorm(-4.75)
  CHECK(config::quantile(prior, config::prior_middle) == 0.95);
  // The median of what is left: R qnorm(p0 + 0.5 * (p1 - p0), 0.95, 0.2).
  CHECK(config::quantile(prior, 0.5) == doctest::Approx(0.8447479342973593).epsilon(1e-12));
  double previous = 0.0;
  for (int k = 0; k < 4096; ++k) {  // evenly spread u give evenly spread shares of what is left
    const double value = config::quantile(prior, (k + 0.5) / 4096.0);
    CHECK(value > previous);
    CHECK(value < 1.0);
    previous = value;
  }
  Parsed wide;
  parse("{dist: lognormal, median: 3, gsd: 2}", wide);
  Prior tail = wide.prior.value();
  config::cut(tail, 0.0, 6.0);
  CHECK(tail.below == 0.0);
  CHECK(tail.above == doctest::Approx(0.15865525393145705).epsilon(1e-12));  // above one gsd
  CHECK(config::quantile(tail, 1.0 - 1e-9) < 6.0);
}

TEST_CASE("truncate cuts a normal or lognormal prior off at ends of its own") {
  Parsed parsed;
  parse("{dist: normal, mean: 10, sd: 2, truncate: [9, 12]}", parsed);
  REQUIRE_MESSAGE(parsed.prior.has_value(), parsed.diagnostics.text());
  Prior prior = *parsed.prior;
  config::cut(prior, 0.0, 100.0);
  CHECK(prior.below == doctest::Approx(0.30853753872598690).epsilon(1e-12));  // R pnorm(-0.5)
  CHECK(prior.above == doctest::Approx(0.15865525393145705).epsilon(1e-12));  // R pnorm(-1)
  CHECK(config::quantile(prior, config::prior_middle) == 10.0);
  for (int k = 0; k < 256; ++k) {
    const double value = config::quantile(prior, (k + 0.5) / 256.0);
    CHECK((value > 9.0 && value < 12.0));
  }
  Prior narrow = *parsed.prior;
  config::cut(narrow, 0.0, 11.0);  // the narrower end holds
  CHECK(narrow.below == prior.below);
  CHECK(narrow.above == doctest::Approx(0.30853753872598690).epsilon(1e-12));
  CHECK(config::prior_text(*parsed.prior) == "normal{mean: 10, sd: 2, truncate: [9, 12]}");
}

TEST_CASE("truncate: what does not fit is said") {
  const auto says = [](const char* text, const char* part) {
    const std::string said = complaint(text);
    CHECK_MESSAGE(said.find(part) != std::string::npos, text << ": " << said);
  };
  says("{dist: normal, mean: 10, sd: 2, truncate: [11, 12]}", "truncate leaves out its mean");
  says("{dist: lognormal, median: 3, gsd: 2, truncate: [0, 2]}", "truncate leaves out its median");
  says("{dist: normal, mean: 1, sd: 2, truncate: [1, 1]}", "is not below the second");
  says("{dist: normal, mean: 1, sd: 2, truncate: [0, 1, 2]}", "truncate is a list of 3");
  says("{dist: normal, mean: 1, sd: 2, truncate: 3}", "expected truncate: [lo, hi]");
  says("{dist: normal, mean: 1, sd: 2, truncate: [0, x]}", "an end of truncate");
  says("{dist: uniform, lo: 1, hi: 2, truncate: [1, 2]}", "a uniform prior has no 'truncate'");
}

TEST_CASE("a cut beyond what draws reach changes nothing, to the bit") {
  Parsed parsed;
  parse("{dist: normal, mean: 10, sd: 2}", parsed);
  Prior prior = parsed.prior.value();
  config::cut(prior, 10 - 2 * 6.5, 10 + 2 * 6.5);
  CHECK(prior.below == 0.0);
  CHECK(prior.above == 0.0);
  for (const double u : {1e-9, 0.1, 0.5, 0.77, 1.0 - 1e-9}) {
    CHECK(config::quantile(prior, u) == config::quantile(*parsed.prior, u));
  }
}

TEST_CASE("choice priors: weights decide, the first of the heaviest is the middle") {
  Parsed parsed;
  parse("{dist: choice, values: [a, b, c], weights: [1, 2, 2]}", parsed);
  REQUIRE(parsed.prior.has_value());
  CHECK(config::most_likely(*parsed.prior) == 1);
  CHECK(config::pick(*parsed.prior, 0.19) == 0);
  CHECK(config::pick(*parsed.prior, 0.21) == 1);
  CHECK(config::pick(*parsed.prior, 0.59) == 1);
  CHECK(config::pick(*parsed.prior, 0.61) == 2);
  CHECK(config::pick(*parsed.prior, 0.999999) == 2);
  Parsed unweighted;
  parse("{dist: choice, values: [4, 5]}", unweighted);
  REQUIRE(unweighted.prior.has_value());
  CHECK(config::most_likely(*unweighted.prior) == 0);
  CHECK(config::pick(*unweighted.prior, 0.51) == 1);
  CHECK(config::pick(*parsed.prior, config::prior_middle) == 1);
}

TEST_CASE("priors that make no sense are refused with their position") {
  CHECK(complaint("{dist: uniform, lo: 3, hi: 2}").find("lo is above hi") != std::string::npos);
  CHECK(complaint("{dist: normal, mean: 3, sd: -2}").find("sd is not above 0") !=
        std::string::npos);
  CHECK(complaint("{dist: lognormal, median: 3, gsd: 1}").find("gsd") != std::string::npos);
  CHECK(complaint("{dist: lognormal, median: -3, gsd: 2}").find("median is not above 0") !=
        std::string::npos);
  CHECK(complaint("{dist: beta, a: 0, b: 2}").find("a and b") != std::string::npos);
  CHECK(complaint("{dist: beta, a: 1, b: 2, lo: 4, hi: 3}").find("lo is not below") !=
        std::string::npos);
  CHECK(complaint("{dist: choice, values: []}").find("with something in it") != std::string::npos);
  CHECK(complaint("{dist: choice, values: [1, 2], weights: [1]}").find("2 values") !=
        std::string::npos);
  CHECK(complaint("{dist: choice, values: [1, 2], weights: [1, -1]}").find("negative") !=
        std::string::npos);
  CHECK(complaint("{dist: choice, values: [1, 2], weights: [0, 0]}").find("positive sum") !=
        std::string::npos);
  CHECK(complaint("{dist: lognorml, median: 3, gsd: 2}").find("did you mean 'lognormal'") !=
        std::string::npos);
  CHECK(complaint("{dist: normal, mean: 3, sigma: 2}").find("p.yaml:1:25") != std::string::npos);
  CHECK(complaint("{dist: normal, mean: 3}").find("lacks 'sd'") != std::string::npos);
}

}  // namespace prior_test

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "core/math.hpp"
#include "market/credit.hpp"
#include "tests/sweep.hpp"

namespace credit_test {

using namespace overbuild;

constexpr CreditRules rules{-4.5, 0.45, 1.5, 0.3};

Borrower healthy() { return {2e9, 1e9, 0.1e9, 1e9, 0.5e9, 1.5e9}; }

double probability_with(double Borrower::*field, double value) {
  Borrower borrower = healthy();
  borrower.*field = value;
  return default_probability(rules, borrower);
}

TEST_CASE("a default is likelier with more debt, more interest, less cash and less earnings") {
  const double base = default_probability(rules, healthy());
  CHECK(base > 0.0);
  CHECK(base < 1.0);
  CHECK(probability_with(&Borrower::debt, 4e9) > base);
  CHECK(probability_with(&Borrower::interest, 0.4e9) > base);
  CHECK(probability_with(&Borrower::cash, 0.0) > base);
  CHECK(probability_with(&Borrower::ebitda, 0.5e9) > base);
  CHECK(probability_with(&Borrower::yearly_need, 0.0) <= base);
}

TEST_CASE("hopeless borrowers have a probability too") {
  for (const double earnings : {0.0, -1e9}) {
    const double p = probability_with(&Borrower::ebitda, earnings);
    CHECK(p > 0.5);
    CHECK(p < 1.0);
  }
  const Borrower blank{};
  CHECK(default_probability(rules, blank) < default_probability(rules, healthy()));
}

TEST_CASE("what a sale would bring limits the loss") {
  Borrower borrower = healthy();
  const double base = loss_given_default(borrower);
  CHECK(base == doctest::Approx(0.25));
  borrower.debt = 6e9;
  CHECK(loss_given_default(borrower) > base);
  borrower.saleable_assets = 100e9;
  CHECK(loss_given_default(borrower) > 0.0);  // never quite safe
  CHECK(loss_given_default(borrower) < base);
  borrower.saleable_assets = 0.0;
  CHECK(loss_given_default(borrower) < 1.0);  // never quite lost
  borrower.debt = 0.0;
  CHECK(loss_given_default(borrower) == 0.0);
}

TEST_CASE("the spread pays for what is expected to be lost") {
  for (const double p : {0.001, 0.02, 0.3}) {
    for (const double loss : {0.05, 0.6}) {
      const double spread = expected_loss_spread(p, loss);
      CHECK((1.0 - p) * spread == doctest::Approx(p * loss));
    }
  }
  CHECK(expected_loss_spread(0.0, 0.6) == 0.0);
  CHECK(expected_loss_spread(1.0, 0.6) < 100.0);  // bounded at certainty
}

TEST_CASE("debt room is what brings a borrower to the lender's limit, not further") {
  const double worst = 0.1, coupon = 0.06;
  const double room = debt_room(rules, healthy(), worst, coupon);
  REQUIRE(room > 0.0);
  const auto probability_after = [&](double more) {
    Borrower after = healthy();
    after.debt += more;
    after.interest += coupon * more;
    after.cash += more;
    return default_probability(rules, after);
  };
  CHECK(probability_after(room) <= worst);
  CHECK(probability_after(room * (1.0 + 1e-5) + 1e4) > worst);
}

TEST_CASE("debt room grows with the lender's limit and earnings, falls with debt and coupon") {
  double last = -1.0;
  for (const double worst : growing(0.005, 0.5, 1.3)) {
    const double room = debt_room(rules, healthy(), worst, 0.06);
    CHECK(room >= last);
    last = room;
  }
  last = 1e300;
  for (const double debt : stepwise(0.0, 20e9, 0.5e9)) {
    Borrower borrower = healthy();
    borrower.debt = debt;
    borrower.interest = 0.05 * debt;
    const double room = debt_room(rules, borrower, 0.05, 0.06);
    CHECK(room <= last);
    last = room;
  }
  CHECK(last == 0.0);
  Borrower richer = healthy();
  richer.ebitda *= 2.0;
  CHECK(debt_room(rules, richer, 0.05, 0.06) > debt_room(rules, healthy(), 0.05, 0.06));
  CHECK(debt_room(rules, healthy(), 0.05, 0.12) < debt_room(rules, healthy(), 0.05, 0.06));
}

TEST_CASE("who earns nothing has no room, and nobody's room is boundless") {
  Borrower borrower = healthy();
  borrower.ebitda = 0.0;
  CHECK(debt_room(rules, borrower, 0.9, 0.06) == 0.0);
  borrower.ebitda = -1e9;
  CHECK(debt_room(rules, borrower, 0.9, 0.06) == 0.0);
  CHECK(debt_room(rules, healthy(), 1.0, 0.06) <= 20.0 * healthy().ebitda);
}

TEST_CASE("a price of risk of nothing is expected loss, and spreads rise in risk and its price") {
  for (const double loss : {0.05, 0.4, 0.95}) {
    double last = -1.0;
    for (const double p : stepwise(0.0, 0.9, 0.01)) {
      CHECK(risk_spread(p, loss, 0.0) == expected_loss_spread(p, loss));
      double before = -1.0;
      for (const double price : {0.0, 0.2, 0.45, 0.8}) {
        const double spread = risk_spread(p, loss, price);
        CHECK(spread >= before);
        before = spread;
      }
      CHECK(risk_spread(p, loss, 0.45) >= last);
      last = risk_spread(p, loss, 0.45);
    }
  }
}

TEST_CASE("the record's default rates come to the record's spreads") {
  // Altman's rates, 3.5 % remembered, seven years, 60 % lost: 236, 635 and 954 basis points.
  const auto spread_at = [](double rate) {
    CreditRules flat{};
    flat.constant = log_(rate / (1.0 - rate));
    Borrower borrower{};
    const auto path = default_path(flat, borrower, 7, 0.035);
    double mean = 0.0;
    for (const double p : path) mean += p / 7.0;
    return risk_spread(mean, 0.6, 0.45);
  };
  CHECK(spread_at(0.013) == doctest::Approx(0.0236).epsilon(0.01));
  CHECK(spread_at(0.0507) == doctest::Approx(0.0635).epsilon(0.01));
  CHECK(spread_at(0.128) == doctest::Approx(0.0954).epsilon(0.01));
}

TEST_CASE("on its outlook a borrower is riskier the less it will earn and its assets will fetch") {
  Borrower level = healthy();
  level.outlook = {{1e9, 1e9, 1e9, 1e9, 1e9}, {1.5e9, 1.5e9, 1.5e9, 1.5e9, 1.5e9}};
  Borrower plain = healthy();
  // What is owed stays, need follows from it: as the borrower is where nothing changes.
  plain.yearly_need = 0.0;
  CHECK(default_path(rules, level, 5, 1.0) == default_path(rules, plain, 5, 1.0));
  Borrower fading = level;
  for (std::size_t k = 0; k < 5; ++k) {
    fading.outlook.earnings[k] /= 1.0 + static_cast<double>(k);
    fading.outlook.assets[k] /= 1.0 + static_cast<double>(k);
  }
  const LoanView safe = view_loan(rules, level, 5, false, 0.0);
  const LoanView risky = view_loan(rules, fading, 5, false, 0.0);
  CHECK(risky.probability > safe.probability);
  CHECK(risky.five_years > safe.five_years);
  CHECK(risky.losses.senior >= safe.losses.senior);
  // Nobody is expected to stay far above what is remembered, or is moved up to it.
  const auto path = default_path(rules, fading, 5, 0.001);
  const auto full = default_path(rules, fading, 5, 1.0);
  for (std::size_t k = 0; k < path.size(); ++k) {
    CHECK(path[k] <= full[k]);
    CHECK(path[k] >= std::min(full[k], 0.001));
  }
}

}  // namespace credit_test

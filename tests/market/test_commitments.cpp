#include <doctest/doctest.h>

#include <string>

#include "core/invariant.hpp"
#include "market/commitments.hpp"
#include "tests/market/probes.hpp"

namespace commitments_test {

using namespace overbuild;

const AccountId lab(1), builder(2), utility(3);

Money cents(std::int64_t amount) { return Money::from_cents(amount); }

Commitment ramp(AccountId payer, AccountId payee, CommitmentKind kind = CommitmentKind::compute) {
  Commitment c;
  c.kind = kind;
  c.payer = payer;
  c.payee = payee;
  c.first_year = 2026;
  c.due = {cents(100), cents(200), cents(300)};
  c.quantity = {10, 20, 30};
  c.take_or_pay = 0.8;
  return c;
}

void audited(const CommitmentBook& book) {
  AuditReport report;
  book.audit(report);
  CHECK(report.checked[static_cast<std::size_t>(Identity::commitments_pairwise)] > 0);
}

TEST_CASE("a schedule answers by year, and with nothing outside its years") {
  const Commitment c = ramp(lab, builder);
  CHECK(c.last_year() == 2028);
  CHECK(c.due_in(2027) == cents(200));
  CHECK(c.quantity_in(2028) == 30);
  CHECK(c.due_in(2025) == Money::zero());
  CHECK(c.quantity_in(2029) == 0);
}

TEST_CASE("what one side owes the other expects") {
  CommitmentBook book;
  const CommitmentId compute = book.sign(ramp(lab, builder));
  const CommitmentId energy = book.sign(ramp(builder, utility, CommitmentKind::energy));
  CHECK(book.payable(lab) == cents(600));
  CHECK(book.receivable(builder) == cents(600));
  CHECK(book.payable(builder) == cents(600));
  CHECK(book.receivable(lab) == Money::zero());
  CHECK(book.total() == cents(1200));
  CHECK(book.open(CommitmentKind::compute) == std::vector{compute});
  CHECK(book.of(builder) == std::vector{compute, energy});
  CHECK(book.of(utility) == std::vector{energy});
  audited(book);
}

TEST_CASE("what falls due is no longer promised, and a contract ends with its last year") {
  CommitmentBook book;
  const CommitmentId id = book.sign(ramp(lab, builder));
  book.settle(2026);
  CHECK(book.payable(lab) == cents(500));
  CHECK(book.at(id).due_in(2026) == Money::zero());
  audited(book);
  book.settle(2026);  // once is enough
  CHECK(book.payable(lab) == cents(500));
  book.settle(2027);
  CHECK(book.size() == 1);
  CHECK(book.of(lab) == std::vector{id});
  book.settle(2028);
  CHECK(book.size() == 0);
  CHECK(book.of(lab).empty());
  CHECK(book.of(builder).empty());
  CHECK(book.total() == Money::zero());
  audited(book);
}

TEST_CASE("a deferral moves money and quantity, beyond the end when it must") {
  CommitmentBook book;
  const CommitmentId id = book.sign(ramp(lab, builder));
  book.defer(id, 2026, 2029, cents(60), 6);
  CHECK(book.at(id).due_in(2026) == cents(40));
  CHECK(book.at(id).due_in(2029) == cents(60));
  CHECK(book.at(id).quantity_in(2026) == 4);
  CHECK(book.at(id).quantity_in(2029) == 6);
  CHECK(book.payable(lab) == cents(600));
  audited(book);
  CHECK_THROWS_AS(book.defer(id, 2026, 2028, cents(41), 1), BrokenInvariant);
  CHECK_THROWS_AS(book.defer(id, 2026, 2028, cents(1), 5), BrokenInvariant);
  CHECK_THROWS_AS(book.defer(id, 2028, 2027, cents(1), 1), BrokenInvariant);
  CHECK_THROWS_AS(book.defer(id, 2020, 2027, cents(1), 1), BrokenInvariant);
}

TEST_CASE("a rejected contract is dropped on both sides") {
  CommitmentBook book;
  const CommitmentId first = book.sign(ramp(lab, builder));
  const CommitmentId second = book.sign(ramp(lab, builder));
  book.settle(2026);
  CHECK(book.reject(first) == cents(500));
  CHECK(book.reject(first) == Money::zero());
  CHECK(book.size() == 1);
  CHECK(book.of(lab) == std::vector{second});
  CHECK(book.of(builder) == std::vector{second});
  CHECK(book.payable(lab) == cents(500));
  CHECK(book.receivable(builder) == cents(500));
  audited(book);
}

TEST_CASE("a schedule must say how much is bought for the money") {
  CommitmentBook book;
  Commitment c = ramp(lab, builder);
  c.quantity.pop_back();
  CHECK_THROWS_AS(book.sign(c), BrokenInvariant);
}

TEST_CASE("one cent dropped, doubled or shifted is seen") {
  const auto broken = [](auto&& tamper) -> std::string {
    CommitmentBook book;
    book.sign(ramp(lab, builder));
    book.sign(ramp(builder, utility, CommitmentKind::energy));
    tamper(book);
    try {
      AuditReport report;
      book.audit(report);
    } catch (const BrokenInvariant& error) {
      return error.expression().substr(0, error.expression().find(':'));
    }
    return "";
  };
  CHECK(broken([](CommitmentBook&) {}).empty());
  CHECK(broken([](CommitmentBook& b) { CommitmentProbe::payable(b, lab) -= cents(1); }) == "I15");
  CHECK(broken([](CommitmentBook& b) { CommitmentProbe::receivable(b, utility) += cents(1); }) ==
        "I15");
  CHECK(broken([](CommitmentBook& b) { CommitmentProbe::due(b, 0, 1) += cents(1); }) == "I15");
  CHECK(broken([](CommitmentBook& b) {
          CommitmentProbe::payable(b, lab) += cents(1);
          CommitmentProbe::payable(b, builder) -= cents(1);
        }) == "I15");
  CHECK(broken([](CommitmentBook& b) {
          CommitmentProbe::due(b, 0, 1) += cents(1);
          CommitmentProbe::due(b, 1, 1) -= cents(1);
        }) == "I15");
}

}  // namespace commitments_test

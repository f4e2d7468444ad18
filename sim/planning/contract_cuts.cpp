#include "sim/planning/contract_cuts.hpp"

#include <algorithm>
#include <cstdint>
#include <map>

#include <fmt/format.h>

#include "core/count.hpp"
#include "sim/planning/contracts_ahead.hpp"

namespace overbuild {

double worth_of_rest(const CutRequest& request) {
  const double kept = (1.0 - request.default_probability) / (1.0 + request.rate);
  double factor = 1.0, usd = 0.0;
  for (std::size_t k = 0; k < request.due.size(); ++k) {
    factor *= kept;
    usd += factor * request.due[k] * (k == 0 ? 1.0 : 1.0 - request.cut);
  }
  return usd;
}

double worth_in_failure(const CutRequest& request) {
  double claim = 0.0;
  const auto years =
      std::min(request.due.size(), static_cast<std::size_t>(std::max(request.claim_years, 0)));
  for (std::size_t k = 0; k < years; ++k) claim += request.due[k];
  return request.recovery * claim;
}

namespace {

constexpr const char* cut_text = "hours cut by agreement";

/// Contracts of a tenant by the builder it owes, in order of signing.
std::map<AccountId, std::vector<CommitmentId>> contracts_of(Parts<const Books> world,
                                                            AccountId tenant) {
  std::map<AccountId, std::vector<CommitmentId>> by_builder;
  for (const CommitmentId id : world.books.commitments.open(CommitmentKind::compute)) {
    const Commitment& contract = world.books.commitments.at(id);
    if (contract.payer == tenant) by_builder[contract.payee].push_back(id);
  }
  return by_builder;
}

/// What contracts make due, [k] k + 1 years from now.
std::vector<Money> due_of(Parts<const Inputs, const Books> world,
                          const std::vector<CommitmentId>& contracts) {
  std::vector<Money> due;
  for (const CommitmentId id : contracts) {
    const Commitment& contract = world.books.commitments.at(id);
    for (int year = world.inputs.year + 1; year <= contract.last_year(); ++year) {
      const auto k = static_cast<std::size_t>(year - world.inputs.year - 1);
      if (k >= due.size()) due.resize(k + 1, Money::zero());
      due[k] += contract.due_in(year);
    }
  }
  return due;
}

/// Of what is due, from the k-th year on and before the n-th.
Money sum_of_due(const std::vector<Money>& due, std::size_t from, std::size_t to) {
  Money sum = Money::zero();
  for (std::size_t k = from; k < std::min(to, due.size()); ++k) sum += due[k];
  return sum;
}

std::vector<double> in_usd(const std::vector<Money>& due) {
  std::vector<double> usd;
  for (const Money amount : due) usd.push_back(amount.usd());
  return usd;
}

int claim_years(Parts<const Inputs> world) {
  return static_cast<int>(world.inputs.parameters.resolution.contract_claim_years);
}

/// Part of their claims that creditors and builders would get in a failure: cash, and what capital
/// would fetch, over debts and what contracts let builders claim.
double recovery_from(
    Parts<const Inputs, const PublicRecord, const Books, const Builders, const Labs> world,
    AccountId tenant) {
  const Ledger& ledger = world.books.ledger;
  const double capital = ledger.balance(tenant, Instrument::equipment).usd() +
                         ledger.balance(tenant, Instrument::shells).usd();
  const double has = std::max(world.books.cash(tenant), 0.0) +
                     capital * std::min(world.public_record.sale_price_to_book, 1.0);
  Money claims = world.books.debt.owed(tenant);
  const auto years = static_cast<std::size_t>(std::max(claim_years(world), 0));
  for (const auto& [builder, contracts] : contracts_of(world, tenant)) {
    claims += sum_of_due(due_of(world, contracts), 0, years);
  }
  return claims > Money::zero() ? std::clamp(has / claims.usd(), 0.0, 1.0) : 1.0;
}

/// What lenders thought of a firm this year; of who did not ask them nothing is known.
double rated(Parts<const CreditMarket> world, AccountId firm) {
  for (const FundingRecord& record : world.credit.records) {
    if (record.firm == firm) return record.default_probability;
  }
  return 1.0;
}

/// Takes the part `cut` off every year but the next; what that comes to.
Money cut_one(Parts<const Inputs, Books, YearTally> world, CommitmentId id, double cut) {
  constexpr std::int64_t whole = 1'000'000'000;
  const auto kept = static_cast<std::int64_t>((1.0 - cut) * static_cast<double>(whole));
  Money all = Money::zero();
  const int first = std::max(world.books.commitments.at(id).first_year, world.inputs.year + 2);
  const int last = world.books.commitments.at(id).last_year();
  for (int year = first; year <= last; ++year) {
    const Money due = world.books.commitments.at(id).due_in(year);
    const std::int64_t hours = world.books.commitments.at(id).quantity_in(year);
    const Money less = due - muldiv(due, kept, whole);
    const std::int64_t fewer = hours - muldiv(hours, kept, whole);
    world.books.commitments.reduce(id, year, less, fewer);
    add_count(world.tally.contract_hours.this_year.cut, fewer, cut_text);
    all += less;
  }
  return all;
}

void ask_for_cuts(Parts<const Inputs, const Exogenous, const PublicRecord, const CreditMarket,
                        const Builders, const Labs, Books, YearTally, Journal>
                      world,
                  const Tenant& tenant) {
  const double over =
      (owed_for_compute(world, tenant.account) - commitment_limit(world, tenant)).usd();
  if (over <= 0.0) return;
  const auto by_builder = contracts_of(world, tenant.account);
  Money later = Money::zero();
  for (const auto& [builder, contracts] : by_builder) {
    const std::vector<Money> due = due_of(world, contracts);
    later += sum_of_due(due, 1, due.size());
  }
  if (later <= Money::zero()) return;
  CutRequest request{{},
                     std::min(over / later.usd(), 1.0),
                     rated(world, tenant.account),
                     world.exogenous.base_rate + world.inputs.parameters.capex.risk_premium,
                     claim_years(world),
                     recovery_from(world, tenant.account)};
  for (const auto& [builder, contracts] : by_builder) {
    request.due = in_usd(due_of(world, contracts));
    if (worth_of_rest(request) <= worth_in_failure(request)) continue;
    Money less = Money::zero();
    for (const CommitmentId id : contracts) less += cut_one(world, id, request.cut);
    if (less <= Money::zero()) continue;
    record_event(world, "P10", "contract_cut", account_name(world, tenant.account),
                 account_name(world, builder), less,
                 fmt::format("{:.0f} % of the years from {} on", 100.0 * request.cut,
                             world.inputs.year + 2));
  }
}

}  // namespace

void cut_contracts(Parts<const Inputs, const Exogenous, const PublicRecord, const CreditMarket,
                         const Builders, const Labs, Books, YearTally, Journal>
                       world,
                   const std::vector<CashView>& views) {
  for (const Tenant& tenant : tenants(world, views)) ask_for_cuts(world, tenant);
}

}  // namespace overbuild

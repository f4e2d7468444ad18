#include "market/losses.hpp"

#include <string>

#include "core/invariant.hpp"
#include "market/columns.hpp"

namespace overbuild {

namespace losses_detail {

constexpr std::array<std::string_view, loss_channel_count> names{
    "equity_wiped_out", "loans_and_bonds",      "vendor_receivable",
    "lost_prepayment",  "vendor_inventory",     "impairment_of_assets",
    "bankruptcy_costs", "take_or_pay_breakage", "contract_rejection",
    "dilution",         "pass_through"};

/// One cell of the matrix per combination.
template <class Visit>
void for_each_cell(Visit visit) {
  for (std::size_t origin = 0; origin < sector_count; ++origin) {
    for (std::size_t bearer = 0; bearer < sector_count; ++bearer) {
      for (std::size_t channel = 0; channel < loss_channel_count; ++channel) {
        visit(origin, bearer, channel);
      }
    }
  }
}

}  // namespace losses_detail

LossSource source_of(LossChannel channel) {
  switch (channel) {
    case LossChannel::equity_wiped_out:
    case LossChannel::loans_and_bonds:
    case LossChannel::vendor_receivable:
    case LossChannel::lost_prepayment: return LossSource::write_off;
    case LossChannel::vendor_inventory:
    case LossChannel::impairment_of_assets: return LossSource::impairment;
    case LossChannel::estate_costs: return LossSource::estate_costs;
    case LossChannel::take_or_pay_breakage:
    case LossChannel::contract_rejection:
    case LossChannel::dilution:
    case LossChannel::pass_through: break;
  }
  return LossSource::memo;
}

std::string_view name_of(LossChannel channel) { return losses_detail::names[index_of(channel)]; }

LossChannel channel_of_write_off(Instrument claim) {
  switch (claim) {
    case Instrument::loans:
    case Instrument::bonds: return LossChannel::loans_and_bonds;
    case Instrument::vendor_loans:
    case Instrument::trade_credit: return LossChannel::vendor_receivable;
    case Instrument::equity:
    case Instrument::fund_shares: return LossChannel::equity_wiped_out;
    default: break;
  }
  break_invariant("claim can be written off", std::string(name_of(claim)));
}

LossChannel channel_of_impairment(Instrument real) {
  return real == Instrument::inventory ? LossChannel::vendor_inventory
                                       : LossChannel::impairment_of_assets;
}

void LossRecorder::begin_year() {
  losses_.clear();
  year_ = {};
}

void LossRecorder::record(const Loss& loss) {
  OVERBUILD_INVARIANT(loss.amount >= Money::zero(), std::string(name_of(loss.channel)));
  if (loss.amount.is_zero()) return;
  losses_.push_back(loss);
  const std::size_t origin = index_of(loss.origin_sector);
  const std::size_t bearer = index_of(loss.bearer_sector);
  year_[origin][bearer][index_of(loss.channel)] += loss.amount;
  total_[origin][bearer][index_of(loss.channel)] += loss.amount;
}

Money LossRecorder::of(LossSource source) const {
  Money sum;
  for (const Sector bearer : all_sectors) sum += of(source, bearer);
  return sum;
}

Money LossRecorder::of(LossSource source, Sector bearer) const {
  Money sum;
  losses_detail::for_each_cell([&](std::size_t from, std::size_t by, std::size_t channel) {
    const bool counted = source_of(static_cast<LossChannel>(channel)) == source;
    if (counted && by == index_of(bearer)) sum += year_[from][by][channel];
  });
  return sum;
}

LossMatrix LossRecorder::ultimate() const {
  LossMatrix matrix{};
  losses_detail::for_each_cell([&](std::size_t from, std::size_t by, std::size_t channel) {
    if (source_of(static_cast<LossChannel>(channel)) == LossSource::memo) return;
    const bool fund = is_fund(static_cast<Sector>(by));
    const std::size_t owner = fund ? index_of(Sector::rest_of_economy) : by;
    matrix[from][owner][channel] += year_[from][by][channel];
  });
  return matrix;
}

void LossRecorder::audit(const Ledger& ledger, AuditReport& report) const {
  const auto compare = [&](Sector bearer, std::string_view what, Money recorded, Money destroyed) {
    report.equal(Identity::losses_are_value_destroyed, recorded, destroyed, [&] {
      return InvariantContext{
          ledger.year(), "audit", std::string(name_of(bearer)),
          std::string(what) + "; last postings:" + ledger.journal_text({.sector = bearer})};
    });
  };
  for (const Sector bearer : all_sectors) {
    const ValueDestroyed destroyed = ledger.value_destroyed(bearer);
    compare(bearer, "impairments", of(LossSource::impairment, bearer), destroyed.impairments);
    compare(bearer, "write-offs", of(LossSource::write_off, bearer), destroyed.write_offs);
    compare(bearer, "bankruptcy costs", of(LossSource::estate_costs, bearer),
            destroyed.estate_costs);
  }
  LossMatrix listed{};
  for (const Loss& loss : losses_) {
    listed[index_of(loss.origin_sector)][index_of(loss.bearer_sector)][index_of(loss.channel)] +=
        loss.amount;
  }
  losses_detail::for_each_cell([&](std::size_t from, std::size_t by, std::size_t channel) {
    compare(static_cast<Sector>(by), losses_detail::names[channel], year_[from][by][channel],
            listed[from][by][channel]);
  });
}

void LossRecorder::add_to(Digest& digest) const {
  losses_detail::for_each_cell([&](std::size_t from, std::size_t by, std::size_t channel) {
    digest.add(total_[from][by][channel]);
  });
}

void impair(Ledger& ledger, LossRecorder& losses, AccountId owner, Instrument real, Money amount) {
  ledger.impair(owner, real, amount);
  const Sector of = ledger.sector(owner);
  losses.record({owner, owner, of, of, channel_of_impairment(real), amount});
}

void impair_many(Ledger& ledger, LossRecorder& losses, AccountRange owners, Instrument real,
                 std::span<const std::int64_t> cents) {
  if (owners.count == 0) return;
  ledger.impair_many(owners, real, cents);
  const Sector of = ledger.sector(owners.first);
  losses.record({{}, {}, of, of, channel_of_impairment(real), columns::sum(cents)});
}

void write_off(Ledger& ledger, LossRecorder& losses, AccountId creditor, AccountId debtor,
               Instrument claim, Money amount) {
  ledger.write_off(creditor, debtor, claim, amount);
  losses.record({debtor, creditor, ledger.sector(debtor), ledger.sector(creditor),
                 channel_of_write_off(claim), amount});
}

void write_off(Ledger& ledger, DebtBook& book, LossRecorder& losses, ClaimId claim, Money amount) {
  const Claim terms = book.claim(claim);
  book.write_off(claim, amount);
  write_off(ledger, losses, terms.creditor, terms.debtor, terms.instrument, amount);
}

void pay_estate_costs(Ledger& ledger, LossRecorder& losses, AccountId estate, AccountId to,
                      Money amount) {
  ledger.pay(estate, to, FlowRow::estate_costs, amount);
  const Sector of = ledger.sector(estate);
  losses.record({estate, estate, of, of, LossChannel::estate_costs, amount});
}

void sell_used(Ledger& ledger, LossRecorder& losses, AccountId seller, AccountId buyer,
               Instrument real, Money book_value, Money price) {
  ledger.pay(buyer, seller, FlowRow::second_hand_assets, price);
  ledger.transfer_real(seller, buyer, real, book_value, price);
  if (price >= book_value) return;
  const Sector of = ledger.sector(seller);
  losses.record({seller, seller, of, of, channel_of_impairment(real), book_value - price});
}

}  // namespace overbuild

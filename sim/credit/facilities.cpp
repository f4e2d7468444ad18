#include "sim/credit/facilities.hpp"

#include <algorithm>
#include <cmath>

#include "sim/compute/families.hpp"
#include "sim/credit/founding.hpp"
#include "sim/credit/lending.hpp"
#include "sim/credit/vendor_finance.hpp"

namespace overbuild {

namespace {

bool is_bill_of(const Obligation& due, AccountId builder, AccountId vendor) {
  const bool goods = due.row == FlowRow::equipment || due.row == FlowRow::prepaid_and_trade_credit;
  return goods && due.debtor == builder && due.creditor == vendor;
}

/// Price of what a builder ordered from a vendor this year.
double ordered_this_year(Parts<const Inputs, const Capital> world, std::size_t b, std::size_t v) {
  double usd = 0.0;
  for (const EquipmentOrder& order : world.capital.equipment_orders) {
    if (order.builder != b || order.vendor != v || order.signed_in != world.inputs.year) continue;
    usd += static_cast<double>(order.milli_units) / 1000.0 * order.price;
  }
  return usd;
}

/// Part of a builder's orders of the year that exceeds the cash it has for them.
double unfunded_part(Parts<const Inputs, const Builders, const Vendors, const Capital,
                           const CreditMarket, const Books>
                         world,
                     std::size_t b) {
  double ordered = 0.0;
  for (std::size_t v = 0; v < world.vendors.size(); ++v) ordered += ordered_this_year(world, b, v);
  const double spare = world.books.cash(world.builders.account[b]) - set_aside(world, b) -
                       world.inputs.parameters.builders[b].second.cash_target;
  return ordered > 0.0 ? std::clamp(1.0 - spare / ordered, 0.0, 1.0) : 0.0;
}

const FundingRecord* record_of(Parts<const CreditMarket> world, AccountId firm) {
  for (const FundingRecord& record : world.credit.records) {
    if (record.firm == firm) return &record;
  }
  return nullptr;
}

/// What each builder would be promised by a vendor without limit. [builders] usd
std::vector<double> asked_of(Parts<const Inputs, const Builders, const Vendors, const Capital,
                                   const CreditMarket, const Books>
                                 world,
                             std::size_t v) {
  const double share = world.inputs.parameters.vendor.facility_share;
  std::vector<double> asked(world.builders.size(), 0.0);
  for (std::size_t b = 0; b < asked.size(); ++b) {
    const AccountId builder = world.builders.account[b];
    const FundingRecord* record = record_of(world, builder);
    if (!world.builders.alive[b] || record == nullptr || world.credit.breached[builder.value]) {
      continue;
    }
    if (!would_support(world, v, record->default_probability, record->loss_if_failed)) continue;
    asked[b] = share * unfunded_part(world, b) * ordered_this_year(world, b, v);
  }
  return asked;
}

/// Pays a builder's bills at one vendor, first due first; returns what was paid.
Money pay_bills(Parts<Books> world, AccountId builder, AccountId vendor, Money amount) {
  Money left = amount;
  for (Obligation& due : world.books.dues.list) {
    if (!is_bill_of(due, builder, vendor)) continue;
    const Money paid = std::min(due.due, left);
    if (due.row == FlowRow::prepaid_and_trade_credit) {
      pay_bill(world.books.ledger, world.books.trade_credit, vendor, builder, paid);
    } else if (paid > Money::zero()) {
      world.books.ledger.pay(builder, vendor, due.row, paid);
    }
    due.due -= paid;
    left -= paid;
  }
  return amount - left;
}

/// What a vendor will have after the year's dues, if all that it is owed is paid. The bills that
/// it pays by lending are no longer owed to it.
double left_after_dues(Parts<const Books> world, AccountId vendor) {
  double usd = world.books.cash(vendor);
  for (const Obligation& due : world.books.dues.list) {
    if (due.creditor == vendor) usd += due.due.usd();
    if (due.debtor == vendor) usd -= due.due.usd();
  }
  return usd;
}

double billed(Parts<const Books> world, AccountId builder, AccountId vendor) {
  double usd = 0.0;
  for (const Obligation& due : world.books.dues.list) {
    if (is_bill_of(due, builder, vendor)) usd += due.due.usd();
  }
  return usd;
}

/// Whether a builder still waits for something that it ordered before this year, or owes a bill.
bool is_open(Parts<const Inputs, const Builders, const Vendors, const Capital, const Books> world,
             AccountId builder, AccountId vendor) {
  if (world.books.trade_credit.open().contains({builder, vendor})) return true;
  return std::any_of(world.capital.equipment_orders.begin(), world.capital.equipment_orders.end(),
                     [&](const EquipmentOrder& order) {
                       return world.builders.account[order.builder] == builder &&
                              world.vendors.account[order.vendor] == vendor;
                     });
}

}  // namespace

double promised_facilities(Parts<const Books> world, AccountId vendor) {
  double usd = 0.0;
  for (const CommitmentId id : world.books.commitments.open(CommitmentKind::facility)) {
    const Commitment& facility = world.books.commitments.at(id);
    if (facility.payer != vendor) continue;
    for (const Money due : facility.due) usd += due.usd();
  }
  return usd;
}

void grant_facilities(Parts<const Inputs, const Builders, const Vendors, const Capital,
                            const CreditMarket, const YearTally, Books, Journal>
                          world) {
  if (!world.inputs.parameters.vendor.facilities || world.inputs.is_frozen(Role::vendor)) return;
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    if (!world.vendors.alive[v]) continue;
    const std::vector<double> asked = asked_of(world, v);
    double all = 0.0;
    for (const double usd : asked) all += usd;
    const double room = room_for_customers(world, v);
    const double share = all > room ? room / all : 1.0;
    for (std::size_t b = 0; b < asked.size(); ++b) {
      const Money amount = Money::from_usd(std::floor(share * asked[b]));
      if (amount <= Money::zero()) continue;
      world.books.commitments.sign({CommitmentKind::facility, world.vendors.account[v],
                                    world.builders.account[b], world.inputs.year + 1,
                                    std::vector<Money>{amount}, std::vector<std::int64_t>{0}, 0.0,
                                    0.0});
      record_event(world, "P10", "vendor_facility", account_name(world, world.builders.account[b]),
                   account_name(world, world.vendors.account[v]), amount,
                   "a loan promised for its bills, if lenders leave them");
    }
  }
}

double expected_facility(
    Parts<const Inputs, const Builders, const Vendors, const CreditMarket> world, std::size_t b) {
  const VendorParameters& rules = world.inputs.parameters.vendor;
  if (!rules.facilities || world.inputs.is_frozen(Role::vendor)) return 0.0;
  const AccountId builder = world.builders.account[b];
  const FundingRecord* record = record_of(world, builder);
  if (record == nullptr || world.credit.breached[builder.value]) return 0.0;
  const std::vector<double> shares = builder_vendor_shares(world, b);
  double share = 0.0;
  for (std::size_t v = 0; v < shares.size(); ++v) {
    if (world.vendors.alive[v] &&
        would_support(world, v, record->default_probability, record->loss_if_failed))
      share += shares[v];
  }
  return rules.facility_share * std::min(share, 1.0);
}

double draw_facilities(Parts<const Inputs, const Exogenous, const Builders, const Vendors, Books,
                             CreditMarket, Journal>
                           world,
                       AccountId builder, double need, const Borrower& borrower,
                       double default_probability) {
  double lent = 0.0;
  for (const CommitmentId id : world.books.commitments.open(CommitmentKind::facility)) {
    const Commitment& facility = world.books.commitments.at(id);
    if (facility.payee != builder || need - lent <= 1.0) continue;
    const AccountId vendor = facility.payer;
    const Money promised = facility.due_in(world.inputs.year);
    const Money amount = std::min(
        promised,
        Money::from_usd(std::floor(std::max(
            std::min({need - lent, billed(world, builder, vendor), left_after_dues(world, vendor)}),
            0.0))));
    if (amount <= Money::zero()) continue;
    lend_to_builder(world, vendor, builder, amount, borrower, default_probability);
    pay_bills(world, builder, vendor, amount);
    world.books.commitments.reduce(id, world.inputs.year, amount, 0);
    world.credit.facilities_drawn += amount.usd();
    record_event(world, "P8", "vendor_loan", account_name(world, builder),
                 account_name(world, vendor), amount, "drawn on what was promised with its order");
    lent += amount.usd();
  }
  return lent;
}

void end_facilities(Parts<Books> world, AccountId builder) {
  for (const CommitmentId id : world.books.commitments.open(CommitmentKind::facility)) {
    if (world.books.commitments.at(id).payee == builder) world.books.commitments.reject(id);
  }
}

void carry_facilities(
    Parts<const Inputs, const Builders, const Vendors, const Capital, Books> world) {
  for (const CommitmentId id : world.books.commitments.open(CommitmentKind::facility)) {
    const Commitment& facility = world.books.commitments.at(id);
    const Money left = facility.due_in(world.inputs.year);
    if (left > Money::zero() && is_open(world, facility.payee, facility.payer)) {
      world.books.commitments.defer(id, world.inputs.year, world.inputs.year + 1, left, 0);
    } else {
      world.books.commitments.reject(id);
    }
  }
}

}  // namespace overbuild

// What used capital and whole firms are worth, and who would pay it: values in use, the year's book
// of bids, and the sale of what is on offer.
// Owns valuation at current rents and the one bid book that clearing and auction share;
// refuses to know who must sell and what becomes of the money.
#pragma once

#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "market/auction.hpp"
#include "sim/credit/cash_view.hpp"
#include "sim/failure/outside_bidders.hpp"
#include "sim/parts/books.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Present value to builder `b` of a used unit: expected rents less running cost over the years it
/// has left, in no year more than what new equipment of next year's price would cost instead.
double value_in_use(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Builders, const Capital>,
    std::size_t b, int vintage, const std::vector<double>& rents);
/// Rents that builder `b` expects over the life of equipment.
std::vector<double> rents_expected_by(
    Parts<const Inputs, const PublicRecord, const Builders, const Vendors>, std::size_t b);

/// Marks of builder `b`, as assets age on these rents.
Marks mark(Parts<const Inputs, const Exogenous, const PublicRecord, const Builders, const Vendors,
                 const Capital>,
           std::size_t b, const std::vector<double>& rents);

/// A failed firm as its creditors see it, on the rents that lenders expect.
struct GoingOn {
  double value = 0;    ///< usd, without old debt and without the contracts it would leave
  bool earns = false;  ///< its yearly earnings on that path are above nothing
};
GoingOn judge_going_on(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
          const Vendors, const Labs, const Capital, const ComputeMarket, const CreditMarket>,
    AccountId firm, const CashView&);

/// usd of a firm that goes on without old debt and without the contracts it would leave: its own
/// forecast of what it earns, discounted.
double going_concern_value(
    Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
          const Vendors, const Labs, const Capital, const ComputeMarket>,
    AccountId firm, const CashView&);

/// Contracts that cost their payer more than what they bring at current prices.
bool worth_leaving(Parts<const Inputs, const Exogenous, const ComputeMarket>, const Commitment&);

/// The year's sale of used capital. Bids are formed once; what is on offer depends on who must
/// sell.
class UsedMarket {
 public:
  UsedMarket(Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
                   const Vendors, const Capital, const CreditMarket>
                 world,
             const std::vector<CashView>& views, std::span<const OutsideBidder> outside);

  /// Proceeds by debtor when they must raise so much (AssetSale of market/clearing.hpp).
  std::span<const std::int64_t> sell(std::span<const AccountId> debtors,
                                     std::span<const std::int64_t> need);
  /// A firm that is reorganised sells nothing, whatever it owes.
  void keep(AccountId firm) {
    kept_.insert(firm);
    alone_.clear();
  }
  /// Firms that leave the business offer all they have, whoever fails.
  void offer(std::set<AccountId> firms) {
    offering_ = std::move(firms);
    alone_.clear();
  }
  /// What each of them would get if no estate sold beside them.
  std::map<AccountId, Money> quotes() const;
  /// What one firm's assets bring if it alone sells all. The world stays as it is while anybody
  /// asks.
  Money alone(AccountId firm);
  /// Price over all units of a class in the last sale, or zero where none was offered.
  Money last_price(LotClass of) const;

  const AuctionResult& result() const { return result_; }
  const std::vector<Lot>& lots() const { return lots_; }
  /// Credit that a bidder counts on beside its own cash, usd.
  double credit_line(AccountId bidder) const;

 private:
  void form_bids(const std::vector<CashView>& views);
  void bid_for(std::size_t b, Money purse, double shell_room_mw);
  void add_lots(std::size_t b, std::int64_t share, std::vector<Lot>& lots) const;
  std::vector<Lot> standing_lots(const std::set<AccountId>& others) const;
  AuctionResult auction(const std::vector<Lot>& lots, const std::set<AccountId>& sellers) const;

  Parts<const Inputs, const Exogenous, const PublicRecord, const Books, const Builders,
        const Vendors, const Capital, const CreditMarket>
      world_;
  std::vector<Bid> bids_;
  std::vector<Purse> purses_;
  std::map<AccountId, double> line_;
  std::set<AccountId> kept_, offering_;
  std::map<AccountId, Money> alone_;  // as found since kept_ or offering_ last changed
  AuctionResult result_;
  std::vector<Lot> lots_;
  std::vector<std::int64_t> proceeds_;
};

/// usd that a builder's equipment and contracts would bring it if it ran on and ordered no more.
double value_of_running_on(Parts<const Inputs, const Exogenous, const PublicRecord, const Books,
                                 const Builders, const Vendors, const Capital>,
                           std::size_t b);

/// Row of an account among builders, or SIZE_MAX.
std::size_t builder_row(Parts<const Builders>, AccountId);

}  // namespace overbuild

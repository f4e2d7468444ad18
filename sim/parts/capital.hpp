// Equipment and shells that stand, and those on order.
#pragma once

#include <cstdint>
#include <vector>

#include "core/digest.hpp"
#include "core/money.hpp"
#include "market/commitments.hpp"
#include "market/fading.hpp"
#include "market/fleet.hpp"
#include "sim/parts/access.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Equipment ordered and not yet delivered. An order stands in three books, each for its own
/// readers: here for deliveries, as a promise in Books::commitments, as a sum in
/// Vendors::backlog_units. Who signs, delivers or drops one writes all three
/// (sim/compute/contracts.cpp, deliver.cpp and early_delivery.cpp, sim/planning/orders.cpp,
/// sim/failure/estates.cpp).
struct EquipmentOrder {
  std::size_t builder, vendor;
  std::int64_t milli_units;
  double price;  ///< usd per H100e, fixed at the order
  int due;       ///< year of delivery if the vendor can
  CommitmentId commitment;
  int signed_in;  ///< year
};

/// Shells under construction.
struct ShellOrder {
  std::size_t builder, utility;
  std::int64_t milli_mw;
  Money paid;        ///< so far, site included; capitalised
  Money unpaid;      ///< the rest is due on completion
  Money instalment;  ///< but for what is due in each year under way
  int ready;         ///< first year it can be commissioned, power permitting
  CommitmentId commitment;
};

/// Land with permits and a connection, or on the way to them, on which nothing is built yet.
struct Site {
  std::size_t builder, utility;
  std::int64_t milli_mw;
  Money paid;  ///< capitalised
  int ready;   ///< first year at whose end a building can be signed
};

/// kW that a unit of equipment draws, by the year it was made.
struct PowerTrend {
  double first = 0.0;    ///< kW per H100e of those made in `first_year`
  double decline = 0.0;  ///< part by which it falls a year while that is known
  int first_year = 0;
  FadingRate change{};          ///< of its ln
  std::vector<double> known{};  ///< ln changes of the first years, before that trend

  double kw(int vintage) const;
};

/// The same, worked out beforehand for the vintages from `first_vintage` to `last_vintage`.
class PowerPath {
 public:
  PowerPath() = default;
  PowerPath(PowerTrend trend, int first_vintage, int last_vintage);
  double kw(int vintage) const;
  void add_to(Digest&) const;

 private:
  PowerTrend trend_;
  int first_vintage_ = 0;
  std::vector<double> kw_;  // [vintages]
};

struct Capital {
  Fleet equipment, shells;  ///< [builders]; shells in thousandths of a MW by commissioning year
  PowerPath power;
  std::vector<EquipmentOrder> equipment_orders;
  std::vector<ShellOrder> shell_orders;
  std::vector<Site> sites;

  /// kW per H100e of equipment made in that year, past or to come.
  double vintage_kw(int vintage) const { return power.kw(vintage); }
  void add_to(Digest&) const;
};

OVERBUILD_PART(Capital, capital);

/// H100e of a builder that run at the start of the year.
double running_units(Parts<const Builders, const Capital> world, std::size_t builder);
/// H100e at work in the year: what arrives in it works half of it.
double units_at_work(Parts<const Builders, const Capital> world, std::size_t builder);
/// MW that they draw at full use.
double used_mw(Parts<const Builders, const Capital> world, std::size_t builder);

}  // namespace overbuild

// How a shell comes about: a site that is prepared and costs a part of the price, then a building
// that is paid as it grows (time to build: Kydland & Prescott 1982).
// Owns the stages and what is paid when; refuses to know who builds, and where power comes from.
#pragma once

#include "agents/roster.hpp"
#include "core/money.hpp"

namespace overbuild {

/// Stages of a shell, in whole years and parts of its price.
struct ShellStages {
  int site_years;      ///< from buying a site to building on it; 0: no site is bought apart
  int building_years;  ///< from signing a building to its commissioning, at least 1
  int parts;  ///< equal parts in which a building is paid: on signing first, the last when done
  double site_share;  ///< of the price, paid for the site
  bool
      paid_as_it_grows;  ///< a part in every year under way, instead of the first and the last only

  int years() const { return site_years + building_years; }
  double building_share() const { return 1.0 - site_share; }
  /// Of the price, paid on signing a building.
  double first_share() const { return building_share() / parts; }
  /// Of the price, due between signing a building and a year later.
  double share_within_a_year() const;
};

/// With `blocks.capital.sites`: a site for `site_lead` years of `shell_lead`, but one, and a
/// building in as many equal parts as it has years, and one. Without: half on order, half on
/// completion.
ShellStages shell_stages(const CapexParameters&);

/// What is paid of a building in each year while it is under way, after the first part and before
/// the last, which takes the odd cents; nothing in the first edition.
struct BuildingPayments {
  Money first, instalment;
};
BuildingPayments payments_for(const CapexParameters&, Money price_of_building);

}  // namespace overbuild

// Steps that the opening and the phases share: signing contracts, the menus on offer, what sellers
// learn from their sales, and the public record.
// Owns these few operations on the world; refuses to decide anything.
#pragma once

#include "sim/world.hpp"

namespace overbuild {

/// `mw` of power for `years` from `first_year`, with the configured take-or-pay share.
void sign_energy_contract(Parts<const Inputs, const Builders, const Utilities, Books>,
                          std::size_t builder, std::size_t utility, double mw, double usd_per_mwh,
                          int first_year, int years);
/// Units on order at the vendor's posted price.
void order_equipment(Parts<const Builders, Books, Vendors, Capital>, std::size_t builder,
                     std::size_t vendor, double units, int due);
/// Shells on order, split over utilities by free power; the first half is capitalised by the caller.
/// Leased ones cost nothing until they are ready and rent from then on, used or not.
void order_shells(Parts<const Inputs, const Builders, const Utilities, Books, Capital>,
                  std::size_t builder, double mw, int ready, bool leased = false);
/// Thousandths of a MW of a builder's cohort that belong to landlords.
std::int64_t leased_milli_mw(Parts<const Books, const Builders, const Capital>, std::size_t builder,
                             int cohort);
/// A configured compute commitment: usd by year turned into hours at the rents expected then.
void open_compute_commitment(Parts<const Inputs, const Builders, const Vendors, const Labs, Books>,
                             const CommitmentConfig&);
/// Hours at a price, by year from next year.
void sign_compute_contract(Parts<const Inputs, const Builders, const Labs, Books>, std::size_t lab,
                           std::size_t builder, const std::vector<std::int64_t>& hours,
                           double usd_per_hour);

/// Inventory that leaves a vendor, at average book cost.
void sell_from_stock(Parts<Books, Vendors, YearTally>, std::size_t vendor,
                     std::int64_t milli_units);
/// Equipment that enterprises bought for themselves this year, thousandths of a unit.
std::int64_t own_purchases(Parts<const Inputs, const Customers>);

/// H100e-hours per job of a model.
double model_hours(Parts<const Inputs, const References>, double capability,
                   double inference_efficiency);
double lab_tier_capability(Parts<const Labs>, std::size_t lab, std::size_t tier);
double lab_tier_hours(Parts<const Inputs, const References, const Labs>, std::size_t lab,
                      std::size_t tier);

/// Sales and administration of a lab, and what tiers beyond those of the opening cost to run.
double lab_overhead(Parts<const Inputs, const Labs>, std::size_t lab);
/// Tier that serves paying consumers: the second best on sale, or the only one.
std::size_t consumer_tier(Parts<const Labs>, std::size_t lab);
/// What a lab spends on a paying consumer a year beyond what the same person costs on the free plan.
double payer_cost(Parts<const Inputs, const References, const Labs, const ComputeMarket>,
                  std::size_t lab);

/// A model that anyone may run: a size of an open lab's last release, or its release before that,
/// which has the number after the last size. Weights stay when their lab is gone.
struct OpenOffer {
  std::size_t lab, size;
};
/// Sizes that an open lab releases.
std::size_t open_sizes(Parts<const Inputs>);
/// All of them, less what its own lab has outdone at no more hours a job.
std::vector<OpenOffer> open_catalogue(Parts<const Inputs, const References, const OpenLabs>);
double open_model_capability(Parts<const Inputs, const OpenLabs>, const OpenOffer&);
double open_model_hours(Parts<const Inputs, const References, const OpenLabs>, const OpenOffer&);

/// Price of hosted open inference: clones compete it down to cost and a small mark-up.
double hosted_open_price(Parts<const Inputs, const References, const OpenLabs, const ComputeMarket>,
                         const OpenOffer&);
void post_hosted_price(
    Parts<const Inputs, const References, const OpenLabs, const ComputeMarket, Catalogue>);
/// Lab of the best model that anyone may run, or SIZE_MAX.
std::size_t best_open_lab(Parts<const OpenLabs>);
/// The menu of back ends, the same rows every year.
void list_back_ends(Parts<const Inputs, const Labs, const OpenLabs, Catalogue>);
double back_end_capability(Parts<const Inputs, const Labs, const OpenLabs>, const BackEndSource&);
double back_end_hours(Parts<const Inputs, const References, const Labs, const OpenLabs>,
                      const BackEndSource&);
/// Wholesale terms of all labs and applications whose contract has ended.
void bargain_terms(
    Parts<const Inputs, const References, const Labs, const OpenLabs, const Customers,
          const Catalogue, const Demand, const ComputeMarket, const Memory, Apps>);
/// Chooses the models that an application runs on, at the terms it has.
void supply_app(Parts<const Inputs, const References, const Labs, const OpenLabs, const Customers,
                      const Catalogue, const Demand, const ComputeMarket, const Memory, Apps>,
                std::size_t app);
/// An application's jobs by route: as asked for, or of those served.
std::vector<std::int64_t> jobs_by_route(Parts<const Apps, const Catalogue, const ComputeMarket>,
                                        std::size_t app, std::int64_t jobs, bool served);
/// Part of its jobs that the models behind it could serve.
Fill app_fill(Parts<const Apps, const Catalogue, const ComputeMarket>, std::size_t app);
/// Nominal value of work over that of the opening year.
double wage_level(Parts<const Inputs, const Customers>);
/// All offers to enterprises this year, and the terms of running the best open model oneself.
void build_options(
    Parts<const Inputs, const References, const Exogenous, const PublicRecord, const Vendors,
          const Labs, const OpenLabs, const Apps, const Capital, const ComputeMarket, Catalogue>);
/// Own-price elasticities of labs and applications from what enterprises bought.
void read_sales(Parts<const Inputs, const Customers, const Catalogue, Labs, Apps>);

/// Cost of one hour of new capacity at the hurdle rate, and the cash cost of running it.
/// Price of a unit to a builder, over vendors as it would order from them.
double equipment_price_for(Parts<const Inputs, const Builders, const Vendors>, std::size_t builder);
/// Rents that a builder expects for each of the next `years`.
std::vector<double> rents_expected_by(
    Parts<const Inputs, const PublicRecord, const Builders, const Vendors>, std::size_t builder,
    int years);
double full_cost_of_capacity(Parts<const Inputs, const Exogenous, const Vendors, const Capital>);
double cash_cost_of_capacity(Parts<const Inputs, const Exogenous, const Capital>);
/// usd a year of tasks with difficulty in (from, to] over all classes: the task mass (K2, K4).
double task_mass(const Parameters&, double from, double to);

/// Marks a firm's equity to `value` at each holder, in proportion to shares.
void revalue_equity(Parts<Books>, AccountId issuer, Money value);
/// Pays an issuer's owners in proportion to shares, or the rest of the economy where there are none.
void pay_dividend(Parts<Books>, AccountId issuer, double usd);
/// A holder pays new money in; the stake is carried at what was paid plus what it was carried at.
void sell_shares(Parts<Books>, AccountId holder, AccountId issuer, Money value_before,
                 Money amount);

/// Cheapest posted usd per job among models at least as capable as the frontier at the opening.
double price_at_fixed_capability(
    Parts<const Inputs, const References, const Labs, const OpenLabs, const ComputeMarket>);
/// ln growth of capacity next year if builders order `units` [builders] beyond what is signed.
double announced_growth(Parts<const Inputs, const Builders, const Capital>,
                        const std::vector<double>& units);
/// What enterprises and consumers paid for AI this year, own equipment included, usd.
double end_user_spend(Parts<const Books, const Customers>);

/// What everybody knows at the opening, and at the end of each year.
void open_public_record(
    Parts<const Inputs, const Exogenous, const Books, const Vendors, const OpenLabs,
          const Utilities, const Customers, const Capital, const Catalogue, const YearTally,
          References, PublicRecord, Builders, Labs, Progress, ComputeMarket>);
void publish(
    Parts<const Inputs, const References, const Exogenous, const Books, const Vendors, const Labs,
          const OpenLabs, const Utilities, const Customers, const Capital, const Progress,
          const Catalogue, const ComputeMarket, const YearTally, PublicRecord, Builders>);

/// The key that decides how many jobs there are of the class that has most of them, for messages about
/// worlds that are too large.
std::string key_of_most_jobs(const Parameters&);

}  // namespace overbuild

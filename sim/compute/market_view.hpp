// Steps that the opening and the phases share: signing contracts, the menus on offer, what sellers
// learn from their sales, and the public record.
// Owns these few operations on the world; refuses to decide anything.
#pragma once

#include "sim/world.hpp"

namespace overbuild {

/// `mw` of power for `years` from `first_year`, with the configured take-or-pay share.
void sign_energy_contract(World&, std::size_t builder, std::size_t utility, double mw,
                          double usd_per_mwh, int first_year, int years);
/// Units on order at the vendor's posted price.
void order_equipment(World&, std::size_t builder, std::size_t vendor, double units, int due);
/// Shells on order, split over utilities by free power; the first half is capitalised by the caller.
/// Leased ones cost nothing until they are ready and rent from then on, used or not.
void order_shells(World&, std::size_t builder, double mw, int ready, bool leased = false);
/// Thousandths of a MW of a builder's cohort that belong to landlords.
std::int64_t leased_milli_mw(const World&, std::size_t builder, int cohort);
/// A configured compute commitment: usd by year turned into hours at the rents expected then.
void open_compute_commitment(World&, const CommitmentConfig&);
/// Hours at a price, by year from next year.
void sign_compute_contract(World&, std::size_t lab, std::size_t builder,
                           const std::vector<std::int64_t>& hours, double usd_per_hour);

/// Inventory that leaves a vendor, at average book cost.
void sell_from_stock(World&, std::size_t vendor, std::int64_t milli_units);
/// Equipment that enterprises bought for themselves this year, thousandths of a unit.
std::int64_t own_purchases(const World&);

/// H100e-hours per job of a model.
double model_hours(const World&, double capability, double inference_efficiency);
double lab_tier_capability(const World&, std::size_t lab, std::size_t tier);
double lab_tier_hours(const World&, std::size_t lab, std::size_t tier);

/// Sales and administration of a lab, and what tiers beyond those of the opening cost to run.
double lab_overhead(const World&, std::size_t lab);
/// Tier that serves paying consumers: the second best on sale, or the only one.
std::size_t consumer_tier(const World&, std::size_t lab);
/// What a lab spends on a paying consumer a year beyond what the same person costs on the free plan.
double payer_cost(const World&, std::size_t lab);

/// A model that anyone may run: a size of an open lab's last release, or its release before that,
/// which has the number after the last size. Weights stay when their lab is gone.
struct OpenOffer {
  std::size_t lab, size;
};
/// Sizes that an open lab releases.
std::size_t open_sizes(const World&);
/// All of them, less what its own lab has outdone at no more hours a job.
std::vector<OpenOffer> open_catalogue(const World&);
double open_model_capability(const World&, const OpenOffer&);
double open_model_hours(const World&, const OpenOffer&);

/// Price of hosted open inference: clones compete it down to cost and a small mark-up.
double hosted_open_price(const World&, const OpenOffer&);
void post_hosted_price(World&);
/// Lab of the best model that anyone may run, or SIZE_MAX.
std::size_t best_open_lab(const World&);
/// The menu of back ends, the same rows every year.
void list_back_ends(World&);
double back_end_capability(const World&, const BackEndSource&);
double back_end_hours(const World&, const BackEndSource&);
/// Wholesale terms of all labs and applications whose contract has ended.
void bargain_terms(World&);
/// Chooses the models that an application runs on, at the terms it has.
void supply_app(World&, std::size_t app);
/// An application's jobs by route: as asked for, or of those served.
std::vector<std::int64_t> jobs_by_route(const World&, std::size_t app, std::int64_t jobs,
                                        bool served);
/// Part of its jobs that the models behind it could serve.
Fill app_fill(const World&, std::size_t app);
/// Nominal value of work over that of the opening year.
double wage_level(const World&);
/// All offers to enterprises this year, and the terms of running the best open model oneself.
void build_options(World&);
/// Own-price elasticities of labs and applications from what enterprises bought.
void read_sales(World&);

/// Cost of one hour of new capacity at the hurdle rate, and the cash cost of running it.
/// Price of a unit to a builder, over vendors as it would order from them.
double equipment_price_for(const World&, std::size_t builder);
/// Rents that a builder expects for each of the next `years`.
std::vector<double> rents_expected_by(const World&, std::size_t builder, int years);
double full_cost_of_capacity(const World&);
double cash_cost_of_capacity(const World&);
/// usd a year of tasks with difficulty in (from, to] over all classes: the task mass (K2, K4).
double task_mass(const Parameters&, double from, double to);

/// Marks a firm's equity to `value` at each holder, in proportion to shares.
void revalue_equity(World&, AccountId issuer, Money value);
/// Pays an issuer's owners in proportion to shares, or the rest of the economy where there are none.
void pay_dividend(World&, AccountId issuer, double usd);
/// A holder pays new money in; the stake is carried at what was paid plus what it was carried at.
void sell_shares(World&, AccountId holder, AccountId issuer, Money value_before, Money amount);

/// Cheapest posted usd per job among models at least as capable as the frontier at the opening.
double price_at_fixed_capability(const World&);
/// ln growth of capacity next year if builders order `units` [builders] beyond what is signed.
double announced_growth(const World&, const std::vector<double>& units);
/// What enterprises and consumers paid for AI this year, own equipment included, usd.
double end_user_spend(const World&);

/// What everybody knows at the opening, and at the end of each year.
void open_public_record(World&);
void publish(World&);

/// The key that decides how many jobs there are of the class that has most of them, for messages about
/// worlds that are too large.
std::string key_of_most_jobs(const Parameters&);

}  // namespace overbuild

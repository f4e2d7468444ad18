#include "sim/compute/market_view.hpp"

#include <algorithm>
#include <cmath>

#include "agents/builder.hpp"
#include "agents/pricing.hpp"
#include "agents/vendor.hpp"
#include "core/count.hpp"
#include "core/math.hpp"
#include "market/rental.hpp"

namespace overbuild {

namespace {
constexpr std::size_t nobody = SIZE_MAX;
}  // namespace

// ---- contracts --------------------------------------------------------------------------------

void sign_energy_contract(Parts<const Inputs, const Builders, const Utilities, Books> world,
                          std::size_t b, std::size_t u, double mw, double usd_per_mwh,
                          int first_year, int years) {
  if (mw <= 0.0 || years <= 0) return;
  const CapexParameters& capex = world.inputs.parameters.capex;
  const auto mwh = whole_part(mw * hours_a_year * capex.load_factor, "energy in MWh");
  const Money floor = price_times(usd_per_mwh * capex.energy_take_or_pay, mwh);
  const auto n = static_cast<std::size_t>(years);
  world.books.commitments.sign({CommitmentKind::energy, world.builders.account[b],
                                world.utilities.account[u], first_year,
                                std::vector<Money>(n, floor), std::vector<std::int64_t>(n, mwh),
                                usd_per_mwh, capex.energy_take_or_pay});
}

void order_equipment(Parts<const Builders, Books, Vendors, Capital> world, std::size_t b,
                     std::size_t v, double units, int due) {
  const auto milli = whole_part(units * 1000.0, "equipment");
  if (milli <= 0) return;
  const double price = world.vendors.price[v];
  const CommitmentId id = world.books.commitments.sign({CommitmentKind::equipment,
                                                        world.builders.account[b],
                                                        world.vendors.account[v],
                                                        due,
                                                        {price_times(price / 1000.0, milli)},
                                                        {milli},
                                                        price,
                                                        1.0});
  world.capital.equipment_orders.push_back({b, v, milli, price, due, id});
  world.vendors.backlog_units[v] += static_cast<double>(milli) / 1000.0;
}

namespace {

void sign_lease(Parts<const Inputs, const Builders, Books> world, std::size_t b,
                std::int64_t milli_mw, int first_year) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const auto years = static_cast<std::size_t>(capex.lease_term);
  const double cost = capex.shell_price * static_cast<double>(milli_mw) / 1000.0;
  const Money rent = Money::from_usd(cost * annuity(capex.lease_yield, capex.lease_term));
  world.books.commitments.sign({CommitmentKind::lease, world.builders.account[b],
                                world.books.economy, first_year, std::vector<Money>(years, rent),
                                std::vector<std::int64_t>(years, milli_mw), capex.shell_price,
                                1.0});
}

}  // namespace

std::int64_t leased_milli_mw(Parts<const Books, const Builders, const Capital> world, std::size_t b,
                             int cohort) {
  std::int64_t leased = 0;
  for (const CommitmentId id : world.books.commitments.open(CommitmentKind::lease)) {
    const Commitment& lease = world.books.commitments.at(id);
    // Sites that waited for power count with the year after.
    const bool here = lease.first_year == cohort || lease.first_year + 1 == cohort;
    if (lease.payer == world.builders.account[b] && here) leased += lease.quantity.back();
  }
  return std::min(leased, world.capital.shells.at(b, cohort).units);
}

void order_shells(Parts<const Inputs, const Builders, const Utilities, Books, Capital> world,
                  std::size_t b, double mw, int ready, bool leased) {
  // Each utility gets its share of the free power it will have; with none free, of its capacity.
  const Utilities& utilities = world.utilities;
  std::vector<double> weight(utilities.size());
  double sum = 0.0;
  for (std::size_t u = 0; u < weight.size(); ++u) {
    double coming = 0.0;
    for (const double more : utilities.under_way[u]) coming += more;
    weight[u] = std::max(utilities.capacity_mw[u] + coming - utilities.contracted_mw[u] -
                             utilities.requested_mw[u],
                         0.05 * utilities.capacity_mw[u]);
    sum += weight[u];
  }
  for (std::size_t u = 0; u < weight.size(); ++u) {
    const auto milli = whole_part(mw * 1000.0 * weight[u] / sum, "shells");
    if (milli <= 0) continue;
    if (leased) sign_lease(world, b, milli, ready);
    const Money cost = leased
                           ? Money::zero()
                           : price_times(world.inputs.parameters.capex.shell_price / 1000.0, milli);
    const Money first = Money::from_cents(cost.cents() / 2);
    const CommitmentId id = world.books.commitments.sign({CommitmentKind::shells,
                                                          world.builders.account[b],
                                                          world.books.economy,
                                                          ready,
                                                          {cost - first},
                                                          {milli},
                                                          world.inputs.parameters.capex.shell_price,
                                                          1.0});
    world.capital.shell_orders.push_back({b, u, milli, first, cost - first, ready, id});
  }
}

void open_compute_commitment(
    Parts<const Inputs, const Builders, const Vendors, const Labs, Books> world,
    const CommitmentConfig& config) {
  const Parameters& p = world.inputs.parameters;
  AccountId payer, payee;
  for (std::size_t l = 0; l < p.labs.size(); ++l) {
    if (p.labs[l].first == config.lab) payer = world.labs.account[l];
  }
  for (std::size_t b = 0; b < p.builders.size(); ++b) {
    if (p.builders[b].first == config.tenant) payer = world.builders.account[b];
    if (p.builders[b].first == config.builder) payee = world.builders.account[b];
  }
  for (std::size_t v = 0; v < p.vendors.size(); ++v) {
    if (p.vendors[v].first == config.vendor) payer = world.vendors.account[v];
  }
  if (!payer.valid() || !payee.valid() || config.usd.empty()) return;
  if (!config.vendor.empty()) {
    Commitment backstop{CommitmentKind::backstop, payer, payee, static_cast<int>(p.time.start), {}, {},
                        0.0, 0.0};
    for (const double usd : config.usd) backstop.due.push_back(Money::from_usd(usd));
    backstop.quantity.assign(config.usd.size(), 0);
    world.books.commitments.sign(std::move(backstop));
    return;
  }
  Commitment commitment{CommitmentKind::compute, payer, payee, static_cast<int>(p.time.start), {}, {},
                        p.opening.rental_price, config.take_or_pay};
  double rent = p.opening.rental_price;
  for (const double usd : config.usd) {
    commitment.due.push_back(Money::from_usd(usd));
    commitment.quantity.push_back(whole_part(usd / rent, "compute hours"));
    rent *= exp_(p.opening.rental_change);
  }
  world.books.commitments.sign(std::move(commitment));
}

void sign_compute_contract(Parts<const Inputs, const Builders, const Labs, Books> world,
                           std::size_t lab, std::size_t builder,
                           const std::vector<std::int64_t>& hours, double usd_per_hour) {
  Commitment commitment{CommitmentKind::compute,
                        world.labs.account[lab],
                        world.builders.account[builder],
                        world.inputs.year + 1,
                        {},
                        hours,
                        usd_per_hour,
                        world.inputs.parameters.lab.take_or_pay};
  for (const std::int64_t h : hours) commitment.due.push_back(price_times(usd_per_hour, h));
  world.books.commitments.sign(std::move(commitment));
}

void sell_from_stock(Parts<Books, Vendors, YearTally> world, std::size_t v, std::int64_t milli) {
  Vendors& vendors = world.vendors;
  const std::int64_t stock = vendors.inventory_units[v];
  if (milli <= 0 || stock <= 0) return;
  const Money book = world.books.ledger.balance(vendors.account[v], Instrument::inventory);
  const Money cost = milli >= stock ? book : muldiv(book, milli, stock);
  world.books.ledger.consume(vendors.account[v], Instrument::inventory, cost);
  world.tally.vendor_cost[v] += cost;
  vendors.inventory_units[v] -= milli;
  add_count(vendors.delivered_units[v], milli, "equipment delivered");
}

std::int64_t own_purchases(Parts<const Inputs, const Customers> world) {
  for (const FleetVintage& vintage : world.customers.enterprises->settlement().fleet) {
    if (vintage.vintage == world.inputs.year) return vintage.purchased_milli;
  }
  return 0;
}

// ---- models and menus -------------------------------------------------------------------------

double model_hours(Parts<const Inputs, const References> world, double capability,
                   double inference_efficiency) {
  return hours_per_job(world.inputs.parameters.technology, world.references.hours, capability,
                       world.references.capability, inference_efficiency);
}

double lab_tier_capability(Parts<const Labs> world, std::size_t lab, std::size_t tier) {
  return world.labs.capability[lab] - world.labs.tier_below[lab][tier];
}

double lab_tier_hours(Parts<const Inputs, const References, const Labs> world, std::size_t lab,
                      std::size_t tier) {
  return model_hours(world, lab_tier_capability(world, lab, tier), world.labs.inference[lab]);
}

double lab_overhead(Parts<const Inputs, const Labs> world, std::size_t l) {
  const Parameters& p = world.inputs.parameters;
  const double tiers = world.labs.tiers[l] - static_cast<double>(p.lab.menu.size());
  return (p.labs[l].second.overhead_share + p.lab.tier_cost * std::max(tiers, 0.0)) *
         world.labs.revenue[l];
}

std::size_t consumer_tier(Parts<const Labs> world, std::size_t l) {
  const std::vector<double>& below = world.labs.tier_below[l];
  std::size_t second = 0;
  for (std::size_t k = 1; k < below.size(); ++k) {
    if (world.labs.tier_on_sale[l][k] && (second == 0 || below[k] < below[second])) second = k;
  }
  return second;
}

double payer_cost(Parts<const Inputs, const References, const Labs, const ComputeMarket> world,
                  std::size_t l) {
  const ConsumerParameters& c = world.inputs.parameters.consumer;
  const double factor = jobs_per_user(c, world.inputs.year - world.inputs.first_year);
  const double free =
      c.jobs_free * model_hours(world, world.labs.capability[l] - c.free_tier,
                                world.labs.inference[l]);
  const double paid = c.jobs_paid * lab_tier_hours(world, l, consumer_tier(world, l));
  return factor * world.compute.rental_price * std::max(paid - free, 0.0);
}

std::size_t open_sizes(Parts<const Inputs> world) {
  return 1 + world.inputs.parameters.open_lab.further_sizes.size();
}

double open_model_capability(Parts<const Inputs, const OpenLabs> world, const OpenOffer& offer) {
  if (offer.size == open_sizes(world)) return world.open_labs.past_released[offer.lab];
  const double best = world.open_labs.released[offer.lab];
  return offer.size == 0 ? best
                         : best - world.inputs.parameters.open_lab.further_sizes[offer.size - 1];
}

double open_model_hours(Parts<const Inputs, const References, const OpenLabs> world,
                        const OpenOffer& offer) {
  const bool past = offer.size == open_sizes(world);
  return model_hours(world, open_model_capability(world, offer),
                     past ? world.open_labs.past_inference[offer.lab]
                          : world.open_labs.inference[offer.lab]);
}

std::vector<OpenOffer> open_catalogue(Parts<const Inputs, const References, const OpenLabs> world) {
  std::vector<OpenOffer> offers;
  const std::size_t sizes = open_sizes(world);
  for (std::size_t o = 0; o < world.open_labs.size(); ++o) {
    const OpenOffer past{o, sizes};
    bool outdone = false;
    for (std::size_t s = 0; s < sizes; ++s) {
      offers.push_back({o, s});
      outdone |=
          open_model_capability(world, offers.back()) >= open_model_capability(world, past) &&
          open_model_hours(world, offers.back()) <= open_model_hours(world, past);
    }
    if (!outdone) offers.push_back(past);
  }
  return offers;
}

double hosted_open_price(
    Parts<const Inputs, const References, const OpenLabs, const ComputeMarket> world,
    const OpenOffer& offer) {
  return world.compute.rental_price * open_model_hours(world, offer) *
         (1.0 + world.inputs.parameters.open_lab.hosted_markup);
}

std::size_t best_open_lab(Parts<const OpenLabs> world) {
  std::size_t best = nobody;
  for (std::size_t o = 0; o < world.open_labs.size(); ++o) {
    if (best == nobody || world.open_labs.released[o] > world.open_labs.released[best]) best = o;
  }
  return best;
}

void post_hosted_price(
    Parts<const Inputs, const References, const OpenLabs, const ComputeMarket, Catalogue> world) {
  const std::size_t best = best_open_lab(world);
  world.catalogue.hosted_price = best == nobody || !world.inputs.parameters.open_lab.hosted
                                     ? 0.0
                                     : hosted_open_price(world, {best, 0});
}

namespace {

/// Open models that no other is both better and cheaper to run than, best first.
std::vector<OpenModel> worth_running(Parts<const Inputs, const References, const OpenLabs> world,
                                     const std::vector<OpenOffer>& offers) {
  std::vector<OpenModel> all, kept;
  for (const OpenOffer& offer : offers) {
    all.push_back({open_model_capability(world, offer), open_model_hours(world, offer)});
  }
  std::sort(all.begin(), all.end(), [](const OpenModel& a, const OpenModel& b) {
    return a.capability != b.capability ? a.capability > b.capability
                                        : a.hours_per_job < b.hours_per_job;
  });
  for (const OpenModel& model : all) {
    if (kept.empty() || model.hours_per_job < kept.back().hours_per_job) kept.push_back(model);
  }
  return kept;
}

/// What the opening's record shows of a mode beyond its attributes, as far as it has not faded yet.
double mode_constant(Parts<const Inputs, const References> world, Mode mode) {
  const double since = static_cast<double>(world.inputs.year - world.inputs.first_year);
  return world.references.mode_preference[static_cast<std::size_t>(mode)] *
         exp_(-world.inputs.parameters.demand.mode_constant_fade * since);
}

}  // namespace

void build_options(
    Parts<const Inputs, const References, const Exogenous, const PublicRecord, const Vendors,
          const Labs, const OpenLabs, const Apps, const Capital, const ComputeMarket, Catalogue>
        world) {
  world.catalogue.options.clear();
  const Parameters& p = world.inputs.parameters;
  const auto add = [&](ServiceOption option) {
    option.ln_preference = mode_constant(world, option.mode);
    world.catalogue.options.push_back(option);
  };
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    if (!world.labs.alive[l]) continue;
    for (std::size_t k = 0; k < world.labs.tier_below[l].size(); ++k) {
      if (!world.labs.tier_on_sale[l][k]) continue;
      ServiceOption option;
      option.mode = Mode::api;
      option.seller = static_cast<std::uint16_t>(l);
      option.tier = static_cast<std::uint8_t>(k);
      option.capability = lab_tier_capability(world, l, k);
      option.price_usd_per_job = world.labs.tier_price[l][k];
      add(option);
    }
  }
  const std::vector<OpenOffer> open = open_catalogue(world);
  for (const OpenOffer& offer : open) {
    if (!p.open_lab.hosted) break;
    ServiceOption option;
    option.mode = Mode::hosted_open;
    option.seller = static_cast<std::uint16_t>(offer.lab);
    option.tier = static_cast<std::uint8_t>(offer.size);
    option.capability = open_model_capability(world, offer);
    option.price_usd_per_job = hosted_open_price(world, offer);
    add(option);
  }
  for (std::size_t a = 0; a < world.apps.size(); ++a) {
    if (!world.apps.alive[a]) continue;
    ServiceOption option;
    option.mode = Mode::app;
    option.seller = static_cast<std::uint16_t>(a);
    option.capability = world.apps.backend_capability[a];
    option.capability_bonus = world.apps.workflow_quality[a];
    option.price_usd_per_job = world.apps.price[a];
    option.class_mask = world.apps.class_mask[a];
    add(option);
  }

  SelfHostTerms terms;
  const std::vector<OpenModel> models = worth_running(world, open);
  terms.available = !models.empty();
  if (terms.available) {
    terms.capability = models.front().capability;
    terms.hours_per_job = models.front().hours_per_job;
    terms.others.assign(models.begin() + 1, models.end());
    terms.ln_preference = mode_constant(world, Mode::self_hosted);
    terms.equipment_price_usd_per_unit = world.vendors.price.front();
    const double kw = world.capital.vintage_kw(world.inputs.year);
    terms.site_usd_per_unit = kw / 1000.0 * p.capex.shell_price;
    terms.power_usd_per_unit_year =
        kw * hours_a_year * p.capex.load_factor * world.exogenous.energy_price / 1000.0;
    terms.life_years = whole_part(p.capex.planned_life + 0.5, "years of equipment");
    terms.expected_price_drift = std::clamp(world.public_record.price_drift, -1.5, 0.5);
    terms.price_volatility = world.public_record.price_volatility;
  }
  world.catalogue.self_hosting = terms;
}

void read_sales(Parts<const Inputs, const Customers, const Catalogue, Labs, Apps> world) {
  const double noise = world.inputs.parameters.demand.choice_noise;
  const Requests& requests = world.customers.enterprises->requests();
  double all = 0.0;
  std::vector<double> of_lab(world.labs.size(), 0.0);
  for (std::size_t o = 0; o < world.catalogue.options.size(); ++o) {
    const auto spend = static_cast<double>(requests.options[o].spend_cents);
    all += spend;
    if (world.catalogue.options[o].mode == Mode::api)
      of_lab[world.catalogue.options[o].seller] += spend;
  }
  if (all <= 0.0) return;
  for (std::size_t o = 0; o < world.catalogue.options.size(); ++o) {
    const OptionRequest& sold = requests.options[o];
    if (sold.spend_cents <= 0) continue;
    const ServiceOption& option = world.catalogue.options[o];
    const auto spend = static_cast<double>(sold.spend_cents);
    // What a tier loses to the lab's other tiers is not lost: the nest's share counts.
    const double nest = option.mode == Mode::api ? of_lab[option.seller] : spend;
    const double elasticity =
        own_elasticity({static_cast<double>(sold.elasticity_cents) / spend,
                        static_cast<double>(sold.exposure_cents) / spend, nest / all},
                       noise);
    if (option.mode == Mode::api) {
      world.labs.tier_elasticity[option.seller][option.tier] = elasticity;
    } else if (option.mode == Mode::app) {
      world.apps.elasticity[option.seller] = elasticity;
    }
  }
}

// ---- equity -----------------------------------------------------------------------------------

void revalue_equity(Parts<Books> world, AccountId issuer, Money value) {
  if (!world.books.shares.has(issuer)) return;
  for (const auto& [holder, part] : world.books.shares.divide(
           issuer, value, [&](AccountId account) { return world.books.ledger.key(account); })) {
    Money& carried = world.books.stake_value[{issuer, holder}];
    world.books.ledger.revalue(holder, issuer, Instrument::equity, part - carried);
    carried = part;
  }
}

void pay_dividend(Parts<Books> world, AccountId issuer, double usd) {
  // Beyond 2^53 cents the nearest double of what is held may be more than that.
  const Money amount =
      std::min(Money::from_usd(std::max(usd, 0.0)), world.books.ledger.cash(issuer));
  if (amount <= Money::zero()) return;
  if (!world.books.shares.has(issuer)) {
    world.books.ledger.pay(issuer, world.books.economy, FlowRow::dividends, amount);
    return;
  }
  for (const auto& [holder, part] : world.books.shares.divide(
           issuer, amount, [&](AccountId account) { return world.books.ledger.key(account); })) {
    world.books.ledger.pay(issuer, holder, FlowRow::dividends, part);
  }
}

void sell_shares(Parts<Books> world, AccountId holder, AccountId issuer, Money value_before,
                 Money amount) {
  world.books.ledger.issue(holder, issuer, Instrument::equity, FlowRow::equity_issuance, amount);
  world.books.shares.issue(issuer, holder, value_before, amount,
                           [&](AccountId account) { return world.books.ledger.key(account); });
  world.books.stake_value[{issuer, holder}] += amount;
}

// ---- costs ------------------------------------------------------------------------------------

namespace {

/// Price of a unit of new equipment, weighted by what vendors can deliver.
double equipment_price(Parts<const Vendors> world) {
  double usd = 0.0, units = 0.0;
  for (std::size_t v = 0; v < world.vendors.size(); ++v) {
    if (!world.vendors.alive[v]) continue;
    usd += world.vendors.price[v] * world.vendors.capacity_units[v];
    units += world.vendors.capacity_units[v];
  }
  return units > 0.0 ? usd / units : world.vendors.price.front();
}

double running_cost(Parts<const Inputs, const Exogenous, const Capital> world) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  return world.capital.vintage_kw(world.inputs.year) *
         running_cost_per_kw(capex, world.exogenous.energy_price);
}

double hours_sold_a_unit(Parts<const Inputs> world) {
  return hours_a_year * world.inputs.parameters.capex.sustainable_load *
         world.inputs.parameters.rental.target_tightness;
}

}  // namespace

double equipment_price_for(Parts<const Inputs, const Builders, const Vendors> world,
                           std::size_t b) {
  const auto shares =
      vendor_shares(world.inputs.parameters.vendor, world.vendors.price, world.vendors.alive,
                    world.inputs.parameters.builders[b].second.vendor_preference,
                    world.builders.installed_vendor_share[b]);
  double price = 0.0;
  for (std::size_t v = 0; v < shares.size(); ++v) price += shares[v] * world.vendors.price[v];
  return price;
}

std::vector<double> rents_expected_by(
    Parts<const Inputs, const PublicRecord, const Builders, const Vendors> world, std::size_t b,
    int years) {
  const Parameters& p = world.inputs.parameters;
  const double competitive =
      competitive_rent(p.capex, p.rental, world.public_record, world.builders.hurdle[b],
                       equipment_price_for(world, b));
  return expected_rents(p.expectations, p.rental, world.public_record,
                        world.builders.expected_growth[b], competitive, years);
}

double full_cost_of_capacity(
    Parts<const Inputs, const Exogenous, const Vendors, const Capital> world) {
  const CapexParameters& capex = world.inputs.parameters.capex;
  const double hurdle = world.exogenous.base_rate + capex.risk_premium + capex.hurdle_wedge;
  const double shell = world.capital.vintage_kw(world.inputs.year) / 1000.0 * capex.shell_price;
  const double yearly = equipment_price(world) * annuity(hurdle, capex.planned_life) +
                        shell * annuity(hurdle, capex.shell_life) + running_cost(world);
  return yearly / hours_sold_a_unit(world);
}

double cash_cost_of_capacity(Parts<const Inputs, const Exogenous, const Capital> world) {
  return running_cost(world) / hours_sold_a_unit(world);
}

double task_mass(const Parameters& parameters, double from, double to) {
  double mass = 0.0;
  for (const auto& [id, kind] : parameters.workload_classes) {
    const double low = (from - kind.difficulty_mean) / kind.difficulty_sd;
    const double high = (to - kind.difficulty_mean) / kind.difficulty_sd;
    mass += kind.total_value_usd * (normal_cdf(high) - normal_cdf(low));
  }
  return mass;
}

std::string key_of_most_jobs(const Parameters& parameters) {
  std::string key = "population";
  double most = 0.0;
  for (const auto& [id, kind] : parameters.workload_classes) {
    const double jobs = kind.total_value_usd / kind.value_per_job_median;
    if (!(jobs > most)) continue;
    most = jobs;
    key = "workload_classes." + id + ".value_per_job_median";
  }
  return key;
}

}  // namespace overbuild

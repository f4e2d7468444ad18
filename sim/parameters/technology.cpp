#include "sim/parameters/parts.hpp"

namespace overbuild::declare {

namespace {

using config::Visitor;

void scaling(Visitor& v, TechnologyParameters& t) {
  v.number("curvature", t.curvature,
           {"1", -2, 1, -0.05,
            "Box-Cox exponent of capability in effective compute; below 0 each decade adds less.",
            "form after Kaplan et al. 2020 and Hoffmann et al. 2022; the value is open", 'D'});
  v.number("kappa", t.kappa,
           {"points", 0, 10, 1, "Points gained by ten times the effective compute at the start.",
            "definition of the unit", 'A'});
  v.number("cluster_efficiency", t.cluster_efficiency,
           {"1", 0.001, 1, 0.4, "Share of peak FLOP that a small training run uses.",
            "usual reports of 35 to 45 %", 'C'});
  v.number("knee_flop", t.knee_flop,
           {"FLOP", 1, 1e40, 2e28, "Run size at which data movement halves efficiency.",
            "Erdil & Schneider-Joseph 2024", 'B'});
  v.number("knee_exponent", t.knee_exponent,
           {"1", 0, 5, 0.75, "How sharply efficiency falls beyond the knee.",
            "Erdil & Schneider-Joseph 2024, range 0.5 to 1", 'B'});
  v.number("wall_flop", t.wall_flop,
           {"FLOP", 1, 1e45, 2e31, "Largest feasible training run.",
            "Erdil & Schneider-Joseph 2024", 'B'});
  v.number("interconnect_growth", t.interconnect_growth,
           {"1/year", 0, 5, 0.25, "Yearly growth of the knee through better interconnects."});
  v.number("interconnect_energy", t.interconnect_energy,
           {"1", 0, 10, 0.1, "Extra energy for each decade of run size beyond the knee."});
  v.number("flop_per_hour", t.flop_per_hour,
           {"FLOP/H100e-hour", 1, 1e30, 3.56e18, "Peak FLOP of one H100e in an hour.",
            "989e12 dense BF16 FLOP/s, data sheet", 'A'});
  v.number("final_run_share", t.final_run_share,
           {"1", 1e-4, 1, 0.1, "Share of research compute that goes into the final run.",
            "about 0.5 of 5 bn usd in 2024, Epoch AI", 'B'});
}

void progress(Visitor& v, TechnologyParameters& t) {
  v.number("halving_months", t.halving_months,
           {"months", 0.1, 1200, 8, "Months in which algorithms halve the compute a result needs.",
            "Ho et al. 2024, 95 % interval 5 to 14", 'B'});
  v.number("effort_exponent", t.effort_exponent,
           {"1", 0, 1, 0.3, "Elasticity of algorithmic progress in research effort."});
  v.number("ideas_harder", t.ideas_harder,
           {"1", 0, 2, 0.1, "Exponent by which progress already made slows further progress.",
            "idea of Bloom et al. 2020; value open", 'D'});
  v.number("inference_growth", t.inference_growth,
           {"1/year", 1, 100, 3, "Yearly factor of inference efficiency at initial effort.",
            "Epoch AI: algorithms about 3 a year, 2 to 5", 'B'});
  v.number("inference_exponent", t.inference_exponent,
           {"decades/point", 0, 3, 0.53, "Decades of compute per job that one more point costs.",
            "keeps the frontier's price per job about flat, as list prices are since 2025", 'D'});
  v.number("diffusion", t.diffusion,
           {"1/year", 0, 20, 1,
            "Speed at which publications and staff carry frontier capability "
            "to open models.",
            "gap of about 3.5 months, Epoch AI 2025", 'C'});
  v.number("distillation", t.distillation,
           {"1/year", 0, 20, 0.8,
            "Further speed when all frontier output can be bought and learnt from."});
  v.number("absorption", t.absorption,
           {"1/year", 0, 20, 0.7, "Speed at which open labs take over better algorithms."});
}

void leap(Visitor& v, TechnologyParameters& t) {
  v.choice("variant", t.leap_variant, leap_variant_names, 1,
           "No leap, a memoryless race, or an unknown threshold of compute.");
  v.number("hazard", t.leap_hazard,
           {"1/year", 0, 10, 0.02, "Race: hazard of a lab at the initial exposure."});
  v.number("exposure_exponent", t.leap_exposure_exponent,
           {"1", 0, 1, 0.4, "Race: elasticity of the hazard in a lab's exposure.",
            "Loury 1979, Lee & Wilde 1980: below one", 'D'});
  v.number("never", t.leap_never, {"1", 0, 1, 0.35, "Threshold: probability that there is none."});
  v.number("threshold_decades", t.leap_threshold_decades,
           {"decades", 0, 50, 4, "Threshold: median decades of cumulative compute still to go."});
  v.number("threshold_sd", t.leap_threshold_sd,
           {"decades", 0, 20, 1.5, "Threshold: standard deviation of that distance."});
  v.number("threshold_hazard", t.leap_threshold_hazard,
           {"1/year", 0, 10, 0.3, "Threshold: hazard of a lab once it is crossed."});
  v.number("clock_limit", t.leap_clock_limit,
           {"1", 0, 100, 0,
            "Bound on the accumulated hazard at which a lab's first leap arrives, 0 for none: the "
            "clock is then drawn on condition that it is below."});
  v.number("jump_mean", t.leap_jump_mean,
           {"points", 0, 20, 1.5, "Mean size of a leap, exponentially distributed."});
  v.number("secrecy_years", t.leap_secrecy_years,
           {"years", 0, 20, 1, "Mean years before a leap starts to spread to others."});
}

}  // namespace

void technology(Visitor& v, Parameters& p) {
  v.group("technology", "How compute becomes capability, and capability cost.", [&](Visitor& g) {
    scaling(g, p.technology);
    progress(g, p.technology);
    g.number("pace_kept", p.fading.kept,
             {"1", 0.5, 1, 0.9,
              "Share of the distance between the initial rates of cost, power and own uses' "
              "efficiency and their long run that is left after each year in which they fade.",
              "half of it gone in six to seven years, guess", 'D'});
    g.number("known_years", p.fading.known_years,
             {"years", 0, 1000, 1000,
              "Whole years after the start for which those rates hold before they fade; none "
              "with `blocks.capital.fading_progress`."});
    g.number("tokens_growth", p.tokens.growth,
             {"1", 1, 20, 1.5,
              "Factor of tokens a job in the first year (`blocks.buyers.tokens_per_job`).",
              "1 to 3; tokens grew 7 to 12 times in a year, jobs 2.7 times", 'D'});
    g.number("tokens_growth_kept", p.tokens.kept,
             {"1", 0, 0.99, 0.7, "Share of its yearly ln growth that is left a year later."});
    g.group("leap", "Qualitative leaps: hazards, never dates.",
            [&](Visitor& inner) { leap(inner, p.technology); });
  });
  v.group("rental", "How the rental price of compute moves.", [&](Visitor& g) {
    RentalParameters& r = p.rental;
    g.number("cost_pass_through", r.cost_pass_through,
             {"1", 0, 2, 0.6, "Share of a fall in the cost of new capacity that is passed on.",
              "fit to telecom price paths", 'D'});
    g.number("tightness_response", r.tightness_response,
             {"1", 0, 20, 1.6, "Change of the log price per unit of tightness above the target.",
              "fit to telecom price paths, 1.6 to 1.9", 'D'});
    g.number(
        "target_tightness", r.target_tightness,
        {"1", 0.01, 2, 0.78, "Orders over sellable hours at which the price follows cost only.",
         "initial utilisation over the sustainable load", 'D'});
    g.number(
        "mean_reversion_speed", r.mean_reversion_speed,
        {"1/year", 0, 1, 0.1, "Yearly pull of the price towards the full cost of new capacity.", "",
         'D', "anchor_speed"});
    g.number("glut_price_adjustment", r.glut_price_adjustment,
             {"1", 0, 1, 0.5, "In a glut: share of the way to the cheapest sellers with room.",
              "fit to telecom price paths, 0.5 to 1", 'D', "glut_matching"});
    g.number("shortage_response", r.shortage_response,
             {"1", 0.2, 1, 0.5,
              "Response of the list rent above the target tightness over that below it: customers "
              "are rationed before prices rise. With `blocks.market.list_rent`.",
              "rationing before price: Okun 1981, Carlton 1986, for the sign", 'D'});
    g.number("current_weight", r.current_weight,
             {"1", 0, 1, 0.5,
              "Weight of this year's tightness, with what has arrived and growth that builders "
              "published, in the list rent. With `blocks.market.list_rent`.",
              "between last year's alone and perfect sight; swept, not fitted", 'D'});
    g.number(
        "spot_ceiling", r.spot_ceiling,
        {"1", 1.5, 4, 2, "Highest spot rent over the list rent. With `blocks.market.spot_rent`.",
         "1.70 to 2.60 usd an H100-hour from October 2025 to June 2026 is a factor of 1.5 in "
         "eight months",
         'D'});
  });
}

}  // namespace overbuild::declare

// Technology: how compute becomes capability, how capability becomes cost per job, how open models
// catch up, and when a qualitative leap arrives.
// Owns the equations of docs/odd.md, 7.1, as pure functions over plain numbers; refuses to know who
// trains, pays or sells. Capability is measured in points: one point is the gain from ten times
// the effective training compute at the reference scale.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace overbuild {

enum class LeapVariant : std::size_t { none, race, threshold };
inline constexpr std::string_view leap_variant_names[] = {"none", "race", "threshold"};

struct TechnologyParameters {
  double curvature;               ///< Box-Cox lambda; negative: diminishing returns per decade
  double kappa;                   ///< points per decade at the reference scale
  double cluster_efficiency;      ///< share of peak FLOP used by a small training run
  double knee_flop;               ///< run size where data movement halves efficiency
  double knee_exponent;           ///< psi
  double wall_flop;               ///< largest feasible run
  double interconnect_growth;     ///< knee growth a year from vendors' interconnect
  double interconnect_energy;     ///< chi: extra energy per decade beyond the knee
  double flop_per_hour;           ///< FLOP of one H100e-hour at peak
  double final_run_share;         ///< share of research compute in the final run
  double halving_months;          ///< months for algorithmic progress to halve required compute
  double effort_exponent;         ///< elasticity of algorithmic progress in research effort
  double ideas_harder;            ///< exponent by which past progress slows progress
  double inference_growth;        ///< inference efficiency factor a year at reference effort
  double inference_exponent;      ///< xi: decades of compute per job per point of capability
  double diffusion;               ///< phi_d a year: publication and staff
  double distillation;            ///< phi_s a year at full purchasable output
  double absorption;              ///< phi_A a year: open labs' algorithmic catch-up
  std::size_t leap_variant;       ///< LeapVariant
  double leap_hazard;             ///< h0 a year at reference exposure (race)
  double leap_exposure_exponent;  ///< eps < 1
  double leap_never;              ///< probability that no threshold exists
  double leap_threshold_decades;  ///< median decades of cumulative compute to the threshold
  double leap_threshold_sd;
  double leap_threshold_hazard;  ///< h1 a year once crossed
  double leap_clock_limit;       ///< bound on a lab's first clock, 0 for none
  double leap_jump_mean;         ///< points
  double leap_secrecy_years;     ///< mean years before a leap starts to diffuse
};

/// Training efficiency of a run of `flop`: eta0 / (1 + (C/knee)^psi), zero beyond the wall.
/// Source: Erdil & Schneider-Joseph 2024. Test: tests/market/test_technology.cpp.
double training_efficiency(const TechnologyParameters&, double flop, double knee_growth);

/// Energy per FLOP relative to a small run: 1 + chi log10(1 + C/knee).
double interconnect_energy_factor(const TechnologyParameters&, double flop, double knee_growth);

/// Points gained between two effective compute levels, relative to `reference`: the Box-Cox form
/// kappa (x^lambda - 1)/(lambda ln 10), log10 x at lambda = 0.
double capability_gain(const TechnologyParameters&, double effective_from, double effective_to,
                       double reference);

/// Growth of ln algorithmic efficiency in a year given effort relative to the reference and the
/// efficiency already reached (relative to opening). Sources: Ho et al. 2024; Bloom et al. 2020.
double algorithmic_growth(const TechnologyParameters&, double relative_effort, double efficiency);

/// The same for inference efficiency.
double inference_growth(const TechnologyParameters&, double relative_effort, double efficiency);

/// H100e-hours per job: x_ref 10^(xi (capability - reference)) / efficiency.
double hours_per_job(const TechnologyParameters&, double hours_reference, double capability,
                     double capability_reference, double efficiency);

/// Open model after a year: the best of own training and exponential approach to the frontier
/// (closed form inside the year). `distillable` in [0, 1]: purchasable share of frontier output.
double open_catch_up(const TechnologyParameters&, double own, double own_trained, double frontier,
                     double distillable);

/// Yearly hazard of a leap for a lab with this exposure relative to the opening reference (race).
double race_hazard(const TechnologyParameters&, double relative_exposure);

}  // namespace overbuild

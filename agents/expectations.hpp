// How builders expect demand for compute: six simple rules, weighted by how well each has done.
// Owns forecasts, fitness and weights (docs/odd.md, 7.5); refuses to know what is bought on
// the strength of them.
#pragma once

#include <array>

#include "agents/roles.hpp"
#include "agents/roster.hpp"
#include "market/observables.hpp"

namespace overbuild {

/// Weights of a builder without any record: the logit of its lasting preference for each rule.
/// Nobody's draw: equal shares.
std::array<double, heuristic_count> fresh_weights(
    const std::array<double, heuristic_count>& predisposition);

/// Judges last year's forecasts by the growth the builder itself saw, moves the weights, and makes
/// next year's forecasts, from that growth and from news that each reads in its own way. Writes row
/// `b` of the expectation columns only.
/// Sources: Brock & Hommes 1997; Anufriev & Hommes 2012; Coibion & Gorodnichenko 2015.
void revise_expectations(const ExpectationParameters&, const Observables&, Builders&,
                         std::size_t b);

/// ln growth from now to `years` ahead when growth fades as g phi^k; years may be fractional.
double faded_growth(double growth, double fade, double years);

}  // namespace overbuild

// Between jobs, which enterprises and consumers ask for, and millions of tokens, in which sellers
// count and price. Owns the change of units; refuses to know what either costs.
#pragma once

#include <cstdint>

#include "sim/parts/inputs.hpp"

namespace overbuild {

/// Millions of tokens a job takes this year, or `years_ago` years before.
double tokens_per_job(Parts<const Inputs>, int years_ago = 0);
/// Millions of tokens of so many jobs.
std::int64_t tokens_of(Parts<const Inputs>, std::int64_t jobs);
/// Millions of tokens of a consumer over the jobs of the opening year.
double tokens_per_user(Parts<const Inputs>);

}  // namespace overbuild

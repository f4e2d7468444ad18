// The work that there is for models: how much of it lies within reach, what it is worth by the
// wages of the year, and where its number comes from. Owns these readings of the configuration;
// refuses to know who does the work.
#pragma once

#include <string>

#include "sim/parts/inputs.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// usd a year of tasks with difficulty in (from, to] over all classes: the task mass.
double task_mass(const Parameters&, double from, double to);
/// Nominal value of work over that of the opening year.
double wage_level(Parts<const Inputs, const Customers>);
/// The key that decides how many jobs there are of the class that has most of them, for messages
/// about worlds that are too large.
std::string key_of_most_jobs(const Parameters&);

}  // namespace overbuild

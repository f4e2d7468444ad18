// Why: procurement is the hot loop of a world; its speed is a promise that has to be measured.
// Owns: a population with an offer list of realistic shape, its timing, and the roofline beside it.
// Refuses to know: configuration files; the numbers are of the right order and nothing more.
#pragma once

#include <cstdio>

namespace overbuild::bench {

/// Prints workload-years per second (medians, one and two threads), the evaluation rate of the
/// choice kernel, and memory bandwidth and exp/log throughput measured in the same run.
/// `largest` is the largest number of enterprises tried.
void procurement(std::FILE* out, long largest);

}  // namespace overbuild::bench

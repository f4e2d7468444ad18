// The models behind applications: the menu of back ends, and how an application's jobs spread over
// those it runs on. Owns these readings; refuses to know the terms (sim/compute/wholesale.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Points; H100e-hours a job.
double back_end_capability(Parts<const Inputs, const Labs, const OpenLabs>, const BackEndSource&);
double back_end_hours(Parts<const Inputs, const References, const Labs, const OpenLabs>,
                      const BackEndSource&);
/// The menu of back ends, the same rows every year.
void list_back_ends(Parts<const Inputs, const Labs, const OpenLabs, Catalogue>);
/// An application's jobs by route: as asked for, or of those served.
std::vector<std::int64_t> jobs_by_route(Parts<const Apps, const Catalogue, const ComputeMarket>,
                                        std::size_t app, std::int64_t jobs, bool served);
/// Part of its jobs that the models behind it could serve.
Fill app_fill(Parts<const Apps, const Catalogue, const ComputeMarket>, std::size_t app);

}  // namespace overbuild

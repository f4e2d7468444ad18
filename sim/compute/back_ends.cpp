#include "sim/compute/back_ends.hpp"

#include <algorithm>

#include "core/count.hpp"
#include "sim/compute/models.hpp"

namespace overbuild {

namespace {

constexpr std::int64_t whole_traffic = 1'000'000;

std::int64_t millionths(const Route& route) {
  return whole_part(route.share * static_cast<double>(whole_traffic) + 0.5, "jobs of applications");
}

Fill fill_of(Parts<const ComputeMarket> world, const BackEndSource& source) {
  return source.kind == BackEndKind::lab ? world.compute.lab_fill[source.lab]
                                         : world.compute.hosted_fill;
}

}  // namespace

double back_end_capability(Parts<const Inputs, const Labs, const OpenLabs> world,
                           const BackEndSource& source) {
  return source.kind == BackEndKind::lab ? lab_tier_capability(world, source.lab, source.tier)
                                         : open_model_capability(world, {source.lab, source.tier});
}

double back_end_hours(Parts<const Inputs, const References, const Labs, const OpenLabs> world,
                      const BackEndSource& source) {
  return source.kind == BackEndKind::lab ? lab_tier_hours(world, source.lab, source.tier)
                                         : open_model_hours(world, {source.lab, source.tier});
}

void list_back_ends(Parts<const Inputs, const Labs, const OpenLabs, Catalogue> world) {
  world.catalogue.back_ends.clear();
  for (std::size_t l = 0; l < world.labs.size(); ++l) {
    for (std::size_t k = 0; k < world.labs.tier_below[l].size(); ++k) {
      world.catalogue.back_ends.push_back({BackEndKind::lab, l, k});
    }
  }
  for (const BackEndKind kind : {BackEndKind::hosted, BackEndKind::own}) {
    for (std::size_t o = 0; o < world.open_labs.size(); ++o) {
      for (std::size_t s = 0; s <= open_sizes(world); ++s)
        world.catalogue.back_ends.push_back({kind, o, s});
    }
  }
}

std::vector<std::int64_t> jobs_by_route(
    Parts<const Apps, const Catalogue, const ComputeMarket> world, std::size_t a, std::int64_t jobs,
    bool served) {
  const std::vector<Route>& routes = world.apps.routes[a];
  std::vector<std::int64_t> weights;
  std::vector<std::uint64_t> keys;
  std::int64_t sum = 0;
  for (const Route& route : routes) {
    const Fill fill = served ? fill_of(world, world.catalogue.back_ends[route.back_end]) : Fill{};
    weights.push_back(muldiv(millionths(route), fill.num, std::max<std::int64_t>(fill.den, 1)));
    keys.push_back(route.back_end);
    sum += weights.back();
  }
  if (sum == 0) return std::vector<std::int64_t>(routes.size(), 0);
  return apportion(jobs, weights, keys);
}

Fill app_fill(Parts<const Apps, const Catalogue, const ComputeMarket> world, std::size_t a) {
  std::int64_t served = 0, asked = 0;
  for (const Route& route : world.apps.routes[a]) {
    const Fill fill = fill_of(world, world.catalogue.back_ends[route.back_end]);
    asked += millionths(route);
    served += muldiv(millionths(route), fill.num, std::max<std::int64_t>(fill.den, 1));
  }
  return asked > 0 ? Fill{served, asked} : Fill{1, 1};
}

}  // namespace overbuild

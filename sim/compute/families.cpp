#include "sim/compute/families.hpp"

#include <algorithm>

namespace overbuild {

VendorFamilies vendor_families(Parts<const Inputs, const Vendors> world) {
  const Parameters& p = world.inputs.parameters;
  VendorFamilies families;
  families.ln_share = ln_family_shares(p, p.vendors, world.vendors.alive);
  if (p.vendors.empty()) return families;
  const auto asked = std::find_if(p.vendors.begin(), p.vendors.end(), [&](const auto& vendor) {
    return vendor.first == p.vendor.tastes_about;
  });
  const auto& about = asked == p.vendors.end() ? p.vendors.front() : *asked;
  for (const auto& vendor : p.vendors) {
    const bool same =
        p.family_shares ? family_of(vendor) == family_of(about) : vendor.first == about.first;
    families.favoured.push_back(same ? 1 : 0);
  }
  return families;
}

std::vector<double> builder_vendor_shares(Parts<const Inputs, const Builders, const Vendors> world,
                                          std::size_t b) {
  const Parameters& p = world.inputs.parameters;
  return vendor_shares(
      p.vendor, world.vendors.price, world.vendors.alive,
      {p.builders[b].second.vendor_preference, world.builders.installed_vendor_share[b]},
      vendor_families(world));
}

}  // namespace overbuild

#include "sim/compute/families.hpp"

namespace overbuild {

VendorFamilies vendor_families(Parts<const Inputs, const Vendors> world) {
  const Parameters& p = world.inputs.parameters;
  const std::string& asked = p.vendor.tastes_about;
  const std::string& about = asked.empty() && !p.vendors.empty() ? family_of(p.vendors[0]) : asked;
  VendorFamilies families;
  families.ln_share = ln_family_shares(p, p.vendors, world.vendors.alive);
  for (std::size_t v = 0; v < p.vendors.size(); ++v) {
    const std::string& own = p.family_shares ? family_of(p.vendors[v]) : p.vendors[v].first;
    families.favoured.push_back(own == about ? 1 : 0);
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

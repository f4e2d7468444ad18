#include "sim/compute/families.hpp"

#include <algorithm>
#include <cmath>

#include "sim/compute/costs.hpp"

namespace overbuild {

namespace {

/// The family that tastes are about: named by one of its rows or by what those were split from.
const std::string& favoured_family(const Parameters& p) {
  for (const auto& vendor : p.vendors) {
    if (vendor.first == p.vendor.tastes_about) return family_of(vendor);
  }
  for (const auto& vendor : p.vendors) {
    if (family_of(vendor) == p.vendor.tastes_about) return family_of(vendor);
  }
  return family_of(p.vendors.front());
}

/// [vendors] ln preference of a builder; empty where it has none beside that for the favoured one.
std::vector<double> preferences_of(const Parameters& p, const BuilderConfig& builder,
                                   const VendorFamilies& families) {
  std::vector<double> ln;
  if (builder.vendor_preferences.empty()) return ln;
  for (std::size_t v = 0; v < p.vendors.size(); ++v) {
    ln.push_back(families.favoured[v] != 0 ? builder.vendor_preference : 0.0);
    for (const auto& [id, taste] : builder.vendor_preferences) {
      const bool meant = p.family_shares ? id == family_of(p.vendors[v]) : id == p.vendors[v].first;
      if (meant || id == p.vendors[v].first) ln.back() = taste.ln;
    }
  }
  return ln;
}

}  // namespace

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
        p.family_shares ? family_of(vendor) == favoured_family(p) : vendor.first == about.first;
    families.favoured.push_back(same ? 1 : 0);
  }
  return families;
}

std::vector<double> builder_vendor_shares(Parts<const Inputs, const Builders, const Vendors> world,
                                          std::size_t b) {
  const Parameters& p = world.inputs.parameters;
  const BuilderConfig& builder = p.builders[b].second;
  const VendorFamilies families = vendor_families(world);
  const std::vector<double> by_vendor = preferences_of(p, builder, families);
  return vendor_shares(
      p.vendor, world.vendors.price, world.vendors.alive,
      {builder.vendor_preference, world.builders.installed_vendor_share[b], by_vendor}, families);
}

double preference_for_favoured(Parts<const Inputs, const Vendors> world,
                               const BuilderConfig& builder) {
  const VendorFamilies families = vendor_families(world);
  const auto by_vendor = preferences_of(world.inputs.parameters, builder, families);
  for (std::size_t v = 0; v < by_vendor.size(); ++v) {
    if (families.favoured[v] != 0) return by_vendor[v];
  }
  return builder.vendor_preference;
}

double published_equipment_price(Parts<const Inputs, const PublicRecord> world) {
  const Parameters& p = world.inputs.parameters;
  const std::vector<double>& posted = world.public_record.vendor_price;
  if (posted.empty()) return HUGE_VAL;
  if (!p.family_shares) return posted.front();
  const std::vector<double> weights = row_weights(p, p.vendors);
  double price = 0.0;
  for (std::size_t v = 0; v < posted.size(); ++v) price += weights[v] * posted[v];
  return price;
}

double first_equipment_price(Parts<const Inputs, const Vendors> world) {
  return world.inputs.parameters.family_shares ? equipment_price(world)
                                               : world.vendors.price.front();
}

}  // namespace overbuild

// The roles as parts of a world; their state is in agents/roles.hpp.
#pragma once

#include <optional>

#include "agents/enterprise/enterprise.hpp"
#include "agents/roles.hpp"
#include "core/digest.hpp"
#include "sim/parts/access.hpp"

namespace overbuild {

/// Those who buy AI for their own use.
struct Customers {
  std::optional<EnterprisePopulation> enterprises;
  Consumers consumers;
  void add_to(Digest&) const;
};

/// All columns of a role, those that agents.csv leaves out included.
void add_to(Digest&, const Builders&);
void add_to(Digest&, const Vendors&);
void add_to(Digest&, const Labs&);
void add_to(Digest&, const OpenLabs&);
void add_to(Digest&, const Apps&);
void add_to(Digest&, const Lenders&);
void add_to(Digest&, const Investors&);
void add_to(Digest&, const Utilities&);

OVERBUILD_PART(Builders, builders);
OVERBUILD_PART(Vendors, vendors);
OVERBUILD_PART(Labs, labs);
OVERBUILD_PART(OpenLabs, open_labs);
OVERBUILD_PART(Apps, apps);
OVERBUILD_PART(Lenders, lenders);
OVERBUILD_PART(Investors, investors);
OVERBUILD_PART(Utilities, utilities);
OVERBUILD_PART(Customers, customers);

}  // namespace overbuild

#include "sim/parts/roles.hpp"

namespace overbuild {

void Customers::add_to(Digest& digest) const {
  add_fields(digest, consumers);
  digest.add(enterprises.has_value());
  if (!enterprises) return;
  enterprises->add_to(digest);
  add_fields(digest, enterprises->requests());
  add_fields(digest, enterprises->settlement());
}

}  // namespace overbuild

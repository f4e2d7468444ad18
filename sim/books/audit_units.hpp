// Identities of the audit that tie units to money.
// Owns I7 to I9, I11 and I16; refuses to mend what it finds.
#pragma once

namespace overbuild {

struct World;

/// Identities I7 to I9, I11, I16, from the state that other layers own.
void audit_units(World&);

}  // namespace overbuild

// What must hold of the state whatever a phase did: firms hold no negative deposits (I17), and
// every number that decisions read is one. Owns these two checks; refuses to know what a phase is
// for.
#pragma once

namespace overbuild {

struct World;

/// I17, firm by firm, BrokenInvariant otherwise: who owes more than it holds is funded or fails in
/// the year, so nobody carries an overdraft from one phase to the next. Outsiders, government and
/// the bank are no firms.
void audit_overdrafts(World&);

/// BrokenInvariant with firm and column when a price or a column of a role is not finite.
void check_numbers(const World&);

}  // namespace overbuild

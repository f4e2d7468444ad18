// The opening in one page: accounts, capital, claims, then prices and demand solved on top of them.
// Owns the order of its steps, each in the file of its subject, which nothing outside this folder
// uses; refuses to know any year after the opening.
#pragma once

namespace overbuild {

struct World;

/// Draws the enterprises.
void populate(World&);

/// Opening balance sheets, fleets, prices, menus and commitments of a populated world, posted and
/// solved so that the opening year reproduces the record.
void open_world(World&);

}  // namespace overbuild

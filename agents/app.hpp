// The application vendor: what the product costs, when to give up, and who comes in.
// Owns price, entry and exit of applications (docs/odd.md, 7.4); the models behind a
// product and their wholesale prices are in agents/wholesale.*. Refuses to know the labs' costs.
#pragma once

#include "agents/roles.hpp"
#include "agents/roster.hpp"

namespace overbuild {

/// Posted product price: mark-up on inference and own costs of a job.
void post_app_price(const AppParameters&, Apps&, std::size_t app);

/// The same with `blocks.labs.demand_prices`, as labs' prices (agents/lab.hpp): `fade` a year over
/// `years`.
void post_demand_app_price(const AppParameters&, double fade, double years, bool at_end, Apps&,
                           std::size_t app);

/// Years of losses in a row; whether the vendor closes: losses for `patience` years, and no cash to
/// last another one.
bool gives_up(const AppParameters&, Apps&, std::size_t app, double cash);

/// Expected entrants: those that imitate `selling` vendors earning `margin` on sales (less a
/// hurdle), out of a pool of which `waiting` are left (docs/odd.md, 7.4).
double expected_entrants(const AppParameters&, double selling, double margin, double waiting);

}  // namespace overbuild

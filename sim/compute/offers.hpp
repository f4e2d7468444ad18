// What enterprises are offered this year: options by seller and mode, the terms of running open
// models oneself, the price of hosted ones; and what sellers learn from what was bought. Owns the
// list of offers; refuses to know who takes them.
#pragma once

#include "sim/compute/models.hpp"
#include "sim/parts/capital.hpp"
#include "sim/parts/exogenous.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/parts/markets.hpp"
#include "sim/parts/roles.hpp"

namespace overbuild {

/// Price of hosted open inference: clones compete it down to cost and a small mark-up.
double hosted_open_price(Parts<const Inputs, const References, const OpenLabs, const ComputeMarket>,
                         const OpenOffer&);
/// Posts that of the best model that anyone may run, or zero where none is hosted.
void post_hosted_price(
    Parts<const Inputs, const References, const OpenLabs, const ComputeMarket, Catalogue>);
/// All offers to enterprises this year, and the terms of running the best open model oneself.
void build_options(
    Parts<const Inputs, const References, const Exogenous, const PublicRecord, const Vendors,
          const Labs, const OpenLabs, const Apps, const Capital, const ComputeMarket, Catalogue>);
/// Own-price elasticities of labs and applications from what enterprises bought.
void read_sales(Parts<const Inputs, const Customers, const Catalogue, Labs, Apps>);

}  // namespace overbuild

#include "sim/planning/guidance.hpp"

namespace overbuild {

namespace {

double due_next_year(Parts<const Inputs, const Books> world, AccountId builder) {
  Money due;
  for (const CommitmentId id : world.books.commitments.listed(builder)) {
    const Commitment& signed_for = world.books.commitments.at(id);
    const bool capital =
        signed_for.kind == CommitmentKind::equipment || signed_for.kind == CommitmentKind::shells;
    if (capital && signed_for.payer == builder) due += signed_for.due_in(world.inputs.year + 1);
  }
  return due.usd();
}

}  // namespace

void publish_guidance(
    Parts<const Inputs, const Books, const YearTally, PublicRecord, Builders> world) {
  const Parameters& p = world.inputs.parameters;
  if (!p.capex.quantile_orders) return;
  Builders& builders = world.builders;
  // Builders do not know what plant vendors have left: they reckon with the lead that is promised.
  const double shipped = p.vendor.ships_within_year ? 1.0 - p.vendor.shortest_lead : 0.0;
  for (std::size_t b = 0; b < builders.size(); ++b) {
    builders.guidance[b] = builders.guidance_revised[b] = 0.0;
    if (!builders.alive[b]) continue;
    const Money booked = world.tally.equipment_spend[b] + world.tally.shell_spend[b];
    const double to_come = shipped * builders.order_usd[b];
    builders.guidance_revised[b] = booked.usd() + to_come;
    builders.guidance[b] = due_next_year(world, builders.account[b]) - to_come;
  }
  world.public_record.builder_guidance = builders.guidance;
}

}  // namespace overbuild

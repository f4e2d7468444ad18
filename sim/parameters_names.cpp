#include "sim/parameters_parts.hpp"

namespace overbuild::declare {

namespace {

const Names usual;

void roles(config::Visitor& v, Names& n) {
  v.text("builder", n.builder, usual.builder, "An owner of shells and equipment.");
  v.text("equipment_vendor", n.equipment_vendor, usual.equipment_vendor, "A maker of equipment.");
  v.text("frontier_lab", n.frontier_lab, usual.frontier_lab, "A seller of its own service.");
  v.text("open_lab", n.open_lab, usual.open_lab, "Who gives its work away.");
  v.text("app_vendor", n.app_vendor, usual.app_vendor, "A seller of finished products.");
  v.text("enterprise", n.enterprise, usual.enterprise, "Buyers with work to do.");
  v.text("utility", n.utility, usual.utility, "Who delivers what shells need.");
  v.text("lender", n.lender, usual.lender, "A holder of debt.");
  v.text("investor", n.investor, usual.investor, "A holder of shares.");
}

void units(config::Visitor& v, Names& n) {
  v.text("equipment", n.equipment, usual.equipment, "A unit of equipment, H100e in the code.");
  v.text("kilowatt", n.kilowatt, usual.kilowatt, "What a unit takes of a shell, kW in the code.");
  v.text("megawatt", n.megawatt, usual.megawatt, "A unit of shells, MW in the code.");
  v.text("gigawatt", n.gigawatt, usual.gigawatt, "A thousand units of shells, GW in the code.");
  v.text("job", n.job, usual.job, "A unit of work.");
  v.text("jobs", n.jobs, usual.jobs, "Units of work.");
  v.text("point", n.point, usual.point, "A unit of capability.");
  v.text("capability", n.capability, usual.capability, "How good a service is.");
}

void modes(config::Visitor& v, Names& n) {
  v.text("api", n.api, usual.api, "Work done by a lab's service at list price.");
  v.text("hosted_open", n.hosted_open, usual.hosted_open, "Work done by a hosted open service.");
  v.text("self_hosted", n.self_hosted, usual.self_hosted, "Work done on own equipment.");
  v.text("app", n.app, usual.app, "Work done inside an application.");
}

}  // namespace

void names(config::Visitor& v, Parameters& p) {
  v.group("names", "What roles, units and ways of being served are called in results.",
          [&](config::Visitor& g) {
            roles(g, p.names);
            units(g, p.names);
            modes(g, p.names);
          });
}

}  // namespace overbuild::declare

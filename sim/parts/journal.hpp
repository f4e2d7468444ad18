// What a world writes down about itself. No rule reads it, so it is no part of the state.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agents/enterprise/enterprise.hpp"
#include "core/money.hpp"
#include "market/audit.hpp"
#include "sim/parts/access.hpp"
#include "sim/parts/books.hpp"
#include "sim/parts/inputs.hpp"
#include "sim/results/recording.hpp"

namespace overbuild {

struct Journal {
  Recording recording;
  bool record_workloads = false, record_tables = true;
  std::vector<std::uint8_t> workload_recorded;  ///< [workloads] in the keyed sample
  std::vector<Mode> opening_modes;              ///< [workloads]
  AuditReport audit_report;
  std::vector<std::uint32_t> agent_of_account;  ///< row of recording.agents, or UINT32_MAX
};

OVERBUILD_PART(Journal, journal);

/// How results name the holder of an account: a firm by its id, others by their sector.
std::string account_name(Parts<const Books, const Journal> world, AccountId account);

/// A row of events.csv, where tables are kept.
void record_event(Parts<const Inputs, Journal> world, std::string_view phase, std::string_view kind,
                  std::string agent, std::string counterparty, Money amount, std::string detail);

}  // namespace overbuild

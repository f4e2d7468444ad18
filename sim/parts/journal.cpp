#include "sim/parts/journal.hpp"

#include <utility>

namespace overbuild {

std::string account_name(Parts<const Books, const Journal> world, AccountId account) {
  const Journal& journal = world.journal;
  if (account.value < journal.agent_of_account.size() &&
      journal.agent_of_account[account.value] != UINT32_MAX) {
    return journal.recording.agents[journal.agent_of_account[account.value]].id;
  }
  return std::string(name_of(world.books.ledger.sector(account)));
}

void record_event(Parts<const Inputs, Journal> world, std::string_view phase, std::string_view kind,
                  std::string agent, std::string counterparty, Money amount, std::string detail) {
  if (!world.journal.record_tables) return;
  world.journal.recording.events.push_back(
      {world.inputs.year, phase, kind, std::move(agent), std::move(counterparty), amount,
       world.inputs.parameters.names.money(std::move(detail))});
}

}  // namespace overbuild

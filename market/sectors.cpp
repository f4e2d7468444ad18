#include "market/sectors.hpp"

#include "core/invariant.hpp"

namespace overbuild {

namespace {

/// + in the first set, - in the second, * in both.
char sign_of(Sectors in, Sectors out, Sector sector) {
  if (in.contains(sector)) return out.contains(sector) ? '*' : '+';
  return out.contains(sector) ? '-' : '.';
}

template <class Cell>
std::string table_line(std::string_view name, Cell&& cell) {
  std::string text(name);
  text.resize(26, ' ');
  for (const Sector sector : all_sectors) {
    text += ' ';
    text += cell(sector);
  }
  return text + '\n';
}

}  // namespace

FlowRow row_of(Instrument claim) {
  if (is_financial(claim)) return info_of(claim).row;
  break_invariant("claim is financial", std::string(name_of(claim)) + " is not exchanged in a row");
}

Instrument instrument_of(FlowRow row) {
  for (const Instrument claim : all_instruments) {
    if (is_financial(claim) && info_of(claim).row == row) return claim;
  }
  break_invariant("row exchanges a claim", std::string(name_of(row)) + " exchanges no claim");
}

std::string link_table() {
  std::string table = table_line("row", letter_of);
  for (const FlowRow row : all_flow_rows) {
    const RowInfo& info = info_of(row);
    if (!is_current(row) && !is_capital(row)) continue;
    table += table_line(
        info.name, [&](Sector sector) { return sign_of(info.receivers, info.payers, sector); });
  }
  table += '\n' + table_line("balance", letter_of);
  for (const Instrument what : all_instruments) {
    const InstrumentInfo& info = info_of(what);
    table += table_line(info.name,
                        [&](Sector sector) { return sign_of(info.holders, info.debtors, sector); });
  }
  return table;
}

}  // namespace overbuild

#include "sim/parts/memory.hpp"

#include "sim/parts/state.hpp"

namespace overbuild {

YearTally YearTally::sized(std::size_t builders, std::size_t vendors) {
  YearTally tally;
  tally.equipment_spend.resize(builders);
  tally.shell_spend.resize(builders);
  tally.vendor_sales.resize(vendors);
  tally.vendor_cost.resize(vendors);
  tally.vendor_scrapped.resize(vendors);
  tally.stakes = {std::vector<double>(vendors), std::vector<double>(builders),
                  std::vector<double>(builders)};
  tally.early = {std::vector<std::int64_t>(vendors), std::vector<Money>(vendors),
                 std::vector<std::int64_t>(builders), std::vector<Money>(builders)};
  return tally;
}

void YearTally::add_to(Digest& digest) const { add_fields(digest, *this); }
void Memory::add_to(Digest& digest) const { add_fields(digest, *this); }
void add_to(Digest& digest, const MeasureState& measured) { add_fields(digest, measured); }

}  // namespace overbuild

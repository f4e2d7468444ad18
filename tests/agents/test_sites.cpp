#include <doctest/doctest.h>

#include "agents/sites.hpp"
#include "tests/agents/rule_values.hpp"

namespace sites_test {

using namespace overbuild;

CapexParameters with(double lead, double site_lead, bool on = true) {
  CapexParameters capex = rule_values::capex();
  capex.shell_lead = lead;
  capex.site_lead = site_lead;
  capex.site_share = 0.1;
  capex.sites = on;
  return capex;
}

TEST_CASE("without sites half is paid on order, half on completion") {
  const CapexParameters capex = with(2.0, 1.0, false);
  const ShellStages stages = shell_stages(capex);
  CHECK(stages.site_years == 0);
  CHECK(stages.years() == 2);
  CHECK(stages.share_within_a_year() == 0.5);
  const BuildingPayments payments = payments_for(capex, Money::from_cents(101));
  CHECK(payments.first == Money::from_cents(50));
  CHECK(payments.instalment.is_zero());
}

TEST_CASE("stages fill the lead, and payments the price") {
  for (int lead = 1; lead <= 10; ++lead) {
    for (int site = 0; site <= 9; ++site) {
      CAPTURE(lead);
      CAPTURE(site);
      const CapexParameters capex = with(lead, site);
      const ShellStages stages = shell_stages(capex);
      CHECK(stages.years() == lead);
      CHECK(stages.building_years >= 1);
      CHECK(stages.parts == stages.building_years + 1);
      CHECK(stages.site_share == (stages.site_years > 0 ? 0.1 : 0.0));
      CHECK(stages.site_share + stages.parts * stages.first_share() == doctest::Approx(1.0));
      CHECK(stages.share_within_a_year() <= 1.0);
      const Money price = Money::from_cents(1'000'003);
      const BuildingPayments payments = payments_for(capex, price);
      Money last = price - payments.first;
      for (int k = 1; k < stages.building_years; ++k) last -= payments.instalment;
      // The last takes the odd cents, fewer than there are parts.
      CHECK(last >= payments.instalment);
      CHECK(last - payments.instalment < Money::from_cents(stages.parts));
    }
  }
}

TEST_CASE("fibre needs no site, a data centre one for half of its two years") {
  CHECK(shell_stages(with(2.0, 0.0)).building_years == 2);
  CHECK(shell_stages(with(2.0, 1.0)).building_years == 1);
  CHECK(shell_stages(with(2.0, 1.0)).share_within_a_year() == doctest::Approx(0.9));
  CHECK(shell_stages(with(2.0, 0.0)).share_within_a_year() == doctest::Approx(2.0 / 3.0));
}

}  // namespace sites_test

#include "sim/results/glossary.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace overbuild {

namespace {

// clang-format off
constexpr GlossaryEntry entries[] = {
    {"80 % interval", "interval, quantile, p10, p90",
     "The range that holds the middle 80 % of the worlds of an ensemble: a tenth lie below it and a tenth above.", ""},
    {"app", "apps, application, application vendor, app vendor",
     "A firm that sells finished software with AI inside and buys the models it runs on.", "app_revenue, apps"},
    {"back end", "back-end, route",
     "The model that an application runs on. Applications use several and shift traffic between them.", "viable_suppliers"},
    {"bankruptcy costs", "bankruptcy_costs, bankruptcy cost",
     "What lawyers, delay and the sale of assets take of a failed firm before its creditors get anything.", "losses.csv"},
    {"bankruptcy estate", "estate, estates",
     "What a failed firm leaves: its assets are sold, the cash goes to creditors in order of rank, and bankruptcy costs are taken off first.", "recovery_rate, auction_price_to_cost"},
    {"bearer", "bearers",
     "Who held the claim or the asset when its value was destroyed. A fund's loss is passed on to its owners in `Who ultimately bore the loss`.", "losses.csv"},
    {"builder", "builders, hyperscaler, neocloud, carrier",
     "A firm that owns shells and equipment, uses capacity itself and rents it to others: a hyperscaler or a neocloud; a carrier in the telecom preset.", "builders, capex"},
    {"buyers' surplus", "buyer surplus",
     "What buyers say the work done for them is worth, less what they pay. It follows from assumed values of work and grows without bound when prices fall, so it is no part of the results that are shown first.", "buyer_surplus"},
    {"capability", "capabilities",
     "How good a model is, in points. One point is worth ten times the effective training compute.", "frontier_capability, open_capability"},
    {"capital spending", "capex, capital expenditure, AI capex, stack capex",
     "What builders spend on equipment and shells for AI or, in other presets, for the network or cloud. `incl. other business` adds the capital spending of the rest of these firms.", "ai_capex, capex"},
    {"census", "census ensemble",
     "All shares of an ensemble counted over every stored world, none left out because it went badly.", ""},
    {"claims", "claim",
     "All that creditors are owed by a firm when it fails: debt, unpaid bills and damages. Recovery is counted on these.", "recovery_rate"},
    {"cohort", "cohorts, vintage year",
     "All capital invested in one year, followed over a window of years: what it cost, what it earned, what is left of it.", "cohort_irr, payoff_npv, experiment.window"},
    {"common random numbers", "paired worlds, paired",
     "Two scenarios are run in pairs of worlds with the same random draws, so that their difference is due to what was changed and not to luck.", ""},
    {"contagion round", "round, rounds, cascade",
     "Failures are cleared in rounds: firms that fail by themselves are round 1, firms that fail because these did not pay are round 2, and so on.", "cascade_depth"},
    {"contract rejection", "contract_rejection, rejected contract",
     "What the partner of a contract loses when the estate of a failed firm ends it. What one loses another keeps: a transfer, no value destroyed.", "losses.csv"},
    {"covenant", "covenants, covenant breach",
     "A promise in a loan: secured debt stays below a share of what its collateral would fetch, and earnings stay above a multiple of interest. A firm in breach is tested for insolvency.", "credit.covenant_loan_to_value, credit.covenant_interest_cover"},
    {"debt service", "",
     "Interest and scheduled repayment that fall due in a year.", "debt_service"},
    {"digest", "result digest, digests",
     "A fingerprint of sixteen characters over a whole result. Equal digests mean equal results, bit for bit, on any number of threads.", "digests.csv"},
    {"dilution", "diluted",
     "What old owners lose to new ones when shares are sold to these or given to creditors: a transfer.", "losses.csv"},
    {"draw", "draws, drawn",
     "A value taken at random from a prior. Without --replicate every prior takes its median instead.", ""},
    {"due", "dues, paid, unpaid, fell due, what fell due",
     "What a firm has to pay in a year: interest, repayment, bills and commitments. What is not paid is unpaid. Of a firm that is liquidated everything it owes falls due.", "obligations.csv, due_usd, paid_usd"},
    {"ensemble", "ensembles",
     "Many worlds of one configuration with uncertain inputs and luck drawn anew for each, stored in one file.", ""},
    {"enterprise", "enterprises",
     "A firm with work to do that buys AI in some mode, hosts it itself, or does without.", "adoption_share, population.enterprises"},
    {"equipment", "accelerators, GPU",
     "What computes or transmits: accelerators in servers, counted in H100e; lit capacity in the telecom preset.", "equipment_price"},
    {"equity wiped out", "equity_wiped_out, wiped out",
     "Shares of a failed firm that are worth nothing any more: a loss of their owners.", "losses.csv"},
    {"exposure", "leap exposure",
     "How many decades of training compute the industry has tried without a leap; beliefs about leaps are updated on it.", "leap_belief"},
    {"failure", "failures, failed, fails, default, firm that failed",
     "A firm fails when it cannot pay what falls due, or is worth less than it owes. It is reorganised and goes on, or is liquidated. One that goes on can fail again, so that there can be more failures than firms that failed.", "defaults, events.csv"},
    {"frontier", "frontier lab, frontier model",
     "The most capable proprietary model there is, or the lab that sells it.", "frontier_capability, price_frontier"},
    {"full cost", "",
     "What an hour of new capacity costs with its capital at the required return. A rent below it does not pay for new building.", "full_cost, rent_over_full_cost"},
    {"glut", "",
     "More capacity than is asked for: rents fall below full cost, down to what running it costs.", "rent_over_full_cost, utilisation"},
    {"H100e", "H100 equivalent, H100e units",
     "A unit of computing capacity: as much as one Nvidia H100 does.", ""},
    {"$/H100e-hour", "usd/H100e-hour, H100e-hour, H100e-hours",
     "The price of one H100e's work for an hour.", "rental_price"},
    {"hosted open", "hosted_open, open hosting",
     "A mode: an open model that somebody else runs for the buyer.", "share_jobs_hosted_open"},
    {"hurdle rate", "hurdle, required return",
     "The yearly return that investment must promise before it is approved: the cost of capital and a margin that firms add.", "hurdle_rate"},
    {"illiquid", "illiquidity",
     "Unable to pay what falls due although worth more than it owes.", "failures_illiquid"},
    {"impairment", "impairments, impairment of assets",
     "A write-down of capital to what it can still earn or fetch. It is a loss of its owner.", "losses"},
    {"insolvent", "insolvency",
     "Worth less than what is owed, both as a running business and sold off.", "failures_insolvent, failures_both"},
    {"investor", "investors",
     "A provider of equity. It buys new shares of firms that lenders do not finance.", "investors"},
    {"job", "jobs",
     "A unit of work: a million tokens of a reference model's output and input.", "jobs_served"},
    {"lab", "labs, frontier labs",
     "A firm that trains proprietary models and sells their use.", "lab_revenue, labs"},
    {"latent", "latent demand, latent work",
     "Work that could be done and that nobody has thought of giving to AI yet. It is discovered over time.", "jobs_latent"},
    {"leap", "leaps, qualitative leap",
     "A sudden rise in what models can do beyond the trend of compute. Whether and when one comes is uncertain; builders hold a belief about it.", "leaps, leap_belief"},
    {"lender", "lenders",
     "A fund or bank that buys bonds and makes loans, with a limit on the risk it takes.", "credit_spread, lenders"},
    {"liquidated", "liquidation",
     "Closed after a failure: assets are sold and the proceeds go to creditors by rank.", "recovery_rate"},
    {"list rent", "posted rent, rental price, list price of compute",
     "The public price of an hour of capacity. Contracts may be at other prices, and spare hours are sold at the spot price.", "rental_price"},
    {"loans and bonds", "loans_and_bonds",
     "Debt of a failed firm that is written off: a loss of whoever lent.", "losses.csv"},
    {"loss given default", "",
     "The part of a claim that is not recovered: one minus recovery.", "recovery_rate"},
    {"lost prepayment", "lost_prepayment, prepayment",
     "What a customer paid in advance to a firm that failed before it delivered: a loss of the customer.", "losses.csv"},
    {"menu", "menus",
     "The models that a lab offers at one time, each with its own price.", ""},
    {"missing", "still missing, stayed missing, missing money",
     "What a firm needed in a year and got from nobody, after lenders, vendors and owners were asked.", "missing_usd, funding.csv"},
    {"mode", "modes",
     "The way in which an enterprise has a job done: by API, hosted open, self-hosted, or inside an application; or not at all.", "share_jobs_api, share_jobs_app"},
    {"Morris", "elementary effects, screening",
     "A cheap way to rank inputs: each is moved alone along many random paths, and the mean size of the effect is compared.", ""},
    {"net present value", "NPV",
     "What a stream of cash is worth in the year of the investment, discounted at the required return, less the investment. Above zero it paid.", "payoff_npv, builder_payoff_npv"},
    {"open lab", "open labs, open_lab, open model",
     "A lab that releases its models freely, so that anybody may host them.", "open_capability, open_labs"},
    {"own use", "own uses, core use",
     "What builders' own products do with their capacity. Nobody pays for it, so it is valued at what it is worth to them; `builder_rent_npv` values it at the market rent instead.", "builder_core_value, builder_rent_npv"},
    {"parity", "",
     "Open models succeed about as often as the best proprietary one.", "commercial_gap, routine_parity_share"},
    {"pass-through", "pass_through",
     "Shares of a fund marked down for what the fund lost: the fund's loss, told again at its owners, and so no more value destroyed.", "losses.csv"},
    {"phase", "phases, P0, P1, P2, P3, P4, P5, P6, P7, P8, P9, P10, P10b, P11, P12",
     "One of the steps of a year, P0 to P12 with P10b, always in the same order. `overbuild explain schedule` lists them.", ""},
    {"point", "points",
     "The unit of capability: one point is ten times the effective training compute.", "gap_capability"},
    {"preset", "presets",
     "A world that comes with the program, for instance ai-2026 or telecom-1996: one file of inputs with sources.", ""},
    {"prior", "priors",
     "A distribution in the place of a number, for an input that nobody knows. Ensembles draw from it.", ""},
    {"rank", "ranks, priority, administrative, secured, senior, subordinated",
     "The order in which creditors of a failed firm are paid: administrative, secured, senior, subordinated.", "recovery_senior"},
    {"reach", "",
     "The share of feasible work that is sold to: enterprises have adopted and know of the use.", "adoption_share"},
    {"recovery", "recovered, recovery rate",
     "What creditors of a failed firm get, as a share of their claims at the failure, in cash, kept debt and shares. Recovery by rank (secured, senior, subordinated) counts cash alone.", "recovery_rate, recovery_senior"},
    {"rent", "rents",
     "The price of an hour of capacity.", "rental_price"},
    {"reorganised", "reorganisation",
     "A failed firm that goes on with less debt; its creditors become owners. It can fail again.", "reorganisations"},
    {"replicate", "replicates",
     "A numbered repetition of a world with its own draws of all uncertain inputs and its own luck. Replicate 7 is the same in every ensemble.", "run.replicate"},
    {"resale price", "auction price, fire sale",
     "What used assets of failed firms are sold for, as a share of their original cost.", "auction_price_to_cost"},
    {"scenario", "scenarios",
     "A named variant of a configuration, run with the same replicates as the others of an ensemble.", ""},
    {"seed", "",
     "The number from which all randomness of a run is derived. Same configuration, same seed, same result.", "run.seed"},
    {"self hosted", "self-hosted, self_hosted, own hosting",
     "A mode: an enterprise runs an open model on its own equipment.", "share_jobs_self_hosted"},
    {"shell", "shells, site, data centre",
     "A data-centre building with power, without the equipment; ducts and fibre in the telecom preset. It lasts much longer than equipment.", "power_gw, capex.shell_price"},
    {"Sobol", "variance share, sobol index",
     "The share of an outcome's variance that an input explains, alone or with others.", ""},
    {"spot", "spot rent, spot price, spot hours",
     "Hours sold for the moment rather than by contract, and their price.", "agents.csv"},
    {"spread", "spreads, credit spread",
     "Interest on new debt above the risk-free rate.", "credit_spread"},
    {"stack", "sector, the sector as a whole",
     "Vendors, builders, labs and applications together. What one pays another inside it cancels out; what end users pay comes in.", "end_user_spend, cohort_irr"},
    {"take-or-pay", "take or pay, commitment, commitments, take_or_pay_breakage, breakage",
     "A contract for capacity that is paid for whether it is used or not.", "commitments"},
    {"tier", "tiers",
     "One of the models on a lab's menu; tier 0 is the best.", ""},
    {"tightness", "",
     "Hours asked for over hours that can be sold. Above the target rents rise, below it they fall.", "utilisation, rental.target_tightness"},
    {"transfer", "transfers, memo",
     "A loss of one that is a gain of another, for instance dilution. It is shown as a memo and is no part of the value destroyed.", "losses.csv"},
    {"utility", "utilities",
     "A supplier of the data centres' power; an owner of ground and ducts in the telecom preset.", "utilities"},
    {"value destroyed", "losses, loss",
     "Impairments, claims written off and bankruptcy costs; each dollar is counted once.", "losses"},
    {"vendor", "vendors, equipment vendor",
     "A maker of equipment. It may also lend to its customers and buy their shares.", "vendor_revenue, vendors"},
    {"vendor finance", "vendor loan, vendor stake, vendor backstop",
     "Loans, shares and guarantees with which vendors help customers buy their equipment.", "external_cash_share"},
    {"vendor inventory", "vendor_inventory, inventory",
     "Equipment that a vendor made, cannot sell at its cost and writes down: a loss of the vendor.", "losses.csv"},
    {"vendor receivable", "vendor_receivable, vendor receivables",
     "Vendor loans and unpaid bills of a failed customer that are written off: a loss of the vendor or supplier.", "losses.csv"},
    {"workload", "workloads",
     "One kind of work of one enterprise, with a volume, a difficulty and a value.", "workloads.csv"},
    {"world", "worlds, run",
     "One complete simulated history: one configuration, seed and replicate.", ""},
};
// clang-format on

bool same_word(std::string_view one, std::string_view other) {
  if (one == other) return true;
  const auto several = [](std::string_view word, std::string_view of) {
    return word.size() == of.size() + 1 && word.ends_with('s') && word.starts_with(of);
  };
  return several(one, other) || several(other, one);
}

}  // namespace

std::span<const GlossaryEntry> glossary() { return entries; }

std::string plain_word(std::string_view text) {
  std::string plain;
  for (const char letter : text) {
    const bool gap = letter == '_' || letter == '-' || letter == ' ';
    if (letter == '"' || letter == '\'' || letter == '`') continue;
    if (!gap) {
      plain += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    } else if (!plain.empty() && plain.back() != ' ') {
      plain += ' ';
    }
  }
  if (plain.ends_with(' ')) plain.pop_back();
  return plain;
}

bool is_about(const GlossaryEntry& entry, std::string_view word) {
  const std::string asked = plain_word(word);
  if (same_word(asked, plain_word(entry.word))) return true;
  std::string_view rest = entry.aliases;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(", "), rest.size());
    if (same_word(asked, plain_word(rest.substr(0, end)))) return true;
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
  return false;
}

std::string glossary_markdown() {
  std::string page =
      "# Glossary\n\nThe words of the program. `overbuild explain WORD` prints an entry, and "
      "explains "
      "every metric, table, column, key, phase and firm besides. This page is printed by "
      "`overbuild "
      "docs glossary`.\n\n| word | meaning | see |\n|---|---|---|\n";
  for (const GlossaryEntry& entry : entries) {
    std::string see(entry.see);
    page += fmt::format("| **{}** | {} | {} |\n", entry.word, entry.meaning,
                        see.empty() ? "" : fmt::format("`{}`", see));
  }
  return page;
}

}  // namespace overbuild

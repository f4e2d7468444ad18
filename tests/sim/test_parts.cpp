// The parts of a world: what a phase may touch, and that the state digest leaves nothing out.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/parts/phase.hpp"
#include "sim/parts/state.hpp"
#include "sim/year.hpp"
#include "tests/sim/world_fixture.hpp"

namespace parts_test {

using namespace overbuild;
using world_fixture::small_2026;

// A list converts to a narrower one, and never from reading to writing.
using Wide = Parts<const Inputs, Books, Capital>;
static_assert(std::is_convertible_v<World&, Wide>);
static_assert(std::is_convertible_v<Wide, Parts<const Books, Capital>>);
static_assert(std::is_convertible_v<const World&, Parts<const Inputs, const Books>>);
static_assert(!std::is_convertible_v<const World&, Wide>);
static_assert(!std::is_convertible_v<Parts<const Books>, Parts<Books>>);
static_assert(!std::is_convertible_v<Wide, Parts<Inputs>>);
static_assert(!std::is_convertible_v<Wide, Parts<const Labs>>);

std::uint64_t digest_of(const auto& value) {
  Digest digest;
  add_state(digest, value);
  return digest.value();
}

TEST_CASE("every member of a struct is in its digest") {
  static_assert(field_count<Estate> == 7);
  static_assert(field_count<Founding> == 6);
  const Founding plan{1.0, 2.0, 3, 4.0};
  for (const Founding& other : {Founding{9.0, 2.0, 3, 4.0}, Founding{1.0, 9.0, 3, 4.0},
                                Founding{1.0, 2.0, 9, 4.0}, Founding{1.0, 2.0, 3, 9.0}}) {
    CHECK(digest_of(other) != digest_of(plan));
  }
  CHECK(digest_of(std::vector<Founding>{plan}) != digest_of(std::vector<Founding>{plan, plan}));
}

/// Columns of a role are vectors of one size each: those that it names, shown or hidden, and who
/// its firms are make all that it has.
template <class AnyRole>
void columns_are_complete(std::string_view name) {
  CAPTURE(name);
  std::vector<const void*> seen;
  AnyRole role;
  const auto note = [&](const auto& column) { seen.push_back(&column); };
  note(role.account), note(role.entity), note(role.alive);
  AnyRole::columns(role,
                   [&](std::string_view, std::string_view, const auto& column) { note(column); });
  AnyRole::hidden(role, note);
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  CHECK(seen.size() * sizeof(std::vector<double>) == sizeof(AnyRole));
}

TEST_CASE("the digest of a role has all its columns") {
  []<class... AnyFirms>(TypeList<AnyFirms...>) {
    (columns_are_complete<AnyFirms>(info_of(AnyFirms::role).name), ...);
  }(RolesWithFirms{});
}

/// What a world would be with its parts and the journal alone.
struct NothingElse : PartsHeld<StateParts> {
  Journal journal;
};
static_assert(sizeof(World) == sizeof(NothingElse), "a member of World is in no list of parts");

TEST_CASE("the digest of the state goes through every part of a world") {
  static_assert(std::tuple_size_v<decltype(Inputs::frozen)> == role_count);
  const auto loaded = world_fixture::load("configs/toy.yaml");
  const World world(loaded.parameters, 1, 0);
  struct Place {
    const char *begin, *end;
  };
  std::vector<Place> places;
  const auto note = [&](const auto& part) {
    const auto* const at = reinterpret_cast<const char*>(&part);
    places.push_back({at, at + sizeof part});
  };
  for_each_part(world, note);
  note(world.journal);
  note(world);  // its beginning and end
  std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  // No part fits between two neighbours: between them is at most what alignment leaves.
  const char* reached = places.front().begin;
  for (std::size_t k = 1; k < places.size(); ++k) {
    CHECK(places[k].begin >= reached);
    CHECK(places[k].begin - reached < static_cast<std::ptrdiff_t>(alignof(std::max_align_t)));
    reached = places[k].end;
  }
  CHECK(places.front().end - reached < static_cast<std::ptrdiff_t>(alignof(std::max_align_t)));
}

TEST_CASE("a phase leaves alone what it does not list") {
  // The digest after the last phase is made of what phases list, and what is listed of between the
  // years; the whole state agrees with it.
  int years = 0;
  SimulationOptions options;
  options.tamper = [&](World& world, int) {
    ++years;
    CHECK(world.journal.recording.phase_digests.back().value == StateDigest(world).value());
  };
  (void)world_fixture::run(small_2026({{"run.years", "3"}}), options);
  CHECK(years == 3);
}

/// The phase after which two runs differ first.
std::string first_difference(const world_fixture::Overrides& overrides) {
  const auto toy = [](const world_fixture::Overrides& with) {
    return world_fixture::run(world_fixture::load("configs/toy.yaml", with)).phase_digests;
  };
  const auto base = toy({}), other = toy(overrides);
  for (std::size_t k = 0; k < base.size(); ++k) {
    if (base[k].value != other[k].value) return std::string(base[k].phase);
  }
  return "";
}

TEST_CASE("runs part in the phase that differs first") {
  CHECK(first_difference({{"macro.base_rate_sd", "0.02"}}) == "P0");
  CHECK(first_difference({{"macro.energy_sd", "0.2"}}) == "P0");
  CHECK(first_difference({}) == "");
}

TEST_CASE("the schedule is what the phases declare") {
  REQUIRE(schedule().size() == 14);
  const PhaseInfo& draws = schedule().front();
  CHECK(draws.id == "P0");
  CHECK(draws.reads == std::vector<std::string_view>{"inputs", "public_record"});
  CHECK(draws.writes == std::vector<std::string_view>{"exogenous", "builders", "vendors"});
  for (const PhaseInfo& phase : schedule()) {
    CAPTURE(phase.id);
    const auto& writes = phase.writes;
    CHECK(!writes.empty());
    CHECK(std::find(writes.begin(), writes.end(), "inputs") == writes.end());
    CHECK(std::find(writes.begin(), writes.end(), "references") == writes.end());
  }
}

TEST_CASE("dues: a tag is a claim's principal, a contract's hours, or neither") {
  const auto tagged = [](DueTag tag) {
    Dues dues;
    dues.add(AccountId(0), AccountId(1), FlowRow::loans, rank::senior, Money::from_cents(1), tag);
    return DueTag(dues.list.front());
  };
  for (const std::uint32_t row : {0U, 1U, 70'000U}) {
    CHECK(tagged(DueTag::principal_of(ClaimId(row))).principal() == ClaimId(row));
    CHECK_FALSE(tagged(DueTag::principal_of(ClaimId(row))).contract());
    CHECK(tagged(DueTag::hours_of(CommitmentId(row))).contract() == CommitmentId(row));
    CHECK_FALSE(tagged(DueTag::hours_of(CommitmentId(row))).principal());
  }
  CHECK_FALSE(tagged({}).principal());
  CHECK_FALSE(tagged({}).contract());
}

}  // namespace parts_test

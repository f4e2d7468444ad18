#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "core/config/reference.hpp"
#include "market/losses.hpp"
#include "sim/measure/metrics.hpp"
#include "sim/parameters/parameters.hpp"
#include "sim/results/explanation.hpp"
#include "sim/results/glossary.hpp"
#include "sim/results/tables.hpp"

namespace glossary_test {

using namespace overbuild;

void describe_all(config::Visitor& visitor) {
  Parameters parameters{};
  describe(visitor, parameters);
}

std::string letters(std::string_view word) {
  std::string plain = plain_word(word);
  std::erase_if(plain, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; });
  return plain;
}

TEST_CASE("glossary: fifty words and more, in order, each once and each with a sentence") {
  CHECK(glossary().size() >= 50);
  std::set<std::string> known;
  std::string last;
  for (const GlossaryEntry& entry : glossary()) {
    CAPTURE(entry.word);
    CHECK(known.insert(plain_word(entry.word)).second);
    CHECK(last <= letters(entry.word));
    last = letters(entry.word);
    CHECK(entry.meaning.ends_with('.'));
    CHECK(entry.meaning.find('|') == std::string_view::npos);
  }
}

TEST_CASE("glossary: what an entry refers to is there") {
  for (const GlossaryEntry& entry : glossary()) {
    std::string_view rest = entry.see;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(", "), rest.size());
      const std::string name(rest.substr(0, end));
      CAPTURE(entry.word);
      CAPTURE(name);
      CHECK_FALSE(explanation(name, describe_all).empty());
      rest.remove_prefix(std::min(end + 2, rest.size()));
    }
  }
}

TEST_CASE("glossary: a word is found in every form in which people type it") {
  const auto found = [](std::string_view word) {
    return std::count_if(glossary().begin(), glossary().end(),
                         [&](const GlossaryEntry& entry) { return is_about(entry, word); });
  };
  for (const char* word : {"leap", "Leaps", "hurdle-rate", "required return", "P9", "p0",
                           "$/H100e-hour", "take_or_pay", "\"recovery\"", "failed", "failures",
                           "due", "paid", "unpaid", "missing", "still missing"}) {
    CAPTURE(word);
    CHECK(found(word) >= 1);
  }
  CHECK(found("leopard") == 0);
  for (std::size_t channel = 0; channel < loss_channel_count; ++channel) {
    CAPTURE(name_of(static_cast<LossChannel>(channel)));
    CHECK(found(name_of(static_cast<LossChannel>(channel))) == 1);
  }
}

TEST_CASE("headings: in order, each told once for a command, and explained") {
  std::set<std::pair<std::string, std::string_view>> known;
  for (const HeadingEntry& entry : headings_told()) {
    CAPTURE(entry.heading);
    CHECK(known.insert({plain_word(entry.heading), entry.where}).second);
    CHECK_FALSE(entry.where.empty());
    CHECK(entry.meaning.ends_with('.'));
    CHECK(entry.meaning.find('|') == std::string_view::npos);
    CHECK(explanation(std::string(entry.heading), describe_all).find(entry.meaning) !=
          std::string::npos);
  }
}

TEST_CASE("explanation: events of every kind") {
  std::string kinds;
  for (const OutputTable& table : output_tables()) {
    if (table.file != "events.csv") continue;
    for (const OutputColumn& column : table.columns) {
      if (column.name == "kind") kinds = column.meaning;
    }
  }
  std::string kind;
  std::size_t told = 0;
  for (const char letter : kinds + " ") {
    if (letter != ' ' && letter != ',') {
      kind += letter;
    } else if (!kind.empty()) {
      CAPTURE(kind);
      told += kind != "or" && !explanation(kind, describe_all).empty() ? 1 : 0;
      CHECK((kind == "or" || !explanation(kind, describe_all).empty()));
      kind.clear();
    }
  }
  CHECK(told >= 20);
}

TEST_CASE("explanation: metrics, columns, tables, roles and keys by any spelling") {
  const auto says = [](const char* word, const char* part) {
    CAPTURE(word);
    CAPTURE(part);
    CHECK(explanation(word, describe_all).find(part) != std::string::npos);
  };
  says("capex", "(metric)");
  says("rental price", "usd/H100e-hour");
  says("funding", "(table of a run)");
  says("funding.csv", "(table of a run)");
  says("loan_to_value", "(column of funding.csv)");
  says("late units", "(column of plans.csv)");
  says("funding_room", "(state of builder in agents.csv)");
  says("open lab", "(role)");
  says("run.seed", "run.seed");
  says("covenant_loan_to_value", "credit.covenant_loan_to_value");
  for (const OutputTable& table : output_tables()) {
    for (const OutputColumn& column : table.columns) {
      CHECK_FALSE(explanation(std::string(column.name), describe_all).empty());
    }
  }
}

TEST_CASE("explanation: a word that is none has its nearest ones") {
  CHECK(explanation("capx", describe_all).empty());
  const auto nearest = nearest_words("capx", describe_all, 5);
  CHECK(nearest.size() == 5);
  CHECK(std::find(nearest.begin(), nearest.end(), "capex") != nearest.end());
}

}  // namespace glossary_test

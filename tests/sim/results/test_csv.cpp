#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "core/number_text.hpp"
#include "sim/results/csv.hpp"
#include "tests/sim/results/sample_recording.hpp"

namespace csv_test {

using overbuild::CsvText;
using overbuild::Diagnostics;
using overbuild::Money;

constexpr std::string_view two_columns[] = {"a", "b"};

TEST_CASE("csv: fields are quoted when they must be, and only then") {
  CsvText csv;
  csv.add("plain").add("a,b").add("say \"x\"").add("two\nlines").add("").end_row();
  CHECK(csv.take() == "plain,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\n");
}

TEST_CASE("csv: fields taken from another text are the same fields") {
  const std::string fields = CsvText().add("a,b").add("=1+1").take();
  CsvText csv;
  csv.add(1).add_fields(fields).add(2).end_row();
  CHECK(csv.take() == "1,\"a,b\",'=1+1,2\n");
}

TEST_CASE("csv: money is exact to the cent over the whole range") {
  constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
  CsvText csv;
  csv.add(Money::from_cents(-1205)).add(Money::from_cents(7)).add(Money::from_cents(-7));
  csv.add(Money::from_cents(lowest)).add(Money::max()).end_row();
  CHECK(csv.take() == "-12.05,0.07,-0.07,-92233720368547758.08,92233720368547758.07\n");
}

TEST_CASE("csv: doubles read back to the same bits") {
  for (const double number : {0.1 + 0.2, 1e300, -5e-324, 3e11, 1.0 / 3.0, -0.0}) {
    const std::string text = overbuild::shortest_decimal(number);
    const double back = overbuild::parse_number(text).value();
    CHECK_MESSAGE(back == number, text);
    CHECK(std::signbit(back) == std::signbit(number));
  }
}

TEST_CASE("csv: thousandths, whole numbers and not-a-number") {
  CsvText csv;
  csv.add_milli(1500).add_milli(-1).add(2026).add(std::uint32_t{4000000000}).add(std::nan(""));
  csv.end_row();
  CHECK(csv.take() == "1.500,-0.001,2026,4000000000,\n");
}

TEST_CASE("csv: what was written is read back") {
  const output_sample::Folder folder("csv");
  CsvText csv;
  csv.add("a").add("b").end_row();
  csv.add("x,\"y\"\nz").add("").end_row();
  csv.add("1").add("2").end_row();
  output_sample::write(folder / "t.csv", csv.take());
  Diagnostics problems;
  const auto rows = overbuild::read_csv(folder / "t.csv", two_columns, problems);
  REQUIRE(rows);
  REQUIRE(rows->size() == 2);
  CHECK((*rows)[0].fields == std::vector<std::string>{"x,\"y\"\nz", ""});
  CHECK((*rows)[1].fields == std::vector<std::string>{"1", "2"});
  CHECK((*rows)[1].line == 4);
}

TEST_CASE("csv: no text begins like a formula, numbers stay, and readers get the text back") {
  const output_sample::Folder folder("formula");
  const std::vector<std::string> texts = {"=1+1",  "+49 30",   "-x",   "@me",   "\tx",
                                          "'=1",   "''-2",     "-5",   "-0.05", "1e-05",
                                          "don't", "'quoted'", "=a,b", "",      "'"};
  CsvText csv;
  csv.add("a").add("b").end_row();
  for (const std::string& text : texts) csv.add(text).add(-2.5).end_row();
  csv.add(Money::from_cents(-1)).add(-7).end_row();
  const std::string written = csv.take();
  output_sample::write(folder / "t.csv", written);
  CHECK(written.find("\n'=1+1,-2.5\n") != std::string::npos);
  CHECK(written.find("\n'-x,") != std::string::npos);
  CHECK(written.find("\n\"'=a,b\",") != std::string::npos);
  CHECK(written.find("\n-0.05,") != std::string::npos);
  CHECK(written.ends_with("\n-0.01,-7\n"));
  Diagnostics problems;
  const auto rows = overbuild::read_csv(folder / "t.csv", two_columns, problems);
  REQUIRE(rows);
  REQUIRE(rows->size() == texts.size() + 1);
  for (std::size_t k = 0; k < texts.size(); ++k) {
    CHECK((*rows)[k].fields[0] == texts[k]);
    CHECK((*rows)[k].fields[1] == "-2.5");
  }
}

TEST_CASE("csv: foreign and broken files are refused with their place") {
  const output_sample::Folder folder("csv-broken");
  const auto refused = [&](const std::string& text) {
    output_sample::write(folder / "t.csv", text);
    Diagnostics problems;
    CHECK_FALSE(overbuild::read_csv(folder / "t.csv", two_columns, problems));
    REQUIRE_FALSE(problems.ok());
    return problems.text();
  };
  CHECK(refused("").find("t.csv:1: the file is empty") != std::string::npos);
  CHECK(refused("a,c\n").find("the header 'a,b'") != std::string::npos);
  CHECK(refused("a,b\n1,2\n1\n").find("t.csv:3:") != std::string::npos);
  CHECK(refused("a,b\n1,\"2\n").find("never closed") != std::string::npos);
  Diagnostics problems;
  CHECK_FALSE(overbuild::read_csv(folder / "none.csv", two_columns, problems));
  CHECK_FALSE(overbuild::read_csv(folder.path(), two_columns, problems));
  CHECK(problems.text().find("No such file") != std::string::npos);
  CHECK(problems.text().find("is a directory") != std::string::npos);
}

}  // namespace csv_test

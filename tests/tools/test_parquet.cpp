// Parquet files to the byte. That another program reads them is tests/browser/parquet.sh.
#include <doctest/doctest.h>

#include <zstd.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "core/invariant.hpp"
#include "tools/export/parquet.hpp"

namespace parquet_test {

using namespace overbuild;
using Packing = ParquetWriter::Packing;

const std::vector<StoredColumn> three = {
    {"year", ColumnKind::whole}, {"value", ColumnKind::number}, {"label", ColumnKind::text}};

std::string file_of(Packing packing, const std::function<void(ParquetWriter&)>& fill) {
  std::string file;
  ParquetWriter writer(
      three, [&](std::string_view bytes) { file += bytes; }, packing);
  fill(writer);
  writer.close({"test", {{"k", "v"}}});
  return file;
}

void row(ParquetWriter& writer, std::int64_t year, double value, std::string_view label) {
  writer.whole(year);
  writer.number(value);
  writer.text(label);
  writer.end_row();
}

std::string hexadecimal(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

TEST_CASE("a file of two rows, byte by byte") {
  const std::string file = file_of(Packing::none, [](ParquetWriter& writer) {
    row(writer, 2026, 0.5, "0123");
    writer.whole(-1);
    writer.empty();
    writer.text("\xc3\xa4");
    writer.end_row();
  });
  const std::string expected =
      "50415231"                            // PAR1
      "1500152c152c2c15041500150615080000"  // a page of 22 bytes with two cells
      "020000000401"                        // levels: two filled cells
      "ea07000000000000ffffffffffffffff"    // 2026 and -1
      "1500152015202c15041500150615080000"  // a page of 16 bytes
      "0400000002010200"                    // levels: one filled cell, one empty
      "000000000000e03f"                    // 0.5
      "1500152815282c15041500150615080000"  // a page of 20 bytes
      "020000000401"                        // levels
      "0400000030313233"                    // 0123
      "02000000c3a4"                        // a letter of two bytes
      "1502194c"                            // the footer: version 1, a schema of four elements
      "4806736368656d61150600"              // the root with three columns
      "1504250218047965617200"              // INT64, optional, year
      "150a2502180576616c756500"            // DOUBLE, optional, value
      "150c250218056c6162656c250000"        // BYTE_ARRAY, optional, label, UTF8
      "1604191c"                            // two rows in one group
      "193c"                                // of three columns
      "26081c1504192500061918047965617215001604164e164e26080000"  // year: plain and run-length, two
                                                                  // cells, 39 bytes at 4
      "26561c150a1925000619180576616c7565150016041642164226560000"      // value: 33 bytes at 43
      "2698011c150c192500061918056c6162656c15001604164a164a2698010000"  // label: 37 bytes at 76
      "16da01160400"                                                    // 109 bytes, two rows
      "191c18016b18017600"                                              // one note, k and v
      "18047465737400"                                                  // made by test
      "a8000000"                                                        // 168 bytes of footer
      "50415231";
  CHECK(hexadecimal(file) == expected);
}

TEST_CASE("a table without rows has its columns and no group") {
  const std::string file = file_of(Packing::zstd, [](ParquetWriter&) {});
  CHECK(file.starts_with("PAR1"));
  CHECK(file.ends_with("PAR1"));
  CHECK(file.find("label") != std::string::npos);
  // No rows, and a list of no structures, right behind the schema.
  CHECK(hexadecimal(file).find("250000"
                               "1600"
                               "190c") != std::string::npos);
}

TEST_CASE("pages are packed by zstd, and not a number stays what it is") {
  const auto fill = [](ParquetWriter& writer) {
    for (int k = 0; k < 1000; ++k) row(writer, 2026, std::nan(""), "the same");
  };
  const std::string plain = file_of(Packing::none, fill), packed = file_of(Packing::zstd, fill);
  CHECK(packed.size() * 10 < plain.size());
  CHECK(packed == file_of(Packing::zstd, fill));
  const std::size_t frame = packed.find("\x28\xb5\x2f\xfd");
  REQUIRE(frame != std::string::npos);
  std::string page(10000, '\0');
  const std::size_t size =
      ZSTD_decompress(page.data(), page.size(), packed.data() + frame,
                      ZSTD_findFrameCompressedSize(packed.data() + frame, packed.size() - frame));
  // A length of three bytes for one run of a thousand cells, and the cells.
  CHECK(size == 4 + 3 + 1000 * 8);
  CHECK(hexadecimal(page.substr(0, 15)) ==
        "03000000"
        "d00f01"
        "ea07000000000000");
  CHECK(plain.find(std::string("\0\0\0\0\0\0\xf8\x7f", 8)) != std::string::npos);
}

TEST_CASE("large tables are cut into groups of 131,072 rows") {
  std::string file;
  ParquetWriter writer({{"k", ColumnKind::whole}}, [&](std::string_view bytes) { file += bytes; });
  for (std::int64_t k = 0; k < 131073; ++k) {
    writer.whole(k);
    writer.end_row();
  }
  CHECK(writer.rows() == 131072);
  writer.close({"test", {}});
  CHECK(writer.rows() == 131073);
  // 131,073 rows in a list of two structures.
  CHECK(hexadecimal(file).find("16828010"
                               "192c") != std::string::npos);
}

TEST_CASE("cells that are not the column's, and rows of another length, are a bug of the caller") {
  const auto broken = [](const std::function<void(ParquetWriter&)>& fill) {
    CHECK_THROWS_AS(file_of(Packing::zstd, fill), BrokenInvariant);
  };
  broken([](ParquetWriter& writer) { writer.text("x"); });
  broken([](ParquetWriter& writer) { writer.end_row(); });
  broken([](ParquetWriter& writer) { writer.whole(1); });
  broken([](ParquetWriter& writer) {
    for (int k = 0; k < 4; ++k) writer.empty();
  });
}

}  // namespace parquet_test

#include "tools/export/parquet.hpp"

#include <zstd.h>

#include <stdexcept>

#include "core/invariant.hpp"

namespace overbuild {

namespace {

constexpr std::string_view magic = "PAR1";
/// Large enough to pack well, small enough for readers that hold a group in memory.
constexpr std::int64_t most_rows = 131072;
constexpr std::size_t most_bytes = std::size_t{64} << 20;
constexpr int zstd_level = 9;

/// Numbers of parquet.thrift.
namespace code {
constexpr int int64 = 2, real = 5, byte_array = 6;                     // Type
constexpr int optional = 1, utf8 = 0;                                  // repetition, ConvertedType
constexpr int plain = 0, rle = 3, bit_packed = 4;                      // Encoding
constexpr int uncompressed = 0, zstd = 6, data_page = 0;               // CompressionCodec, PageType
constexpr int i32 = 5, i64 = 6, binary = 8, list = 9, structure = 12;  // of the compact protocol
}  // namespace code

/// Little-endian, as all machines this program runs on.
template <class Number>
void append(std::string& bytes, Number value) {
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_varint(std::string& bytes, std::uint64_t value) {
  for (; value >= 128; value >>= 7) bytes += static_cast<char>(value | 128);
  bytes += static_cast<char>(value);
}

/// Thrift's compact protocol, as far as headers and footers need it: fields in ascending order.
class Thrift {
 public:
  void begin() { last_.push_back(0); }
  void end() {
    bytes_ += '\0';
    last_.pop_back();
  }
  void whole(int id, std::int64_t value, int type = code::i64) {
    field(id, type);
    zigzag(value);
  }
  void small(int id, std::int64_t value) { whole(id, value, code::i32); }
  void text(int id, std::string_view value) {
    field(id, code::binary);
    item(value);
  }
  void list(int id, int type, std::size_t count) {
    field(id, code::list);
    if (count < 15) {
      bytes_ += static_cast<char>(count << 4 | static_cast<unsigned>(type));
    } else {
      bytes_ += static_cast<char>(0xf0 | type);
      append_varint(bytes_, count);
    }
  }
  void open(int id) {
    field(id, code::structure);
    begin();
  }
  void item(std::string_view value) {
    append_varint(bytes_, value.size());
    bytes_ += value;
  }
  void item(int value) { zigzag(value); }
  void structure(const std::string& bytes) { bytes_ += bytes; }
  std::string take() { return std::move(bytes_); }

 private:
  void field(int id, int type) {
    bytes_ += static_cast<char>((id - last_.back()) << 4 | type);
    last_.back() = id;
  }
  void zigzag(std::int64_t value) {
    append_varint(
        bytes_, (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
  }

  std::string bytes_;
  std::vector<int> last_;  ///< id of the last field, of each structure that is open
};

int type_of(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::whole: return code::int64;
    case ColumnKind::number: return code::real;
    default: return code::byte_array;
  }
}

/// Which cells are filled (1) or empty (0), as runs with their length in front.
std::string levels(const std::vector<std::uint32_t>& runs) {
  std::string bytes;
  char filled = 1;
  for (const std::uint32_t run : runs) {
    if (run > 0) {
      append_varint(bytes, std::uint64_t{run} << 1);
      bytes += filled;
    }
    filled = filled == 1 ? '\0' : '\1';
  }
  std::string with_length;
  append(with_length, static_cast<std::uint32_t>(bytes.size()));
  return with_length + bytes;
}

std::string page_header(std::size_t plain, std::size_t packed, std::int64_t rows) {
  Thrift header;
  header.begin();
  header.small(1, code::data_page);
  header.small(2, static_cast<std::int64_t>(plain));
  header.small(3, static_cast<std::int64_t>(packed));
  header.open(5);
  header.small(1, rows);
  header.small(2, code::plain);
  header.small(3, code::rle);
  header.small(4, code::bit_packed);
  header.end();
  header.end();
  return header.take();
}

void add_schema(Thrift& footer, const std::vector<StoredColumn>& columns) {
  footer.list(2, code::structure, columns.size() + 1);
  footer.begin();
  footer.text(4, "schema");
  footer.small(5, static_cast<std::int64_t>(columns.size()));
  footer.end();
  for (const StoredColumn& column : columns) {
    footer.begin();
    footer.small(1, type_of(column.kind));
    footer.small(3, code::optional);
    footer.text(4, column.name);
    if (column.kind == ColumnKind::text) footer.small(6, code::utf8);
    footer.end();
  }
}

void add_notes(Thrift& footer, const ParquetNotes& notes) {
  if (!notes.values.empty()) footer.list(5, code::structure, notes.values.size());
  for (const auto& [key, value] : notes.values) {
    footer.begin();
    footer.text(1, key);
    footer.text(2, value);
    footer.end();
  }
  footer.text(6, notes.created_by);
}

}  // namespace

void ParquetWriter::Column::count(bool is_filled) {
  if (runs.empty()) runs.push_back(0);
  if (filled != is_filled) runs.push_back(0);
  filled = is_filled;
  ++runs.back();
}

ParquetWriter::ParquetWriter(std::vector<StoredColumn> columns, Sink sink, Packing packing)
    : sink_(std::move(sink)), packing_(packing) {
  for (StoredColumn& column : columns) columns_.push_back({std::move(column), {}, {}});
  put(magic);
}

ParquetWriter::Column& ParquetWriter::next(bool filled) {
  OVERBUILD_INVARIANT(at_ < columns_.size(), "a row has more cells than its table columns");
  Column& column = columns_[at_++];
  column.count(filled);
  return column;
}

void ParquetWriter::whole(std::int64_t value) {
  OVERBUILD_INVARIANT(columns_.at(at_).is.kind == ColumnKind::whole, "a whole number elsewhere");
  append(next(true).plain, value);
}

void ParquetWriter::number(double value) {
  OVERBUILD_INVARIANT(columns_.at(at_).is.kind == ColumnKind::number, "a number elsewhere");
  append(next(true).plain, value);
}

void ParquetWriter::text(std::string_view value) {
  OVERBUILD_INVARIANT(columns_.at(at_).is.kind == ColumnKind::text, "a text elsewhere");
  std::string& plain = next(true).plain;
  append(plain, static_cast<std::uint32_t>(value.size()));
  plain += value;
  bytes_ += value.size();
}

void ParquetWriter::empty() { next(false); }

void ParquetWriter::end_row() {
  OVERBUILD_INVARIANT(at_ == columns_.size(), "a row has fewer cells than its table columns");
  at_ = 0;
  bytes_ += columns_.size() * sizeof(double);
  ++rows_of_group_;
  if (rows_of_group_ == most_rows || bytes_ >= most_bytes) flush();
}

std::string ParquetWriter::packed(const std::string& bytes) const {
  if (packing_ == Packing::none) return bytes;
  std::string packed(ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size =
      ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), zstd_level);
  if (ZSTD_isError(size) != 0) throw std::runtime_error(ZSTD_getErrorName(size));
  packed.resize(size);
  return packed;
}

std::string ParquetWriter::put_page(const Column& column) {
  const std::string plain = levels(column.runs) + column.plain, page = packed(plain);
  const std::string header = page_header(plain.size(), page.size(), rows_of_group_);
  const std::int64_t begin = offset_;
  put(header);
  put(page);
  const auto size = static_cast<std::int64_t>(header.size() + plain.size());
  group_bytes_ += size;
  Thrift chunk;
  chunk.begin();
  chunk.whole(2, begin);
  chunk.open(3);
  chunk.small(1, type_of(column.is.kind));
  chunk.list(2, code::i32, 2);
  chunk.item(code::plain);
  chunk.item(code::rle);
  chunk.list(3, code::binary, 1);
  chunk.item(column.is.name);
  chunk.small(4, packing_ == Packing::zstd ? code::zstd : code::uncompressed);
  chunk.whole(5, rows_of_group_);
  chunk.whole(6, size);
  chunk.whole(7, offset_ - begin);
  chunk.whole(9, begin);
  chunk.end();
  chunk.end();
  return chunk.take();
}

void ParquetWriter::flush() {
  if (rows_of_group_ == 0) return;
  group_bytes_ = 0;
  Thrift group;
  group.begin();
  group.list(1, code::structure, columns_.size());
  for (Column& column : columns_) {
    group.structure(put_page(column));
    column = {std::move(column.is), {}, {}};
  }
  group.whole(2, group_bytes_);
  group.whole(3, rows_of_group_);
  group.end();
  groups_.push_back(group.take());
  rows_ += rows_of_group_;
  rows_of_group_ = 0;
  bytes_ = 0;
}

void ParquetWriter::close(const ParquetNotes& notes) {
  OVERBUILD_INVARIANT(at_ == 0, "a file ends inside a row");
  flush();
  std::vector<StoredColumn> columns;
  for (const Column& column : columns_) columns.push_back(column.is);
  Thrift footer;
  footer.begin();
  footer.small(1, 1);
  add_schema(footer, columns);
  footer.whole(3, rows_);
  footer.list(4, code::structure, groups_.size());
  for (const std::string& group : groups_) footer.structure(group);
  add_notes(footer, notes);
  footer.end();
  std::string bytes = footer.take();
  append(bytes, static_cast<std::uint32_t>(bytes.size()));
  put(bytes);
  put(magic);
}

void ParquetWriter::put(std::string_view bytes) {
  sink_(bytes);
  offset_ += static_cast<std::int64_t>(bytes.size());
}

}  // namespace overbuild

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/results/csv.hpp"
#include "sim/results/manifest.hpp"
#include "sim/results/ro_crate.hpp"
#include "sim/results/run_directory.hpp"
#include "sim/results/summary.hpp"
#include "sim/simulation.hpp"
#include "tools/commands.hpp"
#include "tools/export/parquet.hpp"
#include "tools/export/source.hpp"
#include "tools/interruption.hpp"

namespace overbuild {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// A file under a name of its own until it is complete; removed when it is not.
class FileInTheMaking {
 public:
  explicit FileInTheMaking(fs::path wanted)
      : wanted_(std::move(wanted)),
        partial_(wanted_.string() + ".partial"),
        stream_(partial_, std::ios::binary | std::ios::trunc) {
    check();
  }
  ~FileInTheMaking() {
    std::error_code ignored;
    if (!done_) fs::remove(partial_, ignored);
  }
  FileInTheMaking(const FileInTheMaking&) = delete;
  FileInTheMaking& operator=(const FileInTheMaking&) = delete;

  void write(std::string_view bytes) {
    stream_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    check();
  }

  void finish() {
    stream_.close();
    check();
    std::error_code error;
    fs::rename(partial_, wanted_, error);
    if (error) throw OutputError(fmt::format("{}: {}", wanted_.string(), error.message()));
    done_ = true;
  }

 private:
  void check() const {
    if (stream_) return;
    throw OutputError(
        fmt::format("{}: cannot be written: {}", wanted_.string(), std::strerror(errno)));
  }

  fs::path wanted_, partial_;
  std::ofstream stream_;
  bool done_ = false;
};

/// Tables that a list names; all when it is empty.
std::vector<StoredTable> chosen_tables(const ExportSource& source, const std::string& list) {
  std::vector<StoredTable> all = source.tables(), chosen;
  std::vector<std::string> names;
  for (const StoredTable& table : all) names.push_back(table.name);
  for (std::size_t begin = 0; begin < list.size();) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    const std::string name = list.substr(begin, end - begin);
    begin = end + 1;
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      refuse_input("", fmt::format("--tables {}: there is no such table here", name),
                   fmt::format("{}", fmt::join(names, ", ")), nearest_name(name, names));
    }
    chosen.push_back(all[static_cast<std::size_t>(found - names.begin())]);
  }
  return chosen.empty() ? all : chosen;
}

void put_cell(ParquetWriter& writer, const StoredCell& cell) {
  switch (cell.kind) {
    case StoredCell::Kind::empty: return writer.empty();
    case StoredCell::Kind::whole: return writer.whole(cell.whole);
    case StoredCell::Kind::number: return writer.number(cell.number);
    case StoredCell::Kind::text: return writer.text(cell.text);
  }
}

/// One table into one file; the number of its rows.
std::int64_t write_table(const ExportSource& source, const StoredTable& table,
                         const ParquetNotes& notes, const fs::path& file) {
  FileInTheMaking made(file);
  ParquetWriter writer(table.columns, [&](std::string_view bytes) { made.write(bytes); });
  std::int64_t rows = 0;
  source.each_row(table, [&](std::span<const StoredCell> cells) {
    if (rows++ % 4096 == 0 && Interruption::requested()) throw Interrupted{};
    for (const StoredCell& cell : cells) put_cell(writer, cell);
    writer.end_row();
  });
  writer.close(notes);
  made.finish();
  return rows;
}

CrateFile described(const fs::path& file, const std::string& what) {
  Diagnostics problems;
  const std::optional<std::string> text = read_text(file, problems);
  if (!text) throw OutputError(problems.text());
  return crate_file_of(file.filename().string(), what, *text);
}

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error || !fs::is_directory(folder, error)) {
    throw OutputError(fmt::format("{}: is no folder and cannot be made: {}", folder.string(),
                                  error ? error.message() : "something else has this name"));
  }
}

}  // namespace

int export_command(const ExportRequest& request, Console& console) {
  const Interruption interruption;
  const std::unique_ptr<ExportSource> source = open_export_source(request.input);
  const std::vector<StoredTable> tables = chosen_tables(*source, request.tables);
  const fs::path folder = request.parquet;
  make_folder(folder);
  for (const StoredTable& table : tables) {
    check_writable(folder / (table.name + ".parquet"), request.force);
  }
  check_writable(folder / crate_file, request.force);
  const Build build = source->build();
  const ParquetNotes notes{
      fmt::format("overbuild version {} (build {})", this_build().version, this_build().sources),
      source->facts()};
  Crate crate;
  crate.name = source->title();
  crate.description = fmt::format("Tables of {}, made by overbuild {}. {}", request.input,
                                  short_text(build), conditional_statement);
  crate.date = utc_now();
  crate.build = this_build();
  crate.command =
      fmt::format("overbuild export {} --parquet {}", fs::path(request.input).filename().string(),
                  folder.filename().string());
  std::string text;
  std::size_t bytes = 0;
  for (const StoredTable& table : tables) {
    const fs::path file = folder / (table.name + ".parquet");
    const std::int64_t rows = write_table(*source, table, notes, file);
    crate.files.push_back(
        described(file, fmt::format("the table {} in {} rows", table.name, rows)));
    bytes += crate.files.back().bytes;
    text +=
        fmt::format("{:<14}{:>12} rows{:>12} bytes\n", table.name, rows, crate.files.back().bytes);
  }
  write_file(folder / crate_file, crate_text(crate), request.force);
  text += fmt::format("{}  {:.1f} MB in {} files\n", folder.string(),
                      static_cast<double>(bytes) / 1e6, tables.size());
  console.print(text);
  return exit_done;
}

}  // namespace overbuild

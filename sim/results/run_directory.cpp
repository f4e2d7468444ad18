#include "sim/results/run_directory.hpp"

#include <fcntl.h>
#include <stdio.h>  // NOLINT(modernize-deprecated-headers): renameat2 is of the system, not of C++
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "sim/results/csv.hpp"
#include "sim/results/manifest.hpp"
#include "sim/results/ro_crate.hpp"

namespace overbuild {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void refuse(const fs::path& path, int error) {
  throw OutputError(fmt::format("{}: cannot be written: {}", path.string(), std::strerror(error)));
}

/// True for anything at the path, a dangling link included.
bool is_taken(const fs::path& path) {
  std::error_code error;
  return fs::symlink_status(path, error).type() != fs::file_type::not_found;
}

/// Names in a run directory that are the program's; nothing when it is no run directory.
std::optional<std::set<std::string>> own_files(const fs::path& path) {
  Diagnostics problems;
  const std::optional<Manifest> manifest = read_manifest(path, problems);
  if (!manifest) return std::nullopt;
  std::set<std::string> names = {std::string(manifest_file), std::string(crate_file)};
  for (const auto& [name, digest] : manifest->files) names.insert(name);
  return names;
}

bool is_run_directory(const fs::path& path) { return own_files(path).has_value(); }

/// What else lies there.
std::vector<std::string> foreign_entries(const fs::path& path, const std::set<std::string>& own) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (!own.contains(name) || entry->is_directory(error)) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// `name`, `name-2`, `name-3`, ...
fs::path numbered(const fs::path& path, int number) {
  return number < 2 ? path : fs::path(fmt::format("{}-{}", path.string(), number));
}

constexpr std::string_view partial_mark = ".partial-";

/// A hidden neighbour of the path. Numbers of processes meet again, in containers for instance;
/// sixty-four random bits do not, and whoever uses the name creates it exclusively.
fs::path temporary_neighbour(const fs::path& path) {
  std::uint64_t bits = 0;
  if (getrandom(&bits, sizeof bits, 0) != sizeof bits) refuse(path, errno);
  return path.parent_path() /
         fmt::format(".{}{}{:016x}", path.filename().string(), partial_mark, bits);
}

/// Renames without replacing; false when the target is taken. Directories and files alike.
bool rename_to_free(const fs::path& from, const fs::path& to) {
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
  if (errno == EEXIST) return false;
  // Some file systems cannot promise it; then look first.
  if (errno != EINVAL && errno != ENOSYS) refuse(to, errno);
  if (is_taken(to)) return false;
  if (rename(from.c_str(), to.c_str()) != 0) refuse(to, errno);
  return true;
}

/// Removes what is the program's of an old run directory. What somebody else put there meanwhile
/// stays, in the directory `kept` or one with a number behind it.
void discard(const fs::path& old, const fs::path& kept) {
  std::error_code ignored;
  std::set<std::string> own = own_files(old).value_or(std::set<std::string>{});
  own.erase(std::string(manifest_file));
  for (const std::string& name : own) {
    if (!fs::is_directory(fs::symlink_status(old / name, ignored))) fs::remove(old / name, ignored);
  }
  if (is_run_directory(old)) fs::remove(old / manifest_file, ignored);
  if (rmdir(old.c_str()) == 0) return;
  for (int number = 1; !rename_to_free(old, numbered(kept, number));) ++number;
}

/// Swaps a complete directory with an old one, which is then removed.
void rename_over(const fs::path& from, const fs::path& old) {
  fs::path discarded = from;
  if (renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, old.c_str(), RENAME_EXCHANGE) != 0) {
    if (errno != EINVAL && errno != ENOSYS) refuse(old, errno);
    discarded += ".old";
    if (rename(old.c_str(), discarded.c_str()) != 0) refuse(old, errno);
    if (rename(from.c_str(), old.c_str()) != 0) {
      const int reason = errno;
      rename(discarded.c_str(), old.c_str());
      refuse(old, reason);
    }
  }
  discard(discarded, old.string() + ".kept");
}

/// Moves the files of a complete directory into an old one that must stay where it is. The manifest
/// goes first and comes last: what is interrupted on the way is no run directory.
void move_into(const fs::path& from, const fs::path& old) {
  std::error_code ignored;
  for (const std::string& name : own_files(old).value_or(std::set<std::string>{})) {
    fs::remove(old / name, ignored);
  }
  std::vector<std::string> names = foreign_entries(from, {});
  std::stable_partition(names.begin(), names.end(),
                        [](const std::string& name) { return name != manifest_file; });
  for (const std::string& name : names) {
    if (rename((from / name).c_str(), (old / name).c_str()) != 0) refuse(old / name, errno);
  }
}

/// True for the folder that the process is in: replaced, it would leave the user in a deleted one.
bool is_current(const fs::path& path) {
  std::error_code error;
  return fs::equivalent(path, ".", error) && !error;
}

/// Writes everything or throws; the descriptor is closed either way.
void write_and_close(int descriptor, const fs::path& path, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int reason = errno;
      close(descriptor);
      refuse(path, reason);
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (close(descriptor) != 0) refuse(path, errno);
}

void write_new(const fs::path& path, std::string_view text) {
  const int descriptor = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) refuse(path, errno);
  write_and_close(descriptor, path, text);
}

/// Devices, pipes and sockets: there is nothing to overwrite.
bool is_stream(const fs::path& path) {
  std::error_code error;
  return fs::is_other(path, error);
}

}  // namespace

RunDirectory::RunDirectory(const fs::path& wanted, Existing existing) : existing_(existing) {
  std::error_code error;
  wanted_ = fs::weakly_canonical(fs::absolute(wanted), error);
  if (error) throw OutputError(fmt::format("{}: {}", wanted.string(), error.message()));
  if (!wanted_.has_filename()) wanted_ = wanted_.parent_path();
  refuse_existing();
  try {
    create_temporary();
  } catch (...) {
    for (auto made = made_parents_.rbegin(); made != made_parents_.rend(); ++made) {
      fs::remove(*made, error);
    }
    throw;
  }
  // Only a proof for now: a killed run must not leave it behind.
  fs::remove(temporary_, error);
  temporary_.clear();
}

RunDirectory::~RunDirectory() {
  std::error_code ignored;
  if (!temporary_.empty()) fs::remove_all(temporary_, ignored);
  if (published_) return;
  // Refused by the file system, as it should be, when somebody else has put something there.
  for (auto made = made_parents_.rbegin(); made != made_parents_.rend(); ++made) {
    fs::remove(*made, ignored);
  }
}

void RunDirectory::refuse_existing() const {
  if (!is_taken(wanted_) || existing_ == Existing::number) return;
  if (existing_ == Existing::refuse) {
    throw OutputError(fmt::format("{}: exists already; give another -o, or --force to replace it",
                                  wanted_.string()));
  }
  std::error_code error;
  if (fs::is_directory(wanted_, error) && fs::is_empty(wanted_, error)) return;
  const std::optional<std::set<std::string>> own = own_files(wanted_);
  if (!own) {
    throw OutputError(fmt::format("{}: is not a run directory, so --force does not replace it",
                                  wanted_.string()));
  }
  const std::vector<std::string> others = foreign_entries(wanted_, *own);
  if (others.empty()) return;
  throw OutputError(fmt::format(
      "{}: holds what no run wrote ({}), so --force does not replace it; move that first",
      wanted_.string(), fmt::join(others, ", ")));
}

void RunDirectory::create_temporary() {
  std::vector<fs::path> missing;
  for (fs::path parent = wanted_.parent_path(); !is_taken(parent); parent = parent.parent_path()) {
    missing.push_back(parent);
  }
  for (auto parent = missing.rbegin(); parent != missing.rend(); ++parent) {
    if (mkdir(parent->c_str(), 0777) == 0) {
      made_parents_.push_back(*parent);
    } else if (errno != EEXIST) {
      refuse(*parent, errno);
    }
  }
  do {
    temporary_ = temporary_neighbour(wanted_);
    if (mkdir(temporary_.c_str(), 0777) == 0) return;
  } while (errno == EEXIST);
  temporary_.clear();
  refuse(wanted_.parent_path(), errno);
}

std::vector<fs::path> RunDirectory::left_over() const {
  const std::string prefix = fmt::format(".{}{}", wanted_.filename().string(), partial_mark);
  const auto old = fs::file_time_type::clock::now() - std::chrono::minutes(1);
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry(wanted_.parent_path(), error), end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->path().filename().string().starts_with(prefix)) continue;
    const auto written = entry->last_write_time(error);
    if (!error && written < old) found.push_back(entry->path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

void RunDirectory::write(const RunFile& file) {
  if (temporary_.empty()) create_temporary();
  write_new(temporary_ / file.name, file.text);
}

fs::path RunDirectory::move_to(const fs::path& target, bool replace) {
  if (replace && is_taken(target)) {
    is_current(target) ? move_into(temporary_, target) : rename_over(temporary_, target);
    published_ = true;
    std::error_code ignored;
    fs::remove(temporary_, ignored);  // what move_into leaves empty
    temporary_.clear();
    return target;
  }
  for (int number = 1;; ++number) {
    const fs::path candidate = numbered(target, number);
    if (rename_to_free(temporary_, candidate)) {
      published_ = true;
      temporary_.clear();
      return candidate;
    }
  }
}

fs::path RunDirectory::publish() { return move_to(wanted_, existing_ == Existing::replace); }

fs::path RunDirectory::publish_failed() {
  const fs::path failed = wanted_.string() + ".failed";
  return move_to(failed, existing_ == Existing::replace && is_run_directory(failed));
}

void check_writable(const fs::path& file, bool force) {
  std::error_code error;
  if (is_stream(file)) return;
  if (fs::is_directory(file, error)) refuse(file, EISDIR);
  if (is_taken(file) && !force) {
    throw OutputError(fmt::format("{}: exists already; give another name, or --force to replace it",
                                  file.string()));
  }
  const fs::path folder = fs::absolute(file).parent_path();
  if (access(folder.c_str(), W_OK | X_OK) != 0) refuse(file, errno);
}

void write_file(const fs::path& file, std::string_view text, bool force) {
  check_writable(file, force);
  if (is_stream(file)) {
    const int descriptor = open(file.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) refuse(file, errno);
    return write_and_close(descriptor, file, text);
  }
  const fs::path temporary = temporary_neighbour(fs::absolute(file));
  std::error_code ignored;
  try {
    write_new(temporary, text);
    if (force) {
      if (rename(temporary.c_str(), file.c_str()) != 0) refuse(file, errno);
    } else if (!rename_to_free(temporary, file)) {
      refuse(file, EEXIST);
    }
  } catch (...) {
    fs::remove(temporary, ignored);
    throw;
  }
}

}  // namespace overbuild

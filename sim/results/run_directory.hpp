// Where a run's files go: nothing is ever overwritten unasked, and a directory either has all its
// files or does not exist. Owns the temporary name, the atomic rename and the clean-up after a
// failure; refuses to know what the files contain.
#pragma once

#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace overbuild {

/// The result cannot be put where the user wants it: wrong input, said in one paragraph.
struct OutputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct RunFile {
  std::string name, text;
};

/// What to do when the wanted directory exists.
enum class Existing { refuse, replace, number };

/// One directory on its way from intended to complete. Test:
/// tests/sim/results/test_run_directory.cpp.
class RunDirectory {
 public:
  /// Proves that the directory can be written; creates missing parents. Throws OutputError when it
  /// exists and must not, when `replace` meets something that is not a run directory or one with
  /// files that no run wrote, or when the place is not writable.
  RunDirectory(const std::filesystem::path& wanted, Existing existing);
  /// Removes what was not published, empty parents of its own making included.
  ~RunDirectory();
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;

  /// Writes one file under the temporary name; OutputError when the disk refuses.
  void write(const RunFile& file);

  /// Gives the written files their place and says which: the wanted name, or with -2, -3 when that
  /// is taken. A replaced directory is removed only after the new one has its name, and of it only
  /// what the program wrote; the current folder gets the files instead of being replaced.
  std::filesystem::path publish();

  /// As publish(), under `<wanted>.failed`; never replaces anything but another failure by force.
  std::filesystem::path publish_failed();

  /// Unfinished directories beside this one, untouched for a minute: of runs that were killed while
  /// they wrote. Nothing needs them.
  std::vector<std::filesystem::path> left_over() const;

 private:
  void create_temporary();
  void refuse_existing() const;
  std::filesystem::path move_to(const std::filesystem::path& target, bool replace);

  std::filesystem::path wanted_, temporary_;
  Existing existing_;
  std::vector<std::filesystem::path> made_parents_;  ///< outermost first
  bool published_ = false;
};

/// Writes a file that must not exist, complete or not at all; `force` replaces. Devices and pipes
/// are written directly.
void write_file(const std::filesystem::path& file, std::string_view text, bool force);

/// OutputError when write_file would refuse.
void check_writable(const std::filesystem::path& file, bool force);

}  // namespace overbuild

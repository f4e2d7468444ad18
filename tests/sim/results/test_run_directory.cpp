#include <doctest/doctest.h>

#include <filesystem>

#include "tests/sim/results/sample_recording.hpp"

namespace run_directory_test {

namespace fs = std::filesystem;
using output_sample::Folder;
using overbuild::Existing;
using overbuild::OutputError;
using overbuild::RunDirectory;

std::string text_of(const fs::path& file) {
  overbuild::Diagnostics problems;
  return overbuild::read_text(file, problems).value_or("(unreadable)");
}

std::string manifest() {
  return overbuild::manifest_text(
      overbuild::manifest_of(output_sample::configuration(), output_sample::recording(), false));
}

fs::path write_marked(const fs::path& wanted, Existing existing, const std::string& mark) {
  RunDirectory directory(wanted, existing);
  directory.write({"manifest.json", manifest()});
  directory.write({"mark", mark});
  return directory.publish();
}

TEST_CASE("run directory: nothing is there before publish, everything after") {
  const Folder folder("directory");
  RunDirectory directory(folder / "a/b/run", Existing::refuse);
  directory.write({"mark", "1"});
  CHECK_FALSE(fs::exists(folder / "a/b/run"));
  CHECK(directory.publish() == fs::canonical(folder.path()) / "a/b/run");
  CHECK(text_of(folder / "a/b/run/mark") == "1");
}

TEST_CASE("run directory: given up, it leaves nothing, made parents included") {
  const Folder folder("given-up");
  {
    RunDirectory directory(folder / "a/b/run", Existing::refuse);
    directory.write({"mark", "1"});
  }
  CHECK(folder.is_empty());
  { RunDirectory only_proven(folder / "run", Existing::refuse); }
  CHECK(folder.is_empty());
}

TEST_CASE("run directory: an existing one is refused, numbered or replaced") {
  const Folder folder("existing");
  write_marked(folder / "run", Existing::refuse, "1");
  CHECK_THROWS_AS(RunDirectory(folder / "run", Existing::refuse), OutputError);
  CHECK_THROWS_AS(RunDirectory(folder / "run/", Existing::refuse), OutputError);
  CHECK(write_marked(folder / "run", Existing::number, "2").filename() == "run-2");
  CHECK(write_marked(folder / "run", Existing::number, "3").filename() == "run-3");
  CHECK(text_of(folder / "run/mark") == "1");
  CHECK(write_marked(folder / "run", Existing::replace, "4").filename() == "run");
  CHECK(text_of(folder / "run/mark") == "4");
  CHECK(text_of(folder / "run-2/mark") == "2");
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 3);
}

TEST_CASE("run directory: the old one stays until the new one is complete") {
  const Folder folder("replace");
  write_marked(folder / "run", Existing::refuse, "old");
  {
    RunDirectory directory(folder / "run", Existing::replace);
    directory.write({"mark", "new"});
    CHECK(text_of(folder / "run/mark") == "old");
  }
  CHECK(text_of(folder / "run/mark") == "old");
}

TEST_CASE("run directory: force replaces run directories and nothing else") {
  const Folder folder("force");
  fs::create_directory(folder / "precious");
  output_sample::write(folder / "precious/thesis.txt", "years of work");
  output_sample::write(folder / "file", "a file");
  CHECK_THROWS_AS(RunDirectory(folder / "precious", Existing::replace), OutputError);
  CHECK_THROWS_AS(RunDirectory(folder / "file", Existing::replace), OutputError);
  CHECK_THROWS_AS(RunDirectory(folder.path(), Existing::replace), OutputError);
  fs::create_directory(folder / "empty");
  CHECK(write_marked(folder / "empty", Existing::replace, "1").filename() == "empty");
  CHECK(text_of(folder / "precious/thesis.txt") == "years of work");
}

TEST_CASE("run directory: somebody else's directory that appears meanwhile is kept") {
  const Folder folder("meanwhile");
  RunDirectory directory(folder / "run", Existing::refuse);
  directory.write({"mark", "mine"});
  fs::create_directory(folder / "run");
  CHECK(directory.publish().filename() == "run-2");
  CHECK(fs::is_empty(folder / "run"));
}

TEST_CASE("run directory: a failed run has its own name") {
  const Folder folder("failed");
  const auto fail = [&] {
    RunDirectory directory(folder / "run", Existing::number);
    directory.write({"manifest.json", manifest()});
    return directory.publish_failed().filename();
  };
  CHECK(fail() == "run.failed");
  CHECK(fail() == "run.failed-2");
  CHECK_FALSE(fs::exists(folder / "run"));
}

TEST_CASE("run directory: an unwritable place is refused at once") {
  const Folder folder("unwritable");
  output_sample::write(folder / "file", "");
  CHECK_THROWS_AS(RunDirectory(folder / "file/run", Existing::refuse), OutputError);
  CHECK_THROWS_AS(RunDirectory("/proc/overbuild/run", Existing::number), OutputError);
}

TEST_CASE("output file: written whole, never over another, unless forced") {
  const Folder folder("file");
  overbuild::write_file(folder / "a.json", "1", false);
  CHECK_THROWS_AS(overbuild::write_file(folder / "a.json", "2", false), OutputError);
  CHECK(text_of(folder / "a.json") == "1");
  overbuild::write_file(folder / "a.json", "3", true);
  CHECK(text_of(folder / "a.json") == "3");
  CHECK_THROWS_AS(overbuild::write_file(folder.path(), "4", true), OutputError);
  CHECK_THROWS_AS(overbuild::write_file(folder / "none/a.json", "4", false), OutputError);
  CHECK_THROWS_AS(overbuild::write_file("/dev/full", "5", false), OutputError);
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
}

}  // namespace run_directory_test

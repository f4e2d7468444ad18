#include <doctest/doctest.h>

#include <chrono>
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
  overbuild::Manifest made =
      overbuild::manifest_of(output_sample::configuration(), output_sample::recording(), false);
  made.files["mark"] = 0;
  return overbuild::manifest_text(made);
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

TEST_CASE("run directory: force does not delete what no run wrote") {
  const Folder folder("notes");
  write_marked(folder / "run", Existing::refuse, "old");
  output_sample::write(folder / "run/notes.txt", "mine");
  CHECK_THROWS_WITH_AS(RunDirectory(folder / "run", Existing::replace),
                       doctest::Contains("notes.txt"), OutputError);
  fs::remove(folder / "run/notes.txt");
  fs::create_directory(folder / "run/figures");
  CHECK_THROWS_WITH_AS(RunDirectory(folder / "run", Existing::replace),
                       doctest::Contains("figures"), OutputError);
  fs::remove(folder / "run/figures");
  // What comes while the new run is made is kept beside it.
  RunDirectory directory(folder / "run", Existing::replace);
  directory.write({"manifest.json", manifest()});
  directory.write({"mark", "new"});
  output_sample::write(folder / "run/notes.txt", "mine");
  CHECK(directory.publish().filename() == "run");
  CHECK(text_of(folder / "run/mark") == "new");
  CHECK_FALSE(fs::exists(folder / "run/notes.txt"));
  CHECK(text_of(folder / "run.kept/notes.txt") == "mine");
  CHECK_FALSE(fs::exists(folder / "run.kept/mark"));
}

TEST_CASE("run directory: the folder one is in is filled, not replaced") {
  const Folder folder("here");
  write_marked(folder / "run", Existing::refuse, "old");
  const fs::path before = fs::current_path();
  fs::current_path(folder / "run");
  CHECK(write_marked(".", Existing::replace, "new") == fs::canonical(folder / "run"));
  CHECK(text_of("mark") == "new");
  CHECK(std::distance(fs::directory_iterator("."), fs::directory_iterator()) == 2);
  fs::current_path(before);
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
}

TEST_CASE("run directory: two at once under one name do not meet, whatever their process") {
  const Folder folder("twins");
  RunDirectory one(folder / "run", Existing::number), two(folder / "run", Existing::number);
  for (RunDirectory* each : {&one, &two}) {
    each->write({"manifest.json", manifest()});
    each->write({"mark", each == &one ? "1" : "2"});
  }
  CHECK(one.publish().filename() == "run");
  CHECK(two.publish().filename() == "run-2");
  CHECK(text_of(folder / "run/mark") == "1");
  CHECK(text_of(folder / "run-2/mark") == "2");
}

TEST_CASE("run directory: what a killed run left is found, and is in nobody's way") {
  const Folder folder("left");
  const RunDirectory directory(folder / "run", Existing::refuse);
  CHECK(directory.left_over().empty());
  const fs::path partial = fs::canonical(folder.path()) / ".run.partial-0123456789abcdef";
  fs::create_directory(partial);
  CHECK(directory.left_over().empty());  // perhaps of a run that is writing just now
  fs::last_write_time(partial, fs::file_time_type::clock::now() - std::chrono::hours(1));
  CHECK(directory.left_over() == std::vector<fs::path>{partial});
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

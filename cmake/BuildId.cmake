# Writes the source that says which build this is: cmake -DSOURCE=... -DOUTPUT=... -DVERSION=...
# -DDEPENDENCIES=... -P BuildId.cmake. Runs at every build and changes its output only when the
# answer changes, so that a commit compiles one small source again.
cmake_policy(SET CMP0009 NEW)  # links to folders are not followed
set(folders core market agents sim api tools cmake)

# A digest of everything that is compiled into the programs: the same in a clone and in an archive.
set(listing "")
set(patterns "${SOURCE}/CMakeLists.txt")
foreach(folder ${folders})
  foreach(kind cpp hpp h c txt cmake)
    list(APPEND patterns "${SOURCE}/${folder}/*.${kind}")
  endforeach()
endforeach()
file(GLOB_RECURSE sources RELATIVE "${SOURCE}" ${patterns})
list(FILTER sources EXCLUDE REGEX "(^|/)node_modules/|^build/|^tests/")
list(SORT sources)
foreach(file ${sources})
  file(SHA256 "${SOURCE}/${file}" digest)
  string(APPEND listing "${file} ${digest}\n")
endforeach()
string(SHA256 digest "${listing}")
string(SUBSTRING "${digest}" 0 16 digest)

# The commit, where these sources are a clone of their own and not part of another repository.
set(commit "")
set(changed false)
find_program(git git)
if(git)
  execute_process(COMMAND "${git}" -C "${SOURCE}" rev-parse --show-prefix HEAD
                  OUTPUT_VARIABLE answer ERROR_QUIET RESULT_VARIABLE failed)
  # An empty prefix, a line end, the commit.
  if(NOT failed AND answer MATCHES "^\n([0-9a-f]+)\n$")
    set(commit "${CMAKE_MATCH_1}")
    execute_process(COMMAND "${git}" -C "${SOURCE}" status --porcelain -- CMakeLists.txt ${folders}
                    OUTPUT_VARIABLE answer ERROR_QUIET)
    if(NOT answer STREQUAL "")
      set(changed true)
    endif()
  endif()
endif()

file(CONFIGURE OUTPUT "${OUTPUT}" @ONLY CONTENT [[
// Made by cmake/BuildId.cmake.
#include "sim/results/build.hpp"

namespace overbuild {

const BuildOrigin& build_origin() {
  static const BuildOrigin origin{"@VERSION@", "@commit@", @changed@, "@digest@", "@DEPENDENCIES@"};
  return origin;
}

}  // namespace overbuild
]])

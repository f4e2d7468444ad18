# Finds what the libraries need; a missing dependency is reported with its Debian package.

macro(overbuild_require name package)
  find_package(${name} QUIET ${ARGN})
  if(NOT ${name}_FOUND)
    message(FATAL_ERROR "${name} was not found. On Debian: apt-get install ${package}\n"
                        "or run: bash tools/quickstart.sh --build-only")
  endif()
endmacro()

# A header-only dependency without a CMake package.
function(overbuild_require_header header package)
  string(MAKE_C_IDENTIFIER "OVERBUILD_DIR_OF_${header}" variable)
  find_path(${variable} "${header}")
  mark_as_advanced(${variable})
  if(NOT ${variable})
    message(FATAL_ERROR "<${header}> was not found. On Debian: apt-get install ${package}")
  endif()
endfunction()

overbuild_require(Threads libc6-dev)
overbuild_require(Boost libboost-dev 1.74)
overbuild_require(TBB libtbb-dev)
# Every build links the same oneTBB; its debug checks are about its own callers' mistakes.
set_target_properties(TBB::tbb PROPERTIES INTERFACE_COMPILE_DEFINITIONS "")
overbuild_require(fmt libfmt-dev)
overbuild_require(yaml-cpp libyaml-cpp-dev)
overbuild_require(CLI11 libcli11-dev)
overbuild_require(nlohmann_json nlohmann-json3-dev)
overbuild_require(SQLite3 libsqlite3-dev)
overbuild_require_header(xxhash.h libxxhash-dev)
if(OVERBUILD_TESTS)
  overbuild_require(doctest doctest-dev)
  overbuild_require(rapidcheck librapidcheck-dev)
  overbuild_require_header(Random123/philox.h librandom123-dev)
endif()

# Optional: several processes under mpirun.
option(OVERBUILD_MPI "Run under mpirun, where Boost.MPI and Open MPI are installed" ON)
set(OVERBUILD_HAS_MPI OFF)
if(OVERBUILD_MPI AND NOT OVERBUILD_SANITIZE)
  find_package(MPI QUIET COMPONENTS CXX)
  find_package(Boost QUIET COMPONENTS mpi serialization)
  if(MPI_CXX_FOUND AND TARGET Boost::mpi)
    set(OVERBUILD_HAS_MPI ON)
  endif()
endif()

# How everything is compiled: one set of flags for all targets, so that results do not depend on
# which target a function was compiled for. Never -ffast-math, never -march=native: the same bits
# are promised on every machine.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O3 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-Og -g -D_GLIBCXX_ASSERTIONS")
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

# Everything is position independent, so that programs and the shared library of the C interface are
# made of the same objects; what nobody outside sees is hidden, which makes that free.
add_compile_options(-fPIC -fvisibility=hidden -fvisibility-inlines-hidden)
add_compile_options(-fopenmp-simd -fno-math-errno -fno-trapping-math -ffp-contract=off
                    -Wall -Wextra -Wconversion)
add_compile_definitions(OVERBUILD_VERSION="${PROJECT_VERSION}")
include_directories("${PROJECT_SOURCE_DIR}")

# g++ 12 sees impossible sizes in inlined string concatenation (GCC bugs 105329 and 105651).
if("${CMAKE_CXX_COMPILER_ID}-${CMAKE_CXX_COMPILER_VERSION}" MATCHES "^GNU-12\\.")
  add_compile_options(-Wno-restrict -Wno-stringop-overflow -Wno-array-bounds)
endif()

# Other compilers may warn about more, and instrumented code confuses g++'s flow analysis; neither
# must keep anyone from building.
if(OVERBUILD_WERROR AND NOT OVERBUILD_SANITIZE AND
   "${CMAKE_CXX_COMPILER_ID}-${CMAKE_CXX_COMPILER_VERSION}" MATCHES "^(GNU-12|Clang-14)\\.")
  add_compile_options(-Werror)
endif()

if(OVERBUILD_SANITIZE)
  set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g -D_GLIBCXX_ASSERTIONS")
  add_compile_options(-fsanitize=${OVERBUILD_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${OVERBUILD_SANITIZE})
  if(OVERBUILD_SANITIZE MATCHES "undefined")
    # Casts of numbers that do not fit are no part of "undefined" by themselves.
    add_compile_options(-fsanitize=float-cast-overflow
                        -fno-sanitize-recover=undefined,float-cast-overflow)
    add_link_options(-fsanitize=float-cast-overflow)
  endif()
endif()
if(OVERBUILD_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "OVERBUILD_FUZZ needs clang: cmake --preset fuzz")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# ccache and a quick linker, where they are installed.
find_program(OVERBUILD_CCACHE ccache)
mark_as_advanced(OVERBUILD_CCACHE)
if(OVERBUILD_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Precompiled headers are only cached when ccache is told how to look at them.
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros "${OVERBUILD_CCACHE}")
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  endif()
endif()
foreach(linker mold lld)
  find_program(OVERBUILD_LINKER_${linker} ld.${linker})
  mark_as_advanced(OVERBUILD_LINKER_${linker})
  if(OVERBUILD_LINKER_${linker})
    add_link_options(-fuse-ld=${linker})
    break()
  endif()
endforeach()

# The headers that nearly every source includes; sources include what they use all the same, which
# the clang14 preset proves by building without precompiled headers.
set(OVERBUILD_STANDARD_HEADERS
    <algorithm> <array> <cmath> <compare> <cstdint> <filesystem> <functional> <limits> <map>
    <memory> <numeric> <optional> <span> <stdexcept> <string> <string_view> <unordered_map>
    <utility> <vector>)

# overbuild_join(<target>): compiles several of its sources at once, which reads their headers once.
# Most of the time goes into headers, read for a third as many units; a change of one source compiles
# its neighbours again. Neighbours are of one folder, so that a new source cannot meet names of
# another room (tests/lint/joined_names.sh). The clang14 and debug presets compile each source by
# itself, as it has to stand alone.
function(overbuild_join target)
  if(NOT OVERBUILD_JOIN)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  get_target_property(sources ${target} SOURCES)
  set(folders "")
  foreach(source ${sources})
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}")
    cmake_path(GET source PARENT_PATH folder)
    list(APPEND folders "${folder}")
    list(APPEND "in ${folder}" "${source}")
  endforeach()
  list(REMOVE_DUPLICATES folders)
  foreach(folder ${folders})
    cmake_path(GET folder FILENAME name)
    list(LENGTH "in ${folder}" count)
    math(EXPR groups "(${count} + 9) / 10")
    set(k 0)
    foreach(source ${in\ ${folder}})
      math(EXPR group "${k} * ${groups} / ${count}")
      math(EXPR k "${k} + 1")
      get_source_file_property(joined "${source}" UNITY_GROUP)
      if(NOT joined)  # a source of two programs keeps its first neighbours
        set_source_files_properties("${source}" PROPERTIES UNITY_GROUP "${name}_${group}")
      endif()
    endforeach()
  endforeach()
endfunction()

# overbuild_layer(<name> <layer below or ""> [ONLY_HERE]): the library overbuild_<name> of all sources
# in this folder and, unless ONLY_HERE, the folders inside it.
function(overbuild_layer name below)
  if("ONLY_HERE" IN_LIST ARGN)
    file(GLOB sources CONFIGURE_DEPENDS "*.cpp")
  else()
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "*.cpp")
  endif()
  add_library(overbuild_${name} STATIC ${sources})
  if(below)
    target_link_libraries(overbuild_${name} PUBLIC overbuild_${below})
  endif()
  if(OVERBUILD_PCH AND below)
    target_precompile_headers(overbuild_${name} REUSE_FROM overbuild_core)
  elseif(OVERBUILD_PCH)
    target_precompile_headers(overbuild_${name} PRIVATE ${OVERBUILD_STANDARD_HEADERS})
  endif()
  if(below)
    overbuild_join(overbuild_${name})
  endif()
endfunction()

# overbuild_program(<target> <sources>...): a program beside the build's other programs.
function(overbuild_program target)
  add_executable(${target} ${ARGN})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
  target_link_libraries(${target} PRIVATE overbuild_sim)
  if(OVERBUILD_PCH)
    target_precompile_headers(${target} REUSE_FROM overbuild_core)
  endif()
  overbuild_join(${target})
endfunction()

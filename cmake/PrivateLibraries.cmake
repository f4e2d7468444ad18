# Run while a package is made: copies every library that `programs` and `shared` need into
# `private_libraries`, but for those of each Debian system, and their licences into `notices`.
file(GET_RUNTIME_DEPENDENCIES
  EXECUTABLES "${programs}" LIBRARIES "${shared}" RESOLVED_DEPENDENCIES_VAR libraries
  PRE_EXCLUDE_REGEXES "^ld-linux" "^libc\\.so" "^libm\\.so" "^libstdc\\+\\+\\.so" "^libgcc_s\\.so")
foreach(library IN LISTS libraries)
  file(INSTALL "${library}" DESTINATION "${private_libraries}" FOLLOW_SYMLINK_CHAIN)
  file(REAL_PATH "${library}" file)
  unset(elsewhere)
  file(READ_ELF "${file}" RUNPATH elsewhere CAPTURE_ERROR unread)
  if(elsewhere)  # its neighbours are here
    cmake_path(GET file FILENAME name)
    file(RPATH_SET FILE "$ENV{DESTDIR}${private_libraries}/${name}" NEW_RPATH "$ORIGIN")
  endif()
  execute_process(COMMAND dpkg-query --search "${file}" OUTPUT_VARIABLE owner ERROR_QUIET)
  if(owner MATCHES "^([^:]+):")
    file(INSTALL "/usr/share/doc/${CMAKE_MATCH_1}/copyright" DESTINATION "${notices}/${CMAKE_MATCH_1}")
  endif()
endforeach()

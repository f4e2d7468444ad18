# `cmake --install BUILD` and, with cpack, a Debian package: the program, its configurations, the C
# interface, the manual page and completion for bash and zsh.
include(GNUInstallDirs)

# The manual and completions are what the program itself prints.
set(reference "${PROJECT_BINARY_DIR}/reference")
add_custom_command(
  OUTPUT "${reference}/overbuild.1" "${reference}/overbuild.bash" "${reference}/_overbuild"
  COMMAND "${CMAKE_COMMAND}" -E make_directory "${reference}"
  COMMAND overbuild docs man > "${reference}/overbuild.1"
  COMMAND overbuild docs bash > "${reference}/overbuild.bash"
  COMMAND overbuild docs zsh > "${reference}/_overbuild"
  DEPENDS overbuild VERBATIM)
add_custom_target(overbuild_reference ALL
  DEPENDS "${reference}/overbuild.1" "${reference}/overbuild.bash" "${reference}/_overbuild")

install(TARGETS overbuild overbuild_shared)
install(FILES api/overbuild.h TYPE INCLUDE)
install(DIRECTORY configs DESTINATION "${CMAKE_INSTALL_DATADIR}/overbuild")
install(FILES "${reference}/overbuild.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES "${reference}/overbuild.bash" RENAME overbuild
        DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions")
install(FILES "${reference}/_overbuild"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions")
install(FILES README.md CHANGELOG.md CITATION.cff DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME copyright)

# Packages bring the libraries that a bare machine lacks, in a folder of their own: `dpkg -i` alone
# suffices, and no version of the system's is in the way. `cmake --install` uses the system's.
set(private_libraries "${CMAKE_INSTALL_LIBDIR}/overbuild")
set_target_properties(overbuild PROPERTIES INSTALL_RPATH "$ORIGIN/../${private_libraries}")
set_target_properties(overbuild_shared PROPERTIES INSTALL_RPATH "$ORIGIN/overbuild;$ORIGIN")
foreach(target overbuild overbuild_shared)  # old tags hold for what a library needs in turn, too
  target_link_options(${target} PRIVATE -Wl,--disable-new-dtags)
endforeach()
install(CODE "
  set(programs \"$<TARGET_FILE:overbuild>\")
  set(shared \"$<TARGET_FILE:overbuild_shared>\")
  set(private_libraries \"\${CMAKE_INSTALL_PREFIX}/${private_libraries}\")
  set(notices \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DOCDIR}/libraries\")"
  COMPONENT libraries EXCLUDE_FROM_ALL)
install(SCRIPT cmake/PrivateLibraries.cmake COMPONENT libraries EXCLUDE_FROM_ALL)

set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_NAME overbuild)
set(CPACK_PACKAGE_VENDOR "Overbuild")
set(CPACK_PACKAGE_CONTACT "Overbuild <overbuild@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION
    "Simulates who builds, who buys and who fails in an infrastructure boom: artificial intelligence\n"
    "from 2022 and 2026, telecom from 1996, cloud computing from 2009. With its configurations, a\n"
    "manual page and completion for shells.")
list(JOIN CPACK_PACKAGE_DESCRIPTION "" CPACK_PACKAGE_DESCRIPTION)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libc6 (>= 2.36), libstdc++6 (>= 12), libgcc-s1 (>= 12)")
set(CPACK_COMPONENTS_ALL Unspecified libraries)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
include(CPack)

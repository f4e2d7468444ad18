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
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)  # which libraries it needs, by dpkg-shlibdeps
include(CPack)

# Run by CPack over what was installed below /usr: puts the files where Debian wants them.
set(root "${CPACK_TEMPORARY_INSTALL_DIRECTORY}")

file(GLOB units "${root}/usr/lib/systemd/system/*.service")
foreach(unit IN LISTS units)
  file(READ "${unit}" text)
  string(REPLACE "/usr/local/sbin/" "/usr/sbin/" text "${text}")
  file(WRITE "${unit}" "${text}")
endforeach()

set(documents "${root}/usr/share/doc/openboxes-webhooks")
file(COPY "${CMAKE_CURRENT_LIST_DIR}/copyright" DESTINATION "${documents}")
execute_process(
  COMMAND "${CMAKE_CURRENT_LIST_DIR}/../../scripts/debian-changelog"
          "${CPACK_PACKAGE_VERSION}" "${CPACK_WEBHOOKD_DISTRIBUTION}" "${CPACK_PACKAGE_CONTACT}"
  OUTPUT_FILE "${documents}/changelog" COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND gzip -9n "${documents}/changelog" COMMAND_ERROR_IS_FATAL ANY)

# Equal modes whoever builds it under whatever umask; what is executable stays so.
execute_process(COMMAND chmod -R u=rwX,go=rX "${root}" COMMAND_ERROR_IS_FATAL ANY)

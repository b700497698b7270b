# What is installed beside the program, and the Debian package (scripts/package).
set(WEBHOOKD_MAINTAINER "openboxes-webhooks maintainers <maintainers@users.noreply.r-seed-151480ce.example>")

install(TARGETS openboxes-webhookd DESTINATION sbin)
install(FILES systemd/openboxes-webhookd.service systemd/openboxes-webhookd@.service DESTINATION lib/systemd/system)
install(FILES systemd/openboxes-webhooks.sysusers DESTINATION lib/sysusers.d RENAME openboxes-webhooks.conf)
install(FILES config/openboxes-webhooks.yaml DESTINATION share/openboxes-webhooks)

# The manual and the completions are made from what the program says of itself and from the reference configuration.
set(documents "${CMAKE_CURRENT_BINARY_DIR}/documents")
add_custom_command(
  OUTPUT "${documents}/stamp"
  COMMAND "${CMAKE_COMMAND}" -E rm -rf "${documents}"
  COMMAND "${CMAKE_CURRENT_SOURCE_DIR}/scripts/documents" "$<TARGET_FILE:openboxes-webhookd>" "${documents}"
  COMMAND "${CMAKE_COMMAND}" -E touch "${documents}/stamp"
  DEPENDS openboxes-webhookd config/openboxes-webhooks.yaml CHANGELOG.md README.md
          scripts/documents scripts/manual scripts/completions
  COMMENT "Writing the manual and the completions"
  VERBATIM)
add_custom_target(documents ALL DEPENDS "${documents}/stamp")
install(FILES "${documents}/openboxes-webhookd.8.gz" DESTINATION share/man/man8)
install(FILES "${documents}/openboxes-webhooks.yaml.5.gz" DESTINATION share/man/man5)
install(FILES "${documents}/openboxes-webhookd.bash" DESTINATION share/bash-completion/completions RENAME openboxes-webhookd)
install(FILES "${documents}/openboxes-webhookd.zsh" DESTINATION share/zsh/vendor-completions RENAME _openboxes-webhookd)
install(FILES "${documents}/openboxes-webhookd.fish" DESTINATION share/fish/vendor_completions.d)
install(FILES README.md CHANGELOG.md CONTRIBUTING.md DESTINATION share/doc/openboxes-webhooks)
install(DIRECTORY docs/ DESTINATION share/doc/openboxes-webhooks/docs FILES_MATCHING
  PATTERN "*.md" PATTERN "*.yml" PATTERN "*.yaml" PATTERN "*.json" PATTERN "*.gs")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME openboxes-webhooks)
# 1.0.0~rc1+deb12: before 1.0.0, and the package of one release before that of the next.
cmake_host_system_information(RESULT release QUERY DISTRIB_INFO)
string(REPLACE "-" "~" CPACK_PACKAGE_VERSION "${WEBHOOKD_VERSION}${WEBHOOKD_VERSION_SUFFIX}")
string(REGEX REPLACE "^debian" "deb" release_name "${release_ID}")
string(APPEND CPACK_PACKAGE_VERSION "+${release_name}${release_VERSION_ID}")
set(CPACK_WEBHOOKD_DISTRIBUTION "${release_VERSION_CODENAME}")
set(CPACK_PACKAGE_CONTACT "${WEBHOOKD_MAINTAINER}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "signed, durable webhooks for OpenBoxes")
set(CPACK_PACKAGE_DESCRIPTION
"OpenBoxes keeps track of stock in hospitals, NGOs and warehouses. This daemon
polls its REST API within a request budget, compares what it reads with what
it remembers, and POSTs a signed webhook to each subscriber when a stock
movement was shipped or received, a purchase order approved, stock adjusted by
hand, or a product created. Deliveries are stored, ordered and tried again
until they arrive.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}/build/package")
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_CURRENT_SOURCE_DIR}/cmake/package/stage.cmake")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_HOMEPAGE https://openboxes.com)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "ca-certificates, systemd (>= 252)")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  "${CMAKE_CURRENT_SOURCE_DIR}/cmake/package/postinst"
  "${CMAKE_CURRENT_SOURCE_DIR}/cmake/package/prerm"
  "${CMAKE_CURRENT_SOURCE_DIR}/cmake/package/postrm")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)

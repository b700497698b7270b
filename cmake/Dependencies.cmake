# Debian packages, by name in scripts/packages. Boost's header-only parts that are slow to
# compile are compiled once (BOOST_*_SEPARATE_COMPILATION) in src/boost/*.cpp.

find_package(Threads REQUIRED)
find_package(Boost 1.81 CONFIG REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(simdjson REQUIRED)
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(spdlog REQUIRED)
find_package(CLI11 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(systemd REQUIRED IMPORTED_TARGET libsystemd)
# Debian's has no CMake package, before 1.7 no pkg-config file either.
find_library(JQ_LIBRARY jq REQUIRED)
add_library(jq INTERFACE)
target_link_libraries(jq INTERFACE "${JQ_LIBRARY}")
pkg_check_modules(seccomp REQUIRED IMPORTED_TARGET libseccomp)
# Its CMake package wants the HTTP servers of its other parts as well.
pkg_check_modules(prometheus REQUIRED IMPORTED_TARGET prometheus-cpp-core)

add_library(webhookd_asio STATIC src/boost/asio.cpp)
add_library(webhookd::asio ALIAS webhookd_asio)
target_compile_features(webhookd_asio PUBLIC cxx_std_23)
target_compile_definitions(webhookd_asio PUBLIC BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(webhookd_asio PUBLIC Boost::headers Threads::Threads OpenSSL::SSL)

add_library(webhookd_beast STATIC src/boost/beast.cpp)
add_library(webhookd::beast ALIAS webhookd_beast)
target_compile_definitions(webhookd_beast PUBLIC BOOST_BEAST_SEPARATE_COMPILATION)
target_link_libraries(webhookd_beast PUBLIC webhookd::asio)

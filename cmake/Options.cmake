# Compiler, warnings and sanitizers: what every target of ours is built with.

# g++ 12 miscompiles coroutines without a warning (GCC bugs 107288 and others), so only compilers
# that were verified may build this program.
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR CMAKE_CXX_COMPILER_VERSION VERSION_LESS 16)
  message(FATAL_ERROR "openboxes-webhooks needs clang 16 or newer (found ${CMAKE_CXX_COMPILER_ID} "
                      "${CMAKE_CXX_COMPILER_VERSION}): g++ 12 silently miscompiles its coroutines. "
                      "Use a preset (cmake --preset release) or -DCMAKE_CXX_COMPILER=clang++-19.")
endif()

add_library(webhookd_options INTERFACE)
target_compile_features(webhookd_options INTERFACE cxx_std_23)
set(CMAKE_CXX_EXTENSIONS OFF)
target_compile_options(webhookd_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast)
target_link_options(webhookd_options INTERFACE -fuse-ld=lld-19)

if(WEBHOOKD_SANITIZE)
  # Everything in the build, the separately compiled Boost parts too, must agree on the sanitizer.
  # Its check of a virtual call opens a pipe to look at memory, and sees faults in tests that leave no descriptor.
  add_compile_options(-fsanitize=${WEBHOOKD_SANITIZE} -fno-sanitize=vptr -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${WEBHOOKD_SANITIZE})
endif()

find_program(CCACHE ccache)
if(CCACHE)
  # What uses a precompiled header is cached only when ccache may assume that no macro changes the header's meaning and
  # that nobody uses __TIME__. Depend mode asks the compiler for the includes instead of preprocessing every file first.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND}" -E env CCACHE_DEPEND=1 CCACHE_SLOPPINESS=pch_defines,time_macros "${CCACHE}")
endif()

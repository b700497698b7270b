# The JSON, formatting and Asio headers cost 5 of the 6 seconds of a typical file here; precompiled once, they cost one.
# Off in the tidy preset, so that a missing #include cannot hide behind it.
option(WEBHOOKD_PCH "precompile the common third-party headers" OFF)

if(WEBHOOKD_PCH)
  file(CONFIGURE OUTPUT "${CMAKE_BINARY_DIR}/precompiled.cpp" CONTENT "")  # untouched when it is there
  add_library(webhookd_precompiled STATIC "${CMAKE_BINARY_DIR}/precompiled.cpp")
  target_link_libraries(webhookd_precompiled PUBLIC webhookd::asio nlohmann_json::nlohmann_json fmt::fmt PRIVATE webhookd_options)
  target_compile_options(webhookd_precompiled PRIVATE -Xclang -fno-pch-timestamp)  # equal bytes when made again, for ccache
  target_precompile_headers(webhookd_precompiled PRIVATE
    <chrono> <expected> <functional> <map> <memory> <optional> <span> <string> <string_view> <vector>
    <nlohmann/json.hpp> <fmt/format.h>
    <boost/asio/any_io_executor.hpp> <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp>
    <boost/asio/experimental/channel.hpp> <boost/asio/ip/tcp.hpp> <boost/asio/steady_timer.hpp>
    <boost/asio/this_coro.hpp> <boost/asio/use_awaitable.hpp>)
endif()

# Sources of a target compiled a dozen at a time: what nobody edits meanwhile is built in a third of the time.
option(WEBHOOKD_UNITY "compile several sources at once" OFF)
if(WEBHOOKD_UNITY)
  set(CMAKE_UNITY_BUILD ON)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 12)
  target_compile_options(webhookd_options INTERFACE -Wno-shadow)  # what is apart otherwise
endif()

function(webhookd_precompile target)
  get_target_property(type ${target} TYPE)
  # Hardened programs are compiled with -fPIE, libraries with -fPIC, and clang shares no header between them.
  if(WEBHOOKD_PCH AND NOT (WEBHOOKD_HARDENED AND type STREQUAL EXECUTABLE))
    target_link_libraries(${target} PRIVATE webhookd::asio)  # the definitions the headers were compiled with
    target_precompile_headers(${target} REUSE_FROM webhookd_precompiled)
  endif()
endfunction()

# Much of a release build would be optimizing the same templates again for every dozen.
function(webhookd_large_batches target)
  if(CMAKE_BUILD_TYPE STREQUAL Release)
    set_target_properties(${target} PROPERTIES UNITY_BUILD_BATCH_SIZE 30)
  endif()
endfunction()

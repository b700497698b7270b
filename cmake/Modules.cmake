# webhookd_module(NAME LIBRARIES...): the static library webhookd_NAME (alias webhookd::NAME) of
# src/NAME/*.cpp, with its public headers in include/webhookd/NAME.
function(webhookd_module name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/src/${name}/*.cpp")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  if(NOT sources)  # a module nobody has begun yet
    file(TOUCH "${CMAKE_BINARY_DIR}/empty.cpp")
    set(sources "${CMAKE_BINARY_DIR}/empty.cpp")
  endif()
  add_library(webhookd_${name} STATIC ${sources})
  add_library(webhookd::${name} ALIAS webhookd_${name})
  set_target_properties(webhookd_${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_include_directories(webhookd_${name}
    PUBLIC "${CMAKE_CURRENT_SOURCE_DIR}/include" PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/src")
  target_link_libraries(webhookd_${name}
    PUBLIC ${ARGN} nlohmann_json::nlohmann_json fmt::fmt PRIVATE webhookd_options)
  webhookd_precompile(webhookd_${name})
  webhookd_large_batches(webhookd_${name})
endfunction()

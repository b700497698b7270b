# webhookd_migrations(MODULE): compiles src/MODULE/migrations/NNNN_*.sql into the module, as the function
# declared in src/MODULE/migrations.hpp. The number of the file is the version it leads to.
function(webhookd_migrations module)
  set(directory "${CMAKE_CURRENT_SOURCE_DIR}/src/${module}/migrations")
  set(generated "${CMAKE_CURRENT_BINARY_DIR}/generated/${module}/migrations.cpp")
  file(GLOB files CONFIGURE_DEPENDS "${directory}/*.sql")
  add_custom_command(
    OUTPUT "${generated}"
    COMMAND "${CMAKE_COMMAND}" "-DMODULE=${module}" "-DDIRECTORY=${directory}" "-DOUTPUT=${generated}"
            -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/EmbedMigrations.cmake"
    DEPENDS ${files} "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/EmbedMigrations.cmake"
    COMMENT "Embedding the migrations of ${module}"
    VERBATIM)
  target_sources(webhookd_${module} PRIVATE "${generated}")
endfunction()

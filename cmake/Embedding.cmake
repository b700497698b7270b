# webhookd_embed(MODULE FOLDER SCRIPT): compiles the files of src/MODULE/FOLDER into the module, as the function
# declared in src/MODULE/FOLDER.hpp. SCRIPT, in this folder, writes that function.
function(webhookd_embed module folder script)
  set(directory "${CMAKE_CURRENT_SOURCE_DIR}/src/${module}/${folder}")
  set(generated "${CMAKE_CURRENT_BINARY_DIR}/generated/${module}/${folder}.cpp")
  file(GLOB files CONFIGURE_DEPENDS "${directory}/*")
  add_custom_command(
    OUTPUT "${generated}"
    COMMAND "${CMAKE_COMMAND}" "-DMODULE=${module}" "-DDIRECTORY=${directory}" "-DOUTPUT=${generated}"
            -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${script}"
    DEPENDS ${files} "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${script}"
    COMMENT "Embedding the ${folder} of ${module}"
    VERBATIM)
  target_sources(webhookd_${module} PRIVATE "${generated}")
endfunction()

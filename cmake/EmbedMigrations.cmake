# Run by webhookd_embed(): writes OUTPUT, a C++ file with the SQL files of DIRECTORY in it.
file(GLOB files "${DIRECTORY}/*.sql")
list(SORT files)
set(rows "")
set(expected 1)
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME)
  string(REGEX MATCH "^[0-9]+" number "${name}")
  string(REGEX REPLACE "^0+" "" version "${number}")
  if(NOT version EQUAL expected)
    message(FATAL_ERROR "${name}: expected migration ${expected}; versions must have no gaps")
  endif()
  math(EXPR expected "${expected} + 1")
  file(READ "${file}" sql)
  string(APPEND rows "    {${version}, \"${name}\", R\"migration(${sql})migration\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Generated from src/${MODULE}/migrations.
#include \"${MODULE}/migrations.hpp\"

namespace webhookd::${MODULE} {

namespace {
constexpr sqlite::Migration all[] = {
${rows}};
}  // namespace

std::span<const sqlite::Migration> migrations()
{
    return all;
}

}  // namespace webhookd::${MODULE}
")

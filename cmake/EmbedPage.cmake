# Run by webhookd_embed(): writes OUTPUT, a C++ file with the text files of DIRECTORY in it.
set(type_html "text/html; charset=utf-8")
set(type_css "text/css; charset=utf-8")
set(type_js "text/javascript; charset=utf-8")
set(type_svg "image/svg+xml")

file(GLOB files "${DIRECTORY}/*")
list(SORT files)
set(rows "")
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME)
  string(REGEX MATCH "[^.]*$" extension "${name}")
  if(NOT DEFINED type_${extension})
    message(FATAL_ERROR "${name}: expected a file that ends in .html, .css, .js or .svg")
  endif()
  file(SHA256 "${file}" hash)
  string(SUBSTRING "${hash}" 0 32 etag)
  file(READ "${file}" bytes)
  string(APPEND rows "    {\"/${name}\", \"${type_${extension}}\", \"\\\"${etag}\\\"\", R\"page(${bytes})page\"},\n")
endforeach()
file(WRITE "${OUTPUT}" "// Generated from src/${MODULE}/page.
#include \"${MODULE}/page.hpp\"

namespace webhookd::${MODULE} {

namespace {
constexpr PageFile all[] = {
${rows}};
}  // namespace

std::span<const PageFile> page_files()
{
    return all;
}

}  // namespace webhookd::${MODULE}
")

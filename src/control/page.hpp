#pragma once
// The files of src/control/page, compiled in (cmake/EmbedPage.cmake): the program needs nothing beside its
// binary.

#include <span>
#include <string_view>

#include "webhookd/http/server.hpp"

namespace webhookd::control {

struct PageFile
{
    std::string_view path;  ///< `/index.html`
    std::string_view content_type;
    std::string_view etag;  ///< with its quotes
    std::string_view bytes;
};

std::span<const PageFile> page_files();

/// The file at `path`; `/` is `/index.html`. Null when there is none.
const PageFile* find_page_file(std::string_view path);

/// The file, or 304 when the request says that it is known already.
http::ServerAnswer answer_with(const PageFile& file, const http::ServerRequest& request);

}  // namespace webhookd::control

// Finds a file of the page by its path, and answers 304 to a browser that has it already.

#include "control/page.hpp"

#include <algorithm>

namespace webhookd::control {

const PageFile* find_page_file(std::string_view path)
{
    if (path == "/") path = "/index.html";
    const auto files = page_files();
    const auto found = std::ranges::find(files, path, &PageFile::path);
    return found == files.end() ? nullptr : &*found;
}

http::ServerAnswer answer_with(const PageFile& file, const http::ServerRequest& request)
{
    http::ServerAnswer answer;
    // Kept, but asked for each time: another version of the program has another page.
    answer.headers = {{"etag", std::string(file.etag)}, {"cache-control", "no-cache"}};
    if (http::find_header(request.headers, "if-none-match") == file.etag) {
        answer.status = 304;
        return answer;
    }
    answer.headers.emplace_back("content-type", file.content_type);
    answer.body = file.bytes;
    return answer;
}

}  // namespace webhookd::control

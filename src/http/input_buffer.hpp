#pragma once
// Bytes received and not yet understood, in one piece, never more than a limit: what bounds headers, chunk
// lines and trailers of a peer that never ends them.

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace webhookd::http {

class InputBuffer
{
  public:
    /// Room for at least one and about `wanted` further bytes; empty when `limit` bytes wait already.
    std::span<char> prepare(std::size_t wanted, std::size_t limit)
    {
        const auto held = size();
        const auto room = held < limit ? std::min(wanted, limit - held) : 0;
        if (storage_.size() - end_ < room) {
            if (held > 0) std::memmove(storage_.data(), storage_.data() + begin_, held);
            begin_ = 0;
            end_ = held;
            if (storage_.size() < held + room) storage_.resize(held + room);
        }
        return {storage_.data() + end_, room};
    }

    void commit(std::size_t count) { end_ += count; }

    void consume(std::size_t count)
    {
        begin_ += count;
        if (begin_ == end_) begin_ = end_ = 0;
    }

    std::string_view text() const { return {storage_.data() + begin_, size()}; }
    std::size_t size() const { return end_ - begin_; }
    bool empty() const { return begin_ == end_; }

    /// Gives memory back that a large message needed; only while empty.
    void shrink(std::size_t capacity)
    {
        if (storage_.size() <= capacity) return;
        storage_.resize(capacity);
        storage_.shrink_to_fit();
    }

  private:
    std::vector<char> storage_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace webhookd::http

// Only the first damage is explained, remembered and told; the flag is set after the text, so whoever sees it
// may read the text. The log is followed frame by frame, with the running checksum that SQLite follows too:
// frames of this log behind the first wrong checksum are those that it will drop.

#include "store/damage.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace webhookd::store {

Damage::Damage(std::string path, DamageListener listener)
    : path_(std::move(path)), listener_(std::move(listener))
{
}

void Damage::note(const sqlite::Error& error)
{
    std::call_once(once_, [&] {
        text_ = explain(path_, error);
        found_ = true;
        if (listener_) listener_(text_);
    });
}

namespace {

// https://www.sqlite.org/fileformat2.html#walformat
constexpr std::uint32_t magic = 0x377f0682;  // of little-endian checksums; one more for big-endian ones
constexpr std::size_t header_bytes = 32;
constexpr std::size_t frame_header_bytes = 24;

std::uint32_t word(std::string_view bytes, std::size_t index, bool big_endian = true)
{
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data() + 4 * index, sizeof(value));
    return (std::endian::native == std::endian::big) == big_endian ? value : std::byteswap(value);
}

/// The checksum that runs through the log from its beginning.
class Checksum
{
  public:
    explicit Checksum(bool big_endian) : big_endian_(big_endian) {}

    void add(std::string_view bytes)
    {
        for (std::size_t i = 0; i + 1 < bytes.size() / 4; i += 2) {
            first_ += word(bytes, i, big_endian_) + second_;
            second_ += word(bytes, i + 1, big_endian_) + first_;
        }
    }

    /// Whether it stands in `bytes` from word `index` on.
    bool stands_in(std::string_view bytes, std::size_t index) const
    {
        return first_ == word(bytes, index) && second_ == word(bytes, index + 1);
    }

  private:
    bool big_endian_;
    std::uint32_t first_ = 0;
    std::uint32_t second_ = 0;
};

bool read_whole(std::ifstream& file, std::string& bytes)
{
    return static_cast<bool>(file.read(bytes.data(), static_cast<std::streamsize>(bytes.size())));
}

}  // namespace

std::optional<std::string> find_dropped_frames(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    std::string header(header_bytes, '\0');
    if (!read_whole(file, header)) return std::nullopt;
    const auto page_bytes = word(header, 2);
    Checksum checksum(word(header, 0) == magic + 1);
    checksum.add(std::string_view(header).substr(0, 24));
    if (word(header, 0) >> 1 != magic >> 1 || page_bytes > 65536 || !checksum.stands_in(header, 6)) {
        return fmt::format("the header of {} is not what SQLite writes: none of what it holds is used", path);
    }

    std::string frame(frame_header_bytes + page_bytes, '\0');
    std::size_t dropped = 0;
    std::size_t ends = 0;  // of transactions, among the dropped
    for (bool sound = true; read_whole(file, frame);) {
        // What stands behind the end of this log is left over from the one before, which had another salt.
        if (frame.compare(8, 8, header, 16, 8) != 0) {
            sound = false;
            continue;
        }
        checksum.add(std::string_view(frame).substr(0, 8));
        checksum.add(std::string_view(frame).substr(frame_header_bytes));
        sound = sound && checksum.stands_in(frame, 4);
        if (sound) continue;
        ++dropped;
        if (word(frame, 1) != 0) ++ends;
    }
    if (dropped == 0) return std::nullopt;
    return fmt::format(
        "{} frames at the end of {}, {} of them the end of a transaction, do not fit what stands before "
        "them and are dropped: they were being written when the power failed, or the disk lost or "
        "changed something; what they held is found again by the next polls, or sent again",
        dropped, path, ends);
}

}  // namespace webhookd::store

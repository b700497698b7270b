#pragma once
// What a server answered, parsed by simdjson and read where it lies: most of a list is known already and is
// looked at for three of its fields. What the program writes itself is of core/json.hpp.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace webhookd::openboxes {

/// One value of a JsonDocument, which must outlive it; a default one is null. As cheap to copy as a pointer.
/// Nothing here throws: what is not of the type asked for is absent.
class JsonView
{
  public:
    bool is_null() const;
    bool is_object() const;
    bool is_array() const;

    std::optional<std::string_view> text() const;
    std::optional<bool> boolean() const;
    /// Any number, as the nearest double.
    std::optional<double> number() const;
    /// A number written without fraction and exponent, in the range of the type.
    std::optional<std::int64_t> integer() const;

    /// A member of an object, which may be null; the first one, where a key is there twice.
    std::optional<JsonView> find(std::string_view key) const;

    /// Elements of an array, counted without looking at them, up to 16,777,215; of anything else, 0.
    std::size_t size() const;

    /// Of an array, in its order; of anything else, none.
    std::vector<JsonView> elements() const;

    /// Its JSON text without spaces, members in the order of the server.
    std::string dump() const;

  private:
    friend struct JsonViewAccess;
    /// A simdjson::dom::element (16 bytes, trivially copyable), kept apart from its header, which takes a
    /// compiler longer than a file of ours.
    std::array<std::uint64_t, 2> element_{};
};

/// A JSON text, parsed. Moves, and leaves its views valid. Each is used by one thread.
class JsonDocument
{
  public:
    JsonDocument();  ///< null
    JsonDocument(JsonDocument&&) noexcept;
    JsonDocument& operator=(JsonDocument&&) noexcept;
    ~JsonDocument();

    /// Null when the text is not whole and valid JSON in UTF-8, holds an integer beyond 64 bits, or nests
    /// deeper than any answer of OpenBoxes (100): who reads it may recurse.
    static std::optional<JsonDocument> parse(std::string_view text);

    JsonView root() const;

  private:
    struct Parsed;
    /// Keeps the memory of one for the next document of this thread: the pages of a list are of one size.
    struct Recycle
    {
        void operator()(Parsed* parsed) const;
    };
    static thread_local std::unique_ptr<Parsed> spare_;

    std::unique_ptr<Parsed, Recycle> parsed_;
};

}  // namespace webhookd::openboxes

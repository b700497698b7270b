#pragma once
// A statement prepared once and run many times; a member of the class that uses it. Values are bound by type,
// so no SQL is ever built from them. Reading rows gives a Cursor that resets the statement when it goes.

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "webhookd/store/sqlite/database.hpp"

struct sqlite3_stmt;

namespace webhookd::sqlite {

/// Bytes that are not text.
struct Blob
{
    std::string_view bytes;
};

/// How an instant is stored: UTC milliseconds.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

namespace detail {

template <class T>
struct IsOptional : std::false_type
{
};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type
{
};

}  // namespace detail

/// The rows of one run. Lives no longer than its statement, and only one at a time per statement.
class Cursor
{
  public:
    Cursor(const Database& database, sqlite3_stmt* statement) : database_(&database), statement_(statement) {}
    ~Cursor();
    Cursor(Cursor&& other) noexcept
        : database_(other.database_), statement_(std::exchange(other.statement_, nullptr))
    {
    }
    Cursor(const Cursor&) = delete;
    Cursor& operator=(const Cursor&) = delete;
    Cursor& operator=(Cursor&&) = delete;

    /// Steps to the next row; false after the last. Throws Error.
    bool next();

    /// A column of the current row (0 is the first): an integer type, bool, std::string, std::string_view
    /// (valid until next()), Instant, std::chrono::milliseconds, or std::optional of these.
    template <class T>
    T get(int column) const
    {
        if constexpr (detail::IsOptional<T>::value) {
            if (is_null(column)) return std::nullopt;
            return get<typename T::value_type>(column);
        } else if constexpr (std::same_as<T, bool>) {
            return integer(column) != 0;
        } else if constexpr (std::integral<T>) {
            return static_cast<T>(integer(column));
        } else if constexpr (std::same_as<T, Instant>) {
            return Instant(std::chrono::milliseconds(integer(column)));
        } else if constexpr (std::same_as<T, std::chrono::milliseconds>) {
            return std::chrono::milliseconds(integer(column));
        } else {
            return T(bytes(column));
        }
    }

    /// The current row holds what this program never writes there. Throws Error, as for any other damage.
    [[noreturn]] void report_damage(const std::string& what) const;

  private:
    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    std::string_view bytes(int column) const;

    const Database* database_;
    sqlite3_stmt* statement_;
};

class Statement
{
  public:
    /// Prepares `sql`, one statement. Throws Error.
    Statement(Database& database, std::string_view sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// Binds ?1, ?2, … and runs to the end. Returns how many rows an INSERT, UPDATE or DELETE changed.
    template <class... Values>
    int execute(const Values&... values)
    {
        bind_all(Lifetime::outlives_run, values...);
        return run();
    }

    /// Binds ?1, ?2, … (values are copied) and gives the rows.
    template <class... Values>
    Cursor query(const Values&... values)
    {
        bind_all(Lifetime::copied, values...);
        return {database_, statement_};
    }

    /// As query(), for values that live as long as the cursor: none is copied.
    template <class... Values>
    Cursor query_borrowing(const Values&... values)
    {
        bind_all(Lifetime::outlives_run, values...);
        return {database_, statement_};
    }

  private:
    enum class Lifetime
    {
        outlives_run,
        copied
    };

    template <class... Values>
    void bind_all(Lifetime lifetime, const Values&... values)
    {
        expect_idle(sizeof...(values));
        int index = 0;
        (bind(++index, values, lifetime), ...);
    }

    template <class T>
    void bind(int index, const T& value, Lifetime lifetime)
    {
        if constexpr (detail::IsOptional<T>::value) {
            if (value) bind(index, *value, lifetime);  // else: parameters that are not bound are NULL
        } else if constexpr (std::integral<T>) {
            bind_integer(index, static_cast<std::int64_t>(value));
        } else if constexpr (std::same_as<T, Instant>) {
            bind_integer(index, value.time_since_epoch().count());
        } else if constexpr (std::same_as<T, std::chrono::milliseconds>) {
            bind_integer(index, value.count());
        } else if constexpr (std::same_as<T, Blob>) {
            bind_blob(index, value.bytes, lifetime);
        } else {
            bind_text(index, value, lifetime);
        }
    }

    /// Asserts that no cursor is open and that `parameters` is what the SQL has.
    void expect_idle(std::size_t parameters) const;
    void bind_integer(int index, std::int64_t value);
    void bind_text(int index, std::string_view value, Lifetime lifetime);
    void bind_blob(int index, std::string_view value, Lifetime lifetime);
    int run();

    const Database& database_;
    sqlite3_stmt* statement_ = nullptr;
};

}  // namespace webhookd::sqlite

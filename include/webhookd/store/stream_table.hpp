#pragma once
// Streams: where each polled list stands, and the fence that lets only one poll commit from one starting
// point (F-26).

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "webhookd/store/records.hpp"

namespace webhookd::store {

class StreamTable
{
  public:
    StreamTable(sqlite::Database& database, SourceId source);
    ~StreamTable();

    std::optional<StreamRecord> find(std::string_view name);
    /// The row, or a new one that has never been polled.
    StreamRecord load(std::string_view name);
    std::vector<StreamRecord> all();

    /// Creates or replaces the row if it still has `expected_scan_no` (0: it may be absent) and stores
    /// scan_no + 1. False: someone else committed meanwhile; nothing was written.
    bool put(const StreamRecord& record, std::int64_t expected_scan_no);

    /// What was found out about the source and is remembered, e.g. `adjustments` -> `A`.
    std::optional<std::string> find_fact(std::string_view key);
    /// What `read` makes of it: a std::optional. Of whatever it makes nothing, or throws Json::exception,
    /// this program has not written it: throws sqlite::Error, as for any other damage.
    template <class Read>
    std::invoke_result_t<Read&, const std::string&> find_fact(std::string_view key, Read read)
    {
        std::invoke_result_t<Read&, const std::string&> found;
        check_fact(key, [&](const std::string& value) { return (found = read(value)).has_value(); });
        return found;
    }
    /// The same of a fact that is JSON.
    template <class Read>
    std::invoke_result_t<Read&, const Json&> find_json_fact(std::string_view key, Read read)
    {
        return find_fact(key, [&](const std::string& value) { return read(Json::parse(value)); });
    }
    void put_fact(std::string_view key, std::string_view value);
    void remove_fact(std::string_view key);

  private:
    struct Statements;

    void check_fact(std::string_view key, const std::function<bool(const std::string&)>& is_ours);

    SourceId source_;
    std::unique_ptr<Statements> sql_;
};

}  // namespace webhookd::store

#pragma once
// Snapshots: what was last committed of every entity (failure-catalogue.md 2, `entity`).

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "webhookd/store/records.hpp"

namespace webhookd::store {

/// Which entities one stream lists: all of a kind, or those that leave, enter or lie in one facility.
struct EntityScope
{
    enum class Place
    {
        any,
        origin,
        destination
    };

    core::EntityKind kind = core::EntityKind::product;
    Place place = Place::any;
    std::string facility;  ///< with origin or destination
};

class EntityTable
{
  public:
    EntityTable(sqlite::Database& database, SourceId source);
    ~EntityTable();

    /// The snapshot of each id in turn; null where it is not known. Meant for one page of rows.
    std::vector<std::optional<core::Snapshot>> find(core::EntityKind kind,
                                                    std::span<const std::string_view> ids);

    /// Entities marked open (core::is_open) within the scope that are not gone.
    std::vector<core::Snapshot> open(const EntityScope& scope);

    /// How many live (not gone) entities the scope holds.
    std::int64_t count(const EntityScope& scope);

    /// Up to `limit` live entities of the scope, the last by id first: those of OpenBoxes grow with time.
    std::vector<core::Snapshot> some(const EntityScope& scope, int limit);

    /// How many entities of one kind and origin (empty: every origin) have a watched `day` from `day` on;
    /// those named by their label, since others are aliases of these. Reads all of the kind.
    std::int64_t count_since(core::EntityKind kind, std::string_view origin_id, std::string_view day);

    void put(core::EntityKind kind, const core::Snapshot& snapshot, bool open);

    /// Forgets the entities of one kind and origin (empty: every origin) whose watched `day` lies before
    /// `day`, as if they had never been seen. Those without a day stay.
    void forget(core::EntityKind kind, std::string_view origin_id, std::string_view day);

  private:
    struct Statements;

    SourceId source_;
    std::unique_ptr<Statements> sql_;
};

}  // namespace webhookd::store

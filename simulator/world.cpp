// The clock, ids, facilities, users and products; movements, orders and stock have sources of their own
// (world_*.cpp).

#include "simulator/world.hpp"

#include <utility>

namespace webhookd::simulator {

namespace {

constexpr std::uint32_t facility_kind = 1;
constexpr std::uint32_t product_kind = 2;

}  // namespace

World::World(Version version, std::function<Timestamp()> now) : version_(version), now_(std::move(now)) {}

Timestamp World::now() const
{
    return std::chrono::floor<std::chrono::seconds>(now_());
}

std::string World::make_id(std::uint32_t kind)
{
    return fmt::format("ff808181{:08x}{:016x}", kind, ++last_id_);
}

std::string World::create_facility(std::string name, std::string type_code)
{
    Facility facility;
    facility.id = std::to_string(facilities.size() + 1);
    facility.number = fmt::format("F{}", facility.id);
    facility.name = std::move(name);
    facility.type_code = std::move(type_code);
    facility.inventory_id = make_id(facility_kind);
    return facilities.add(std::move(facility)).id;
}

void World::set_facility_active(const std::string& id, bool active)
{
    facilities.edit(id).active = active;
}

std::string World::create_user(std::string username, std::string password, Role role)
{
    User user;
    user.id = std::to_string(users.size() + 1);
    user.email = username.find('@') == std::string::npos ? username + "@example.org" : username;
    user.username = std::move(username);
    user.password = std::move(password);
    user.first_name = "Ana";
    user.last_name = "Diaz";
    user.role = role;
    if (acting_user.empty()) acting_user = user.id;
    return users.add(std::move(user)).id;
}

std::string World::create_product(Product product)
{
    if (product.id.empty()) product.id = make_id(product_kind);
    auto number = products.size() + 1;
    if (product.code.empty()) product.code = fmt::format("P{:05}", number);
    if (product.name.empty()) product.name = fmt::format("Product {}", number);
    if (product.created == Timestamp()) product.created = now();
    if (product.updated == Timestamp()) product.updated = product.created;
    if (product.updated_by.empty() && !acting_user.empty())
        product.updated_by = users.get(acting_user).name();
    return products.add(std::move(product)).id;
}

void World::update_product(const std::string& id, const std::function<void(Product&)>& change)
{
    auto& product = products.edit(id);
    change(product);
    product.updated = now();
}

void World::delete_product(const std::string& id)
{
    products.erase(id);
}

}  // namespace webhookd::simulator

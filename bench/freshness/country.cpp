// Translates the numbers of places, movements and orders in a workload into ids of the simulated world, and
// names the event that each change has to bring.

#include "bench/freshness/country.hpp"

#include <fmt/format.h>

#include "bench/freshness/delays.hpp"

namespace webhookd::bench {

namespace {

constexpr std::size_t known_products = 300;
constexpr auto adjustment = "3";
constexpr auto consumption = "2";

}  // namespace

Country::Country(simulator::World& world, std::uint32_t facilities) : world_(world)
{
    for (std::uint32_t at = 0; at < facilities; ++at)
        depots_.push_back(world_.create_facility(fmt::format("Depot {}", at + 1)));
    clinic_ = world_.create_facility("Clinic", "WARD");
    supplier_ = world_.create_facility("Supplier", "SUPPLIER");
    for (std::size_t at = 0; at < known_products; ++at)
        products_.push_back(world_.create_product());
}

const std::string& Country::place(std::uint32_t facility) const
{
    if (facility == clinic) return clinic_;
    return facility == supplier ? supplier_ : depots_.at(facility);
}

std::vector<simulator::Line> Country::some_lines()
{
    std::vector<simulator::Line> lines(2);
    for (auto& line : lines) {
        line.product = products_[picked_++ % products_.size()];
        line.quantity = 10;
    }
    return lines;
}

void Country::create_movement(const Change& change)
{
    simulator::NewMovement movement;
    movement.origin = place(change.facility);
    movement.destination = place(change.destination);
    movement.lines = some_lines();
    movements_[change.subject] = world_.create_movement(std::move(movement));
}

std::string Country::adjust(const Change& change, const std::string& type)
{
    simulator::Adjustment made;
    made.facility = place(change.facility);
    made.product = products_[picked_++ % products_.size()];
    made.quantity = 1;
    made.type = type;
    return world_.transactions.get(world_.adjust_stock(made)).number;
}

std::optional<std::string> Country::apply(const Change& change)
{
    std::string subject;
    switch (change.kind) {
        case ChangeKind::movement_created:
            create_movement(change);
            break;
        case ChangeKind::shipped:
            subject = movements_.at(change.subject);
            world_.ship(subject);
            break;
        case ChangeKind::received:
            subject = movements_.at(change.subject);
            world_.receive(subject);
            movements_.erase(change.subject);
            break;
        case ChangeKind::adjusted:
            subject = adjust(change, adjustment);
            break;
        case ChangeKind::consumed:
            adjust(change, consumption);
            break;
        case ChangeKind::product_created:
            subject = world_.create_product();
            break;
        case ChangeKind::order_created:
            orders_[change.subject] =
                world_.create_order({supplier_, place(change.facility), "", some_lines()});
            break;
        case ChangeKind::order_approved:
            subject = orders_.at(change.subject);
            world_.place_order(subject);
            orders_.erase(change.subject);
            break;
    }
    if (!is_told(change.kind)) return std::nullopt;
    return event_key(event_type_of(change.kind), subject);
}

std::string event_key(std::string_view type, std::string_view subject)
{
    return fmt::format("{} {}", type, subject);
}

}  // namespace webhookd::bench

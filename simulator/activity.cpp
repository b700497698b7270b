// The round of seven steps: what is shipped, placed or received in it was created earlier in the same round.

#include "simulator/activity.hpp"

#include <array>

namespace webhookd::simulator {

std::string Activity::step()
{
    static constexpr std::array<std::string (Activity::*)(), 7> round = {
        &Activity::create_product,  &Activity::create_movement, &Activity::ship_movement,
        &Activity::create_order,    &Activity::adjust_stock,    &Activity::place_order,
        &Activity::receive_movement};
    return (this->*round.at(steps_++ % round.size()))();
}

Line Activity::some_line()
{
    Line line;
    line.product = world_.products.rows()[random_() % world_.products.size()].id;
    line.quantity = static_cast<std::int64_t>(1 + random_() % 20);
    return line;
}

std::string Activity::create_product()
{
    const auto& product = world_.products.get(world_.create_product());
    return fmt::format("product {} \"{}\" created", product.code, product.name);
}

std::string Activity::create_movement()
{
    const auto& facilities = world_.facilities.rows();
    NewMovement movement;
    movement.origin = facilities.at(0).id;
    movement.destination = facilities.at(1).id;
    movement.lines = {some_line()};
    movement_ = world_.create_movement(std::move(movement));
    return fmt::format("stock movement {} created", world_.movements.get(movement_).identifier);
}

std::string Activity::ship_movement()
{
    world_.ship(movement_);
    return fmt::format("stock movement {} shipped", world_.movements.get(movement_).identifier);
}

std::string Activity::receive_movement()
{
    world_.receive(movement_);
    return fmt::format("stock movement {} received", world_.movements.get(movement_).identifier);
}

std::string Activity::create_order()
{
    const auto& facilities = world_.facilities.rows();
    order_ = world_.create_order({facilities.back().id, facilities.at(0).id, "", {some_line()}});
    return fmt::format("purchase order {} created", world_.orders.get(order_).number);
}

std::string Activity::place_order()
{
    world_.place_order(order_);
    return fmt::format("purchase order {} placed", world_.orders.get(order_).number);
}

std::string Activity::adjust_stock()
{
    auto line = some_line();
    Adjustment adjustment;
    adjustment.facility = world_.facilities.rows().at(0).id;
    adjustment.product = line.product;
    adjustment.quantity = random_() % 2 == 0 ? line.quantity : -line.quantity;
    adjustment.comment = "shelf count";
    world_.adjust_stock(adjustment);
    const auto& product = world_.products.get(line.product);
    return fmt::format("stock of product {} adjusted by {:+}", product.code, adjustment.quantity);
}

}  // namespace webhookd::simulator

#pragma once
// The endpoints of the simulated API, one function each; routes.cpp says under which path and role they are
// reached. Each is named after OpenBoxes' controller and action.

#include "simulator/call.hpp"

namespace webhookd::simulator {

Answer login(Call& call);
Answer logout(Call& call);
Answer choose_location(Call& call);
Answer app_context(Call& call);
Answer unauthorized_page(Call& call);
Answer forbidden_page(Call& call);
Answer html_page(Call& call);

Answer list_locations(Call& call);
Answer read_location(Call& call);
Answer location_product_summary(Call& call);
Answer facility_inventory_levels(Call& call);

Answer list_products(Call& call);
Answer search_products(Call& call);
Answer read_product(Call& call);
Answer product_summary(Call& call);
Answer available_items(Call& call);

Answer list_stock_movements(Call& call);
Answer read_stock_movement(Call& call);
Answer stock_movement_status(Call& call);
Answer read_partial_receiving(Call& call);

Answer list_purchase_orders(Call& call);
Answer read_purchase_order(Call& call);

Answer inventory_transactions_summary(Call& call);
Answer hosted_inventory_items(Call& call);

Answer list_generic(Call& call);
Answer search_generic(Call& call);
Answer read_generic(Call& call);

}  // namespace webhookd::simulator

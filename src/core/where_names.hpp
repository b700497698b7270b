#pragma once
// The names of the operators of `where`, for reading and for printing.

#include <array>
#include <string_view>
#include <utility>

#include "webhookd/core/matching.hpp"

namespace webhookd::core {

inline constexpr std::array<std::pair<std::string_view, Condition::Operator>, 9> operator_names{{
    {"eq", Condition::Operator::eq},
    {"ne", Condition::Operator::ne},
    {"in", Condition::Operator::in},
    {"gt", Condition::Operator::gt},
    {"gte", Condition::Operator::gte},
    {"lt", Condition::Operator::lt},
    {"lte", Condition::Operator::lte},
    {"exists", Condition::Operator::exists},
    {"not", Condition::Operator::negation},
}};

}  // namespace webhookd::core

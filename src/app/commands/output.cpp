// Documents are indented by two. Cells are made printable as they come in, and widths are counted in code
// points.

#include "app/commands/output.hpp"

#include <algorithm>
#include <cassert>
#include <cstdio>

#include <fmt/format.h>

#include "webhookd/core/printable.hpp"

namespace webhookd::app {

namespace {

/// Code points, which is what most terminals give a column each.
std::size_t width(const std::string& text)
{
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
    return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues));
}

}  // namespace

void print_json(const OrderedJson& document)
{
    fmt::print("{}\n", core::dump_json(document, 2));
}

Table::Table(std::vector<std::string> headings)
{
    rows_.push_back(std::move(headings));
}

void Table::add(std::vector<std::string> cells)
{
    assert(cells.size() == rows_.front().size());
    for (auto& cell : cells)
        cell = core::printable(cell);
    rows_.push_back(std::move(cells));
}

std::string Table::text() const
{
    std::vector<std::size_t> widths(rows_.front().size());
    for (const auto& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], width(row[i]));
    }
    std::string text;
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i] + std::string(widths[i] - width(row[i]) + 2, ' ');
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    }
    return text;
}

std::string cell(const OrderedJson& value)
{
    if (value.is_null()) return "-";
    if (value.is_string()) return core::printable(value.get_ref<const std::string&>());
    if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
    return core::dump_json(value);
}

std::vector<std::string> cells(const OrderedJson& object, std::initializer_list<std::string_view> keys)
{
    std::vector<std::string> row;
    row.reserve(keys.size());
    for (const auto key : keys)
        row.push_back(cell(object.at(std::string(key))));
    return row;
}

void print_table(const Table& table, const std::string& nothing)
{
    fmt::print("{}", table.empty() ? nothing + "\n" : table.text());
}

}  // namespace webhookd::app

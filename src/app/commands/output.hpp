#pragma once
// What commands print: one JSON document for programs, tables for people.

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "app/commands/options.hpp"
#include "webhookd/core/json.hpp"

namespace webhookd::app {

/// Prints the document, indented, to stdout (core::dump_json()). Bytes that are not UTF-8 are replaced.
void print_json(const OrderedJson& document);

/// The document with --json, else what `print` prints of it.
template <class Print>
void show(const CommonOptions& options, const OrderedJson& document, Print print)
{
    if (options.json)
        print_json(document);
    else
        print(document);
}

/// Columns as wide as their widest cell, two spaces apart, one line per row.
class Table
{
  public:
    explicit Table(std::vector<std::string> headings);

    /// One cell per heading; control characters are made visible.
    void add(std::vector<std::string> cells);
    bool empty() const { return rows_.size() == 1; }

    /// The headings and the rows, each line ended by a newline, without trailing blanks.
    std::string text() const;

  private:
    std::vector<std::vector<std::string>> rows_;
};

/// A value of the API as people read it: null is `-`, a truth is yes or no.
std::string cell(const OrderedJson& value);
/// The values of these keys, which `object` has.
std::vector<std::string> cells(const OrderedJson& object, std::initializer_list<std::string_view> keys);

/// Prints `table`, or `nothing` when it has no rows, to stdout.
void print_table(const Table& table, const std::string& nothing);

}  // namespace webhookd::app

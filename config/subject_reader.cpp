// SPDX-License-Identifier: Apache-2.0
#include "config/subject_reader.hpp"

#include "config/language/maps.hpp"
#include "config/values.hpp"

namespace retention::config {

namespace {

void refuse_target(const Value& value, policies::Link& link) {
    value.error("VALUE_INVALID", "the columns of one key must be in one table");
    link.to_columns.clear();
}

// `to`: one column, or for a composite key several columns of one table.
void read_target(const Value& value, policies::Link& link) {
    std::vector<Value> columns;
    if (value.node().kind == Node::Kind::List)
        columns = value.list("a list of columns");
    else
        columns.push_back(value);
    for (const auto& each : columns) {
        const auto column = read_column(each);
        if (!column)
            return;
        if (!link.to_columns.empty() && column->table != link.to)
            return refuse_target(each, link);
        link.to = column->table;
        link.to_columns.push_back(column->column);
    }
}

// `column`: a column, a list of columns, or an SQL expression over the row. `elements`: one column or expression whose value is an
// array of keys.
void read_holder(const Fields& fields, const Value& value, policies::Link& link) {
    const auto elements = fields.find("elements");
    if (elements && fields.find("column"))
        value.error("VALUE_INVALID", "has both column and elements", "A row holds one key, or an array of keys.");
    if (elements) {
        link.has_elements = true;
        if (const auto text = elements->text(fields.kind("elements").what))
            link.columns = {*text};
        return;
    }
    if (const auto column = fields.need("column", "Name the column that holds the key, as in column: owner_id."))
        link.columns = read_columns(*column);
}

policies::Link read_link(const Value& value, const policies::TableName& table) {
    policies::Link link;
    link.table = table;
    link.place = value.node().place;
    const Fields fields(value, language::kLink);
    read_holder(fields, value, link);
    if (const auto to = fields.find("to"))
        read_target(*to, link);
    link.where = find_expression(fields, "where");
    if (!link.columns.empty() && !link.to_columns.empty() && link.columns.size() != link.to_columns.size())
        value.error("VALUE_INVALID", "column and to have different numbers of columns");
    return link;
}

} // namespace

policies::Subject read_subject(const Value& value) {
    policies::Subject subject;
    subject.place = value.node().place;
    const Fields fields(value, language::kSubject);
    if (const auto table = fields.find("table")) {
        subject.table = read_table(*table).value_or(policies::TableName{});
        subject.place = table->node().place;
    }
    if (const auto key = fields.find("key"))
        subject.key = read_columns(*key);
    subject.where = find_expression(fields, "where");
    if (const auto identifiers = fields.find("identifiers"))
        subject.identifiers = identifiers->texts(fields.kind("identifiers").what);
    return subject;
}

std::vector<policies::Link> read_links(const Value& value) {
    std::vector<policies::Link> links;
    for (const auto& [entry, each] : value.map(language::kLinks.what)) {
        const auto table = parse_table_name(entry->key);
        if (!table) {
            each.error_at(entry->place, "TABLE_NAME_INVALID", in_quotes(entry->key) + " is no name of a table",
                          "Write schema and table, such as crm.person.");
            continue;
        }
        if (each.node().kind == Node::Kind::List)
            for (const auto& item : each.list("a list of links"))
                links.push_back(read_link(item, *table));
        else
            links.push_back(read_link(each, *table));
    }
    return links;
}

} // namespace retention::config

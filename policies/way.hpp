// SPDX-License-Identifier: Apache-2.0
//
// Keys and paths in SQL: which rows a key joins, and how one comes from a row to its subject.
#pragma once

#include "policies/binding.hpp"

#include <string>
#include <vector>

namespace retention::policies {

// The table that a key arrives at, as a relation of the rows that it can mean: a foreign key never refers to a row of an
// inheritance child, which may have the same id.
std::string referred_rows(const Binding& binding, const ForeignKey& key);

// child."person_id" = parent."id" for each column. Links may join what differs in type, so that one side is cast: to the other's
// citext, because as text, which is what the server would choose, Jane@example.com is not jane@example.com, and her mail would
// stay behind; a number or uuid to text where the other side is text, and always the parent's, so that an index of the child's
// is of use. By a link an empty text names nobody: applications write it where there is no address.
std::vector<std::string> key_matches(const Binding& binding, const ForeignKey& key, const std::string& child,
                                     const std::string& parent);

// The same with an expression for each of the parent's columns, of the same type.
std::vector<std::string> key_matches(const Binding& binding, const ForeignKey& key, const std::string& child,
                                     const std::vector<std::string>& parents);

// What follows from key_matches() of a link by an array, as a condition that finds the few rows `parent` by the index of their key:
// `parent` is one of the elements. Nothing where their type allows no such condition.
std::vector<std::string> element_lookup(const Binding& binding, const ForeignKey& key, const std::string& child, const std::string& parent);

// Whether rows of a key that arrives at the subject are found from the subject's key alone, without its row: they can be found
// when it is gone.
bool compares_with_key(const Binding& binding, const ForeignKey& key);

// Whether no two rows of the parent can have what a row of the child, or each of its elements, names.
bool names_one_each(const Binding& binding, const ForeignKey& key);

// Whether one row can lead to several rows by the key: it holds an array of keys, or the link's value is unique in no index. Values
// that a link compares as citext though one side is not count as such: two of a unique text column may then be one.
bool may_name_several(const Binding& binding, const ForeignKey& key);

// The condition that `alias`, a row of `table` or of what inherits from it, is one that the key can refer to; none where the columns
// tell it.
std::vector<std::string> in_part(const Binding& binding, const ForeignKey& key, const TableName& table, const std::string& alias);

// A condition over one row, whose columns it names bare, where several tables are in scope.
std::string over_row(const std::string& sql, const std::string& alias, const TableName& table);

// A link's own condition over the row `child`; none for a key without one. Written so that an index on its columns and the key's,
// (owner_type, owner_id), finds the rows.
std::vector<std::string> link_condition(const Binding& binding, const ForeignKey& key, const std::string& child);

// FROM and WHERE that lead from `alias`, a row of the path's first table, to the subject's key. With an empty path `alias` is
// the subject itself.
struct KeyedJoin {
    std::string joins;                     // JOIN ... ON ..., or empty
    std::vector<std::string> key;          // one expression for each key column
    std::vector<std::string> conditions;   // of links, on rows on the way
};
KeyedJoin join_to_key(const Binding& binding, const Path& path, const std::string& alias);

} // namespace retention::policies

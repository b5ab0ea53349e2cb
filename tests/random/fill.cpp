// SPDX-License-Identifier: Apache-2.0
#include "tests/random/scene.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

namespace retention::random {

namespace {

std::string date(Dice& dice) {
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", dice.between(2008, 2024), dice.between(1, 12),
                  dice.between(1, 28));
    return text;
}

std::string uuid(int number) {
    char text[48];
    std::snprintf(text, sizeof text, "%08d-0000-4000-8000-%012d", number % 7, number);
    return text;
}

class Filler {
public:
    Filler(Dice& dice, Scene& scene) : dice_(dice), scene_(scene), database_(scene.database) {}

    void run() {
        people_ = dice_.between(20, 60);
        ids_overlap_ = dice_.chance(30);
        for (std::size_t t = 0; t < database_.tables.size(); ++t)
            add_rows(t);
        for (std::size_t k = 0; k < database_.keys.size(); ++k)
            if (!database_.keys[k].is_link)
                set_key(database_.keys[k]);
        for (const auto& key : database_.keys)
            if (key.is_link)
                set_link(key);
        drop_duplicates();
        if (dice_.chance(25))
            hold_some();
    }

private:
    void add_rows(std::size_t t) {
        const bool is_subject = t == database_.subject;
        const int rows = is_subject ? people_ : dice_.between(people_ / 3, people_);
        for (int i = 1; i <= rows; ++i) {
            Row row;
            row.table = t;
            row.id = std::to_string(++rows_);
            row.cells.resize(database_.tables[t].columns.size());
            set_data(row, i);
            if (is_subject)
                set_person(row, i);
            if (scene_.consent && scene_.consent->table == t)
                set_consent(row);
            set_primary_key(row, i);
            row.cells[0] = row.id;
            database_.rows.push_back(std::move(row));
        }
    }

    void set_primary_key(Row& row, int i) {
        const Table& table = database_.tables[row.table];
        if (is_referring(table.primary_key, row.table))
            return;
        const int number = i + (table.inherits && !ids_overlap_ ? 1000 : 0);
        for (const auto c : table.primary_key) {
            const bool is_tenant = table.primary_key.size() > 1 && c == table.primary_key[0];
            if (c == table.part && table.parting != Parting::None && row.table != database_.subject)
                continue;
            row.cells[c] = is_tenant ? std::to_string(1 + i % 2) : key_value(table.columns[c].kind, number);
        }
    }

    static std::string key_value(Kind kind, int number) {
        if (kind == Kind::Uuid)
            return uuid(number);
        return is_text(kind) ? "k'" + std::to_string(number) + "\", \\" : std::to_string(number);
    }

    // A primary key that is made of foreign keys gets its values with them.
    bool is_referring(const std::vector<std::size_t>& primary_key, std::size_t t) const {
        return std::all_of(primary_key.begin(), primary_key.end(), [&](std::size_t c) {
            return std::any_of(database_.keys.begin(), database_.keys.end(), [&](const Key& key) {
                return key.child == t && std::count(key.columns.begin(), key.columns.end(), c) > 0;
            });
        });
    }

    std::string words() {
        static const std::vector<std::string> plain{"met", "on", "Monday", "about", "nothing", "42"};
        std::string text;
        for (int n = dice_.between(0, 5); n > 0; --n) {
            const std::string person = std::to_string(dice_.between(1, people_));
            const std::string word = dice_.chance(60)   ? dice_.one_of(plain)
                                     : dice_.chance(40) ? "Fn" + person + "x"
                                     : dice_.chance(40) ? "LN" + person + "X"
                                                        : "p" + person + "@mail.example";
            text += (text.empty() ? "" : " ") + word;
        }
        return text;
    }

    std::string value(Kind kind) {
        static const std::vector<std::string> moods{"calm", "glad", "Cross"};
        switch (kind) {
        case Kind::Integer:
            return std::to_string(dice_.between(-50, 200));
        case Kind::Bigint:
            return std::to_string(dice_.between(0, 90)) + "00000000000";
        case Kind::Positive:
            return std::to_string(dice_.between(0, 99));
        case Kind::Numeric:
            return std::to_string(dice_.between(-99, 999)) + ".25";
        case Kind::Uuid:
            return uuid(dice_.between(1, 1000));
        case Kind::Text:
        case Kind::Citext:
            return words();
        case Kind::Varchar:
        case Kind::ShortText:
            return words().substr(0, 40);
        case Kind::Date:
            return date(dice_);
        case Kind::Timestamp:
            return date(dice_) + " 10:20:30+00";
        case Kind::Boolean:
            return dice_.chance(50) ? "true" : "false";
        case Kind::Enum:
            return dice_.one_of(moods);
        case Kind::Json:
            return "{\"who\": \"" + words() + "\"}";
        case Kind::Bytes:
            return "\\x0102";
        }
        return {};
    }

    void set_data(Row& row, int i) {
        const Table& table = database_.tables[row.table];
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const Column& column = table.columns[c];
            if (!column.generated.empty() || (column.is_nullable && dice_.chance(15)))
                continue;
            row.cells[c] = value(column.kind);
            if (column.is_unique)
                row.cells[c] = is_text(column.kind) ? "u" + std::to_string(i) : key_value(column.kind, i);
            if (c == table.part && table.parting != Parting::None)
                row.cells[c] = std::to_string(dice_.between(0, 2));
        }
    }

    void set_person(Row& row, int i) {
        static const std::vector<std::string> words{"active", "former", "lead"};
        static const std::vector<std::string> moods{"calm", "glad", "Cross"};
        const auto& columns = scene_.person;
        const auto& table = database_.tables[row.table];
        const std::string number = std::to_string(i);
        if (row.cells[columns.status])
            row.cells[columns.status] = dice_.one_of(table.columns[columns.status].kind == Kind::Enum ? moods : words);
        if (row.cells[columns.ended] && dice_.chance(40))
            row.cells[columns.ended].reset();
        row.cells[columns.score] = dice_.chance(10) ? Cell{} : Cell{std::to_string(dice_.between(-5, 30))};
        row.cells[columns.team] = dice_.chance(10) ? "true" : "false";
        row.cells[columns.first_name] = "Fn" + number + "x";
        row.cells[columns.last_name] = dice_.chance(10) ? Cell{} : Cell{"Ln" + number + "x"};
        const Column& email = table.columns[columns.email];
        const bool is_shared = !email.is_unique && dice_.chance(25);
        row.cells[columns.email] = dice_.chance(10) ? Cell{}
                                   : is_shared      ? Cell{"family" + std::to_string(i % 5) + "@mail.example"}
                                                    : Cell{(dice_.chance(20) ? "P" : "p") + number + "@mail.example"};
    }

    void set_consent(Row& row) {
        const auto& columns = *scene_.consent;
        row.cells[columns.purpose] = dice_.chance(60) ? "marketing" : dice_.chance(80) ? "news" : "other";
        row.cells[columns.granted] = date(dice_);
        row.cells[columns.expires] = dice_.chance(40) ? Cell{date(dice_)} : Cell{};
        row.cells[columns.withdrawn] = dice_.chance(40) ? Cell{date(dice_)} : Cell{};
    }

    std::vector<const Row*> rows_of(std::size_t t) const {
        std::vector<const Row*> found;
        for (const auto& row : database_.rows)
            if (row.table == t)
                found.push_back(&row);
        return found;
    }

    // What other keys have set already has to agree.
    static bool agrees(const Row& row, const Key& key, const Row& parent, const std::set<std::size_t>& is_set) {
        for (std::size_t i = 0; i < key.columns.size(); ++i)
            if (is_set.count(key.columns[i]) > 0 && row.cells[key.columns[i]] != parent.cells[key.parent_columns[i]])
                return false;
        return true;
    }

    static void copy(Row& row, const Key& key, const Row& parent) {
        for (std::size_t i = 0; i < key.columns.size(); ++i)
            row.cells[key.columns[i]] = parent.cells[key.parent_columns[i]];
    }

    void set_key(const Key& key) {
        const Table& table = database_.tables[key.child];
        std::set<std::size_t> is_set(table.primary_key.begin(), table.primary_key.end());
        if (is_referring(table.primary_key, key.child))
            is_set = set_[key.child];
        auto parents = rows_of(key.parent);
        for (auto& row : database_.rows) {
            if (row.table != key.child || row.is_gone)
                continue;
            std::vector<const Row*> choices;
            for (const auto* parent : parents)
                if (agrees(row, key, *parent, is_set))
                    choices.push_back(parent);
            const bool is_bound = !key.only_part || row.cells[table.part] == std::to_string(*key.only_part);
            if (choices.empty() || (can_be_null(key) && dice_.chance(25)))
                empty(row, key, is_set);
            else
                copy(row, key, *choices[dice_.below(choices.size())]);
            if (!is_bound && dice_.chance(30))
                dangle(row, key);
        }
        set_[key.child].insert(key.columns.begin(), key.columns.end());
    }

    bool can_be_null(const Key& key) const {
        return std::any_of(key.columns.begin(), key.columns.end(),
                           [&](std::size_t c) { return database_.tables[key.child].columns[c].is_nullable; });
    }

    void empty(Row& row, const Key& key, const std::set<std::size_t>& is_set) {
        bool is_null = false;
        for (const auto c : key.columns)
            if (database_.tables[key.child].columns[c].is_nullable && is_set.count(c) == 0) {
                row.cells[c].reset();
                is_null = true;
            }
        row.is_gone = !is_null; // nothing that it may refer to
    }

    void dangle(Row& row, const Key& key) {
        const auto c = key.columns.back();
        row.cells[c] = key_value(database_.tables[key.child].columns[c].kind, 5000);
    }

    void set_link(const Key& key) {
        const auto parents = rows_of(key.parent);
        for (auto& row : database_.rows) {
            if (row.table != key.child || (key.where && row.cells[key.where->first] == key.where->second))
                continue;
            if (key.where && dice_.chance(50))
                row.cells[key.where->first] = key.where->second;
            if (key.where && row.cells[key.where->first] != key.where->second)
                continue;
            if (dice_.chance(15))
                dangle(row, key);
            else
                copy(row, key, *parents[dice_.below(parents.size())]);
            if (key.where && !row.cells[key.columns[0]])
                dangle(row, key);
        }
    }

    // Rows that a unique index would refuse, and rows that could refer to nothing; nobody refers to either.
    void drop_duplicates() {
        std::map<std::pair<std::size_t, std::vector<std::size_t>>, std::set<std::vector<std::string>>> seen;
        for (auto& row : database_.rows) {
            auto indexes = database_.tables[row.table].unique;
            if (!database_.tables[row.table].primary_key.empty())
                indexes.push_back(database_.tables[row.table].primary_key);
            for (const auto& index : indexes)
                if (const auto values = values_of(row, index); values && !row.is_gone)
                    row.is_gone = !seen[{row.table, index}].insert(*values).second;
        }
        std::erase_if(database_.rows, [](const Row& row) { return row.is_gone; });
    }

    void hold_some() {
        for (const auto& row : database_.rows) {
            const Table& table = database_.tables[row.table];
            const bool has_heirs = std::any_of(database_.tables.begin(), database_.tables.end(),
                                               [&](const Table& other) { return other.inherits == row.table; });
            if (!table.primary_key.empty() && !table.inherits && !has_heirs && dice_.chance(2))
                scene_.held.insert(row.id);
        }
    }

    Dice& dice_;
    Scene& scene_;
    Database& database_;
    int people_ = 0;
    int rows_ = 0;
    bool ids_overlap_ = false;
    std::map<std::size_t, std::set<std::size_t>> set_;
};

} // namespace

std::optional<std::vector<std::string>> values_of(const Row& row, const std::vector<std::size_t>& columns) {
    std::vector<std::string> values;
    for (const auto c : columns) {
        if (!row.cells[c])
            return std::nullopt;
        values.push_back(*row.cells[c]);
    }
    return values;
}

std::string place_holds(const Scene& scene) {
    std::string text;
    for (const auto& row : scene.database.rows) {
        if (scene.held.count(row.id) == 0)
            continue;
        const Table& table = scene.database.tables[row.table];
        std::string names;
        std::string values;
        for (const auto c : table.primary_key) {
            names += (names.empty() ? "" : ", ") + table.columns[c].name;
            values += (values.empty() ? "" : ", ") + literal(row.cells[c].value_or("")) + "::text";
        }
        if (table.primary_key.size() > 1)
            values = "jsonb_build_array(" + values + ")::text";
        text += "insert into retentiond.hold (subject_table, key_columns, key, reason, placed_by) values (" +
                literal(table.schema + "." + table.name) + ", " + literal(names) + ", " + values +
                ", 'a claim', 'the test');\n";
    }
    return text;
}

void fill(Dice& dice, Scene& scene) {
    Filler(dice, scene).run();
}

} // namespace retention::random

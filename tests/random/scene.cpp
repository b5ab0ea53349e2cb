// SPDX-License-Identifier: Apache-2.0
#include "tests/random/scene.hpp"

#include <algorithm>

namespace retention::random {

namespace {

enum class Style { Plain, Camel, Reserved, Spaced };
enum class Shape { None, Integer, Bigint, Uuid, Text, Composite };

constexpr std::size_t kTablesMax = 12;

std::string camel(const std::string& base) {
    std::string made;
    bool is_begin = true;
    for (const char c : base) {
        if (c != '_')
            made += is_begin && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        is_begin = c == '_';
    }
    return made;
}

class SceneMaker {
public:
    explicit SceneMaker(Dice& dice) : dice_(dice) {}

    Scene make() {
        for (int i = dice_.between(1, 3); i > 0; --i)
            database_.schemas.push_back(styled("area_" + std::to_string(i)));
        make_subject();
        const std::size_t tables = static_cast<std::size_t>(dice_.between(3, static_cast<int>(kTablesMax)));
        for (int tries = 0; database_.tables.size() < tables && tries < 60; ++tries)
            add_feature();
        give_unique_keys();
        for (auto& key : database_.keys)
            settle(key);
        fill(dice_, scene_);
        return std::move(scene_);
    }

private:
    std::string styled(const std::string& base) {
        static const std::vector<std::string> reserved{"order", "user", "select", "group",
                                                       "table", "from", "check",  "end"};
        switch (style_) {
        case Style::Plain:
            return base;
        case Style::Camel:
            return camel(base);
        case Style::Reserved:
            return dice_.chance(30) ? dice_.one_of(reserved) + "_" + base.substr(base.size() > 3 ? 2 : 0) : base;
        case Style::Spaced:
            return dice_.chance(50) ? "the \"" + base + "\" of it" : base + " it's";
        }
        return base;
    }

    Table& table(std::size_t t) { return database_.tables[t]; }

    std::size_t add_table(const std::string& base) {
        static const std::vector<std::string> words{"order", "user", "group", "window", "Select"};
        style_ = std::vector{Style::Plain, Style::Plain, Style::Camel, Style::Reserved, Style::Spaced}[dice_.below(5)];
        Table made;
        made.schema = dice_.one_of(database_.schemas);
        const std::string number = std::to_string(database_.tables.size());
        made.name =
            style_ == Style::Reserved && words_used_ < words.size() ? words[words_used_++] : styled(base + number);
        made.is_unlogged = false;
        made.columns.push_back({"rid", Kind::Integer, false, false, {}});
        database_.tables.push_back(std::move(made));
        return database_.tables.size() - 1;
    }

    std::size_t add_column(std::size_t t, const std::string& base, Kind kind, bool is_nullable = true) {
        std::string name = styled(base);
        const auto is_taken = [&] {
            return std::any_of(table(t).columns.begin(), table(t).columns.end(),
                               [&](const Column& other) { return other.name == name; });
        };
        while (is_taken())
            name += "2";
        table(t).columns.push_back({name, kind, is_nullable, false, {}});
        return table(t).columns.size() - 1;
    }

    void add_primary_key(std::size_t t, Shape shape) {
        static const std::vector<Kind> kinds{Kind::Integer, Kind::Integer, Kind::Bigint, Kind::Uuid, Kind::Text};
        if (shape == Shape::None)
            return;
        std::vector<std::size_t> key;
        if (shape == Shape::Composite)
            key.push_back(add_column(t, "tenant", Kind::Integer, false));
        key.push_back(add_column(
            t, "id", shape == Shape::Composite ? dice_.one_of(kinds) : kinds[static_cast<std::size_t>(shape)], false));
        table(t).primary_key = key;
    }

    Shape any_shape() { return static_cast<Shape>(dice_.weighted({0, 35, 20, 15, 15, 15})); }

    OnDelete any_on_delete(bool is_nullable) {
        const auto on_delete = static_cast<OnDelete>(dice_.weighted({45, 10, 22, 18, 5}));
        const bool empties = on_delete == OnDelete::SetNull || on_delete == OnDelete::SetDefault;
        return empties && !is_nullable && dice_.chance(90) ? OnDelete::NoAction : on_delete;
    }

    // A foreign key from `child` to the primary key of `parent`, with columns of its own.
    std::size_t refer(std::size_t child, std::size_t parent, const std::string& base, bool is_nullable) {
        Key key;
        key.child = child;
        key.parent = parent;
        key.parent_columns = table(parent).primary_key;
        const bool is_composite = key.parent_columns.size() > 1;
        if (is_composite) {
            const auto tenant = tenant_of(child);
            key.columns.push_back(
                tenant && dice_.chance(40) ? *tenant : add_column(child, base + "_tenant", Kind::Integer, is_nullable));
        }
        key.columns.push_back(
            add_column(child, base + "_id", table(parent).columns[key.parent_columns.back()].kind, is_nullable));
        key.on_delete = any_on_delete(is_nullable);
        key.is_deferrable = dice_.chance(12);
        key.is_match_full =
            is_composite && dice_.chance(10) && table(child).columns[key.columns[0]].is_nullable == is_nullable;
        database_.keys.push_back(key);
        return database_.keys.size() - 1;
    }

    std::optional<std::size_t> tenant_of(std::size_t t) {
        if (table(t).primary_key.size() > 1 && !is_key_made_of_keys(t))
            return table(t).primary_key[0];
        return std::nullopt;
    }

    void add_data(std::size_t t, int least, int most) {
        static const std::vector<Kind> kinds{
            Kind::Text,      Kind::Text,    Kind::Text,      Kind::Varchar,  Kind::Citext,  Kind::Date,    Kind::Date,
            Kind::Timestamp, Kind::Integer, Kind::Integer,   Kind::Bigint,   Kind::Numeric, Kind::Boolean, Kind::Enum,
            Kind::Json,      Kind::Bytes,   Kind::ShortText, Kind::Positive, Kind::Uuid};
        static const std::vector<std::string> bases{"body", "title", "amount", "happened_on", "detail", "label"};
        for (int n = dice_.between(least, most); n > 0; --n) {
            const Kind kind = dice_.one_of(kinds);
            const auto c = add_column(t, dice_.one_of(bases), kind, dice_.chance(75));
            const bool can_be_unique = is_text(kind) || kind == Kind::Integer || kind == Kind::Uuid;
            table(t).columns[c].is_unique = can_be_unique && table(t).parting == Parting::None && dice_.chance(7);
            if (is_text(kind) && dice_.chance(8)) {
                const auto computed = add_column(t, "computed", Kind::Text);
                table(t).columns[computed].generated = "lower(" + quote(table(t).columns[c].name) + "::text)";
            }
        }
    }

    // Most refer to the subject, some to tables further down.
    std::vector<std::size_t> with_key(bool with_subject) {
        std::vector<std::size_t> found;
        for (std::size_t t = with_subject ? 0 : 1; t < database_.tables.size(); ++t)
            if (!table(t).primary_key.empty() && (t == 0 || table(t).parting == Parting::None) &&
                !is_key_made_of_keys(t))
                found.push_back(t);
        return found;
    }

    void make_subject() {
        const auto t = add_table("person");
        database_.subject = t;
        const bool is_parted = dice_.chance(10);
        add_primary_key(t, is_parted ? Shape::Composite : any_shape());
        if (is_parted) {
            table(t).parting = dice_.chance(50) ? Parting::List : Parting::Range;
            table(t).part = table(t).primary_key[0];
        }
        auto& columns = scene_.person;
        columns.status = add_column(t, "status", dice_.chance(70) ? Kind::Text : Kind::Enum);
        columns.created = add_column(t, "created_on", Kind::Date, false);
        columns.ended = add_column(t, "ended_on", Kind::Date);
        columns.score = add_column(t, "score", Kind::Integer);
        columns.team = add_column(t, "is_team", Kind::Boolean, false);
        columns.first_name = add_column(t, "first_name", Kind::Text, dice_.chance(50));
        columns.last_name = add_column(t, "last_name", dice_.chance(50) ? Kind::Varchar : Kind::Text);
        columns.email = add_column(t, "email", dice_.chance(70) ? Kind::Text : Kind::Citext);
        table(t).columns[columns.email].is_unique = !is_parted && dice_.chance(50);
        add_data(t, 0, 3);
        if (dice_.chance(25))
            refer(t, t, "manager", true);
    }

    std::size_t add_child(const std::string& base, Shape shape) {
        const auto t = add_table(base);
        table(t).is_unlogged = shape == Shape::None && dice_.chance(15);
        add_primary_key(t, shape);
        return t;
    }

    void add_feature() {
        switch (dice_.weighted({18, 12, 9, 8, 8, 9, 8, 7, 7, 4, 9, 6, 5, 5, 7, 4})) {
        case 0:
            return add_children({"subject"});
        case 1:
            return add_grandchild();
        case 2:
            return add_children({"sender", "receiver"});
        case 3:
            return add_link_table();
        case 4:
            return add_thread();
        case 5:
            return add_outward(0);
        case 6:
            return add_outward(dice_.one_of(with_key(true)));
        case 7:
            return add_mail_log();
        case 8:
            return add_notes();
        case 9:
            return add_cycle();
        case 10:
            return add_parted();
        case 11:
            return add_heir();
        case 12:
            return add_consent();
        case 13:
            return add_log_of_keys();
        case 14:
            return add_another_key();
        default:
            return add_circle();
        }
    }

    void add_children(const std::vector<std::string>& ends) {
        const auto t = add_child("child", dice_.chance(80) ? any_shape() : Shape::None);
        for (const auto& end : ends)
            refer(t, 0, end, dice_.chance(60));
        add_data(t, 1, 4);
    }

    void add_grandchild() {
        const auto parent = dice_.one_of(with_key(true));
        const auto t = add_child("detail", dice_.chance(70) ? any_shape() : Shape::None);
        refer(t, parent, "parent", dice_.chance(40));
        add_data(t, 1, 3);
    }

    void add_link_table() {
        const auto other = dice_.one_of(with_key(true));
        const auto t = add_child("link", Shape::None);
        const auto first = refer(t, dice_.chance(70) ? 0 : dice_.one_of(with_key(true)), "left", false);
        const auto second = refer(t, other, "right", false);
        if (dice_.chance(40)) {
            auto columns = database_.keys[first].columns;
            columns.insert(columns.end(), database_.keys[second].columns.begin(), database_.keys[second].columns.end());
            dice_.chance(50) ? table(t).unique.push_back(columns) : void(table(t).primary_key = columns);
            if (!table(t).primary_key.empty())
                is_of_keys_.push_back(t);
        }
        add_data(t, 0, 2);
    }

    void add_thread() {
        const auto t = add_child("post", any_shape());
        refer(t, dice_.chance(75) ? 0 : dice_.one_of(with_key(true)), "author", true);
        refer(t, t, "reply_to", true);
        add_data(t, 1, 3);
    }

    void add_outward(std::size_t from) {
        if (table(from).inherits || has_heirs(from))
            return;
        const bool is_new = outward_.empty() || dice_.chance(60);
        const auto t = is_new ? add_child("address", any_shape()) : dice_.one_of(outward_);
        if (is_new)
            outward_.push_back(t);
        if (t == from)
            return;
        style_ = Style::Plain;
        refer(from, t, "address" + std::to_string(database_.keys.size()), dice_.chance(80));
        if (is_new)
            add_data(t, 1, 3);
    }

    void add_mail_log() {
        const auto t = add_child("mail", dice_.chance(60) ? any_shape() : Shape::None);
        Key key;
        key.child = t;
        key.columns = {add_column(t, "recipient", dice_.chance(80) ? Kind::Text : Kind::Citext)};
        key.parent = 0;
        key.parent_columns = {scene_.person.email};
        key.is_link = true;
        database_.keys.push_back(key);
        add_data(t, 1, 2);
    }

    // Of several tables' rows, told apart by a word.
    void add_notes() {
        std::vector<std::size_t> parents;
        for (const auto candidate : with_key(true))
            if (table(candidate).primary_key.size() == 1 &&
                table(candidate).columns[table(candidate).primary_key[0]].kind == Kind::Integer)
                parents.push_back(candidate);
        if (parents.empty())
            return;
        const auto t = add_child("note", dice_.chance(60) ? any_shape() : Shape::None);
        const auto type = add_column(t, "owner_type", Kind::Text, false);
        const auto id = add_column(t, "owner_id", Kind::Integer, false);
        for (std::size_t n = 0; n < parents.size() && n < 2; ++n) {
            Key key;
            key.child = t;
            key.columns = {id};
            key.parent = parents[n == 0 ? 0 : 1 + dice_.below(parents.size() - 1)];
            key.parent_columns = table(key.parent).primary_key;
            key.is_link = true;
            key.where = {type, n == 0 ? "person" : "other thing"};
            database_.keys.push_back(key);
        }
        add_data(t, 1, 2);
    }

    void add_cycle() {
        const auto t = add_child("home", any_shape());
        style_ = Style::Plain;
        const auto out = refer(0, t, "home" + std::to_string(t), true);
        const auto back = refer(t, 0, "owner", true);
        database_.keys[out].is_deferrable = database_.keys[out].is_deferrable || dice_.chance(70);
        database_.keys[back].is_deferrable = database_.keys[back].is_deferrable || dice_.chance(70);
        add_data(t, 1, 2);
    }

    void add_parted() {
        const auto t = add_table("event");
        table(t).parting = dice_.chance(50) ? Parting::List : Parting::Range;
        table(t).part = add_column(t, "part", Kind::Integer, false);
        const auto key = refer(t, dice_.chance(70) ? 0 : dice_.one_of(with_key(true)), "subject", true);
        if (dice_.chance(35))
            database_.keys[key].only_part = dice_.between(0, 2);
        if (dice_.chance(40)) {
            const auto id = add_column(t, "id", Kind::Integer, false);
            table(t).primary_key = {id, table(t).part};
        }
        add_data(t, 1, 3);
    }

    // An inheritance child, with the keys of its parent, some of them, or one of its own.
    void add_heir() {
        std::vector<std::size_t> parents;
        for (std::size_t t = 1; t < database_.tables.size(); ++t)
            if (table(t).parting == Parting::None && !table(t).inherits && !table(t).is_unlogged &&
                !is_key_made_of_keys(t))
                parents.push_back(t);
        if (parents.empty())
            return;
        const auto from = dice_.one_of(parents);
        const auto t = add_table("heir");
        table(t).schema = table(from).schema;
        table(t).inherits = from;
        table(t).columns = table(from).columns;
        table(t).primary_key = table(from).primary_key;
        for (auto& column : table(t).columns)
            column.is_unique = false;
        const auto keys = database_.keys;
        for (const auto& key : keys)
            if (key.child == from && !key.is_link && dice_.chance(75)) {
                database_.keys.push_back(key);
                database_.keys.back().child = t;
            }
        add_column(t, "extra", dice_.chance(50) ? Kind::Boolean : Kind::Text);
        if (dice_.chance(30))
            refer(t, 0, "heir_of", true);
        heirs_from_.push_back(from);
    }

    void add_consent() {
        if (scene_.consent)
            return;
        ConsentColumns columns;
        columns.table = add_child("consent", any_shape());
        refer(columns.table, 0, "person", false);
        columns.purpose = add_column(columns.table, "purpose", Kind::Text, false);
        columns.granted = add_column(columns.table, "granted_on", Kind::Date, false);
        columns.expires = add_column(columns.table, "expires_on", Kind::Date);
        columns.withdrawn = add_column(columns.table, "withdrawn_on", Kind::Date);
        scene_.consent = columns;
    }

    void add_log_of_keys() {
        const auto parent = dice_.chance(75) ? 0 : dice_.one_of(with_key(true));
        const auto t = add_child("log", dice_.chance(50) ? any_shape() : Shape::None);
        Key key;
        key.child = t;
        key.parent = parent;
        key.parent_columns = table(parent).primary_key;
        for (const auto column : key.parent_columns)
            key.columns.push_back(add_column(t, "about", table(parent).columns[column].kind));
        key.is_link = true;
        database_.keys.push_back(key);
        add_data(t, 1, 2);
    }

    void add_another_key() {
        if (database_.tables.size() < 2)
            return;
        const auto from = 1 + dice_.below(database_.tables.size() - 1);
        const auto to = dice_.one_of(with_key(true));
        if (has_heirs(from) || table(from).inherits)
            return;
        style_ = Style::Plain;
        refer(from, to, "more" + std::to_string(database_.keys.size()), true);
    }

    // Two tables of the subject's that refer to each other.
    void add_circle() {
        const auto parents = with_key(false);
        if (parents.empty())
            return;
        const auto a = dice_.one_of(parents);
        if (has_heirs(a) || table(a).inherits)
            return;
        const auto b = add_child("turn", any_shape());
        const auto there = refer(b, a, "forth", dice_.chance(70));
        style_ = Style::Plain;
        const auto back = refer(a, b, "back" + std::to_string(b), true);
        database_.keys[there].is_deferrable = dice_.chance(70);
        database_.keys[back].is_deferrable = dice_.chance(70);
        add_data(b, 1, 2);
    }

    bool has_heirs(std::size_t t) const { return std::count(heirs_from_.begin(), heirs_from_.end(), t) > 0; }
    bool is_key_made_of_keys(std::size_t t) const { return std::count(is_of_keys_.begin(), is_of_keys_.end(), t) > 0; }

    bool is_referred_to(std::size_t t) const {
        return std::any_of(database_.keys.begin(), database_.keys.end(),
                           [&](const Key& key) { return key.parent == t; });
    }

    // What features have not said of a key.
    void settle(Key& key) {
        key.is_initially_deferred = key.is_deferrable && dice_.chance(30);
        const bool empties = key.on_delete == OnDelete::SetNull || key.on_delete == OnDelete::SetDefault;
        key.empties_last = empties && key.columns.size() > 1 && !key.is_match_full && dice_.chance(50);
    }

    // One row for each that it refers to.
    void give_unique_keys() {
        for (const auto& key : database_.keys)
            if (key.child != 0 && !key.is_link && table(key.child).parting == Parting::None &&
                !is_referred_to(key.child) && !has_heirs(key.child) && !table(key.child).inherits && dice_.chance(12))
                table(key.child).unique.push_back(key.columns);
    }

    Dice& dice_;
    Scene scene_;
    Database& database_ = scene_.database;
    Style style_ = Style::Plain;
    std::size_t words_used_ = 0;
    std::vector<std::size_t> outward_;
    std::vector<std::size_t> heirs_from_;
    std::vector<std::size_t> is_of_keys_;
};

} // namespace

Scene make_scene(Dice& dice) {
    return SceneMaker(dice).make();
}

} // namespace retention::random

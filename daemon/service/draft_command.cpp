// SPDX-License-Identifier: Apache-2.0
#include "daemon/service/draft_command.hpp"

#include "config/diagnostics.hpp"
#include "config/loader.hpp"
#include "config/table_name.hpp"
#include "daemon/database/session.hpp"
#include "daemon/service/assembly.hpp"
#include "policies/nearest.hpp"

#include <algorithm>
#include <fcntl.h>
#include <ostream>
#include <unistd.h>

namespace retention::service {

namespace {

// The options make no sense.
class Misuse : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct Source {
    database::Dsn dsn;
    std::string database;   // for the policy; empty: it need not say
};

std::string choose_database(const config::Settings& settings, const std::string& wanted) {
    std::vector<std::string> names;
    for (const auto& [name, database] : settings.databases)
        names.push_back(name);
    if (wanted.empty() && names.size() == 1)
        return names.front();
    if (wanted.empty())
        throw Misuse("the settings have several databases\nHINT: Choose one: --database " + names.front());
    if (!settings.databases.count(wanted))
        throw Misuse("the settings have no database \"" + wanted + "\"\nHINT: " +
                     policies::did_you_mean(wanted, names, "They have: " + names.front() + (names.size() > 1 ? " and others." : ".")));
    return wanted;
}

Source find_source(const DraftOptions& options) {
    if (!options.dsn.empty()) {
        database::Dsn dsn(options.dsn);
        if (!dsn.is_well_formed())
            throw Misuse("--dsn is no connection string\nHINT: Write it as libpq does: \"host=/run/postgresql dbname=crm\".");
        return {std::move(dsn), options.database};
    }
    const auto configuration = config::load(options.config);
    if (policies::has_errors(configuration.findings) || configuration.settings.databases.empty())
        throw drafting::NoDraft(config::render(configuration.findings, *configuration.source) +
                                "HINT: Name settings that can be read with --config, or a database with --dsn.");
    const auto name = choose_database(configuration.settings, options.database);
    return {dsn_of(configuration.settings.databases.at(name)), configuration.settings.databases.size() > 1 ? name : std::string()};
}

void check_options(const DraftOptions& options) {
    if (options.sample_rows < 1 || options.sample_rows > drafting::kSampleRowsMax)
        throw Misuse("--sample takes 1 to " + std::to_string(drafting::kSampleRowsMax) + " rows");
    const auto is_plain = [](char sign) {
        return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9') || sign == '_' || sign == '-';
    };
    if (!std::all_of(options.name.begin(), options.name.end(), is_plain))
        throw Misuse("--name takes letters, digits, _ and -");
    std::error_code error;
    if (!options.output.empty() && std::filesystem::exists(options.output, error))
        throw Misuse("\"" + options.output.string() + "\" exists, and is not overwritten");
}

void list_subjects(database::Session& session, std::ostream& out) {
    const auto subjects = drafting::find_subjects(session);
    if (subjects.empty())
        throw drafting::NoDraft("no table has a primary key and columns that name persons\nHINT: Name the table yourself.");
    out << "Tables whose rows may be persons, the likeliest first; choose one:\n";
    for (const auto& subject : subjects)
        out << "  " << policies::to_text(subject.table) << "  (" << subject.reason << ")\n";
    out << "HINT: A policy for the first: retentionctl draft --subject " << policies::to_text(subjects.front().table)
        << " --output FILE. See retentionctl draft --help.\n";
}

// For the user alone to read: nobody has looked at it yet. Exclusive, so that a file of the same moment is not lost either.
void save(const std::filesystem::path& path, const std::string& text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
    if (file < 0)
        throw drafting::NoDraft("can't write \"" + path.string() + "\"\nHINT: It must not exist, and its folder must.");
    std::size_t written = 0;
    while (written < text.size()) {
        const auto count = ::write(file, text.data() + written, text.size() - written);
        if (count <= 0)
            break;
        written += static_cast<std::size_t>(count);
    }
    if (::close(file) != 0 || written < text.size()) {
        ::unlink(path.c_str());
        throw drafting::NoDraft("can't write \"" + path.string() + "\": the disk is full, or was taken away");
    }
}

void carry_out(const DraftOptions& options, std::ostream& out) {
    check_options(options);
    std::optional<policies::TableName> table;
    if (!options.table.empty()) {
        table = config::parse_table_name(options.table);
        if (!table)
            throw Misuse("\"" + options.table + "\" is no name of a table\nHINT: Write it as in crm.person; other signs than letters, digits "
                         "and underscores go between double quotes.");
    }
    const auto source = find_source(options);
    database::Session session(source.dsn);
    if (!table)
        return list_subjects(session, out);
    const auto text = drafting::draft_policy(session, {*table, options.name, source.database, options.sample_rows});
    if (options.output.empty())
        out << text;
    else
        save(options.output, text);
}

} // namespace

int draft(const DraftOptions& options, std::ostream& out, std::ostream& complaints) {
    try {
        carry_out(options, out);
        return 0;
    } catch (const Misuse& misuse) {
        complaints << "retentiond: " << misuse.what() << '\n';
        return 2;
    } catch (const drafting::NoDraft& none) {
        complaints << "retentiond: " << none.what() << '\n';
    } catch (const database::Failure& failure) {
        complaints << "retentiond: " << failure.what() << '\n';
    }
    return 1;
}

} // namespace retention::service

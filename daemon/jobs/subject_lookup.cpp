// SPDX-License-Identifier: Apache-2.0
#include "daemon/jobs/subject_lookup.hpp"

#include "daemon/jobs/expired_batch.hpp"
#include "daemon/jobs/operations.hpp"
#include "policies/locks.hpp"
#include "policies/subject_key.hpp"

#include <nlohmann/json.hpp>

namespace retention::jobs {

using database::Failure;
using database::Transaction;
using nlohmann::json;
using Kind = OperationError::Kind;

SubjectKey key_of(const policies::Binding& binding, const std::string& key) {
    try {
        return parse_key(key, binding.key.size());
    } catch (const std::invalid_argument& error) {
        throw OperationError(Kind::Invalid, error.what(),
                             binding.key.size() > 1 ? "Write the parts one after the other, in order of the key." : "");
    }
}

json subject_of(const std::string& key) {
    if (!key.starts_with('['))
        return key;
    const json parts = json::parse(key, nullptr, false);
    return parts.is_array() ? parts : json(key);
}

std::optional<SubjectKey> find_subject(Transaction& transaction, const policies::Binding& binding, const SubjectKey& key, bool locked) {
    auto find = policies::existing(binding);
    if (locked)
        find.sql += " for update of s";
    try {
        const auto found = transaction.exec(locked ? "lock_subject" : "find_subject", find.sql,
                                            parameters_of(find, {}, std::span(&key, 1), binding.key.size()));
        if (found.is_empty())
            return std::nullopt;
        SubjectKey stored;
        for (std::size_t i = 0; i < binding.key.size(); ++i)
            stored.parts.emplace_back(found.get_text(0, static_cast<int>(i)));
        return stored;
    } catch (const Failure& failure) {
        if (failure.sqlstate().starts_with("22") || failure.sqlstate() == "23514")
            throw OperationError(Kind::Invalid, "the key is not of the type of the subject's key");
        throw;
    }
}

} // namespace retention::jobs

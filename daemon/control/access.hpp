// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace retention::control {

// What a peer may do; each role may do what the lesser ones may.
enum class Role { None, Viewer, Operator, Administrator };

// "none", "viewer", "operator", "administrator"
std::string_view to_text(Role role) noexcept;

// Users and groups that have a role, by number: names are looked up when the configuration is loaded.
struct Grant {
    std::vector<uid_t> users;
    std::vector<gid_t> groups;
};

struct Access {
    Grant viewer;
    Grant operators;
    Grant administrator;
};

// The access in force, which a reload replaces. On any thread.
class CurrentAccess {
public:
    explicit CurrentAccess(Access access) : access_(std::make_shared<const Access>(std::move(access))) {}

    std::shared_ptr<const Access> get() const {
        const std::lock_guard lock(mutex_);
        return access_;
    }
    void replace(Access access) {
        auto next = std::make_shared<const Access>(std::move(access));
        const std::lock_guard lock(mutex_);
        access_ = std::move(next);
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const Access> access_;
};

// Who is at the other end, as the kernel says. Without the process id: it may be somebody else's by the time we look.
struct Credentials {
    uid_t uid = static_cast<uid_t>(-1);
    std::vector<gid_t> groups; // the primary one too

    // As whom the user had logged in, before su or sudo, where the kernel keeps that. Grants nothing: it is for the record, and a
    // further ground to refuse.
    std::optional<uid_t> login_uid = std::nullopt;
};

// The greatest role that `peer` is granted. Root, and the user that the daemon runs as, are always administrators: they
// could read its memory anyway.
Role role_of(const Credentials& peer, const Access& access, uid_t own_uid) noexcept;

} // namespace retention::control

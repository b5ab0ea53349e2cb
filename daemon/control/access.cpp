// SPDX-License-Identifier: Apache-2.0
#include "daemon/control/access.hpp"

#include <algorithm>

namespace retention::control {
namespace {

bool is_granted(const Credentials& peer, const Grant& grant) noexcept {
    if (std::find(grant.users.begin(), grant.users.end(), peer.uid) != grant.users.end())
        return true;
    return std::find_first_of(peer.groups.begin(), peer.groups.end(), grant.groups.begin(), grant.groups.end()) !=
           peer.groups.end();
}

} // namespace

std::string_view to_text(Role role) noexcept {
    switch (role) {
    case Role::Viewer:
        return "viewer";
    case Role::Operator:
        return "operator";
    case Role::Administrator:
        return "administrator";
    case Role::None:
        break;
    }
    return "none";
}

Role role_of(const Credentials& peer, const Access& access, uid_t own_uid) noexcept {
    if (peer.uid == 0 || peer.uid == own_uid || is_granted(peer, access.administrator))
        return Role::Administrator;
    if (is_granted(peer, access.operators))
        return Role::Operator;
    if (is_granted(peer, access.viewer))
        return Role::Viewer;
    return Role::None;
}

} // namespace retention::control

// SPDX-License-Identifier: Apache-2.0
//
// The MESSAGE_ID of each message, made once with `systemd-id128 new` and never changed: alerts and catalogs refer to
// it. A test compares with docs/log-messages.md.
#include "daemon/platform/system_journal.hpp"

#include <algorithm>
#include <iterator>

namespace retention::platform {

namespace {

struct MessageId {
    std::string_view message;
    std::string_view id;
};

// In order of their names.
constexpr MessageId kMessageIds[] = {
    {"ACCESS_UNKNOWN", "3a3b4adabf5e4c5ea3125b82f20fdd92"},
    {"BATCH_HALVED", "9c06780b26d449378f5050d59add3933"},
    {"BATCH_PUT_OFF", "bc3807e2ae4543b3b53c60164f887182"},
    {"BATCH_SLOW", "3a7a093fa10142c5998cb8f1a56dc2b2"},
    {"COMMAND_NOT_RECORDED", "5290ec4f825349ce8a8ad38d85b5b483"},
    {"COMMIT_IN_DOUBT", "9d0daee4e6284726b526e60611b614f7"},
    {"CONFIGURATION_LOADED", "bc87c4206ef44d359f6a89a3ff55d21c"},
    {"CONTROL_ACCEPT_FAILED", "974b6d40a85e4b69a2b439d2c1c35b8e"},
    {"CONTROL_COMMAND", "d4d4b1bc1d794b048149d802b54a6a97"},
    {"CONTROL_CONNECTION_REFUSED", "f6c75c6c4cc541ebb5213b766ccfa66d"},
    {"CONTROL_INTERNAL_ERROR", "2a223898a8ee40218f2f83f3d91c116d"},
    {"CONTROL_LISTENING", "41f5d5c3265e499fa566d2c8beeeec57"},
    {"COUNT_FAILED", "c5ea08f5d4bc42f6a1b0599d833d3206"},
    {"CONTROL_NOT_PERMITTED", "d8f1f4c3b0f94c5c8f6e4b9c55a1f27e"},
    {"DAEMON_CUT_OFF", "1d0d487c9cfa470086040481a9929036"},
    {"DAEMON_READY", "4d5c648a931d4682956c2b5e6bd4ca77"},
    {"DAEMON_STOPPED", "bd5a335cf4a54f00b67dcc74a40517dd"},
    {"DAEMON_STOPPING", "f2dfb583289142ab81920b06dee9195f"},
    {"DATABASE_REACHED", "ccb228aea6d74af994856282d3bbc9be"},
    {"DATABASE_UNREACHABLE", "d65dd4aafc314bcf864fc07c81db8d8d"},
    {"DRIFT_ACCEPTED", "da4c828c95e344c186600f9995df8c6d"},
    {"HOLD_PLACED", "833e6d6cc90440f7a568794dd76c07b5"},
    {"HOLD_REMOVED", "1d05ad5947024889a7ec82d54ac022e0"},
    {"METRICS_UNWRITABLE", "0d5c395820244a85b17541b8fcfb2c10"},
    {"METRICS_WRITTEN", "85fad23660d6441e87d159e9e88476ef"},
    {"PACE_BLIND", "0abbbf469b934f2797d2ff70e6f1827b"},
    {"PACE_SET", "45a9464c1aa7415591d552988c1bd63e"},
    {"PLAN_FAILED", "7eb88ac4ba284b8b866d20c24124691c"},
    {"PLAN_REFUSED", "b75cd7bc62644775b5457b5bdc7594b8"},
    {"POLICY_BROKEN", "b964eecc85d5455d94a2b2ed369df68b"},
    {"POLICY_COUNTED", "49b2fa753d92438386e7dc0456b2aab6"},
    {"POLICY_DRIFTED", "f575208645b74cf6b0a4f00e4a5ca7e4"},
    {"POLICY_FILE_BROKEN", "b72955fff2114bbfb5fcd6224420ba86"},
    {"POLICY_REHEARSED", "a548606d1a1649ffb92877853aadf0c1"},
    {"RELOAD_ASKED", "1cab1787b37447649b678483f3ccf37e"},
    {"RELOAD_REFUSED", "673107ce78e04279b14499ef94a7af6a"},
    {"REQUEST_RECORDED", "78e79d92b76a4ac0a7d4c9925562b27d"},
    {"REQUEST_WITHDRAWN", "b019032ba8b140fea221adae07ec9040"},
    {"ROLE_TOO_STRONG", "28fc3059ac754a4891e56f9630362921"},
    {"RUN_APPROVED", "b491388cabbe49a786c5aa0dbf1ec9d6"},
    {"RUN_CANCELLED", "e50c2f813f124f8283af472d92ad5f99"},
    {"RUN_FAILED", "087d684432eb4ed08925856024e9f1ba"},
    {"RUN_FINISHED", "a4a1c7cac50b4fbbb7d3db41943198ce"},
    {"RUN_PLANNED", "c70c2c6c7d5e4d179c1d57187a15842e"},
    {"RUN_SUPERSEDED", "bd9ee852b24e4188a474ba54b89dc292"},
    {"SETTINGS_BROKEN", "d8642435148e4c1ba00aa8d2bde7609c"},
    {"STATE_MISSING", "b2c1691efa63443f938770b6b73a78ab"},
    {"SUBJECTS_UNJUDGED", "2de0452c9ced4ea69d1e50a385989cf9"},
    {"SUBJECT_SET_ASIDE", "5b13ce7860d94a6d98d4b13cc75feffa"},
    {"UNDONE_SENT_AGAIN", "45cc63da8aff4230910ba04fef20338c"},
    {"WATCHDOG_WITHHELD", "30dca7da95ef494692dc0d179b4dad0c"},
    {"WORKER_FAILED", "620622dd7aef4cea902cbcb823f0c382"},
    {"WORKER_RECONNECTS", "494e84e4722c4715b5002c9f27ec1e74"},
    {"WORK_GOES_ON", "6bdbbab74f26447a94b2c41a27d3e392"},
    {"WORK_PAUSED", "201d664880394f77a1dd5073edd42a8b"},
    {"WORK_RESUMED", "2e74b8a6831042099ddcb47ba93fa5cb"},
    {"WORK_STOPPED", "8f35107df87945f6a5336eee39d24b00"},
};

} // namespace

std::string_view message_id(std::string_view id) noexcept {
    const auto* found = std::find_if(std::begin(kMessageIds), std::end(kMessageIds),
                                     [id](const MessageId& each) { return each.message == id; });
    return found == std::end(kMessageIds) ? std::string_view() : found->id;
}

} // namespace retention::platform

// SPDX-License-Identifier: Apache-2.0
#include "daemon/ctl/completion.hpp"

#include <map>

namespace retention::ctl {
namespace {

// Both shells walk the words in the same way: options and their values are passed over, a word that names a command leads to it,
// and what is left are arguments.
constexpr const char* kBash = R"bash(
_retentionctl() {
    local current=${COMP_WORDS[COMP_CWORD]} command=. arguments=0 expected='' socket='' word key index
    for ((index = 1; index < COMP_CWORD; ++index)); do
        word=${COMP_WORDS[index]}
        if [[ -n $expected ]]; then
            [[ $word == '=' ]] && continue
            [[ $expected == socket ]] && socket=$word
            expected=''
        elif [[ $word == -* ]]; then
            for key in "$command $word" ". $word"; do
                if [[ -n ${_retentionctl_values[$key]+x} ]]; then
                    expected=${_retentionctl_values[$key]}
                    [[ $word == --socket ]] && expected=socket
                    break
                fi
            done
        elif ((arguments == 0)) && [[ " ${_retentionctl_commands[$command]} " == *" $word "* ]]; then
            [[ $command == . ]] && command=$word || command+=" $word"
        else
            ((++arguments))
        fi
    done
    [[ $current == '=' ]] && current=''
    local words=''
    if [[ -n $expected ]]; then
        [[ $expected == socket ]] && expected=files
    elif [[ $current == -* ]]; then
        words="${_retentionctl_options[$command]} ${_retentionctl_options[.]}"
    else
        local -a kinds=(${_retentionctl_arguments[$command]})
        if ((${#kinds[@]} > 0)); then
            index=$((arguments < ${#kinds[@]} ? arguments : ${#kinds[@]} - 1))
            expected=${kinds[index]%+}
            ((arguments >= ${#kinds[@]})) && [[ ${kinds[index]} != *+ ]] && expected=''
        fi
        ((arguments == 0)) && words=${_retentionctl_commands[$command]}
    fi
    case $expected in
    '' | none) ;;
    files) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
    *) words+=" $("$1" ${socket:+--socket "$socket"} completion "$expected" 2>/dev/null)" ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -o filenames -o bashdefault -F _retentionctl retentionctl
)bash";

constexpr const char* kZsh = R"zsh(
_retentionctl() {
    local current=${words[CURRENT]} command=. expected='' socket='' word key
    local -i arguments=0 index
    for ((index = 2; index < CURRENT; ++index)); do
        word=${words[index]}
        if [[ -n $expected ]]; then
            [[ $expected == socket ]] && socket=$word
            expected=''
        elif [[ $word == -* ]]; then
            for key in "$command $word" ". $word"; do
                if (( ${+_retentionctl_values[$key]} )); then
                    expected=${_retentionctl_values[$key]}
                    [[ $word == --socket ]] && expected=socket
                    break
                fi
            done
        elif (( arguments == 0 )) && [[ " ${_retentionctl_commands[$command]} " == *" $word "* ]]; then
            [[ $command == . ]] && command=$word || command+=" $word"
        else
            (( ++arguments ))
        fi
    done
    local -a found kinds
    if [[ -n $expected ]]; then
        [[ $expected == socket ]] && expected=files
    elif [[ $current == -* ]]; then
        found=(${=_retentionctl_options[$command]} ${=_retentionctl_options[.]})
    else
        kinds=(${=_retentionctl_arguments[$command]})
        if (( ${#kinds} > 0 )); then
            index=$(( arguments < ${#kinds} ? arguments + 1 : ${#kinds} ))
            expected=${kinds[index]%+}
            (( arguments >= ${#kinds} )) && [[ ${kinds[index]} != *+ ]] && expected=''
        fi
        (( arguments == 0 )) && found=(${=_retentionctl_commands[$command]})
    fi
    case $expected in
    '' | none) ;;
    files) _files; return ;;
    *) found+=(${(f)"$(${words[1]} ${socket:+--socket} ${socket:+$socket} completion $expected 2>/dev/null)"}) ;;
    esac
    compadd -a found
}
if [[ -n ${functions[compdef]} ]]; then
    compdef _retentionctl retentionctl
fi
)zsh";

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : " ") + word;
    return text;
}

std::vector<std::string> names_of(const std::vector<OptionEntry>& options) {
    std::vector<std::string> names;
    for (const auto& option : options)
        names.push_back(option.name);
    return names;
}

// With a + behind what may be repeated.
std::vector<std::string> kinds_of(const CommandEntry& command) {
    std::vector<std::string> kinds;
    for (const auto& positional : command.positionals)
        kinds.push_back(words_for(command, positional) + (positional.is_repeated ? "+" : ""));
    return kinds;
}

// Bash has no empty keys.
std::string key_of(const CommandEntry& command) { return command.words.empty() ? "." : command.words; }

// The tables by name: keys and values have neither quotes nor backslashes.
using Tables = std::map<std::string, std::vector<std::pair<std::string, std::string>>>;

Tables tables_of(const std::vector<CommandEntry>& table) {
    Tables tables;
    for (const auto& command : table) {
        tables["commands"].emplace_back(key_of(command), joined(command.subcommands));
        tables["options"].emplace_back(key_of(command), joined(names_of(command.options)));
        tables["arguments"].emplace_back(key_of(command), joined(kinds_of(command)));
        for (const auto& option : command.options)
            if (!option.value.empty())
                tables["values"].emplace_back(key_of(command) + " " + option.name, words_for(command, option));
    }
    return tables;
}

std::string in_quotes(const std::string& text) { return "'" + text + "'"; }

} // namespace

std::string words_for(const CommandEntry& command, const OptionEntry& option) {
    if (option.name == "POLICY")
        return "policies";
    if (option.name == "RUN")
        return command.words == "approve" ? "waiting" : "runs";
    if (option.name == "--database")
        return command.words == "draft" ? "none" : "databases";
    static const std::map<std::string, std::string> kOthers{
        {"ID", "holds"},         {"TOPIC", "topics"},    {"WHAT", "completions"}, {"FILE", "files"},    {"--socket", "files"},
        {"--config", "files"},   {"--schema", "files"},  {"--junit", "files"},    {"--output", "files"}, {"--postgres", "files"}};
    if (const auto other = kOthers.find(option.name); other != kOthers.end())
        return other->second;
    if (command.words == "anonymizers" && option.name == "NAME")
        return "anonymizers";
    if (command.words == "schema" && option.name == "PATH")
        return "paths";
    return "none";
}

std::string bash_completion(const std::vector<CommandEntry>& table) {
    std::string text = "# bash completion of retentionctl, made by \"retentionctl completion bash\"\n";
    for (const auto& [name, entries] : tables_of(table)) {
        text += "declare -gA _retentionctl_" + name + "=(\n";
        for (const auto& [key, value] : entries)
            text += "    [" + in_quotes(key) + "]=" + in_quotes(value) + "\n";
        text += ")\n";
    }
    return text + kBash;
}

std::string zsh_completion(const std::vector<CommandEntry>& table) {
    std::string text = "#compdef retentionctl\n# zsh completion of retentionctl, made by \"retentionctl completion zsh\"\n";
    for (const auto& [name, entries] : tables_of(table)) {
        text += "typeset -gA _retentionctl_" + name + "=(\n";
        for (const auto& [key, value] : entries)
            text += "    " + in_quotes(key) + " " + in_quotes(value) + "\n";
        text += ")\n";
    }
    return text + kZsh;
}

} // namespace retention::ctl

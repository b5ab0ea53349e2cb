// SPDX-License-Identifier: Apache-2.0
#include "config/yaml_document.hpp"

#include "config/encoding.hpp"
#include "config/yaml_strictness.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

namespace retention::config {

namespace {

using policies::Finding;
using policies::Findings;
using policies::Place;
using policies::Severity;

// Ends the reading: thrown out of yaml-cpp's parser, which must not go on.
struct Stop {
    Finding finding;
};

[[noreturn]] void stop(std::string code, Place place, std::string message, std::string hint) {
    throw Stop{Finding{Severity::Error, std::move(code), "", place, std::move(message), std::move(hint)}};
}

// Builds the tree from the parser's events.
class TreeBuilder final : public YAML::EventHandler {
public:
    explicit TreeBuilder(const Source& source) : source_(source) {}

    Node take_root() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (documents_++ > 0)
            stop("YAML_DOCUMENTS", place_of(mark), "a second document starts here",
                 "Write one document in a file, without a line of three hyphens.");
    }
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        Node node = start_node(mark, anchor, "");
        node.kind = reads_null(mark) ? Node::Kind::Null : Node::Kind::Absent;
        add(std::move(node), node.kind == Node::Kind::Absent);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        Node node = start_node(mark, 0, "");
        node.kind = Node::Kind::Refused;
        node.refusal = Node::Refusal::Alias;
        add(std::move(node), false);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        Node node = start_node(mark, anchor, tag);
        node.kind = Node::Kind::Text;
        node.text = value;
        if (const auto error = find_encoding_error(value))
            stop("YAML_ENCODING", node.place, error->message, error->hint);
        if (!is_closed(text_at(mark)))
            stop("YAML_QUOTE", node.place, "a quote that is not closed on its line",
                 "Close it, or write a longer text as a block: a vertical bar, and the text indented on the next "
                 "lines.");
        place_text(node, mark);
        add(std::move(node), false);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override {
        open(mark, tag, anchor, style, Node::Kind::List);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override {
        open(mark, tag, anchor, style, Node::Kind::Map);
    }
    void OnMapEnd() override { close(); }

private:
    // A list or map that is being read.
    struct Frame {
        Node node;
        bool is_block = false;
        bool has_key = false;
        std::string key;
        Place key_place;
    };

    Place place_of(const YAML::Mark& mark) const {
        return source_.place_at_byte(mark.line + 1, static_cast<std::size_t>(mark.column));
    }

    // What the file has at `mark`, to the end of its line.
    std::string_view text_at(const YAML::Mark& mark) const {
        const auto line = source_.line(mark.line + 1);
        return line.substr(std::min(line.size(), static_cast<std::size_t>(mark.column)));
    }

    // A null without a text is reported at whatever follows it, so look whether there is one.
    bool reads_null(const YAML::Mark& mark) const {
        const auto text = text_at(mark);
        for (const std::string_view word : {"null", "Null", "NULL", "~"})
            if (text.starts_with(word))
                return text.size() == word.size() || std::string_view(" \t,]}").find(text[word.size()]) != text.npos;
        return false;
    }

    // Whether a text that begins with a quote has its other quote in the same line. The parser does not mind when it
    // has none at all, and takes the rest of the file for text.
    static bool is_closed(std::string_view text) noexcept {
        const char quote = text.empty() ? '\0' : text.front();
        if (quote != '"' && quote != '\'')
            return true;
        for (std::size_t i = 1; i < text.size(); ++i) {
            const bool is_escape = quote == '"' ? text[i] == '\\' : text.substr(i).starts_with("''");
            if (is_escape)
                ++i;
            else if (text[i] == quote)
                return true;
        }
        return false;
    }

    Node start_node(const YAML::Mark& mark, YAML::anchor_t anchor, const std::string& tag) {
        if (++nodes_ > kNodesMax)
            stop("YAML_LIMIT", place_of(mark), "more than " + std::to_string(kNodesMax) + " keys and values",
                 "Split the file.");
        Node node;
        node.place = place_of(mark);
        const auto text = text_at(mark);
        const bool has_tag = (!tag.empty() && tag != "?" && tag != "!") || text.starts_with('!');
        if (anchor != 0)
            node.refusal = Node::Refusal::Anchor;
        else if (has_tag)
            node.refusal = Node::Refusal::Tag;
        return node;
    }

    void place_text(Node& node, const YAML::Mark& mark) {
        const auto text = text_at(mark);
        const char first = text.empty() ? '\0' : text.front();
        node.text_place = node.place;
        node.is_plain = first != '"' && first != '\'' && first != '|' && first != '>';
        if (first == '"' || first == '\'')
            ++node.text_place.column;
        else if (!node.is_plain)
            node.text_place = first_text_after(mark.line + 1, node.place);
    }

    // A block's text begins on the first line after its sign that is not blank.
    Place first_text_after(int line, Place otherwise) const {
        const std::string_view all = source_.text();
        const auto line_end =
            static_cast<std::size_t>(source_.line(line).data() - all.data()) + source_.line(line).size();
        const auto begin = all.find_first_not_of(" \t\r\n", line_end);
        return begin == std::string_view::npos ? otherwise : source_.place_at_offset(begin);
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value style,
              Node::Kind kind) {
        if (stack_.size() >= static_cast<std::size_t>(kDepthMax))
            stop("YAML_LIMIT", place_of(mark), "nested more than " + std::to_string(kDepthMax) + " deep",
                 "Look for a bracket that is not closed.");
        Frame frame;
        frame.node = start_node(mark, anchor, tag);
        frame.node.kind = kind;
        frame.is_block = style == YAML::EmitterStyle::Block;
        stack_.push_back(std::move(frame));
    }

    void close() {
        Frame frame = std::move(stack_.back());
        stack_.pop_back();
        add(std::move(frame.node), frame.is_block);
    }

    // `at_key`: the node has no place in its line, show its key instead.
    void add(Node node, bool at_key) {
        if (stack_.empty()) {
            root_ = std::move(node);
            return;
        }
        Frame& parent = stack_.back();
        if (parent.node.kind == Node::Kind::List)
            parent.node.items.push_back(std::move(node));
        else if (!parent.has_key)
            take_key(parent, node);
        else
            take_value(parent, std::move(node), at_key);
    }

    static void take_key(Frame& parent, const Node& node) {
        if (node.refusal != Node::Refusal::None)
            stop("YAML_ANCHOR", node.place, "a key with an anchor, an alias or a tag", "Write the key itself.");
        if (node.kind != Node::Kind::Text || node.text.empty())
            stop("YAML_KEY", node.place, "a key must be a text that is not empty, and no null, list or map",
                 "Put quotes around the key, or look for a missing one before the colon.");
        parent.has_key = true;
        parent.key = node.text;
        parent.key_place = node.place;
    }

    static void take_value(Frame& parent, Node node, bool at_key) {
        if (at_key)
            node.place = parent.key_place;
        parent.node.entries.push_back(Entry{std::move(parent.key), parent.key_place, std::move(node)});
        parent.has_key = false;
        parent.key.clear();
    }

    const Source& source_;
    std::vector<Frame> stack_;
    Node root_;
    int nodes_ = 0;
    int documents_ = 0;
};

void refuse_raw_text(const Source& source) {
    if (source.text().size() > kFileBytesMax)
        stop("YAML_LIMIT", {}, "larger than " + std::to_string(kFileBytesMax / 1024) + " KiB", "Split the file.");
    for (int line = 1; line <= source.line_count(); ++line)
        if (source.line(line).size() > kLineBytesMax)
            stop("YAML_LIMIT", {line, 1}, "a line of more than " + std::to_string(kLineBytesMax) + " bytes",
                 "Break the line.");
    if (const auto error = find_encoding_error(source.text()))
        stop("YAML_ENCODING", source.place_at_offset(error->offset), error->message, error->hint);
}

constexpr std::string_view kTabHint = "Indent with spaces, not with tabs.";

std::string_view syntax_hint(std::string_view message) {
    struct Known {
        std::string_view part;
        std::string_view hint;
    };
    static constexpr std::array known = {
        Known{"tab", kTabHint},
        Known{"end of map", "Look for a line that is indented by mistake, or a brace that is not closed."},
        Known{"end of sequence", "Look for a line that is indented by mistake, or a bracket that is not closed."},
        Known{"map value", "Put a text that has a colon and a space in it between quotes."},
        Known{"map key", "Look at the indentation of this line and the one before."},
        Known{"EOF in scalar", "Look for a quote that is not closed."},
        Known{"document indicator", "Look for a quote that is not closed."},
        Known{"anchor", "Anchors and aliases can't be used: write the value itself in both places."},
        Known{"alias", "Put a text that begins with an asterisk between quotes."},
        Known{"escape", "Write a backslash twice, or use single quotes."},
        Known{"tag", "Put a text that begins with an exclamation mark between quotes."},
        Known{"unknown token", "Put a text that begins with a special character between quotes."},
    };
    for (const auto& [part, hint] : known)
        if (message.find(part) != std::string_view::npos)
            return hint;
    return {};
}

// Some versions of yaml-cpp add the anchor's name, which the line below the message shows.
std::string without_anchor(const std::string& message) {
    constexpr std::string_view kUnknown = "the referenced anchor is not defined";
    return message.starts_with(kUnknown) ? std::string(kUnknown) : message;
}

Finding syntax_error(const Source& source, const YAML::Exception& error) {
    Place place;
    if (!error.mark.is_null())
        place = source.place_at_byte(error.mark.line + 1, static_cast<std::size_t>(error.mark.column));
    const auto line = source.line(place.line);
    const bool has_tab = line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
    return {Severity::Error,
            "YAML_SYNTAX",
            "",
            place,
            "no valid YAML: " + without_anchor(error.msg),
            std::string(has_tab ? kTabHint : syntax_hint(error.msg))};
}

Node build_tree(const Source& source) {
    std::istringstream stream(source.text());
    TreeBuilder builder(source);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    return builder.take_root();
}

} // namespace

std::optional<Node> read_yaml(const Source& source, Findings& findings) {
    try {
        refuse_raw_text(source);
        Node root = build_tree(source);
        if (root.kind == Node::Kind::Absent || root.kind == Node::Kind::Null)
            stop("YAML_EMPTY", {}, "there is nothing in this file", "");
        refuse_ambiguity(root, findings);
        return root;
    } catch (const Stop& stopped) {
        findings.push_back(stopped.finding);
    } catch (const YAML::Exception& error) {
        findings.push_back(syntax_error(source, error));
    }
    return std::nullopt;
}

} // namespace retention::config

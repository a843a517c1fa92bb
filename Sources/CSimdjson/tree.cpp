// SPDX-License-Identifier: Apache-2.0
//
// A whole document as nodes in the order of the wire.

#include "parser.hpp"

namespace eve {

namespace {

class TreeReader {
public:
    TreeReader(Walker &walker, eve_parser &parser, size_t limit) : walker(walker), parser(parser), limit(limit) {}

    bool value(eve_view key, uint32_t parent, uint32_t depth) {
        std::string_view found;
        switch (walker.peek()) {
        case '{': return container(EVE_OBJECT, key, parent, depth);
        case '[': return container(EVE_ARRAY, key, parent, depth);
        case '"':
            if (!walker.string(found)) { return false; }
            if (hasRoom()) { append(EVE_STRING, key, parent, depth, walker.view(found)); }
            return true;
        default:
            if (!walker.scalar(found)) { return false; }
            if (hasRoom()) { appendScalar(found, key, parent, depth); }
            return true;
        }
    }

private:
    Walker &walker;
    eve_parser &parser;
    size_t limit;

    bool hasRoom() {
        if (parser.nodes.size() < limit) { return true; }
        parser.wasTruncated = true;
        return false;
    }

    void append(eve_kind kind, eve_view key, uint32_t parent, uint32_t depth, eve_view text) {
        const auto index = static_cast<uint32_t>(parser.nodes.size());
        parser.nodes.push_back({kind, depth, index == 0 ? 0 : parent, index + 1, 0, key, text});
    }

    void appendScalar(std::string_view token, eve_view key, uint32_t parent, uint32_t depth) {
        const eve_view none = {0, 0, EVE_ABSENT};
        switch (token[0]) {
        case 't': return append(EVE_TRUE, key, parent, depth, none);
        case 'f': return append(EVE_FALSE, key, parent, depth, none);
        case 'n': return append(EVE_NULL, key, parent, depth, none);
        default: return append(EVE_NUMBER, key, parent, depth, walker.view(token));
        }
    }

    bool container(eve_kind kind, eve_view key, uint32_t parent, uint32_t depth) {
        if (!hasRoom()) { return walker.skip(); }
        const auto index = static_cast<uint32_t>(parser.nodes.size());
        append(kind, key, parent, depth, {0, 0, EVE_ABSENT});
        uint32_t children = 0;
        const eve_view none = {0, 0, EVE_ABSENT};
        const bool isGood = kind == EVE_ARRAY
            ? walker.array([&] { return ++children, value(none, index, depth + 1); })
            : walker.object([&](std::string_view name) {
                  ++children;
                  return value(parser.nodes.size() < limit ? walker.view(name) : none, index, depth + 1);
              });
        parser.nodes[index].children = children;
        parser.nodes[index].end = static_cast<uint32_t>(parser.nodes.size());
        return isGood;
    }
};

}  // namespace

bool readTree(Walker &walker, eve_parser &parser, size_t limit) {
    TreeReader reader(walker, parser, limit);
    return reader.value({0, 0, EVE_ABSENT}, 0, 0);
}

}  // namespace eve

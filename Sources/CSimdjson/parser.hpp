// SPDX-License-Identifier: Apache-2.0
//
// The parser's memory and its first stage.

#ifndef CSIMDJSON_PARSER_HPP
#define CSIMDJSON_PARSER_HPP

#include <memory>
#include <simdjson.h>

#include "walker.hpp"

struct eve_parser {
    std::unique_ptr<simdjson::internal::dom_parser_implementation> stage;
    std::vector<uint8_t> scratch;
    std::vector<eve_node> nodes;
    std::vector<eve_value> values;
    std::vector<uint32_t> claimed;  // while names are looked for: nodes of names seen in the objects around the cursor
    bool wasTruncated = false;
    // Of the line whose fields were read: its tokens, and which of them begins the value of each member of the root.
    eve::Tokens decoded = {};
    std::vector<uint32_t> members;

    // Forgets the last line.
    void clear();

    // Finds the tokens of `text`; on EVE_OK they are valid until the next call.
    eve_status index(const uint8_t *text, size_t length, eve::Tokens &tokens);

private:
    bool reserve(size_t length);
};

namespace eve {

// Fills `fields` from the object under the cursor, and appends to `members` which token begins the value of each member.
bool readFields(Walker &walker, eve_fields &fields, std::vector<uint32_t> &members);

// Fills `found` from the object under the cursor.
bool readEnvelope(Walker &walker, eve_envelope &found);

// Appends the value under the cursor to `parser.nodes`, at most `limit` nodes in all.
bool readTree(Walker &walker, eve_parser &parser, size_t limit);

// Appends the values that `wanted` names to `parser.values`, at most `limit` of them.
bool readWanted(Walker &walker, eve_parser &parser, const eve_wanted &wanted, bool everything, size_t limit);

// The same, of an object whose members' values begin at these tokens, and which is good.
bool readWantedMembers(
    Walker &walker, const std::vector<uint32_t> &members, eve_parser &parser, const eve_wanted &wanted, bool everything,
    size_t limit);

}  // namespace eve

#endif

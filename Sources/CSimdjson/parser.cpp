// SPDX-License-Identifier: Apache-2.0

#include "parser.hpp"

// Room for nearly all lines from the start, and what is kept after a long one (an index takes 4 bytes for each).
static constexpr size_t usualCapacity = 128 * 1024;

bool eve_parser::reserve(size_t length) {
    const bool fits = stage && length <= stage->capacity();
    const bool isTooMuch = stage && stage->capacity() > usualCapacity && length <= usualCapacity;
    if (fits && !isTooMuch) { return true; }
    stage.reset();
    const size_t capacity = length <= usualCapacity ? usualCapacity : length;
    return simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, 1, stage)
        == simdjson::SUCCESS;
}

// Why the first stage refused the line. It looks for open strings before it looks at UTF-8, and a half string with bad
// bytes in it is more than torn; a line cut inside a character is not.
static eve_status refusal(simdjson::error_code error, const uint8_t *text, size_t length) {
    if (error == simdjson::EMPTY) { return EVE_BLANK; }
    if (error == simdjson::UTF8_ERROR) { return EVE_NOT_UTF8; }
    const char *bytes = reinterpret_cast<const char *>(text);
    size_t whole = length;
    for (int cut = 0; cut < 4 && whole > 0; ++cut) {
        if (simdjson::validate_utf8(bytes, whole)) {
            if (error != simdjson::UNCLOSED_STRING) { return cut == 0 ? EVE_NOT_JSON : EVE_NOT_UTF8; }
            size_t first = 0;
            while (first < whole && (bytes[first] == ' ' || bytes[first] == '\t' || bytes[first] == '\r')) { ++first; }
            return bytes[first] == '{' || bytes[first] == '[' ? EVE_TORN : EVE_NOT_JSON;
        }
        --whole;
    }
    return EVE_NOT_UTF8;
}

void eve_parser::clear() {
    scratch.clear();
    nodes.clear();
    values.clear();
    claimed.clear();
    wasTruncated = false;
    decoded = {};
    members.clear();
}

eve_status eve_parser::index(const uint8_t *text, size_t length, eve::Tokens &tokens) {
    clear();
    if (text == nullptr || length == 0) { return EVE_BLANK; }
    if (length >= UINT32_MAX - 128 || !reserve(length)) { return EVE_TOO_LONG; }
    const auto error = stage->stage1(text, length, simdjson::stage1_mode::regular);
    if (error != simdjson::SUCCESS) { return refusal(error, text, length); }
    tokens = {
        text, static_cast<uint32_t>(length), stage->structural_indexes.get(), stage->n_structural_indexes,
        memchr(text, '\\', length) != nullptr,
    };
    return EVE_OK;
}

// What the walk over one document came to, once the cursor should be at its end.
static eve_status ending(eve::Walker &walker, bool isGood) {
    if (!isGood) { return walker.status; }
    return walker.isDone() ? EVE_OK : EVE_NOT_JSON;
}

extern "C" {

eve_parser *eve_parser_create(void) { return new (std::nothrow) eve_parser(); }

void eve_parser_destroy(eve_parser *parser) { delete parser; }

const uint8_t *eve_parser_scratch(const eve_parser *parser) { return parser->scratch.data(); }

size_t eve_line_length(const uint8_t *text, size_t length) {
    if (text == nullptr || length == 0) { return 0; }
    const void *found = memchr(text, '\n', length);
    return found == nullptr ? length : static_cast<size_t>(static_cast<const uint8_t *>(found) - text);
}

eve_status eve_parser_read_fields(eve_parser *parser, const uint8_t *text, size_t length, eve_fields *fields) {
    try {
        eve::Tokens tokens;
        const eve_status indexed = parser->index(text, length, tokens);
        if (indexed != EVE_OK) { return indexed; }
        memset(fields, 0, sizeof *fields);
        eve::Walker walker(tokens, parser->scratch);
        if (walker.peek() == '{') {
            const eve_status read = ending(walker, eve::readFields(walker, *fields, parser->members));
            if (read == EVE_OK) { parser->decoded = tokens; }
            return read;
        }
        const eve_status other = ending(walker, walker.skip());
        return other == EVE_OK ? EVE_NOT_AN_OBJECT : other;
    } catch (...) {
        return EVE_TOO_LONG;  // only memory can be missing here
    }
}

eve_status eve_parser_read_envelope(eve_parser *parser, const uint8_t *text, size_t length, eve_envelope *envelope) {
    try {
        eve::Tokens tokens;
        const eve_status indexed = parser->index(text, length, tokens);
        if (indexed != EVE_OK) { return indexed; }
        memset(envelope, 0, sizeof *envelope);
        eve::Walker walker(tokens, parser->scratch);
        const bool isObject = walker.peek() == '{';
        const eve_status read =
            ending(walker, isObject ? eve::readEnvelope(walker, *envelope) : walker.skip());
        return read == EVE_OK && !isObject ? EVE_NOT_AN_OBJECT : read;
    } catch (...) {
        return EVE_TOO_LONG;
    }
}

eve_status eve_parser_read_tree(eve_parser *parser, const uint8_t *text, size_t length, size_t limit) {
    try {
        eve::Tokens tokens;
        const eve_status indexed = parser->index(text, length, tokens);
        if (indexed != EVE_OK) { return indexed; }
        eve::Walker walker(tokens, parser->scratch);
        return ending(walker, eve::readTree(walker, *parser, limit));
    } catch (...) {
        return EVE_TOO_LONG;
    }
}

eve_status eve_parser_read_wanted(
    eve_parser *parser, const eve_wanted *wanted, const uint8_t *text, size_t length, bool everything, size_t limit) {
    try {
        eve::Tokens tokens;
        const eve_status indexed = parser->index(text, length, tokens);
        if (indexed != EVE_OK) { return indexed; }
        eve::Walker walker(tokens, parser->scratch);
        const eve_status read = ending(walker, eve::readWanted(walker, *parser, *wanted, everything, limit));
        if (read != EVE_OK) { parser->values.clear(); }
        return read;
    } catch (...) {
        parser->values.clear();
        return EVE_TOO_LONG;
    }
}

eve_status eve_parser_read_more(
    eve_parser *parser, const eve_parser *decoded, const eve_wanted *wanted, const uint8_t *text, size_t length,
    bool everything, size_t limit) {
    try {
        parser->clear();
        eve::Tokens tokens = decoded->decoded;
        if (text == nullptr || tokens.count == 0 || tokens.length != length) { return EVE_NOT_JSON; }
        tokens.text = text;
        eve::Walker walker(tokens, parser->scratch);
        const bool isGood =
            eve::readWantedMembers(walker, decoded->members, *parser, *wanted, everything, limit);
        if (!isGood) { parser->values.clear(); }
        return walker.status;
    } catch (...) {
        parser->values.clear();
        return EVE_TOO_LONG;
    }
}

const eve_value *eve_parser_values(const eve_parser *parser) { return parser->values.data(); }

size_t eve_parser_value_count(const eve_parser *parser) { return parser->values.size(); }

const eve_node *eve_parser_nodes(const eve_parser *parser) { return parser->nodes.data(); }

size_t eve_parser_node_count(const eve_parser *parser) { return parser->nodes.size(); }

bool eve_parser_was_truncated(const eve_parser *parser) { return parser->wasTruncated; }

}  // extern "C"

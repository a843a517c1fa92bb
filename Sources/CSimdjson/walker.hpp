// SPDX-License-Identifier: Apache-2.0
//
// The walk over the tokens of one line: checks the grammar of JSON that simdjson's first stage leaves unchecked.

#ifndef CSIMDJSON_WALKER_HPP
#define CSIMDJSON_WALKER_HPP

#include <cstring>
#include <string_view>
#include <vector>

#include "CSimdjson.h"

namespace eve {

// The tokens of one line, as the first stage found them. Each mark is the offset of a token's first byte.
struct Tokens {
    const uint8_t *text;
    uint32_t length;
    const uint32_t *marks;
    uint32_t count;
    bool hasBackslash;  // somewhere in the line
};

// Whether `token` is a number by RFC 8259, section 6.
bool isNumber(std::string_view token);

// Whether every escape in `body` (what stands between the quotes) is one of RFC 8259, section 7. Lone surrogates are
// allowed, as they are there.
bool hasGoodEscapes(std::string_view body);

// Appends `body` as UTF-8 to `out`; a lone surrogate becomes U+FFFD. False, with half of it appended, if an escape is none of
// RFC 8259, section 7.
bool unescape(std::string_view body, std::vector<uint8_t> &out);

// The value of an integer's digits; absent if they are no integer of 64 bits.
eve_integer integer(std::string_view token);

// Walks over tokens, one value after the other. Each step returns false once the line is known to be bad; `status` then
// says how, and no further step may be taken.
class Walker {
public:
    Walker(const Tokens &tokens, std::vector<uint8_t> &scratch) : tokens(tokens), scratch(scratch) {}

    eve_status status = EVE_OK;

    // The first byte of the token under the cursor, 0 behind the last token (no token begins with NUL and is good).
    uint8_t peek() const { return at < tokens.count ? tokens.text[tokens.marks[at]] : 0; }

    // Whether any string of the line may have an escape.
    bool hasEscapes() const { return tokens.hasBackslash; }

    bool isDone() const { return at == tokens.count; }

    // The number of the token under the cursor.
    uint32_t position() const { return at; }

    // Puts the cursor on a token; what was open around the cursor is forgotten.
    void move(uint32_t position) {
        at = position;
        depth = 0;
    }

    // The body of the string under the cursor, still with its escapes, which are good. Moves behind it.
    bool string(std::string_view &body) {
        if (!quoted(body)) { return false; }
        if (tokens.hasBackslash && memchr(body.data(), '\\', body.size()) != nullptr && !hasGoodEscapes(body)) {
            return fail();
        }
        ++at;
        return true;
    }

    // The text of the string under the cursor, unescaped if it has to be. Moves behind it.
    bool text(eve_view &found) {
        std::string_view body;
        if (!quoted(body)) { return false; }
        if (!tokens.hasBackslash || memchr(body.data(), '\\', body.size()) == nullptr) {
            found = inLine(body);
        } else {
            // Escapes are checked on the way: a line of EVE in a string has hundreds of them.
            const size_t start = scratch.size();
            if (!unescape(body, scratch)) { return fail(); }
            found = {static_cast<uint32_t>(start), static_cast<uint32_t>(scratch.size() - start), EVE_IN_SCRATCH};
        }
        ++at;
        return true;
    }

    // The bytes of the object or array under the cursor. Its brackets are counted, which strings cannot hide; nothing else in
    // it is checked. Moves behind it.
    bool pass(eve_view &bytes) {
        const uint32_t start = tokens.marks[at];
        for (uint32_t open = 0; at < tokens.count; ++at) {
            const uint8_t first = tokens.text[tokens.marks[at]];
            if (first == '{' || first == '[') { ++open; }
            if ((first == '}' || first == ']') && --open == 0) {
                bytes = {start, tokens.marks[at] + 1 - start, EVE_IN_LINE};
                ++at;
                return true;
            }
        }
        return fail();
    }

    // The number, `true`, `false` or `null` under the cursor. Moves behind it.
    bool scalar(std::string_view &token) {
        if (isDone()) { return fail(); }
        token = slice(tokens.marks[at], tokenEnd());
        if (token != "true" && token != "false" && token != "null" && !isNumber(token)) { return failScalar(); }
        ++at;
        return true;
    }

    // The object under the cursor. `member(key)` must walk over the value; `key` still has its escapes.
    template <typename Member>
    bool object(Member &&member) {
        if (!enter('{')) { return false; }
        if (peek() == '}') { return leave(); }
        while (true) {
            std::string_view key;
            if (!string(key) || !take(':') || !member(key)) { return false; }
            if (peek() == '}') { return leave(); }
            if (!take(',')) { return false; }
        }
    }

    // The array under the cursor. `element()` must walk over one value.
    template <typename Element>
    bool array(Element &&element) {
        if (!enter('[')) { return false; }
        if (peek() == ']') { return leave(); }
        while (true) {
            if (!element()) { return false; }
            if (peek() == ']') { return leave(); }
            if (!take(',')) { return false; }
        }
    }

    // Any value, checked and passed over.
    bool skip() {
        std::string_view unused;
        switch (peek()) {
        case '{': return object([this](std::string_view) { return skip(); });
        case '[': return array([this] { return skip(); });
        case '"': return string(unused);
        default: return scalar(unused);
        }
    }

    // Where `body` lies, unescaped if it has to be.
    eve_view view(std::string_view body) {
        if (!tokens.hasBackslash || memchr(body.data(), '\\', body.size()) == nullptr) { return inLine(body); }
        const size_t start = scratch.size();
        unescape(body, scratch);
        return {static_cast<uint32_t>(start), static_cast<uint32_t>(scratch.size() - start), EVE_IN_SCRATCH};
    }

    // Says that the line is bad at the cursor: torn if there is no token left.
    bool fail() {
        status = isDone() ? EVE_TORN : EVE_NOT_JSON;
        return false;
    }

private:
    Tokens tokens;
    std::vector<uint8_t> &scratch;
    uint32_t at = 0;
    int depth = 0;

    // What stands between the quotes of the string under the cursor.
    bool quoted(std::string_view &body) {
        if (peek() != '"') { return fail(); }
        const uint32_t start = tokens.marks[at];
        const uint32_t end = tokenEnd();
        // The first stage closes every string, so the last byte is its quote; this is checked, not trusted.
        if (end < start + 2 || tokens.text[end - 1] != '"') { return fail(); }
        body = slice(start + 1, end - 1);
        return true;
    }

    eve_view inLine(std::string_view body) const {
        const auto offset = reinterpret_cast<const uint8_t *>(body.data()) - tokens.text;
        return {static_cast<uint32_t>(offset), static_cast<uint32_t>(body.size()), EVE_IN_LINE};
    }

    std::string_view slice(uint32_t start, uint32_t end) const {
        return {reinterpret_cast<const char *>(tokens.text) + start, end - start};
    }

    // Behind the last byte of the token under the cursor: what lies before the next token, without white space.
    uint32_t tokenEnd() const {
        const uint32_t start = tokens.marks[at];
        uint32_t end = at + 1 < tokens.count ? tokens.marks[at + 1] : tokens.length;
        while (end > start + 1) {
            const uint8_t last = tokens.text[end - 1];
            if (last != ' ' && last != '\t' && last != '\r' && last != '\n') { break; }
            --end;
        }
        return end;
    }

    bool take(uint8_t wanted) {
        if (peek() != wanted) { return fail(); }
        ++at;
        return true;
    }

    bool enter(uint8_t opening) {
        if (depth == EVE_MAX_DEPTH) {
            status = EVE_TOO_DEEP;
            return false;
        }
        ++depth;
        return take(opening);
    }

    bool leave() {
        --depth;
        ++at;
        return true;
    }

    // Half a word or number at the very end (`tru`) means that the rest is missing.
    bool failScalar() {
        const uint8_t first = peek();
        const bool isMark = first == '}' || first == ']' || first == ',' || first == ':';
        status = !isMark && depth > 0 && at + 1 == tokens.count ? EVE_TORN : EVE_NOT_JSON;
        return false;
    }
};

}  // namespace eve

#endif

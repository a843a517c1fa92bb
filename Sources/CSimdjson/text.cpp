// SPDX-License-Identifier: Apache-2.0
//
// Numbers and escapes of JSON text.

#include <charconv>
#include <cstring>

#include "walker.hpp"

namespace eve {

static bool isDigit(char c) { return c >= '0' && c <= '9'; }

// Moves `at` over digits; false if there is none.
static bool skipDigits(std::string_view token, size_t &at) {
    const size_t start = at;
    while (at < token.size() && isDigit(token[at])) { ++at; }
    return at > start;
}

bool isNumber(std::string_view token) {
    size_t at = 0;
    if (at < token.size() && token[at] == '-') { ++at; }
    const size_t whole = at;
    if (!skipDigits(token, at)) { return false; }
    if (token[whole] == '0' && at > whole + 1) { return false; }
    if (at < token.size() && token[at] == '.') {
        ++at;
        if (!skipDigits(token, at)) { return false; }
    }
    if (at < token.size() && (token[at] == 'e' || token[at] == 'E')) {
        ++at;
        if (at < token.size() && (token[at] == '+' || token[at] == '-')) { ++at; }
        if (!skipDigits(token, at)) { return false; }
    }
    return at == token.size();
}

eve_integer integer(std::string_view token) {
    int64_t value = 0;
    const char *end = token.data() + token.size();
    const auto result = std::from_chars(token.data(), end, value);
    if (result.ec != std::errc() || result.ptr != end) { return {0, false}; }
    return {value, true};
}

// The value of four hexadecimal digits at `at`; -1 if they are not there.
static int32_t hexadecimal(std::string_view body, size_t at) {
    if (body.size() < 4 || at > body.size() - 4) { return -1; }
    int32_t value = 0;
    for (size_t i = at; i < at + 4; ++i) {
        const char c = body[i];
        int32_t digit = 0;
        if (isDigit(c)) {
            digit = c - '0';
        } else if (c >= 'a' && c <= 'f') {
            digit = c - 'a' + 10;
        } else if (c >= 'A' && c <= 'F') {
            digit = c - 'A' + 10;
        } else {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

bool hasGoodEscapes(std::string_view body) {
    for (size_t at = body.find('\\'); at != std::string_view::npos; at = body.find('\\', at)) {
        if (at + 1 >= body.size()) { return false; }
        switch (body[at + 1]) {
        case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
            at += 2;
            break;
        case 'u':
            if (hexadecimal(body, at + 2) < 0) { return false; }
            at += 6;
            break;
        default:
            return false;
        }
    }
    return true;
}

// Writes `scalar` as UTF-8; where the text goes on.
static uint8_t *write(uint32_t scalar, uint8_t *to) {
    if (scalar < 0x80) {
        *to++ = static_cast<uint8_t>(scalar);
        return to;
    }
    if (scalar < 0x800) {
        *to++ = static_cast<uint8_t>(0xC0 | scalar >> 6);
    } else {
        if (scalar < 0x10000) {
            *to++ = static_cast<uint8_t>(0xE0 | scalar >> 12);
        } else {
            *to++ = static_cast<uint8_t>(0xF0 | scalar >> 18);
            *to++ = static_cast<uint8_t>(0x80 | (scalar >> 12 & 0x3F));
        }
        *to++ = static_cast<uint8_t>(0x80 | (scalar >> 6 & 0x3F));
    }
    *to++ = static_cast<uint8_t>(0x80 | (scalar & 0x3F));
    return to;
}

// The scalar of the `\u` escape at `at`, whose digits are good; moves `at` behind it, and behind the second half of a pair.
static uint32_t unicodeEscape(std::string_view body, size_t &at) {
    const int32_t unit = hexadecimal(body, at + 2);
    at += 6;
    if (unit < 0xD800 || unit > 0xDFFF) { return static_cast<uint32_t>(unit < 0 ? 0xFFFD : unit); }
    if (unit < 0xDC00 && at + 1 < body.size() && body[at] == '\\' && body[at + 1] == 'u') {
        const int32_t low = hexadecimal(body, at + 2);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            at += 6;
            return 0x10000 + (static_cast<uint32_t>(unit - 0xD800) << 10) + static_cast<uint32_t>(low - 0xDC00);
        }
    }
    return 0xFFFD;
}

// What an escape of one letter stands for; 0 if it is none.
static uint8_t plainEscape(char letter) {
    switch (letter) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case '"': case '\\': case '/': return static_cast<uint8_t>(letter);
    default: return 0;
    }
}

// Copies up to the next backslash or the end; moves both behind what was copied. Up to 7 bytes behind that are written over.
static void copyPlain(const char *&from, const char *end, uint8_t *&to) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    while (end - from >= 8) {
        uint64_t word;
        memcpy(&word, from, 8);
        memcpy(to, &word, 8);
        // The lowest set bit is that of the first backslash; those above may be wrong.
        const uint64_t differing = word ^ 0x5C5C5C5C5C5C5C5Cu;
        const uint64_t marks = (differing - 0x0101010101010101u) & ~differing & 0x8080808080808080u;
        const int plain = marks == 0 ? 8 : __builtin_ctzll(marks) >> 3;
        from += plain;
        to += plain;
        if (plain < 8) { return; }
    }
#endif
    while (from < end && *from != '\\') { *to++ = static_cast<uint8_t>(*from++); }
}

bool unescape(std::string_view body, std::vector<uint8_t> &out) {
    const size_t start = out.size();
    // No escape is shorter than what it stands for.
    out.resize(start + body.size() + 8);
    uint8_t *to = out.data() + start;
    const char *from = body.data();
    const char *end = from + body.size();
    bool isGood = true;
    while (true) {
        copyPlain(from, end, to);
        if (from == end) { break; }
        const char letter = end - from >= 2 ? from[1] : 0;
        size_t at = static_cast<size_t>(from - body.data());
        if (letter == 'u' && hexadecimal(body, at + 2) >= 0) {
            to = write(unicodeEscape(body, at), to);
            from = body.data() + at;
        } else if (const uint8_t plain = plainEscape(letter)) {
            *to++ = plain;
            from += 2;
        } else {
            isGood = false;
            break;
        }
    }
    out.resize(static_cast<size_t>(to - out.data()));
    return isGood;
}

}  // namespace eve

// SPDX-License-Identifier: Apache-2.0
//
// Numbers and escapes of JSON text.

#include <charconv>

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

static void appendScalar(uint32_t scalar, std::vector<uint8_t> &out) {
    if (scalar < 0x80) {
        out.push_back(static_cast<uint8_t>(scalar));
        return;
    }
    if (scalar < 0x800) {
        out.push_back(static_cast<uint8_t>(0xC0 | scalar >> 6));
    } else {
        if (scalar < 0x10000) {
            out.push_back(static_cast<uint8_t>(0xE0 | scalar >> 12));
        } else {
            out.push_back(static_cast<uint8_t>(0xF0 | scalar >> 18));
            out.push_back(static_cast<uint8_t>(0x80 | (scalar >> 12 & 0x3F)));
        }
        out.push_back(static_cast<uint8_t>(0x80 | (scalar >> 6 & 0x3F)));
    }
    out.push_back(static_cast<uint8_t>(0x80 | (scalar & 0x3F)));
}

// The scalar of the `\u` escape at `at`, which is good; moves `at` behind it, and behind the second half of a pair.
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

static uint8_t plainEscape(char letter) {
    switch (letter) {
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return static_cast<uint8_t>(letter);
    }
}

void unescape(std::string_view body, std::vector<uint8_t> &out) {
    size_t at = 0;
    while (at < body.size()) {
        const size_t stop = std::min(body.find('\\', at), body.size());
        out.insert(out.end(), body.begin() + at, body.begin() + stop);
        at = stop;
        if (at + 1 >= body.size()) { return; }
        if (body[at + 1] == 'u') {
            appendScalar(unicodeEscape(body, at), out);
        } else {
            out.push_back(plainEscape(body[at + 1]));
            at += 2;
        }
    }
}

}  // namespace eve

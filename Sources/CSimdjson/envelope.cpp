// SPDX-License-Identifier: Apache-2.0
//
// What a shipper of log lines says around an EVE line, and where the line is.

#include "parser.hpp"
#include "plainkey.hpp"

namespace eve {

namespace {

// Walks over the value under the cursor. Where it is an object, `value(i)` must walk over the value of the first member
// with the name keys[i]; everything else is passed over.
template <size_t count, typename Value>
bool members(Walker &walker, const std::string_view (&keys)[count], Value &&value) {
    static_assert(count <= 32, "one bit for each key");
    if (walker.peek() != '{') { return walker.skip(); }
    uint32_t seen = 0;
    return walker.object([&](std::string_view escaped) {
        const PlainKey plain(walker, escaped);
        const std::string_view key = plain;
        for (size_t i = 0; i < count; ++i) {
            if (keys[i] != key) { continue; }
            if (seen >> i & 1) { break; }
            seen |= 1u << i;
            return value(i);
        }
        return walker.skip();
    });
}

// The text of a string, or nothing of anything else.
bool text(Walker &walker, eve_view &view) { return walker.peek() == '"' ? walker.text(view) : walker.skip(); }

// The digits of a number, or nothing of anything else.
bool number(Walker &walker, eve_view &view) {
    const uint8_t first = walker.peek();
    if (first != '-' && (first < '0' || first > '9')) { return walker.skip(); }
    std::string_view token;
    if (!walker.scalar(token)) { return false; }
    view = walker.view(token);
    return true;
}

// Of numbers that some write as strings.
bool textOrNumber(Walker &walker, eve_view &view) {
    return walker.peek() == '"' ? walker.text(view) : number(walker, view);
}

// The bytes of an object, or nothing of anything else.
bool object(Walker &walker, eve_view &view) { return walker.peek() == '{' ? walker.pass(view) : walker.skip(); }

// The text of the member `name`.
bool member(Walker &walker, std::string_view name, eve_view &view) {
    const std::string_view keys[] = {name};
    return members(walker, keys, [&](size_t) { return text(walker, view); });
}

bool readFile(Walker &walker, eve_envelope &found) {
    static constexpr std::string_view keys[] = {"path", "inode", "device", "device_id", "fingerprint"};
    return members(walker, keys, [&](size_t key) {
        switch (key) {
        case 0: return text(walker, found.path);
        case 1: return textOrNumber(walker, found.inode);
        case 4: return text(walker, found.fingerprint);
        default: return textOrNumber(walker, found.device);
        }
    });
}

bool readLog(Walker &walker, eve_envelope &found) {
    static constexpr std::string_view keys[] = {"offset", "file"};
    return members(walker, keys, [&](size_t key) {
        return key == 0 ? number(walker, found.log_offset) : readFile(walker, found);
    });
}

bool readSuricata(Walker &walker, eve_envelope &found) {
    static constexpr std::string_view keys[] = {"eve"};
    return members(walker, keys, [&](size_t) { return object(walker, found.decoded); });
}

// `host` of Beats is an object, that of EVE and of old Beats a string.
bool readHost(Walker &walker, eve_envelope &found) {
    return walker.peek() == '"' ? walker.text(found.host) : member(walker, "name", found.host);
}

}  // namespace

bool readEnvelope(Walker &walker, eve_envelope &found) {
    static constexpr std::string_view keys[] = {
        "eve", "message", "log", "event", "suricata", "host", "agent", "beat", "source", "offset", "event_type",
        "timestamp"};
    return members(walker, keys, [&](size_t key) {
        switch (key) {
        case 0: return object(walker, found.eve);
        case 1: return text(walker, found.message);
        case 2: return readLog(walker, found);
        case 3: return member(walker, "original", found.original);
        case 4: return readSuricata(walker, found);
        case 5: return readHost(walker, found);
        case 6: return member(walker, "name", found.agent);
        case 7: return member(walker, "name", found.beat);
        case 8: return text(walker, found.source);
        case 9: return number(walker, found.offset);
        case 10: return text(walker, found.event_type);
        default: return text(walker, found.timestamp);
        }
    });
}

}  // namespace eve

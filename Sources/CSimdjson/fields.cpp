// SPDX-License-Identifier: Apache-2.0
//
// The hot fields of an EVE line.

#include "parser.hpp"
#include "plainkey.hpp"

namespace eve {

namespace {

// A key of an object that is looked for, and where its value goes.
struct Slot {
    std::string_view key;
    eve_view *text;        // where the value's text goes if it is a string, or null
    eve_integer *integer;  // where its value goes if it is an integer, or null
};

// Whether `count` bytes are equal. Keys are short: two overlapping words cover nearly all of them without a call.
inline bool isEqual(const char *left, const char *right, size_t count) {
    const auto load = [](const char *bytes, auto &word) {
        memcpy(&word, bytes, sizeof word);
        return word;
    };
    if (count >= 8 && count <= 16) {
        uint64_t a, b, c, d;
        return load(left, a) == load(right, b) && load(left + count - 8, c) == load(right + count - 8, d);
    }
    if (count >= 4 && count < 8) {
        uint32_t a, b, c, d;
        return load(left, a) == load(right, b) && load(left + count - 4, c) == load(right + count - 4, d);
    }
    return memcmp(left, right, count) == 0;
}

// Reads members of one object into slots; the first of two equal keys counts.
class SlotReader {
public:
    SlotReader(Walker &walker, const Slot *slots, size_t count) : walker(walker), slots(slots), count(count) {}

    // The number of the slot for `key` that has not been used, or -1. It is used from now on.
    int claim(std::string_view key) {
        for (size_t i = 0; i < count; ++i) {
            const std::string_view wanted = slots[i].key;
            if (wanted.size() == key.size() && isEqual(wanted.data(), key.data(), key.size())) {
                if (seen >> i & 1) { return -1; }
                seen |= 1u << i;
                return static_cast<int>(i);
            }
        }
        return -1;
    }

    // Reads the value under the cursor into the slot for `key`, or passes over it.
    bool member(std::string_view key) {
        const int number = claim(key);
        return number < 0 ? walker.skip() : value(slots[number]);
    }

    bool value(const Slot &slot) {
        std::string_view found;
        const uint8_t first = walker.peek();
        if (slot.text != nullptr && first == '"') {
            if (!walker.string(found)) { return false; }
            *slot.text = walker.view(found);
            return true;
        }
        if (slot.integer != nullptr && (first == '-' || (first >= '0' && first <= '9'))) {
            if (!walker.scalar(found)) { return false; }
            *slot.integer = integer(found);
            return true;
        }
        return walker.skip();
    }

private:
    Walker &walker;
    const Slot *slots;
    size_t count;
    uint32_t seen = 0;
};

// The object under the cursor by slots; anything else is passed over.
template <size_t count>
bool readObject(Walker &walker, const Slot (&slots)[count]) {
    SlotReader reader(walker, slots, count);
    return walker.object([&](std::string_view key) { return reader.member(PlainKey(walker, key)); });
}

bool readAlert(Walker &walker, eve_fields &fields) {
    if (walker.peek() != '{') { return walker.skip(); }
    fields.has_alert = true;
    const Slot slots[] = {
        {"signature", &fields.signature, nullptr}, {"category", &fields.category, nullptr},
        {"action", &fields.action, nullptr},       {"gid", nullptr, &fields.gid},
        {"signature_id", nullptr, &fields.signature_id}, {"rev", nullptr, &fields.rev},
        {"severity", nullptr, &fields.severity},
    };
    return readObject(walker, slots);
}

void add(eve_integer &sum, eve_integer part) {
    if (!part.present) { return; }
    int64_t total = 0;
    if (__builtin_add_overflow(sum.value, part.value, &total)) { total = part.value < 0 ? INT64_MIN : INT64_MAX; }
    sum = {total, true};
}

// Whether a counter counts memory, by its name.
bool countsMemory(std::string_view name) {
    constexpr std::string_view suffix = "memuse";
    return name.size() >= suffix.size() && name.substr(name.size() - suffix.size()) == suffix;
}

// Adds the counter under the cursor to `memory`.
bool addMemory(SlotReader &reader, std::string_view name, eve_integer &memory) {
    eve_integer part = {0, false};
    if (!reader.value({name, nullptr, &part})) { return false; }
    add(memory, part);
    return true;
}

// One object directly under `stats`: its slots, and everything that counts memory.
bool readGroup(Walker &walker, const Slot *slots, size_t count, eve_integer &memory) {
    if (walker.peek() != '{') { return walker.skip(); }
    SlotReader reader(walker, slots, count);
    return walker.object([&](std::string_view escaped) {
        const PlainKey key(walker, escaped);
        const std::string_view name = key;
        return countsMemory(name) ? addMemory(reader, name, memory) : reader.member(name);
    });
}

// The array `engines`: what every detection engine has for rules.
bool readEngines(Walker &walker, eve_fields &fields) {
    if (walker.peek() != '[') { return walker.skip(); }
    return walker.array([&] {
        if (walker.peek() != '{') { return walker.skip(); }
        eve_integer loaded = {0, false};
        eve_integer failed = {0, false};
        const Slot slots[] = {
            {"rules_loaded", nullptr, &loaded}, {"rules_failed", nullptr, &failed},
            {"last_reload", &fields.last_reload, nullptr}};
        if (!readObject(walker, slots)) { return false; }
        add(fields.rules_loaded, loaded);
        add(fields.rules_failed, failed);
        return true;
    });
}

// The object `detect`.
bool readDetect(Walker &walker, eve_fields &fields) {
    if (walker.peek() != '{') { return walker.skip(); }
    const Slot slots[] = {{"alert", nullptr, &fields.alerts}, {"engines", nullptr, nullptr}};
    SlotReader reader(walker, slots, 2);
    return walker.object([&](std::string_view escaped) {
        const PlainKey key(walker, escaped);
        const std::string_view name = key;
        if (countsMemory(name)) { return addMemory(reader, name, fields.memory_use); }
        switch (reader.claim(name)) {
        case 0: return reader.value(slots[0]);
        case 1: return readEngines(walker, fields);
        default: return walker.skip();
        }
    });
}

bool readStats(Walker &walker, eve_fields &fields) {
    if (walker.peek() != '{') { return walker.skip(); }
    fields.has_stats = true;
    const Slot top[] = {
        {"uptime", nullptr, &fields.uptime}, {"capture", nullptr, nullptr}, {"decoder", nullptr, nullptr},
        {"detect", nullptr, nullptr},        {"tcp", nullptr, nullptr},
    };
    const Slot capture[] = {
        {"kernel_packets", nullptr, &fields.kernel_packets}, {"kernel_drops", nullptr, &fields.kernel_drops}};
    const Slot decoder[] = {{"pkts", nullptr, &fields.decoder_packets}, {"invalid", nullptr, &fields.decoder_invalid}};
    const Slot tcp[] = {{"sessions", nullptr, &fields.tcp_sessions}};
    SlotReader reader(walker, top, 5);
    return walker.object([&](std::string_view key) {
        switch (reader.claim(PlainKey(walker, key))) {
        case 0: return reader.value(top[0]);
        case 1: return readGroup(walker, capture, 2, fields.memory_use);
        case 2: return readGroup(walker, decoder, 2, fields.memory_use);
        case 3: return readDetect(walker, fields);
        case 4: return readGroup(walker, tcp, 1, fields.memory_use);
        default: return readGroup(walker, nullptr, 0, fields.memory_use);
        }
    });
}

}  // namespace

bool readFields(Walker &walker, eve_fields &fields, std::vector<uint32_t> &members) {
    const Slot slots[] = {
        {"timestamp", &fields.timestamp, nullptr}, {"flow_id", nullptr, &fields.flow_id},
        {"event_type", &fields.event_type, nullptr}, {"src_ip", &fields.src_ip, nullptr},
        {"src_port", nullptr, &fields.src_port}, {"dest_ip", &fields.dest_ip, nullptr},
        {"dest_port", nullptr, &fields.dest_port}, {"proto", &fields.proto, nullptr},
        {"app_proto", &fields.app_proto, nullptr}, {"host", &fields.host, nullptr},
        {"alert", nullptr, nullptr}, {"stats", nullptr, nullptr},
    };
    SlotReader reader(walker, slots, 12);
    return walker.object([&](std::string_view key) {
        members.push_back(walker.position());
        const int number = reader.claim(PlainKey(walker, key));
        if (number < 0) { return walker.skip(); }
        if (number == 10) { return readAlert(walker, fields); }
        if (number == 11) { return readStats(walker, fields); }
        return reader.value(slots[number]);
    });
}

}  // namespace eve

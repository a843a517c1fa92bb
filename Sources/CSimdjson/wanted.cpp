// SPDX-License-Identifier: Apache-2.0
//
// The values that names joined by dots lead to.
//
// The names are a tree by their parts. A key of an event may hold dots itself; it is then as many steps down the tree
// as it has parts, so that "a.b" beside a value and "a" around "b" are one name.

#include "parser.hpp"
#include "plainkey.hpp"

struct eve_wanted {
    // A step down the tree: from the node `parent` by the part that is parts[offset ..< offset + length].
    struct Step {
        uint32_t parent;
        uint32_t child;  // 0, the root, where the slot is free: no step leads there
        uint32_t offset;
        uint32_t length;
    };
    struct Node {
        uint32_t field;
        bool hasSteps;
        uint64_t initials;  // a bit for the length and first byte of each part that leads on; most keys have none of these
    };

    static constexpr uint32_t none = UINT32_MAX;

    std::string parts;
    std::vector<Node> nodes;
    std::vector<Step> slots;  // a hash table with linear probing, at most half full

    void add(std::string_view name, uint32_t field) {
        uint32_t node = 0;
        size_t start = 0;
        while (true) {
            const size_t dot = std::min(name.find('.', start), name.size());
            node = grow(node, name.substr(start, dot - start));
            if (dot == name.size()) { break; }
            start = dot + 1;
        }
        if (nodes[node].field == EVE_NO_FIELD) { nodes[node].field = field; }
    }

    // The node that `key` leads to from `node`, or `none`.
    uint32_t find(uint32_t node, std::string_view key) const {
        if (!nodes[node].hasSteps) { return none; }
        const uint32_t whole = nodes[node].initials & initial(key) ? step(node, key) : none;
        if (whole != none || memchr(key.data(), '.', key.size()) == nullptr) { return whole; }
        size_t start = 0;
        while (node != none && start <= key.size()) {
            const size_t dot = std::min(key.find('.', start), key.size());
            node = step(node, key.substr(start, dot - start));
            start = dot + 1;
        }
        return node;
    }

private:
    static uint64_t initial(std::string_view part) {
        const size_t first = part.empty() ? 0 : static_cast<uint8_t>(part.front());
        return uint64_t(1) << ((first + part.size() * 11) & 63);
    }

    // Names are short: their ends and their length tell nearly all of them apart.
    static size_t hash(uint32_t parent, std::string_view part) {
        uint64_t first = 0, last = 0;
        const char *bytes = part.data();
        const size_t count = part.size();
        if (count >= 8) {
            memcpy(&first, bytes, 8);
            memcpy(&last, bytes + count - 8, 8);
        } else if (count >= 4) {
            memcpy(&first, bytes, 4);
            memcpy(&last, bytes + count - 4, 4);
        } else {
            for (size_t i = 0; i < count; ++i) { first = first << 8 | static_cast<uint8_t>(bytes[i]); }
        }
        uint64_t mixed = (first ^ parent) * 0x9E3779B97F4A7C15u;
        mixed ^= (last + part.size()) * 0xC2B2AE3D27D4EB4Fu;
        mixed ^= mixed >> 32;
        return static_cast<size_t>(mixed * 0x9E3779B97F4A7C15u >> 20);
    }

    // The slot of a step, or the free one where it belongs.
    size_t slot(uint32_t parent, std::string_view part) const {
        const size_t mask = slots.size() - 1;
        size_t at = hash(parent, part) & mask;
        while (slots[at].child != 0) {
            const Step &found = slots[at];
            if (found.parent == parent && found.length == part.size()
                && memcmp(parts.data() + found.offset, part.data(), part.size()) == 0) {
                break;
            }
            at = (at + 1) & mask;
        }
        return at;
    }

    uint32_t step(uint32_t parent, std::string_view part) const {
        const uint32_t child = slots[slot(parent, part)].child;
        return child == 0 ? none : child;
    }

    uint32_t grow(uint32_t parent, std::string_view part) {
        const uint32_t known = step(parent, part);
        if (known != none) { return known; }
        if (nodes.size() * 2 > slots.size()) { rehash(); }
        const auto child = static_cast<uint32_t>(nodes.size());
        slots[slot(parent, part)] = {
            parent, child, static_cast<uint32_t>(parts.size()), static_cast<uint32_t>(part.size())};
        parts.append(part);
        nodes[parent].hasSteps = true;
        nodes[parent].initials |= initial(part);
        nodes.push_back({EVE_NO_FIELD, false, 0});
        return child;
    }

    void rehash() {
        std::vector<Step> old(slots.size() * 2);
        old.swap(slots);
        for (const Step &step : old) {
            if (step.child == 0) { continue; }
            slots[slot(step.parent, std::string_view(parts).substr(step.offset, step.length))] = step;
        }
    }

public:
    eve_wanted() : nodes(1, {EVE_NO_FIELD, false, 0}), slots(16) {}
};

namespace eve {

namespace {

class WantedReader {
public:
    WantedReader(Walker &walker, eve_parser &parser, const eve_wanted &wanted, bool everything, size_t limit)
        : walker(walker), parser(parser), wanted(wanted), everything(everything), limit(limit) {}

    // The value under the cursor, which the names that end at or go on from `node` lead to.
    bool value(uint32_t node) {
        const uint32_t field = node == eve_wanted::none ? EVE_NO_FIELD : wanted.nodes[node].field;
        switch (walker.peek()) {
        case '{':
            if (field != EVE_NO_FIELD) { keep({field, EVE_OBJECT, {0, 0, EVE_ABSENT}}); }
            return isOfUse(node) ? object(node) : walker.skip();
        case '[':
            if (field != EVE_NO_FIELD) { keep({field, EVE_ARRAY, {0, 0, EVE_ABSENT}}); }
            if (field == EVE_NO_FIELD && !isOfUse(node)) { return walker.skip(); }
            return walker.array([&] { return value(node); });
        default:
            return field == EVE_NO_FIELD && !everything ? walker.skip() : scalar(field);
        }
    }

    // The members whose values begin at these tokens, of an object that is known to be good.
    bool members(const std::vector<uint32_t> &places) {
        for (const uint32_t place : places) {
            std::string_view key;
            walker.move(place - 2);  // the key, with a colon behind it
            if (!walker.string(key)) { return false; }
            const uint32_t child = claim(0, PlainKey(walker, key), 0);
            if (child == eve_wanted::none && !everything) { continue; }
            walker.move(place);
            if (!value(child)) { return false; }
        }
        return true;
    }

private:
    Walker &walker;
    eve_parser &parser;
    const eve_wanted &wanted;
    bool everything;
    size_t limit;

    // Whether anything in an object at `node` can be kept.
    bool isOfUse(uint32_t node) const {
        return everything || (node != eve_wanted::none && wanted.nodes[node].hasSteps);
    }

    bool object(uint32_t node) {
        const size_t base = parser.claimed.size();
        const bool isGood = walker.object([&](std::string_view key) {
            const uint32_t child = node == eve_wanted::none ? node : claim(node, PlainKey(walker, key), base);
            return child == eve_wanted::none && !everything ? walker.skip() : value(child);
        });
        parser.claimed.resize(base);
        return isGood;
    }

    // The node that `key` leads to, unless an equal key came before it in the same object.
    uint32_t claim(uint32_t node, std::string_view key, size_t base) {
        const uint32_t child = wanted.find(node, key);
        if (child == eve_wanted::none) { return child; }
        for (size_t i = base; i < parser.claimed.size(); ++i) {
            if (parser.claimed[i] == child) { return eve_wanted::none; }
        }
        parser.claimed.push_back(child);
        return child;
    }

    bool scalar(uint32_t field) {
        std::string_view found;
        const uint8_t first = walker.peek();
        if (first == '"') {
            if (!walker.string(found)) { return false; }
            keep({field, EVE_STRING, walker.view(found)});
            return true;
        }
        if (!walker.scalar(found)) { return false; }
        const eve_kind kind = first == 't' ? EVE_TRUE : first == 'f' ? EVE_FALSE : first == 'n' ? EVE_NULL : EVE_NUMBER;
        keep({field, kind, walker.view(found)});
        return true;
    }

    void keep(const eve_value &value) {
        if (parser.values.size() < limit) {
            parser.values.push_back(value);
        } else {
            parser.wasTruncated = true;
        }
    }
};

}  // namespace

bool readWanted(Walker &walker, eve_parser &parser, const eve_wanted &wanted, bool everything, size_t limit) {
    WantedReader reader(walker, parser, wanted, everything, limit);
    return reader.value(0);
}

bool readWantedMembers(
    Walker &walker, const std::vector<uint32_t> &members, eve_parser &parser, const eve_wanted &wanted, bool everything,
    size_t limit) {
    WantedReader reader(walker, parser, wanted, everything, limit);
    return reader.members(members);
}

}  // namespace eve

extern "C" {

eve_wanted *eve_wanted_create(const uint8_t *names, const uint32_t *ends, uint32_t count) {
    try {
        auto wanted = std::make_unique<eve_wanted>();
        uint32_t start = 0;
        for (uint32_t i = 0; i < count; ++i) {
            const auto *name = reinterpret_cast<const char *>(names) + start;
            wanted->add({name, ends[i] - start}, i);
            start = ends[i];
        }
        return wanted.release();
    } catch (...) {
        return nullptr;
    }
}

void eve_wanted_destroy(eve_wanted *wanted) { delete wanted; }

}  // extern "C"

// SPDX-License-Identifier: Apache-2.0

#ifndef CSIMDJSON_PLAINKEY_HPP
#define CSIMDJSON_PLAINKEY_HPP

#include "walker.hpp"

namespace eve {

// A key without its escapes. Suricata never escapes one, but `"event\u005ftype"` is the same key.
class PlainKey {
public:
    PlainKey(const Walker &walker, std::string_view key) : plain(key) {
        if (!walker.hasEscapes() || memchr(key.data(), '\\', key.size()) == nullptr) { return; }
        unescape(key, unescaped);
        plain = {reinterpret_cast<const char *>(unescaped.data()), unescaped.size()};
    }
    operator std::string_view() const { return plain; }

private:
    std::vector<uint8_t> unescaped;
    std::string_view plain;
};

}  // namespace eve

#endif

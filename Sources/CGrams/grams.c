// SPDX-License-Identifier: Apache-2.0
#include "CGrams.h"

#include <stdbool.h>
#include <string.h>

// Clang makes of these what the processor has; sixteen bytes and their mask are one instruction each on most.
typedef uint8_t bytes16 __attribute__((ext_vector_type(16)));
typedef int8_t signed16 __attribute__((ext_vector_type(16)));
typedef bool bits16 __attribute__((ext_vector_type(16)));

// Sixteen of what was compared as bits, the first byte lowest.
static inline uint64_t bits(bytes16 mask) {
    bits16 flags = __builtin_convertvector((signed16)mask < (signed16)0, bits16);
    uint16_t number;
    memcpy(&number, &flags, sizeof number);
    return number;
}

static inline bytes16 between(bytes16 bytes, uint8_t low, uint8_t high) {
    return (bytes16)(bytes - low <= (bytes16)(uint8_t)(high - low));
}

static inline bytes16 fold16(bytes16 bytes) {
    return bytes | (between(bytes, 'A', 'Z') & 0x20);
}

// What the bytes of a stretch of 64 are, one bit each.
typedef struct {
    // They end whatever people look for: quotes, commas, brackets, backslashes, control characters.
    uint64_t marks;
    uint64_t letters;
    uint64_t digits;
    // The digits and what stands between them in times.
    uint64_t numbers;
} stretch;

static inline stretch classify(const uint8_t *text, uint8_t *folded) {
    stretch found = {0, 0, 0, 0};
    for (int part = 0; part < 4; part++) {
        bytes16 raw;
        memcpy(&raw, text + 16 * part, sizeof raw);
        bytes16 low = fold16(raw);
        memcpy(folded + 16 * part, &low, sizeof low);
        bytes16 letters = between(low, 'a', 'z') | (bytes16)(low >= (bytes16)0x80);
        bytes16 digits = between(low, '0', '9');
        bytes16 numbers = between(low, '0', ':') | (bytes16)(low == '-') | (bytes16)(low == '+');
        // Brackets differ from braces, and the backslash from the bar, in this bit.
        bytes16 marks = between(low | 0x20, '{', '}') | (bytes16)(low == '"') | (bytes16)(low == ',')
            | (bytes16)(low < (bytes16)0x20);
        found.marks |= bits(marks) << (16 * part);
        found.letters |= bits(letters) << (16 * part);
        found.digits |= bits(digits) << (16 * part);
        found.numbers |= bits(numbers) << (16 * part);
    }
    return found;
}

static inline uint32_t load(const uint8_t *bytes) {
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static inline uint32_t slot_of(uint32_t gram) {
    return (uint32_t)((uint64_t)(gram * UINT32_C(0x9E3779B1)) * GRAM_SLOTS >> 32);
}

// Bits of four bytes in a row, by the stretch and the next one.
static inline uint64_t all_four(uint64_t here, uint64_t next) {
    return here & (here >> 1 | next << 63) & (here >> 2 | next << 62) & (here >> 3 | next << 61);
}

static inline uint64_t any_four(uint64_t here, uint64_t next) {
    return here | (here >> 1 | next << 63) | (here >> 2 | next << 62) | (here >> 3 | next << 61);
}

// Where grams begin that are noted. Of words of letters and digits mixed, as hashes are, it is those that begin with a letter
// before a digit.
static inline uint64_t noted(stretch here, stretch next) {
    uint64_t wanted = ~any_four(here.marks, next.marks) & ~all_four(here.numbers, next.numbers);
    uint64_t mixed = all_four(here.letters | here.digits, next.letters | next.digits)
        & ~all_four(here.letters, next.letters);
    uint64_t heads = here.letters & (here.digits >> 1 | next.digits << 63);
    return wanted & (~mixed | heads);
}

static void note_stretch(const uint8_t *folded, stretch here, stretch next, uint64_t *slots) {
    for (uint64_t left = noted(here, next); left != 0; left &= left - 1) {
        uint32_t slot = slot_of(load(folded + __builtin_ctzll(left)));
        slots[slot / 64] |= UINT64_C(1) << slot % 64;
    }
}

// The stretch at `from`, filled up with zeros, which are marks, behind the end.
static inline stretch read_stretch(const uint8_t *text, size_t length, size_t from, uint8_t *folded) {
    if (length >= 64 && from <= length - 64) return classify(text + from, folded);
    uint8_t rest[64] = {0};
    if (from < length) memcpy(rest, text + from, length - from);
    return classify(rest, folded);
}

static void note_plain(const uint8_t *text, size_t length, uint64_t *slots) {
    uint8_t folded[128];
    stretch here = read_stretch(text, length, 0, folded);
    for (size_t from = 0; from < length; from += 64) {
        stretch next = read_stretch(text, length, from + 64, folded + 64);
        note_stretch(folded, here, next, slots);
        memcpy(folded, folded + 64, 64);
        here = next;
    }
}

// The value of four hexadecimal digits; -1 if they are not there.
static int32_t hexadecimal(const uint8_t *text, size_t length, size_t at) {
    if (length < 4 || at > length - 4) return -1;
    int32_t value = 0;
    for (size_t i = at; i < at + 4; i++) {
        uint8_t letter = text[i] | 0x20;
        bool is_digit = text[i] >= '0' && text[i] <= '9';
        if (!is_digit && (letter < 'a' || letter > 'f')) return -1;
        value = value * 16 + (is_digit ? text[i] - '0' : letter - 'a' + 10);
    }
    return value;
}

static size_t put_scalar(uint32_t scalar, uint8_t *out) {
    if (scalar < 0x80) {
        out[0] = (uint8_t)scalar;
        return 1;
    }
    size_t count = scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4;
    static const uint8_t heads[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = count - 1; i > 0; i--) {
        out[i] = (uint8_t)(0x80 | (scalar & 0x3F));
        scalar >>= 6;
    }
    out[0] = (uint8_t)(heads[count] | scalar);
    return count;
}

// What the escape at `at` stands for, at most four bytes; moves `at` behind it. Halves of pairs that stand alone are U+FFFD, as
// readers of fields take them.
static size_t unescape(const uint8_t *text, size_t length, size_t *at, uint8_t *out) {
    int32_t unit = *at + 1 < length && text[*at + 1] == 'u' ? hexadecimal(text, length, *at + 2) : -1;
    if (unit < 0) {
        uint8_t letter = *at + 1 < length ? text[*at + 1] : 0;
        // Those for control characters are marks, whichever.
        out[0] = letter == 'b' || letter == 'f' || letter == 'n' || letter == 'r' || letter == 't' ? 0 : letter;
        *at = *at + 2 < length ? *at + 2 : length;
        return 1;
    }
    *at += 6;
    if (unit < 0xD800 || unit > 0xDFFF) return put_scalar((uint32_t)unit, out);
    if (unit < 0xDC00 && *at + 1 < length && text[*at] == '\\' && text[*at + 1] == 'u') {
        int32_t low = hexadecimal(text, length, *at + 2);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            *at += 6;
            return put_scalar(0x10000 + ((uint32_t)(unit - 0xD800) << 10) + (uint32_t)(low - 0xDC00), out);
        }
    }
    return put_scalar(0xFFFD, out);
}

// Notes the grams that come of escapes once they are undone: of each, with the three bytes on either side.
static void note_unescaped(const uint8_t *text, size_t length, uint64_t *slots) {
    enum { room = 1024 };
    uint8_t out[room + 16];
    size_t count = 0;
    // What lies before was copied, or is not near an escape.
    size_t done = 0;
    const uint8_t *found = memchr(text, '\\', length);
    while (found != NULL) {
        size_t at = (size_t)(found - text);
        if (at - done > 3) {
            // A mark, so that no gram goes over what is left out.
            out[count++] = 0;
            done = at - 3;
        }
        while (done < at) out[count++] = text[done++];
        count += unescape(text, length, &at, out + count);
        found = at < length ? memchr(text + at, '\\', length - at) : NULL;
        size_t next = found != NULL ? (size_t)(found - text) : length;
        for (done = at; done < next && done < at + 3; done++) out[count++] = text[done];
        if (count > room) {
            note_plain(out, count, slots);
            memmove(out, out + count - 3, 3);
            count = 3;
        }
    }
    note_plain(out, count, slots);
}

void grams_note(const uint8_t *text, size_t length, uint64_t *slots) {
    if (length == 0) return;
    note_plain(text, length, slots);
    note_unescaped(text, length, slots);
}

uint32_t gram_slot(const uint8_t *bytes) {
    uint8_t padded[64] = {0};
    uint8_t folded[64];
    memcpy(padded, bytes, 4);
    stretch found = classify(padded, folded);
    stretch none = {0, 0, 0, 0};
    return noted(found, none) & 1 ? slot_of(load(folded)) : GRAM_LEFT_OUT;
}

static inline uint8_t fold(uint8_t byte) {
    return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}

// How many of the needle's bytes stand at `text`, at most `limit`.
static size_t common(const uint8_t *text, const uint8_t *needle, size_t limit) {
    size_t count = 0;
    while (count < limit && fold(text[count]) == needle[count]) count++;
    return count;
}

int64_t text_find(const uint8_t *text, size_t length, size_t from, const uint8_t *needle, size_t needle_length) {
    if (needle_length == 0 || needle_length > length) return -1;
    size_t last = length - needle_length;
    size_t steps = 0;
    size_t limit = 4096 + 4 * length;
    size_t at = from;
    // Where the first and the last byte are right, all are compared.
    for (; at + 16 <= last + 1; at += 16) {
        bytes16 front, back;
        memcpy(&front, text + at, sizeof front);
        memcpy(&back, text + at + needle_length - 1, sizeof back);
        bytes16 both =
            (bytes16)(fold16(front) == needle[0]) & (bytes16)(fold16(back) == needle[needle_length - 1]);
        for (uint64_t left = bits(both); left != 0; left &= left - 1) {
            size_t start = at + (size_t)__builtin_ctzll(left);
            size_t count = common(text + start, needle, needle_length);
            if (count == needle_length) return (int64_t)start;
            steps += count;
            if (steps > limit) return -2;
        }
    }
    for (; at <= last; at++) {
        size_t count = common(text + at, needle, needle_length);
        if (count == needle_length) return (int64_t)at;
        steps += count;
        if (steps > limit) return -2;
    }
    return -1;
}

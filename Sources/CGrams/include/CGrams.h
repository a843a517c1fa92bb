// SPDX-License-Identifier: Apache-2.0
// What must be done with every byte of every raw line: noting which grams it holds, and looking for a text.
//
// A gram is four bytes one after the other, letters of ASCII in lower case. Nothing here allocates or reads beyond what it is given.
#ifndef VEDETTE_CGRAMS_H
#define VEDETTE_CGRAMS_H

#include <stddef.h>
#include <stdint.h>

enum {
    // A gram is noted in one of so many slots; the number has many divisors, by which a set of slots is folded.
    GRAM_SLOTS = 86016,
    GRAM_WORDS = GRAM_SLOTS / 64
};

// What gram_slot tells of a gram that is never noted.
#define GRAM_LEFT_OUT UINT32_MAX

// The slot of the gram at `bytes`, which are four, folded. Left out are grams that every event has afresh: those with a quote, a
// comma, a bracket, a backslash or a control character; those of digits and `:`, `-`, `+` alone; and of those that mix letters and
// digits and have nothing else, all that do not begin with a letter and a digit. This is part of the file format.
uint32_t gram_slot(const uint8_t *bytes);

// Sets the bits of the slots of all grams in the text, of `GRAM_WORDS` words: of its bytes as they stand, and of JSON escapes
// undone.
void grams_note(const uint8_t *text, size_t length, uint64_t *slots);

// Where the needle, which is folded and not empty, begins in the text at or behind `from`; -1 if nowhere. -2 once the search has
// taken more than some steps for each byte, as it does only where the text is made for that.
int64_t text_find(const uint8_t *text, size_t length, size_t from, const uint8_t *needle, size_t needle_length);

#endif

// SPDX-License-Identifier: Apache-2.0
//
// ncurses for Swift. Each wrapper says why Swift cannot call the original.
#ifndef VEDETTE_CNCURSES_SHIM_H
#define VEDETTE_CNCURSES_SHIM_H

// The wide interface; without macros, so that every name is a function that Swift sees.
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <langinfo.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>
#include <ncurses.h>

// From <term.h>, which is not included because its macros take names like `lines` and `tab`.
extern int setupterm(const char *term, int descriptor, int *problem);
struct term;
extern struct term *cur_term;
extern int del_curterm(struct term *);

// What the terminfo entry of a name says, read without touching the terminal.
struct curses_entry {
    // 1 found; 0 no such entry; -1 no terminfo database.
    int found;
    // Whether the cursor can be moved (`cup`); without it a full-screen program is junk.
    bool moves_cursor;
    // `colors`; 0 without colour.
    int colours;
};

// `cur_term` is a global variable that Swift 6 refuses as shared mutable state.
static inline struct curses_entry curses_entry_read(const char *name) {
    struct curses_entry entry = {0, false, 0};
    int problem = 0;
    if (setupterm(name, 1, &problem) != OK) {
        entry.found = problem < 0 ? -1 : 0;
        return entry;
    }
    const char *cup = tigetstr("cup");
    entry.found = 1;
    entry.moves_cursor = cup != NULL && cup != (const char *)-1;
    int colours = tigetnum("colors");
    entry.colours = colours > 0 ? colours : 0;
    del_curterm(cur_term);
    return entry;
}

// A string capability of the open terminal, or NULL. `tigetstr` answers -1 cast to a pointer for "not a string
// capability", which Swift cannot compare with; padding (`$<5>`) is for hardware that no longer exists.
static inline const char *curses_capability(const char *name) {
    const char *text = tigetstr(name);
    return text == (const char *)-1 || (text != NULL && strstr(text, "$<") != NULL) ? NULL : text;
}

// `stdscr`, `curscr` and `COLOR_PAIRS` are global variables that Swift 6 refuses as shared mutable state.
static inline WINDOW *curses_window(void) { return stdscr; }
static inline WINDOW *curses_terminal(void) { return curscr; }
static inline int curses_pair_limit(void) { return COLOR_PAIRS; }

// The attribute constants are macros with casts, which Swift does not import.
static inline attr_t curses_bold(void) { return A_BOLD; }
static inline attr_t curses_underline(void) { return A_UNDERLINE; }
static inline attr_t curses_reverse(void) { return A_REVERSE; }
static inline attr_t curses_italic(void) { return A_ITALIC; }

// Fills one complex character; `mark` 0 means none. The pair goes through the options pointer, since the `short`
// argument ends at 32767. `setcchar` wants a terminated array of wide characters, built here to spare Swift the pointers.
static inline void curses_fill(cchar_t *cell, wchar_t base, wchar_t mark, attr_t attributes, int pair) {
    wchar_t text[3] = {base, mark, 0};
    if (setcchar(cell, text, attributes, 0, &pair) == ERR) {
        text[0] = L'?';
        text[1] = 0;
        setcchar(cell, text, attributes, 0, &pair);
    }
}

// Columns that the C library (and so ncurses) gives a character; not visible through Swift's Glibc module.
static inline int curses_width(wchar_t character) { return wcwidth(character); }

// `nl_langinfo` takes a macro constant.
static inline bool curses_locale_is_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }
static inline bool curses_locale_is_ascii(void) { return strcmp(nl_langinfo(CODESET), "ANSI_X3.4-1968") == 0; }
// Whether the locale's character set has the character; `wctob` is not visible through Swift's Glibc module.
static inline bool curses_locale_has(wchar_t character) { return wctob((wint_t)character) != EOF; }
// `setlocale` with NULL-or-not as a truth; only LC_CTYPE, so that numbers in C libraries keep their point.
static inline bool curses_set_character_locale(const char *name) { return setlocale(LC_CTYPE, name) != NULL; }

#endif

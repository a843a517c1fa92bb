// SPDX-License-Identifier: Apache-2.0
// Regular expressions that Hyperscan cannot do, by PCRE2 as Debian ships it (libpcre2-dev). Its header wants the width of a
// code unit before it is read, and hides every function behind a macro of that width, which Swift cannot see through.
#ifndef VEDETTE_CPCRE2_H
#define VEDETTE_CPCRE2_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#endif

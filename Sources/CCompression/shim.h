// SPDX-License-Identifier: Apache-2.0
// The three compression libraries as Debian ships them (zlib1g-dev, liblzma-dev, libzstd-dev). Swift can call their
// functions directly; the few macros it cannot see stand at their one place of use in the target Compression.
#ifndef VEDETTE_CCOMPRESSION_H
#define VEDETTE_CCOMPRESSION_H

#include <lzma.h>
// For ZDICT_trainFromBuffer_fastCover: Debian's library has it, and its header shows it only so.
#define ZDICT_STATIC_LINKING_ONLY
#include <zdict.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#endif

// SPDX-License-Identifier: Apache-2.0
//
// libFuzzer's entry for programs with a `main` of their own; the compiler ships no header for it.
// Source: LLVM documentation, libFuzzer, "Using libFuzzer as a library".

#ifndef CFUZZER_H
#define CFUZZER_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(
    int *_Nonnull argc, char *_Nullable *_Nonnull *_Nonnull argv,
    int (*_Nonnull callback)(const uint8_t *_Nullable bytes, size_t count));

#endif

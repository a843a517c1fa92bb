// SPDX-License-Identifier: Apache-2.0
//
// The TPM Software Stack 2 for Swift: ESAPI, marshaling and the words of its codes.
#ifndef VEDETTE_CTSS2_SHIM_H
#define VEDETTE_CTSS2_SHIM_H

#include <tss2/tss2_esys.h>
#include <tss2/tss2_mu.h>
#include <tss2/tss2_rc.h>

// A TCTI whose functions are Swift's, with what they need behind the members that the stack knows. In Swift the type of a
// TCTI is opaque, and a structure cannot be said to begin with another one.
typedef struct {
    TSS2_TCTI_CONTEXT_COMMON_V2 common;
    void *line;
} ctss2_tcti;

// The codes of a TCTI are macros over macros with casts, which Swift does not import.
static const TSS2_RC ctss2_bad_sequence = TSS2_TCTI_RC_BAD_SEQUENCE;
static const TSS2_RC ctss2_bad_reference = TSS2_TCTI_RC_BAD_REFERENCE;
static const TSS2_RC ctss2_small_buffer = TSS2_TCTI_RC_INSUFFICIENT_BUFFER;
static const TSS2_RC ctss2_io_error = TSS2_TCTI_RC_IO_ERROR;
static const TSS2_RC ctss2_not_implemented = TSS2_TCTI_RC_NOT_IMPLEMENTED;

#endif

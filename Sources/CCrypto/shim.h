// SPDX-License-Identifier: Apache-2.0

#ifndef VEDETTE_CCRYPTO_SHIM_H
#define VEDETTE_CCRYPTO_SHIM_H

#include <openssl/evp.h>

#endif

// SPDX-License-Identifier: Apache-2.0
// Many patterns at once, by the Hyperscan API as Debian ships it (libhyperscan-dev; elsewhere libvectorscan-dev).
#ifndef VEDETTE_CHYPERSCAN_H
#define VEDETTE_CHYPERSCAN_H

#include <hs/hs.h>

#endif

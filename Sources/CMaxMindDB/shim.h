// SPDX-License-Identifier: Apache-2.0
// Databases of places and networks by address, by libmaxminddb as Debian ships it (libmaxminddb-dev).
#ifndef VEDETTE_CMAXMINDDB_SHIM_H
#define VEDETTE_CMAXMINDDB_SHIM_H

#include <maxminddb.h>

#endif

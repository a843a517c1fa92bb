// SPDX-License-Identifier: Apache-2.0
// FFmpeg's libraries behind a few functions, in the shape that Swift can use.
#ifndef VEDETTE_CMEDIA_H
#define VEDETTE_CMEDIA_H

// libavformat's version, as "59.27.100".
const char *media_version(char text[32]);

#endif

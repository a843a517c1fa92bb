// SPDX-License-Identifier: Apache-2.0
#include "include/CMedia.h"

#include <libavformat/avformat.h>
#include <stdio.h>

const char *media_version(char text[32]) {
    unsigned version = avformat_version();
    snprintf(text, 32, "%u.%u.%u", version >> 16, version >> 8 & 0xff, version & 0xff);
    return text;
}

// SPDX-License-Identifier: Apache-2.0
#include "include/CVision.h"

#include <opencv2/core.hpp>
#include <string>

static thread_local std::string last_error;

const char *vision_error(void) { return last_error.c_str(); }

const char *vision_version(void) { return CV_VERSION; }

// SPDX-License-Identifier: Apache-2.0
// OpenCV behind C functions. No exception leaves them: what fails returns a negative number, and `vision_error` tells why.
#ifndef VEDETTE_CVISION_H
#define VEDETTE_CVISION_H

#ifdef __cplusplus
extern "C" {
#endif

// Why the last call of this thread failed, in one line.
const char *vision_error(void);
// OpenCV's version, as "4.6.0".
const char *vision_version(void);

#ifdef __cplusplus
}
#endif

#endif

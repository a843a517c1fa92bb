// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "include/CVision.h"

#include <exception>
#include <opencv2/core.hpp>
#include <string>

namespace vision {

// Notes why a call failed, as one line.
int fail(const char *reason) noexcept;

// Runs `body`, whose answer is the call's; whatever it throws becomes VISION_FAILED.
template <typename Body>
int guarded(Body &&body) noexcept {
    try {
        return body();
    } catch (const cv::Exception &error) {
        return fail(error.err.empty() ? error.what() : error.err.c_str());
    } catch (const std::exception &error) {
        return fail(error.what());
    } catch (...) {
        return fail("an unknown error in OpenCV");
    }
}

// The caller's picture, not copied. A const one is only read: OpenCV has no const pictures.
inline cv::Mat picture(const uint8_t *bytes, int width, int height) {
    CV_Assert(bytes && width > 0 && height > 0 && width <= 1 << 14 && height <= 1 << 14);
    return cv::Mat(height, width, CV_8UC3, const_cast<uint8_t *>(bytes));
}

// The caller's mask or shades of grey, not copied.
inline cv::Mat plane(const uint8_t *bytes, int width, int height) {
    CV_Assert(bytes && width > 0 && height > 0 && width <= 1 << 14 && height <= 1 << 14);
    return cv::Mat(height, width, CV_8UC1, const_cast<uint8_t *>(bytes));
}

// The part of a box within a picture.
inline cv::Rect within(const vision_box &box, int width, int height) {
    const int64_t left = std::max<int64_t>(0, box.x), top = std::max<int64_t>(0, box.y);
    const int64_t right = std::min<int64_t>(width, int64_t(box.x) + box.width);
    const int64_t bottom = std::min<int64_t>(height, int64_t(box.y) + box.height);
    if (right <= left || bottom <= top) { return cv::Rect(); }
    return cv::Rect(int(left), int(top), int(right - left), int(bottom - top));
}

// The box, larger by `margin` on each side, within a picture.
inline cv::Rect around(const cv::Rect &box, int margin, int width, int height) {
    return within({box.x - margin, box.y - margin, box.width + 2 * margin, box.height + 2 * margin}, width, height);
}

}  // namespace vision

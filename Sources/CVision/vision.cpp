// SPDX-License-Identifier: Apache-2.0
#include "guard.hpp"

#include <opencv2/imgproc.hpp>

static thread_local std::string last_error;

int vision::fail(const char *reason) noexcept {
    try {
        last_error = reason;
        for (char &letter : last_error) {
            if (static_cast<unsigned char>(letter) < 0x20) { letter = ' '; }
        }
    } catch (...) {
        last_error.clear();
    }
    return VISION_FAILED;
}

const char *vision_error(void) { return last_error.c_str(); }

const char *vision_version(void) { return CV_VERSION; }

void vision_set_threads(int threads) {
    vision::guarded([&] {
        cv::setNumThreads(threads);
        return 0;
    });
}

int vision_shrink_grey(
    const uint8_t *bytes, int width, int height, uint8_t *grey, int grey_width, int grey_height) {
    return vision::guarded([&] {
        cv::Mat small;
        cv::resize(
            vision::picture(bytes, width, height), small, cv::Size(grey_width, grey_height), 0, 0, cv::INTER_AREA);
        cv::Mat answer = vision::plane(grey, grey_width, grey_height);
        cv::cvtColor(small, answer, cv::COLOR_BGR2GRAY);
        return 0;
    });
}

int vision_shrink_rgb(const uint8_t *bytes, int width, int height, uint8_t *rgb, int rgb_width, int rgb_height) {
    return vision::guarded([&] {
        cv::Mat small;
        cv::resize(
            vision::picture(bytes, width, height), small, cv::Size(rgb_width, rgb_height), 0, 0, cv::INTER_AREA);
        cv::Mat answer = vision::picture(rgb, rgb_width, rgb_height);
        cv::cvtColor(small, answer, cv::COLOR_BGR2RGB);
        return 0;
    });
}

int vision_difference(
    const uint8_t *one, const uint8_t *other, int width, int height, const uint8_t *mask, double *squares,
    double *count) {
    return vision::guarded([&] {
        vision::picture(one, width, height);
        vision::picture(other, width, height);
        const size_t pixels = size_t(width) * size_t(height);
        uint64_t sum = 0, values = 0;
        for (size_t pixel = 0; pixel < pixels; ++pixel) {
            if (mask && mask[pixel]) { continue; }
            for (size_t channel = 3 * pixel; channel < 3 * pixel + 3; ++channel) {
                const int difference = int(one[channel]) - int(other[channel]);
                sum += uint64_t(difference * difference);
            }
            values += 3;
        }
        *squares = double(sum);
        *count = double(values);
        return 0;
    });
}

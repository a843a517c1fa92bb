// SPDX-License-Identifier: Apache-2.0
//
// The scene of a fixed camera by the median of what was not hidden, and frames filled with it.

#include "guard.hpp"

#include <algorithm>
#include <deque>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace {

struct Sample {
    int64_t frame;
    cv::Mat picture;
    // Empty until it is known what is hidden.
    cv::Mat hidden;
};

}  // namespace

struct vision_plate {
    cv::Size size;
    std::deque<Sample> samples;
};

int vision_plate_new(int width, int height, vision_plate **plate) {
    return vision::guarded([&] {
        CV_Assert(width > 0 && height > 0 && width <= 1 << 14 && height <= 1 << 14);
        *plate = new vision_plate{cv::Size(width, height), {}};
        return 0;
    });
}

void vision_plate_free(vision_plate *plate) {
    vision::guarded([&] {
        delete plate;
        return 0;
    });
}

int vision_plate_add(vision_plate *plate, int64_t frame, const uint8_t *bytes) {
    return vision::guarded([&] {
        plate->samples.push_back(
            {frame, vision::picture(bytes, plate->size.width, plate->size.height).clone(), cv::Mat()});
        return int(plate->samples.size());
    });
}

int vision_plate_mask(vision_plate *plate, int64_t frame, const vision_box *boxes, int count) {
    return vision::guarded([&] {
        for (Sample &sample : plate->samples) {
            if (sample.frame != frame) { continue; }
            sample.hidden = cv::Mat::zeros(plate->size, CV_8U);
            for (int index = 0; index < count; ++index) {
                sample.hidden(vision::within(boxes[index], plate->size.width, plate->size.height)).setTo(255);
            }
        }
        return 0;
    });
}

int vision_plate_thin(vision_plate *plate, int64_t every) {
    return vision::guarded([&] {
        CV_Assert(every > 0);
        std::deque<Sample> kept;
        for (const Sample &sample : plate->samples) {
            if (sample.frame % every == 0) { kept.push_back(sample); }
        }
        plate->samples.swap(kept);
        return int(plate->samples.size());
    });
}

int vision_plate_drop(vision_plate *plate, int64_t before) {
    return vision::guarded([&] {
        while (!plate->samples.empty() && plate->samples.front().frame < before) { plate->samples.pop_front(); }
        return int(plate->samples.size());
    });
}

int vision_plate_make(const vision_plate *plate, int least, int spread, uint8_t *bytes, uint8_t *support) {
    return vision::guarded([&] {
        cv::Mat answer = vision::picture(bytes, plate->size.width, plate->size.height);
        cv::Mat allowed = vision::plane(support, plate->size.width, plate->size.height);
        std::vector<const Sample *> known;
        for (const Sample &sample : plate->samples) {
            if (!sample.hidden.empty()) { known.push_back(&sample); }
        }
        std::vector<uint8_t> values[3];
        int supported = 0;
        for (int y = 0; y < plate->size.height; ++y) {
            uint8_t *into = answer.ptr(y);
            uint8_t *good = allowed.ptr(y);
            for (int x = 0; x < plate->size.width; ++x) {
                for (auto &list : values) { list.clear(); }
                for (const Sample *sample : known) {
                    if (sample->hidden.ptr(y)[x]) { continue; }
                    const uint8_t *pixel = sample->picture.ptr(y) + 3 * x;
                    for (int channel = 0; channel < 3; ++channel) { values[channel].push_back(pixel[channel]); }
                }
                const size_t count = values[0].size();
                bool agrees = count >= size_t(std::max(1, least));
                for (int channel = 0; channel < 3; ++channel) {
                    auto &list = values[channel];
                    if (count == 0) {
                        into[3 * x + channel] = 127;
                        continue;
                    }
                    const auto middle = list.begin() + long(count / 2);
                    std::nth_element(list.begin(), middle, list.end());
                    into[3 * x + channel] = *middle;
                    if (!agrees) { continue; }
                    const auto low = list.begin() + long(count / 4), high = list.begin() + long(count * 3 / 4);
                    std::nth_element(list.begin(), low, list.end());
                    const int lower = *low;
                    std::nth_element(list.begin(), high, list.end());
                    agrees = *high - lower <= spread;
                }
                good[x] = agrees ? 255 : 0;
                supported += agrees;
            }
        }
        return supported;
    });
}

namespace {

// By how much frame and plate differ around each place, `limit` grey levels at the most: one value for each channel and block of pixels.
cv::Mat brightness(const cv::Mat &frame, const cv::Mat &plate, const cv::Mat &open, int limit) {
    const cv::Size blocks((frame.cols + 7) / 8, (frame.rows + 7) / 8);
    cv::Mat difference, weight, open_values;
    cv::subtract(frame, plate, difference, cv::noArray(), CV_32FC3);
    difference.setTo(cv::Scalar::all(0), open == 0);
    open.convertTo(open_values, CV_32F, 1.0 / 255);
    cv::resize(difference, difference, blocks, 0, 0, cv::INTER_AREA);
    cv::resize(open_values, weight, blocks, 0, 0, cv::INTER_AREA);
    cv::Mat answer = cv::Mat::zeros(blocks, CV_32FC3), known = cv::Mat::zeros(blocks, CV_8U);
    // From near to far, until something open is in reach.
    for (const int reach : {5, 11, 23, 47}) {
        cv::Mat sums, weights;
        cv::boxFilter(difference, sums, -1, cv::Size(reach, reach), cv::Point(-1, -1), false, cv::BORDER_CONSTANT);
        cv::boxFilter(weight, weights, -1, cv::Size(reach, reach), cv::Point(-1, -1), false, cv::BORDER_CONSTANT);
        for (int y = 0; y < blocks.height; ++y) {
            for (int x = 0; x < blocks.width; ++x) {
                const float near = weights.at<float>(y, x);
                if (known.at<uint8_t>(y, x) || near < 3) { continue; }
                for (int channel = 0; channel < 3; ++channel) {
                    const float value = sums.at<cv::Vec3f>(y, x)[channel] / near;
                    answer.at<cv::Vec3f>(y, x)[channel] = std::clamp(value, -float(limit), float(limit));
                }
                known.at<uint8_t>(y, x) = 1;
            }
        }
    }
    cv::GaussianBlur(answer, answer, cv::Size(5, 5), 0);
    cv::resize(answer, answer, frame.size(), 0, 0, cv::INTER_LINEAR);
    return answer;
}

}  // namespace

int vision_fill_plate(
    uint8_t *bytes, int width, int height, const uint8_t *plate, const uint8_t *support, uint8_t *mask, int limit) {
    return vision::guarded([&] {
        cv::Mat frame = vision::picture(bytes, width, height);
        const cv::Mat scene = vision::picture(plate, width, height), allowed = vision::plane(support, width, height);
        cv::Mat hidden = vision::plane(mask, width, height);
        cv::Mat filled = hidden & allowed;
        const int count = cv::countNonZero(filled);
        if (count == 0) { return 0; }
        const cv::Mat light = brightness(frame, scene, allowed & ~hidden, limit);
        cv::Mat lit;
        cv::add(scene, light, lit, cv::noArray(), CV_8UC3);
        lit.copyTo(frame, filled);
        hidden.setTo(0, filled);
        return count;
    });
}

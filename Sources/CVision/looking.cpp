// SPDX-License-Identifier: Apache-2.0
//
// What is found without a network: people by HOG, what moves, whether the camera does.

#include "guard.hpp"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>
#include <opencv2/video.hpp>
#include <vector>

struct vision_motion {
    cv::Ptr<cv::BackgroundSubtractorMOG2> scene;
};

int vision_people(
    const uint8_t *bytes, int width, int height, double enlarged, vision_box *boxes, float *weights, int most) {
    return vision::guarded([&] {
        cv::HOGDescriptor people;
        people.setSVMDetector(cv::HOGDescriptor::getDefaultPeopleDetector());
        cv::Mat large = vision::picture(bytes, width, height);
        if (enlarged != 1) { cv::resize(large, large, cv::Size(), enlarged, enlarged, cv::INTER_LINEAR); }
        // It reads beyond a picture that is smaller than its window.
        const int right = std::max(0, people.winSize.width - large.cols);
        const int down = std::max(0, people.winSize.height - large.rows);
        if (right > 0 || down > 0) { cv::copyMakeBorder(large, large, 0, down, 0, right, cv::BORDER_REPLICATE); }
        std::vector<cv::Rect> found;
        std::vector<double> certain;
        people.detectMultiScale(large, found, certain, 0, cv::Size(8, 8), cv::Size(), 1.05, 2);
        const int count = std::min(most, int(found.size()));
        for (int index = 0; index < count; ++index) {
            const cv::Rect &box = found[size_t(index)];
            boxes[index] = {
                int(box.x / enlarged), int(box.y / enlarged), int(box.width / enlarged), int(box.height / enlarged)};
            weights[index] = float(certain[size_t(index)]);
        }
        return count;
    });
}

namespace {

using Corners = std::vector<cv::Point2f>;

// Places of strong corners, one byte each.
cv::Mat corners(const cv::Mat &grey) {
    cv::Mat smooth, strength, highest;
    cv::GaussianBlur(grey, smooth, cv::Size(3, 3), 0);
    cv::cornerMinEigenVal(smooth, strength, 3, 3);
    cv::dilate(strength, highest, cv::Mat::ones(5, 5, CV_8U));
    return (strength == highest) & (strength > 2e-4);
}

// How far corners go from one picture to the next, as a median; below 0 without corners.
double shift(const cv::Mat &one, const cv::Mat &next) {
    Corners from, to;
    cv::goodFeaturesToTrack(one, from, 200, 0.01, 5);
    if (from.size() < 8) { return -1; }
    std::vector<uint8_t> followed;
    std::vector<float> error;
    cv::calcOpticalFlowPyrLK(one, next, from, to, followed, error);
    std::vector<double> ways;
    for (size_t index = 0; index < from.size(); ++index) {
        if (followed[index]) { ways.push_back(std::hypot(to[index].x - from[index].x, to[index].y - from[index].y)); }
    }
    if (ways.size() < 8) { return -1; }
    std::nth_element(ways.begin(), ways.begin() + long(ways.size() / 2), ways.end());
    return ways[ways.size() / 2];
}

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + long(values.size() / 2), values.end());
    return values[values.size() / 2];
}

}  // namespace

int vision_stillness(const uint8_t *greys, int count, int width, int height, double *kept, double *moved) {
    return vision::guarded([&] {
        CV_Assert(count > 0);
        std::vector<cv::Mat> places;
        cv::Mat often = cv::Mat::zeros(height, width, CV_32S);
        std::vector<double> shifts;
        cv::Mat last;
        for (int index = 0; index < count; ++index) {
            const cv::Mat grey = vision::plane(greys + size_t(index) * size_t(width) * size_t(height), width, height);
            places.push_back(corners(grey));
            cv::Mat wide;
            cv::dilate(places.back(), wide, cv::Mat::ones(3, 3, CV_8U));
            cv::add(often, 1, often, wide);
            if (!last.empty()) {
                const double way = shift(last, grey);
                if (way >= 0) { shifts.push_back(way); }
            }
            last = grey;
        }
        const cv::Mat staying = often * 4 >= count * 3;
        std::vector<double> shares;
        const int rows = 4, columns = 6;
        for (int cell = 0; cell < rows * columns; ++cell) {
            const int left = cell % columns * width / columns, right = (cell % columns + 1) * width / columns;
            const int top = cell / columns * height / rows, bottom = (cell / columns + 1) * height / rows;
            if (right <= left || bottom <= top) { continue; }
            const cv::Rect part(left, top, right - left, bottom - top);
            double all = 0, stay = 0;
            for (const cv::Mat &place : places) {
                all += cv::countNonZero(place(part));
                stay += cv::countNonZero(place(part) & staying(part));
            }
            if (all >= 4.0 * count) { shares.push_back(stay / all); }
        }
        *kept = shares.size() < 6 ? -1 : median(shares);
        *moved = shifts.empty() ? -1 : median(shifts);
        return 0;
    });
}

int vision_motion_new(vision_motion **motion) {
    return vision::guarded([&] {
        auto made = std::make_unique<vision_motion>();
        made->scene = cv::createBackgroundSubtractorMOG2(500, 16, true);
        // What hides the scene for less than two fifths of the time is not the scene.
        made->scene->setBackgroundRatio(0.6);
        *motion = made.release();
        return 0;
    });
}

void vision_motion_free(vision_motion *motion) {
    vision::guarded([&] {
        delete motion;
        return 0;
    });
}

int vision_motion_learn(vision_motion *motion, const uint8_t *grey, int width, int height) {
    return vision::guarded([&] {
        cv::Mat moving;
        motion->scene->apply(vision::plane(grey, width, height), moving, -1);
        return 0;
    });
}

int vision_motion_find(
    vision_motion *motion, const uint8_t *grey, int width, int height, int least, vision_box *boxes, int most) {
    return vision::guarded([&] {
        cv::Mat moving;
        motion->scene->apply(vision::plane(grey, width, height), moving, 0);
        // Specks go, then what belongs together is joined. Shadows have a grey level of their own and count.
        cv::Mat parts = moving > 0, labels, sizes, middles;
        cv::morphologyEx(parts, parts, cv::MORPH_OPEN, cv::Mat::ones(2, 2, CV_8U));
        cv::dilate(parts, parts, cv::Mat::ones(5, 3, CV_8U));
        const int count = cv::connectedComponentsWithStats(parts, labels, sizes, middles);
        std::vector<vision_box> found;
        for (int label = 1; label < count; ++label) {
            if (sizes.at<int>(label, cv::CC_STAT_AREA) < least) { continue; }
            found.push_back(
                {sizes.at<int>(label, cv::CC_STAT_LEFT), sizes.at<int>(label, cv::CC_STAT_TOP),
                 sizes.at<int>(label, cv::CC_STAT_WIDTH), sizes.at<int>(label, cv::CC_STAT_HEIGHT)});
        }
        // Where there are more than fit, one box over the rest: nothing that moves is passed over.
        while (int(found.size()) > most) {
            const vision_box last = found.back();
            found.pop_back();
            vision_box &other = found.back();
            const cv::Rect both = cv::Rect(last.x, last.y, last.width, last.height)
                | cv::Rect(other.x, other.y, other.width, other.height);
            other = {both.x, both.y, both.width, both.height};
        }
        std::copy(found.begin(), found.end(), boxes);
        return int(found.size());
    });
}

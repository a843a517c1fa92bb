// SPDX-License-Identifier: Apache-2.0
//
// Masks, and holes filled from what is around them.

#include "guard.hpp"

#include <opencv2/imgproc.hpp>
#include <opencv2/photo.hpp>
#include <vector>

int vision_mask_boxes(uint8_t *mask, int width, int height, const vision_box *boxes, int count, int value) {
    return vision::guarded([&] {
        cv::Mat marked = vision::plane(mask, width, height);
        for (int index = 0; index < count; ++index) {
            marked(vision::within(boxes[index], width, height)).setTo(value);
        }
        return 0;
    });
}

int vision_mask_count(const uint8_t *mask, int width, int height, vision_box box) {
    return vision::guarded([&] {
        const cv::Rect part = vision::within(box, width, height);
        return part.empty() ? 0 : cv::countNonZero(vision::plane(mask, width, height)(part));
    });
}

int vision_holes(
    const uint8_t *mask, int width, int height, int narrow, vision_box *boxes, uint8_t *is_narrow, int most) {
    return vision::guarded([&] {
        CV_Assert(most > 0);
        const cv::Mat hidden = vision::plane(mask, width, height);
        cv::Mat labels, sizes, middles;
        const int count = cv::connectedComponentsWithStats(hidden, labels, sizes, middles);
        if (count <= 1) { return 0; }
        // The distance of each hidden pixel from what is not hidden: twice the largest of it is how wide a part is.
        cv::Mat inner;
        cv::distanceTransform(hidden, inner, cv::DIST_L2, 3);
        std::vector<float> depth(size_t(count), 0);
        for (int y = 0; y < height; ++y) {
            const int *label = labels.ptr<int>(y);
            const float *distance = inner.ptr<float>(y);
            for (int x = 0; x < width; ++x) {
                float &deepest = depth[size_t(label[x])];
                deepest = std::max(deepest, distance[x]);
            }
        }
        int kept = 0;
        for (int label = 1; label < count; ++label) {
            const cv::Rect box(
                sizes.at<int>(label, cv::CC_STAT_LEFT), sizes.at<int>(label, cv::CC_STAT_TOP),
                sizes.at<int>(label, cv::CC_STAT_WIDTH), sizes.at<int>(label, cv::CC_STAT_HEIGHT));
            if (kept < most) {
                boxes[kept] = {box.x, box.y, box.width, box.height};
                is_narrow[kept] = 2 * depth[size_t(label)] < float(narrow);
                ++kept;
                continue;
            }
            vision_box &last = boxes[most - 1];
            const cv::Rect both = cv::Rect(last.x, last.y, last.width, last.height) | box;
            last = {both.x, both.y, both.width, both.height};
            is_narrow[most - 1] = 0;
        }
        return kept;
    });
}

namespace {

// How far around a hole its fill looks.
const int reach = 12;

// The mean colour of what is open around the box; of the whole picture where nothing is, and grey where nothing is open at all.
cv::Scalar surroundings(const cv::Mat &picture, const cv::Mat &hidden, const cv::Rect &box) {
    for (int margin = reach; margin < 2 * std::max(picture.cols, picture.rows); margin *= 2) {
        const cv::Rect part = vision::around(box, margin, picture.cols, picture.rows);
        const cv::Mat open = hidden(part) == 0;
        if (cv::countNonZero(open)) { return cv::mean(picture(part), open); }
    }
    return cv::Scalar::all(127);
}

// What is hidden, from what is open around it: halved until nothing is hidden any more, and spread from there, so that colours run from edge to
// edge without a seam. `open` is 1 or 0 for each pixel. Source: Gortler et al., The Lumigraph (SIGGRAPH 96), section 3.4, push and pull.
cv::Mat spread(const cv::Mat &picture, const cv::Mat &open) {
    std::vector<cv::Mat> colours, weights;
    cv::Mat colour, weight = open;
    cv::Mat parts[] = {open, open, open};
    cv::merge(parts, 3, colour);
    colour = colour.mul(picture);
    double least = 0;
    for (;;) {
        colours.push_back(colour);
        weights.push_back(weight);
        cv::minMaxLoc(weight, &least);
        if (least > 0 || (weight.cols == 1 && weight.rows == 1)) { break; }
        const cv::Size half((weight.cols + 1) / 2, (weight.rows + 1) / 2);
        cv::Mat smaller, lighter;
        cv::resize(colour, smaller, half, 0, 0, cv::INTER_AREA);
        cv::resize(weight, lighter, half, 0, 0, cv::INTER_AREA);
        colour = smaller;
        weight = lighter;
    }
    cv::Mat full;
    for (size_t level = colours.size(); level-- > 0;) {
        cv::Mat below;
        if (full.empty()) {
            below = cv::Mat::zeros(colours[level].size(), CV_32FC3);
        } else {
            cv::resize(full, below, colours[level].size(), 0, 0, cv::INTER_LINEAR);
        }
        for (int y = 0; y < below.rows; ++y) {
            cv::Vec3f *to = below.ptr<cv::Vec3f>(y);
            const cv::Vec3f *of = colours[level].ptr<cv::Vec3f>(y);
            const float *known = weights[level].ptr<float>(y);
            for (int x = 0; x < below.cols; ++x) {
                if (known[x] <= 0) { continue; }
                // A pixel of which a quarter is open says as much as one that is open: what is behind it is farther away.
                const float trust = full.empty() ? 1.0f : std::min(1.0f, 4 * known[x]);
                to[x] = of[x] * (trust / known[x]) + to[x] * (1 - trust);
            }
        }
        full = below;
    }
    return full;
}

// Has `fill` fill what is hidden within the box, which is open afterwards; the number of its pixels. It gets the picture, the mask, and the box within
// the picture.
template <typename Fill>
int fill_hole(uint8_t *bytes, int width, int height, uint8_t *mask, vision_box box, Fill fill) {
    return vision::guarded([&] {
        cv::Mat picture = vision::picture(bytes, width, height), hidden = vision::plane(mask, width, height);
        const cv::Rect hole = vision::within(box, width, height);
        if (hole.empty()) { return 0; }
        const int count = cv::countNonZero(hidden(hole));
        fill(picture, hidden, hole);
        hidden(hole).setTo(0);
        return count;
    });
}

}  // namespace

int vision_fill_telea(uint8_t *bytes, int width, int height, uint8_t *mask, vision_box box) {
    return fill_hole(bytes, width, height, mask, box, [&](cv::Mat &picture, cv::Mat &hidden, const cv::Rect &hole) {
        const cv::Rect part = vision::around(hole, reach, width, height);
        cv::Mat filled, whole = hidden(part).clone();
        if (cv::countNonZero(whole) == int(whole.total())) {
            filled = cv::Mat(part.size(), CV_8UC3, surroundings(picture, hidden, hole));
        } else {
            cv::inpaint(picture(part), whole, filled, 3, cv::INPAINT_TELEA);
        }
        const cv::Rect inner(hole.tl() - part.tl(), hole.size());
        filled(inner).copyTo(picture(hole), hidden(hole));
    });
}

int vision_fill_pixelated(uint8_t *bytes, int width, int height, uint8_t *mask, vision_box box, int block) {
    return fill_hole(bytes, width, height, mask, box, [&](cv::Mat &picture, cv::Mat &hidden, const cv::Rect &hole) {
        CV_Assert(block > 1);
        const cv::Rect part = vision::around(hole, 4 * block, width, height);
        const cv::Size blocks((part.width + block - 1) / block, (part.height + block - 1) / block);
        const cv::Scalar mean = surroundings(picture, hidden, hole);
        cv::Mat small(blocks, CV_8UC3, mean), closed(blocks, CV_8U, cv::Scalar(255));
        for (int y = 0; y < blocks.height; ++y) {
            for (int x = 0; x < blocks.width; ++x) {
                const cv::Rect one = cv::Rect(part.x + x * block, part.y + y * block, block, block) & part;
                const cv::Mat open = hidden(one) == 0;
                if (cv::countNonZero(open) * 2 < one.area()) { continue; }
                const cv::Scalar colour = cv::mean(picture(one), open);
                small.at<cv::Vec3b>(y, x) = cv::Vec3b(
                    cv::saturate_cast<uint8_t>(colour[0]), cv::saturate_cast<uint8_t>(colour[1]),
                    cv::saturate_cast<uint8_t>(colour[2]));
                closed.at<uint8_t>(y, x) = 0;
            }
        }
        if (cv::countNonZero(closed) < int(closed.total())) { cv::inpaint(small, closed, small, 3, cv::INPAINT_TELEA); }
        for (int y = hole.y; y < hole.y + hole.height; ++y) {
            for (int x = hole.x; x < hole.x + hole.width; ++x) {
                if (!hidden.at<uint8_t>(y, x)) { continue; }
                picture.at<cv::Vec3b>(y, x) = small.at<cv::Vec3b>((y - part.y) / block, (x - part.x) / block);
            }
        }
    });
}

int vision_fill_solid(uint8_t *bytes, int width, int height, uint8_t *mask, vision_box box) {
    return fill_hole(bytes, width, height, mask, box, [&](cv::Mat &picture, cv::Mat &hidden, const cv::Rect &hole) {
        picture(hole).setTo(surroundings(picture, hidden, hole), hidden(hole));
    });
}

int vision_fill_smooth(uint8_t *bytes, int width, int height, uint8_t *mask, vision_box box) {
    return fill_hole(bytes, width, height, mask, box, [&](cv::Mat &picture, cv::Mat &hidden, const cv::Rect &hole) {
        const cv::Rect part = vision::around(hole, reach, width, height);
        cv::Mat open = hidden(part) == 0, known, colours;
        if (cv::countNonZero(open) == 0) {
            picture(hole).setTo(surroundings(picture, hidden, hole), hidden(hole));
        } else {
            open.convertTo(known, CV_32F, 1 / 255.0);
            picture(part).convertTo(colours, CV_32FC3);
            cv::Mat filled;
            spread(colours, known).convertTo(filled, CV_8UC3);
            filled(cv::Rect(hole.tl() - part.tl(), hole.size())).copyTo(picture(hole), hidden(hole));
        }
    });
}

// SPDX-License-Identifier: Apache-2.0
//
// Networks by OpenCV's dnn module, on the processor.

#include "guard.hpp"

#include <cmath>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

struct vision_network {
    cv::dnn::Net net;
    std::vector<cv::String> names;
    std::vector<cv::Mat> outputs;
};

namespace {

cv::dnn::Net read(
    int format, const uint8_t *graph, size_t graph_length, const uint8_t *weights, size_t weights_length) {
    const char *first = reinterpret_cast<const char *>(graph);
    const char *second = reinterpret_cast<const char *>(weights);
    switch (format) {
    case VISION_DARKNET: return cv::dnn::readNetFromDarknet(first, graph_length, second, weights_length);
    case VISION_CAFFE: return cv::dnn::readNetFromCaffe(first, graph_length, second, weights_length);
    case VISION_ONNX: return cv::dnn::readNetFromONNX(first, graph_length);
    default: CV_Error(cv::Error::StsBadArg, "no such format of networks");
    }
}

// One tensor of 1 x 3 x height x width.
cv::Mat tensor(const cv::Mat &picture, const vision_input &input) {
    const cv::Size size(input.width, input.height);
    cv::Mat brought;
    if (input.keeps_proportions) {
        const double scale = std::min(double(size.width) / picture.cols, double(size.height) / picture.rows);
        const cv::Size inner(
            std::min(size.width, std::max(1, int(picture.cols * scale))),
            std::min(size.height, std::max(1, int(picture.rows * scale))));
        cv::Mat resized;
        cv::resize(picture, resized, inner, 0, 0, cv::INTER_LINEAR);
        brought = cv::Mat(size, CV_8UC3, cv::Scalar::all(input.padding));
        resized.copyTo(brought(cv::Rect(cv::Point(), inner)));
    } else {
        cv::resize(picture, brought, size, 0, 0, cv::INTER_LINEAR);
    }
    const int sizes[] = {1, 3, size.height, size.width};
    cv::Mat values(4, sizes, CV_32F);
    for (int channel = 0; channel < 3; ++channel) {
        cv::Mat plane;
        cv::extractChannel(brought, plane, input.red_first ? 2 - channel : channel);
        cv::Mat into(size, CV_32F, values.ptr<float>(0, channel));
        const double deviation = input.deviation[channel];
        plane.convertTo(into, CV_32F, 1 / deviation, -input.mean[channel] / deviation);
    }
    return values;
}

// The mean colour of what is not masked; grey where everything is.
cv::Scalar outside(const cv::Mat &picture, const cv::Mat &mask) {
    const cv::Mat open = mask == 0;
    return cv::countNonZero(open) ? cv::mean(picture, open) : cv::Scalar::all(127);
}

int forward(vision_network &network, const cv::Mat &values) {
    network.outputs.clear();
    network.net.setInput(values);
    network.net.forward(network.outputs, network.names);
    for (const cv::Mat &output : network.outputs) {
        CV_Assert(output.type() == CV_32F && output.isContinuous());
    }
    return int(network.outputs.size());
}

}  // namespace

int vision_network_load(
    int format, const uint8_t *graph, size_t graph_length, const uint8_t *weights, size_t weights_length,
    vision_network **network) {
    return vision::guarded([&] {
        auto made = std::make_unique<vision_network>();
        made->net = read(format, graph, graph_length, weights, weights_length);
        CV_Assert(!made->net.empty());
        made->net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
        made->net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
        made->names = made->net.getUnconnectedOutLayersNames();
        CV_Assert(!made->names.empty());
        *network = made.release();
        return 0;
    });
}

void vision_network_free(vision_network *network) {
    vision::guarded([&] {
        delete network;
        return 0;
    });
}

int vision_network_run(
    vision_network *network, const uint8_t *bytes, int width, int height, const vision_input *input) {
    return vision::guarded([&] {
        CV_Assert(input->width > 0 && input->height > 0 && input->width <= 4096 && input->height <= 4096);
        return forward(*network, tensor(vision::picture(bytes, width, height), *input));
    });
}

int vision_network_shape(const vision_network *network, int output, int *sizes, int most) {
    return vision::guarded([&] {
        const cv::Mat &values = network->outputs.at(size_t(output));
        CV_Assert(values.dims <= most);
        for (int index = 0; index < values.dims; ++index) { sizes[index] = values.size[index]; }
        return values.dims;
    });
}

int vision_network_copy(const vision_network *network, int output, float *values, size_t count) {
    return vision::guarded([&] {
        const cv::Mat &from = network->outputs.at(size_t(output));
        CV_Assert(from.total() == count);
        std::copy_n(from.ptr<float>(), count, values);
        return 0;
    });
}

int vision_network_complete(
    vision_network *network, uint8_t *bytes, int width, int height, const uint8_t *mask, vision_box box, int most,
    const float mean[3]) {
    return vision::guarded([&] {
        cv::Mat whole = vision::picture(bytes, width, height);
        const cv::Mat hidden = vision::plane(mask, width, height);
        const cv::Rect hole = vision::within(box, width, height);
        if (hole.empty()) { return 0; }
        // As much beside the hole as it is wide, but never less than the network's reach makes use of.
        const cv::Rect seen = vision::around(hole, std::max({hole.width, hole.height, 32}), width, height);
        // A rim beyond the edges of the picture, in the colour of what is around: no hole may touch an edge of the input.
        const int rim = 8;
        cv::Mat part, part_mask;
        cv::copyMakeBorder(
            whole(seen), part, rim, rim, rim, rim, cv::BORDER_CONSTANT, outside(whole(seen), hidden(seen)));
        cv::copyMakeBorder(hidden(seen), part_mask, rim, rim, rim, rim, cv::BORDER_CONSTANT, cv::Scalar(0));
        const double scale = std::min(1.0, double(most) / std::max(part.cols, part.rows));
        const cv::Size size(std::max(8, int(part.cols * scale) / 4 * 4), std::max(8, int(part.rows * scale) / 4 * 4));
        part.setTo(outside(part, part_mask), part_mask);
        cv::Mat small, small_mask;
        cv::resize(part, small, size, 0, 0, cv::INTER_AREA);
        cv::resize(part_mask, small_mask, size, 0, 0, cv::INTER_AREA);
        small_mask = small_mask > 0;
        const int sizes[] = {1, 4, size.height, size.width};
        cv::Mat values(4, sizes, CV_32F);
        for (int y = 0; y < size.height; ++y) {
            for (int x = 0; x < size.width; ++x) {
                const bool masked = small_mask.at<uint8_t>(y, x) != 0;
                const cv::Vec3b colour = small.at<cv::Vec3b>(y, x);
                for (int channel = 0; channel < 3; ++channel) {
                    values.ptr<float>(0, channel, y)[x] = masked ? 0 : colour[2 - channel] / 255.0f - mean[channel];
                }
                values.ptr<float>(0, 3, y)[x] = masked ? 1 : 0;
            }
        }
        CV_Assert(forward(*network, values) == 1);
        const cv::Mat &answer = network->outputs[0];
        CV_Assert(
            answer.dims == 4 && answer.size[0] == 1 && answer.size[1] == 3 && answer.size[2] == size.height
            && answer.size[3] == size.width);
        for (int y = 0; y < size.height; ++y) {
            for (int x = 0; x < size.width; ++x) {
                for (int channel = 0; channel < 3; ++channel) {
                    const float value = answer.ptr<float>(0, channel, y)[x];
                    if (!std::isfinite(value)) { CV_Error(cv::Error::StsOutOfRange, "its answer is no number"); }
                    small.at<cv::Vec3b>(y, x)[2 - channel] = cv::saturate_cast<uint8_t>(value * 255);
                }
            }
        }
        cv::Mat completed;
        cv::resize(small, completed, part.size(), 0, 0, cv::INTER_LINEAR);
        const cv::Rect inner(hole.x - seen.x + rim, hole.y - seen.y + rim, hole.width, hole.height);
        completed(inner).copyTo(whole(hole), hidden(hole));
        return cv::countNonZero(hidden(hole));
    });
}

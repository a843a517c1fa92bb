// SPDX-License-Identifier: Apache-2.0
// OpenCV behind C functions. No exception leaves them: what fails returns VISION_FAILED, and `vision_error` tells why.
//
// Pictures are blue, green and red of each pixel, a byte each, row by row without gaps. A mask is a byte for each pixel of a picture,
// 0 or 255. Whoever calls owns both, and no function keeps a pointer to them.
#ifndef VEDETTE_CVISION_H
#define VEDETTE_CVISION_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { VISION_FAILED = -1 };

// A rectangle of whole pixels; it may reach beyond the picture.
typedef struct {
    int x, y, width, height;
} vision_box;

// Why the last call of this thread failed, in one line.
const char *vision_error(void);
// OpenCV's version, as "4.6.0".
const char *vision_version(void);
// How many threads OpenCV itself uses within one call, in this process.
void vision_set_threads(int threads);

// ---- Networks ----

typedef struct vision_network vision_network;

enum { VISION_DARKNET, VISION_CAFFE, VISION_ONNX };

// Reads a network from memory: the graph as text and the weights; of ONNX the graph alone, which holds both.
int vision_network_load(
    int format, const uint8_t *graph, size_t graph_length, const uint8_t *weights, size_t weights_length,
    vision_network **network);
void vision_network_free(vision_network *network);

// How a picture becomes a network's input: brought to width x height, each channel (value - mean) / deviation.
typedef struct {
    int width, height;
    // Of blue, green and red, in the order in which the network has them.
    float mean[3], deviation[3];
    // Whether the network has red first.
    int red_first;
    // Whether the picture keeps its proportions, at the upper left, with `padding` to its right or below.
    int keeps_proportions;
    float padding;
} vision_input;

// Runs the network on a picture; the number of its outputs.
int vision_network_run(
    vision_network *network, const uint8_t *bytes, int width, int height, const vision_input *input);
// The sizes of an output of the last run, `most` at the most; how many they are.
int vision_network_shape(const vision_network *network, int output, int *sizes, int most);
// Copies an output of the last run, which must have exactly `count` values.
int vision_network_copy(const vision_network *network, int output, float *values, size_t count);

// Completes what `mask` hides of `box` by a network of four channels (red, green, blue less `mean`, the mask), which answers red, green
// and blue from 0 to 1. Around the box goes what is there of the picture, three times its size and `most` pixels a side at the most, to
// which it is scaled down where it is larger. Only masked pixels within the box change. The number of pixels that changed.
int vision_network_complete(
    vision_network *network, uint8_t *bytes, int width, int height, const uint8_t *mask, vision_box box, int most,
    const float mean[3]);

// ---- Looking ----

// People by OpenCV's HOG detector; pictures are enlarged by `enlarged` before. How many were found, `most` at the most.
int vision_people(
    const uint8_t *bytes, int width, int height, double enlarged, vision_box *boxes, float *weights, int most);

// A picture in shades of grey, brought to the other size.
int vision_shrink_grey(
    const uint8_t *bytes, int width, int height, uint8_t *grey, int grey_width, int grey_height);
// A picture brought to the other size, red first.
int vision_shrink_rgb(const uint8_t *bytes, int width, int height, uint8_t *rgb, int rgb_width, int rgb_height);

// How much of a scene stays where it is: of the corners in the parts of the picture, the share that is in the same place in three
// quarters of the pictures, as the median over the parts; below 0 where there are too few corners to say. `shift` is how far corners
// move from one picture to the next, in pixels, as a median. `greys` are `count` pictures, one behind the other.
int vision_stillness(const uint8_t *greys, int count, int width, int height, double *kept, double *shift);

// What moves before a fixed camera (MOG2). It learns by some pictures, and then says of pictures what is not of the scene.
typedef struct vision_motion vision_motion;

int vision_motion_new(vision_motion **motion);
void vision_motion_free(vision_motion *motion);
int vision_motion_learn(vision_motion *motion, const uint8_t *grey, int width, int height);
// Boxes of what moves, shadows included, without what is smaller than `least` pixels. How many, `most` at the most.
int vision_motion_find(
    vision_motion *motion, const uint8_t *grey, int width, int height, int least, vision_box *boxes, int most);

// ---- The plate: the scene without what hides it ----

typedef struct vision_plate vision_plate;

int vision_plate_new(int width, int height, vision_plate **plate);
void vision_plate_free(vision_plate *plate);
// Keeps a copy of a picture as a sample; how many there are now.
int vision_plate_add(vision_plate *plate, int64_t frame, const uint8_t *bytes);
// Says what is hidden in that sample; it counts for nothing until then.
int vision_plate_mask(vision_plate *plate, int64_t frame, const vision_box *boxes, int count);
// Keeps only the samples of every so many frames; how many are left.
int vision_plate_thin(vision_plate *plate, int64_t every);
// Forgets samples before that frame, and how many are left.
int vision_plate_drop(vision_plate *plate, int64_t before);
// The median of each pixel over the samples in which it was not hidden, and the mask of those pixels for which there were at least
// `least` of these, of which half lie within `spread` grey levels. The number of such pixels.
int vision_plate_make(const vision_plate *plate, int least, int spread, uint8_t *bytes, uint8_t *support);

// ---- Filling ----

// Marks boxes in a mask; `value` is 255, or 0 to clear them.
int vision_mask_boxes(uint8_t *mask, int width, int height, const vision_box *boxes, int count, int value);
// How many pixels of the box, cut at the picture's edges, are marked.
int vision_mask_count(const uint8_t *mask, int width, int height, vision_box box);

// Puts the plate where the mask hides and the support allows it, in the frame's brightness: the difference of both around it,
// `brightness` grey levels at the most. These pixels are cleared in the mask. Their number.
int vision_fill_plate(
    uint8_t *bytes, int width, int height, const uint8_t *plate, const uint8_t *support, uint8_t *mask,
    int brightness);
// Boxes of the connected parts of a mask, and of each whether it is narrower than `narrow` pixels. How many, `most` at the most; the parts
// beyond that are in one box, the last, which is wide.
int vision_holes(
    const uint8_t *mask, int width, int height, int narrow, vision_box *boxes, uint8_t *is_narrow, int most);
// Each of these fills the masked pixels within the box and clears them in the mask; the number of these pixels. They use nothing of
// what the mask hides, within the box or around it.
int vision_fill_telea(uint8_t *bytes, int width, int height, uint8_t *mask, vision_box box);
int vision_fill_pixelated(uint8_t *bytes, int width, int height, uint8_t *mask, vision_box box, int block);
int vision_fill_smooth(uint8_t *bytes, int width, int height, uint8_t *mask, vision_box box);
int vision_fill_solid(uint8_t *bytes, int width, int height, uint8_t *mask, vision_box box);

// ---- Measuring ----

// The squared differences of two pictures in all channels, where the mask is 0 (everywhere without one), and the number of their values.
int vision_difference(
    const uint8_t *one, const uint8_t *other, int width, int height, const uint8_t *mask, double *squares,
    double *count);

#ifdef __cplusplus
}
#endif

#endif

// SPDX-License-Identifier: Apache-2.0
// Turning pictures upright, and their colours.
#include "internal.h"

#include <libavutil/display.h>
#include <stdlib.h>

int media_turn_of_matrix(const int32_t *matrix, media_turn *turn) {
    // A stored pixel (p, q) is shown at (a p + c q, b p + d q).
    int64_t a = matrix[0], b = matrix[1], c = matrix[3], d = matrix[4];
    int64_t straight = llabs(a) + llabs(d), crossed = llabs(b) + llabs(c);
    if (straight == 0 && crossed == 0) return 0;
    if (straight != 0 && crossed != 0 && straight < 256 * crossed && crossed < 256 * straight)
        return media_fail(MEDIA_BAD_INPUT, "it is to be turned by an angle that is no quarter turn");
    turn->transposed = crossed > straight;
    turn->mirrored_x = turn->transposed ? c < 0 : a < 0;
    turn->mirrored_y = turn->transposed ? b < 0 : d < 0;
    return 0;
}

int media_turn_of_frame(const AVFrame *frame, media_turn *turn) {
    const AVFrameSideData *side = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
    if (side && side->size >= 9 * sizeof(int32_t)) {
        int code = media_turn_of_matrix((const int32_t *)side->data, turn);
        return code < 0 ? code : 1;
    }
    // Exif 2.3, section 4.6.4, tag 274.
    const AVDictionaryEntry *entry = av_dict_get(frame->metadata, "Orientation", NULL, 0);
    int orientation = entry ? atoi(entry->value) : 0;
    if (orientation < 1 || orientation > 8) return 0;
    turn->transposed = orientation >= 5;
    turn->mirrored_x = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    turn->mirrored_y = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    return 1;
}

void media_turn_pixels(const uint8_t *from, int width, int height, media_turn turn, uint8_t *to) {
    int target_width = turn.transposed ? height : width, target_height = turn.transposed ? width : height;
    for (int y = 0; y < target_height; y++) {
        int v = turn.mirrored_y ? target_height - 1 - y : y;
        for (int x = 0; x < target_width; x++) {
            int u = turn.mirrored_x ? target_width - 1 - x : x;
            const uint8_t *pixel = from + 3 * (turn.transposed ? (size_t)u * width + v : (size_t)v * width + u);
            *to++ = pixel[0];
            *to++ = pixel[1];
            *to++ = pixel[2];
        }
    }
}

void media_set_colours(struct SwsContext *scaler, int matrix, int source_full, int target_full) {
    const int *coefficients = sws_getCoefficients(matrix);
    sws_setColorspaceDetails(scaler, coefficients, source_full, coefficients, target_full, 0, 1 << 16, 1 << 16);
}

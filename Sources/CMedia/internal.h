// SPDX-License-Identifier: Apache-2.0
// What the files of this target share.
#ifndef VEDETTE_CMEDIA_INTERNAL_H
#define VEDETTE_CMEDIA_INTERNAL_H

#include "include/CMedia.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
#include <pthread.h>
#include <string.h>

// Bytes behind the last pixel that libswscale reads where it takes BGR24 in wide steps.
enum { MEDIA_SCALER_ROOM = 64 };

// Notes why a call fails, and returns `code`.
int media_fail(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));
// Notes what FFmpeg said; no memory is the worker's failure, whatever `code` is.
int media_fail_by(int code, const char *what, int error);
// Silences FFmpeg and bounds what it allocates at once.
void media_prepare(void);

// Where bytes come from or go to: a descriptor by position, a pipe, or memory.
typedef struct {
    int descriptor;
    int is_pipe;
    uint8_t *bytes;
    int64_t count;
    int64_t position;
} media_bytes;

AVIOContext *media_reading(media_bytes *bytes);
AVIOContext *media_writing(media_bytes *bytes);
void media_bytes_close(AVIOContext **io);

// How stored pixels become upright ones: first rows and columns change places, then it is mirrored.
typedef struct {
    int transposed, mirrored_x, mirrored_y;
} media_turn;

// 0, or a failure where it is no quarter turn.
int media_turn_of_matrix(const int32_t *matrix, media_turn *turn);
// How a picture says by itself that it is to be turned; 0 where it says nothing, 1 where it does.
int media_turn_of_frame(const AVFrame *frame, media_turn *turn);
void media_turn_pixels(const uint8_t *from, int width, int height, media_turn turn, uint8_t *to);

// Sets matrix and range of a scaler between a YUV side and a full-range RGB one.
void media_set_colours(struct SwsContext *scaler, int matrix, int source_full, int target_full);

// Packets in order, for another thread; each with its bytes counted.
typedef struct media_queue {
    AVPacket **packets;
    size_t first, count, room;
    int64_t bytes;
} media_queue;

int media_queue_add(media_queue *queue, const AVPacket *packet);
// The oldest one, or NULL.
AVPacket *media_queue_take(media_queue *queue);
void media_queue_clear(media_queue *queue);

// One decoder with what it needs to deliver pictures.
typedef struct {
    AVCodecContext *codec;
    AVFrame *frame;
    struct SwsContext *scaler;
    uint8_t *unturned;
    int64_t last;
    // The stamp of the first picture.
    int64_t base;
    int begun, has_base, draining, failures;
} media_branch;

struct media_reader {
    AVFormatContext *format;
    AVIOContext *io;
    media_bytes bytes;
    AVStream *video;
    AVStream *sound;
    media_clip clip;
    media_turn turn;
    int stored_width, stored_height;
    int64_t first_stamp;
    // Packets may be lost and pictures damaged: it is a stream.
    int is_live;
    media_branch lead, trail;
    // The first picture is decoded when the clip is opened.
    int has_pending;
    int64_t packets_read;
    int64_t deadline;
    // All below is shared by the two branches.
    pthread_mutex_t lock;
    int holds, at_end, lead_ended;
    media_queue held, sounds;
    int64_t *times;
    size_t times_first, times_count, times_room;
};

int media_branch_open(media_reader *reader, media_branch *branch);
void media_branch_close(media_branch *branch);
// The next decoded picture in `branch->frame`: 1, 0 at the end, or a failure.
int media_branch_step(media_reader *reader, media_branch *branch);
// The picture in `branch->frame` as upright BGR.
int media_branch_deliver(media_reader *reader, media_branch *branch, uint8_t *pixels);
// The next packet of the video into `packet`: 1, 0 at the end, or a failure.
int media_read_packet(media_reader *reader, AVPacket *packet);

#endif

// SPDX-License-Identifier: Apache-2.0
#include "internal.h"

#include <libavutil/mem.h>
#include <stdarg.h>
#include <stdio.h>

static _Thread_local char problem[256];
static _Thread_local int problem_code;

const char *media_error(void) { return problem; }

int media_error_code(void) { return problem_code; }

int media_fail(int code, const char *format, ...) {
    va_list values;
    va_start(values, format);
    vsnprintf(problem, sizeof problem, format, values);
    va_end(values);
    problem_code = code;
    return code;
}

int media_fail_by(int code, const char *what, int error) {
    if (error == AVERROR(ENOMEM)) return media_fail(MEDIA_BAD_WORKER, "there is not enough memory for it");
    char text[AV_ERROR_MAX_STRING_SIZE] = "";
    av_strerror(error, text, sizeof text);
    return media_fail(code, "%s (%s)", what, text);
}

static void prepare(void) {
    av_log_set_level(AV_LOG_QUIET);
    av_max_alloc(256u << 20);
}

void media_prepare(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, prepare);
}

const char *media_version(char text[32]) {
    unsigned version = avformat_version();
    snprintf(text, 32, "%u.%u.%u", version >> 16, version >> 8 & 0xff, version & 0xff);
    return text;
}

int media_queue_add(media_queue *queue, const AVPacket *packet) {
    if (queue->first + queue->count == queue->room) {
        if (queue->first > queue->room / 2) {
            memmove(queue->packets, queue->packets + queue->first, queue->count * sizeof *queue->packets);
            queue->first = 0;
        } else {
            size_t room = queue->room ? 2 * queue->room : 64;
            AVPacket **packets = av_realloc_array(queue->packets, room, sizeof *packets);
            if (!packets) return media_fail_by(MEDIA_BAD_WORKER, "", AVERROR(ENOMEM));
            queue->packets = packets;
            queue->room = room;
        }
    }
    AVPacket *copy = av_packet_clone(packet);
    if (!copy) return media_fail_by(MEDIA_BAD_WORKER, "", AVERROR(ENOMEM));
    queue->packets[queue->first + queue->count++] = copy;
    queue->bytes += copy->size + 256;
    return 0;
}

AVPacket *media_queue_take(media_queue *queue) {
    if (!queue->count) return NULL;
    AVPacket *packet = queue->packets[queue->first++];
    if (!--queue->count) queue->first = 0;
    queue->bytes -= packet->size + 256;
    return packet;
}

void media_queue_clear(media_queue *queue) {
    AVPacket *packet;
    while ((packet = media_queue_take(queue))) av_packet_free(&packet);
    av_freep(&queue->packets);
    queue->first = queue->room = 0;
}

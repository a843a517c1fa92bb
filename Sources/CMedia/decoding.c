// SPDX-License-Identifier: Apache-2.0
// Two decoders over one row of packets: one leads, the other delivers the same pictures again later.
#include "internal.h"

#include <libavutil/imgutils.h>
#include <libavutil/mem.h>

// Pictures of a stream that may fail one after the other.
enum { FAILURES_MOST = 250 };

int media_branch_open(media_reader *reader, media_branch *branch) {
    const AVCodecParameters *parameters = reader->video->codecpar;
    const AVCodec *decoder = avcodec_find_decoder(parameters->codec_id);
    if (!decoder) return media_fail(MEDIA_BAD_INPUT, "its codec (%s) is not read", avcodec_get_name(parameters->codec_id));
    branch->codec = avcodec_alloc_context3(decoder);
    branch->frame = av_frame_alloc();
    if (!branch->codec || !branch->frame) return media_fail_by(MEDIA_BAD_WORKER, "", AVERROR(ENOMEM));
    int code = avcodec_parameters_to_context(branch->codec, parameters);
    branch->codec->pkt_timebase = reader->video->time_base;
    // Some more than what is read, so that what is refused is refused with its size.
    branch->codec->max_pixels = 4ll * MEDIA_PIXELS_MOST;
    // One thread: both branches then do exactly the same, and each picture comes as early as it can.
    branch->codec->thread_count = 1;
    if (!reader->is_live) branch->codec->err_recognition = AV_EF_CRCCHECK | AV_EF_BITSTREAM | AV_EF_BUFFER | AV_EF_EXPLODE;
    if (code >= 0) code = avcodec_open2(branch->codec, decoder, NULL);
    return code < 0 ? media_fail_by(MEDIA_BAD_INPUT, "its pictures cannot be decoded", code) : 0;
}

void media_branch_close(media_branch *branch) {
    avcodec_free_context(&branch->codec);
    av_frame_free(&branch->frame);
    sws_freeContext(branch->scaler);
    branch->scaler = NULL;
    av_freep(&branch->unturned);
}

// A decoder's complaint: a file is not trusted any more, a stream may lose pictures.
static int complain(media_reader *reader, media_branch *branch, int error) {
    if (error == AVERROR(ENOMEM) || !reader->is_live || ++branch->failures > FAILURES_MOST)
        return media_fail_by(MEDIA_BAD_INPUT, "its pictures are damaged", error);
    return 0;
}

// The packet that the branch is to decode next: 1, 0 at the end, or a failure.
static int next_packet(media_reader *reader, media_branch *branch, AVPacket **packet) {
    if (branch == &reader->lead) {
        *packet = av_packet_alloc();
        if (!*packet) return media_fail_by(MEDIA_BAD_WORKER, "", AVERROR(ENOMEM));
        return media_read_packet(reader, *packet);
    }
    pthread_mutex_lock(&reader->lock);
    *packet = media_queue_take(&reader->held);
    int at_end = reader->at_end;
    pthread_mutex_unlock(&reader->lock);
    if (*packet) return 1;
    return at_end ? 0 : media_fail(MEDIA_BAD_WORKER, "pictures were asked for a second time before the first");
}

static int feed(media_reader *reader, media_branch *branch) {
    AVPacket *packet = NULL;
    int code = next_packet(reader, branch, &packet);
    if (code >= 0) {
        branch->draining = code == 0;
        if (code == 0 && branch == &reader->lead) {
            pthread_mutex_lock(&reader->lock);
            reader->at_end = 1;
            pthread_mutex_unlock(&reader->lock);
        }
        code = avcodec_send_packet(branch->codec, branch->draining ? NULL : packet);
        if (code < 0 && code != AVERROR_EOF) code = complain(reader, branch, code);
    }
    av_packet_free(&packet);
    return code == AVERROR_EOF ? 0 : code;
}

// The size and the turning of all pictures are those of the first one.
static int check_frame(media_reader *reader, media_branch *branch) {
    const AVFrame *frame = branch->frame;
    int is_bad = frame->decode_error_flags || frame->flags & AV_FRAME_FLAG_CORRUPT;
    if (is_bad && !reader->is_live) return media_fail(MEDIA_BAD_INPUT, "its pictures are damaged");
    if (!reader->stored_width) return 1;
    media_turn turn = reader->turn;
    int code = media_turn_of_frame(frame, &turn);
    if (code < 0) return code;
    int is_same = frame->width == reader->stored_width && frame->height == reader->stored_height
        && turn.transposed == reader->turn.transposed && turn.mirrored_x == reader->turn.mirrored_x
        && turn.mirrored_y == reader->turn.mirrored_y;
    return is_same ? 1 : media_fail(MEDIA_BAD_INPUT, "the size of its pictures changes in its midst");
}

int media_branch_step(media_reader *reader, media_branch *branch) {
    for (;;) {
        int code = avcodec_receive_frame(branch->codec, branch->frame);
        if (code == 0) {
            branch->failures = 0;
            return check_frame(reader, branch);
        }
        if (code == AVERROR_EOF) return 0;
        if (code != AVERROR(EAGAIN) && (code = complain(reader, branch, code)) < 0) return code;
        if (branch->draining && code == 0) continue;
        if ((code = feed(reader, branch)) < 0) return code;
    }
}

static int stamp(media_reader *reader, media_branch *branch, int64_t *ticks) {
    const AVRational tick = {reader->clip.tick_numerator, reader->clip.tick_denominator};
    int64_t own = branch->frame->best_effort_timestamp, value = branch->begun ? branch->last + 1 : 0;
    if (own != AV_NOPTS_VALUE && !branch->has_base) {
        // Cameras may tell no time at first.
        branch->base = (int64_t)((uint64_t)own - (uint64_t)av_rescale_q(value, tick, reader->video->time_base));
        branch->has_base = 1;
        if (branch == &reader->lead) reader->first_stamp = branch->base;
    } else if (own != AV_NOPTS_VALUE) {
        int64_t since = (int64_t)((uint64_t)own - (uint64_t)branch->base);
        int64_t counted = av_rescale_q(since, reader->video->time_base, tick);
        if (counted > value) value = counted;
        if (av_rescale_q(value - branch->last, tick, (AVRational){1, 1}) > 24 * 3600)
            return media_fail(MEDIA_BAD_INPUT, "its times jump by more than a day");
    }
    branch->begun = 1;
    *ticks = branch->last = value;
    return 0;
}

// Where the source's pixels stand in a YUV range of their own, and the format without one.
static enum AVPixelFormat plain_format(const AVFrame *frame, int *full) {
    *full = frame->color_range == AVCOL_RANGE_JPEG;
    switch (frame->format) {
    case AV_PIX_FMT_YUVJ420P: *full = 1; return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_YUVJ422P: *full = 1; return AV_PIX_FMT_YUV422P;
    case AV_PIX_FMT_YUVJ444P: *full = 1; return AV_PIX_FMT_YUV444P;
    case AV_PIX_FMT_YUVJ440P: *full = 1; return AV_PIX_FMT_YUV440P;
    default: return frame->format;
    }
}

int media_branch_deliver(media_reader *reader, media_branch *branch, uint8_t *pixels) {
    const AVFrame *frame = branch->frame;
    int full, width = frame->width, height = frame->height;
    enum AVPixelFormat format = plain_format(frame, &full);
    struct SwsContext *scaler = sws_getCachedContext(
        branch->scaler, width, height, format, width, height, AV_PIX_FMT_BGR24, SWS_BILINEAR | SWS_ACCURATE_RND, NULL, NULL, NULL);
    branch->scaler = scaler;
    if (!scaler) return media_fail(MEDIA_BAD_INPUT, "its kind of pixels is not read");
    media_set_colours(scaler, reader->clip.matrix, full, 1);
    media_turn turn = reader->turn;
    int is_turned = turn.transposed || turn.mirrored_x || turn.mirrored_y;
    if (is_turned && !branch->unturned) branch->unturned = av_malloc(3 * (size_t)width * height);
    if (is_turned && !branch->unturned) return media_fail_by(MEDIA_BAD_WORKER, "", AVERROR(ENOMEM));
    uint8_t *target[4] = {is_turned ? branch->unturned : pixels};
    int stride[4] = {3 * width};
    if (sws_scale(scaler, (const uint8_t *const *)frame->data, frame->linesize, 0, height, target, stride) != height)
        return media_fail(MEDIA_BAD_INPUT, "its colours cannot be converted");
    if (is_turned) media_turn_pixels(branch->unturned, width, height, turn, pixels);
    return 0;
}

// Notes when a picture of the leading branch is, for the trailing one to be held to.
static int note_time(media_reader *reader, int64_t ticks) {
    int code = 0;
    pthread_mutex_lock(&reader->lock);
    if (reader->holds) {
        if (reader->times_first > 4096 && reader->times_first > reader->times_room / 2) {
            memmove(reader->times, reader->times + reader->times_first, reader->times_count * sizeof *reader->times);
            reader->times_first = 0;
        }
        if (reader->times_first + reader->times_count == reader->times_room) {
            size_t room = reader->times_room ? 2 * reader->times_room : 1024;
            int64_t *times = av_realloc_array(reader->times, room, sizeof *times);
            if (times) {
                reader->times = times;
                reader->times_room = room;
            } else code = media_fail_by(MEDIA_BAD_WORKER, "", AVERROR(ENOMEM));
        }
        if (code == 0) reader->times[reader->times_first + reader->times_count++] = ticks;
    }
    pthread_mutex_unlock(&reader->lock);
    return code;
}

static int lead(media_reader *reader, uint8_t *pixels, int64_t *ticks) {
    if (!reader->lead.codec) return 0;
    int code = reader->has_pending ? 1 : media_branch_step(reader, &reader->lead);
    reader->has_pending = 0;
    if (code == 0) {
        media_branch_close(&reader->lead);
        pthread_mutex_lock(&reader->lock);
        reader->lead_ended = 1;
        pthread_mutex_unlock(&reader->lock);
    }
    if (code <= 0) return code;
    code = stamp(reader, &reader->lead, ticks);
    if (code == 0 && pixels) code = media_branch_deliver(reader, &reader->lead, pixels);
    if (code == 0) code = note_time(reader, *ticks);
    return code < 0 ? code : 1;
}

int media_next(media_reader *reader, uint8_t *pixels, int64_t *ticks) { return lead(reader, pixels, ticks); }

int media_skip(media_reader *reader) {
    int64_t ticks;
    return lead(reader, NULL, &ticks);
}

int media_again(media_reader *reader, uint8_t *pixels, int64_t *ticks) {
    media_branch *trail = &reader->trail;
    pthread_mutex_lock(&reader->lock);
    int ahead = reader->times_count > 0, ended = reader->lead_ended;
    int64_t expected = ahead ? reader->times[reader->times_first] : 0;
    pthread_mutex_unlock(&reader->lock);
    if (!ahead) return ended ? 0 : media_fail(MEDIA_BAD_WORKER, "pictures were asked for a second time before the first");
    int code = trail->codec ? 0 : media_branch_open(reader, trail);
    if (code == 0) code = media_branch_step(reader, trail);
    if (code == 0) code = media_fail(MEDIA_BAD_WORKER, "a picture did not come a second time");
    if (code > 0) code = stamp(reader, trail, ticks);
    if (code == 0 && *ticks != expected) code = media_fail(MEDIA_BAD_WORKER, "a picture came at another time the second time");
    if (code == 0) code = media_branch_deliver(reader, trail, pixels);
    if (code < 0) return code;
    pthread_mutex_lock(&reader->lock);
    reader->times_first++;
    reader->times_count--;
    int is_last = !reader->times_count && reader->lead_ended;
    pthread_mutex_unlock(&reader->lock);
    if (is_last) media_branch_close(trail);
    return 1;
}

int64_t media_held(media_reader *reader) {
    pthread_mutex_lock(&reader->lock);
    int64_t bytes = reader->held.bytes + reader->sounds.bytes;
    pthread_mutex_unlock(&reader->lock);
    return bytes;
}

void media_hold_nothing(media_reader *reader) {
    pthread_mutex_lock(&reader->lock);
    reader->holds = 0;
    media_queue_clear(&reader->held);
    reader->times_count = reader->times_first = 0;
    pthread_mutex_unlock(&reader->lock);
}

int64_t media_seek(media_reader *reader, int64_t frame) {
    AVStream *video = reader->video;
    if (frame <= 0 || frame >= avformat_index_get_entries_count(video)) return frame;
    const AVIndexEntry *entry = avformat_index_get_entry(video, (int)frame);
    if (!entry) return frame;
    int64_t wanted = entry->timestamp;
    int key = av_index_search_timestamp(video, wanted, AVSEEK_FLAG_BACKWARD);
    if (key <= 0 || av_seek_frame(reader->format, video->index, wanted, AVSEEK_FLAG_BACKWARD) < 0) return frame;
    avcodec_flush_buffers(reader->lead.codec);
    media_hold_nothing(reader);
    reader->has_pending = 0;
    reader->packets_read = key;
    return frame - key;
}

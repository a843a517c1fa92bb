// SPDX-License-Identifier: Apache-2.0
// Clips written: H.264 in MP4, with nothing of the input's metadata.
#include "internal.h"

#include <libavutil/imgutils.h>
#include <libavutil/mem.h>
#include <libavutil/opt.h>

struct media_writer {
    AVFormatContext *format;
    AVIOContext *io;
    media_bytes bytes;
    AVCodecContext *codec;
    AVFrame *frame;
    AVPacket *packet;
    struct SwsContext *scaler;
    AVStream *video;
    AVStream *sound;
    media_reader *source;
    AVRational tick;
    int width, height;
    // The pixels with sides made even, and room behind them: the scaler reads some bytes more than there are pixels.
    uint8_t *padded;
    int begun;
    int64_t begin, last, step;
};

static int fail(const char *what, int error) { return media_fail_by(MEDIA_BAD_OUTPUT, what, error); }

static int open_encoder(media_writer *writer, const media_clip *clip) {
    const AVCodec *encoder = avcodec_find_encoder_by_name("libx264");
    if (!encoder) return media_fail(MEDIA_BAD_WORKER, "the encoder libx264 is not installed");
    AVCodecContext *codec = writer->codec = avcodec_alloc_context3(encoder);
    if (!codec) return media_fail_by(MEDIA_BAD_WORKER, "", AVERROR(ENOMEM));
    codec->width = (clip->width + 1) & ~1;
    codec->height = (clip->height + 1) & ~1;
    codec->pix_fmt = AV_PIX_FMT_YUV420P;
    codec->time_base = writer->tick;
    if (clip->rate_numerator) codec->framerate = (AVRational){clip->rate_numerator, clip->rate_denominator};
    codec->sample_aspect_ratio = (AVRational){clip->aspect_numerator, clip->aspect_denominator};
    codec->colorspace = clip->matrix;
    codec->color_primaries = clip->primaries;
    codec->color_trc = clip->transfer;
    codec->color_range = AVCOL_RANGE_MPEG;
    codec->gop_size = 60;
    // Times then grow from packet to packet, and no list of edits is needed.
    codec->max_b_frames = 0;
    codec->thread_count = 2;
    if (writer->format->oformat->flags & AVFMT_GLOBALHEADER) codec->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    av_opt_set(codec->priv_data, "preset", "veryfast", 0);
    av_opt_set(codec->priv_data, "crf", "15", 0);
    // Of large pictures, of which each takes 14 MB, none is held back, and threads share one.
    if ((int64_t)clip->width * clip->height > 1920 * 1088) {
        codec->thread_type = FF_THREAD_SLICE;
        av_opt_set(codec->priv_data, "x264-params", "rc-lookahead=0:sync-lookahead=0:ref=1", 0);
    }
    int code = avcodec_open2(codec, encoder, NULL);
    return code < 0 ? fail("the encoder does not take such pictures", code) : 0;
}

static int open_sound(media_writer *writer) {
    const AVCodecParameters *parameters = writer->source->sound->codecpar;
    const char *name = avcodec_get_name(parameters->codec_id);
    if (avformat_query_codec(writer->format->oformat, parameters->codec_id, FF_COMPLIANCE_NORMAL) != 1)
        return media_fail(MEDIA_BAD_OUTPUT, "its sound (%s) cannot be put into MP4 unchanged", name);
    writer->sound = avformat_new_stream(writer->format, NULL);
    int code = writer->sound ? avcodec_parameters_copy(writer->sound->codecpar, parameters) : AVERROR(ENOMEM);
    if (code < 0) return fail("its sound cannot be kept", code);
    writer->sound->codecpar->codec_tag = 0;
    writer->sound->time_base = writer->source->sound->time_base;
    return 0;
}

static int open_format(media_writer *writer, const media_clip *clip) {
    int code = avformat_alloc_output_context2(&writer->format, NULL, "mp4", NULL);
    if (code < 0) return fail("MP4 cannot be written", code);
    writer->io = media_writing(&writer->bytes);
    if (!writer->io) return media_fail_by(MEDIA_BAD_WORKER, "", AVERROR(ENOMEM));
    writer->format->pb = writer->io;
    writer->format->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT;
    if ((code = open_encoder(writer, clip)) < 0) return code;
    writer->video = avformat_new_stream(writer->format, NULL);
    code = writer->video ? avcodec_parameters_from_context(writer->video->codecpar, writer->codec) : AVERROR(ENOMEM);
    if (code < 0) return fail("MP4 cannot be written", code);
    writer->video->time_base = writer->tick;
    writer->video->sample_aspect_ratio = writer->codec->sample_aspect_ratio;
    if (writer->codec->framerate.num) writer->video->avg_frame_rate = writer->codec->framerate;
    if (writer->source && writer->source->sound && (code = open_sound(writer)) < 0) return code;
    code = avformat_write_header(writer->format, NULL);
    return code < 0 ? fail("it cannot be written", code) : 0;
}

static int open_pictures(media_writer *writer, const media_clip *clip) {
    writer->frame = av_frame_alloc();
    writer->packet = av_packet_alloc();
    if (!writer->frame || !writer->packet) return media_fail_by(MEDIA_BAD_WORKER, "", AVERROR(ENOMEM));
    writer->frame->format = AV_PIX_FMT_YUV420P;
    writer->frame->width = writer->codec->width;
    writer->frame->height = writer->codec->height;
    writer->padded = av_malloc(3 * (size_t)writer->codec->width * writer->codec->height + MEDIA_SCALER_ROOM);
    if (!writer->padded) return media_fail_by(MEDIA_BAD_WORKER, "", AVERROR(ENOMEM));
    writer->scaler = sws_getContext(
        writer->codec->width, writer->codec->height, AV_PIX_FMT_BGR24, writer->codec->width, writer->codec->height,
        AV_PIX_FMT_YUV420P, SWS_BILINEAR | SWS_ACCURATE_RND, NULL, NULL, NULL);
    if (!writer->scaler) return media_fail(MEDIA_BAD_WORKER, "its pictures cannot be converted");
    media_set_colours(writer->scaler, clip->matrix, 1, 0);
    return 0;
}

media_writer *media_create(int descriptor, const media_clip *clip, media_reader *sound) {
    media_prepare();
    media_writer *writer = av_mallocz(sizeof *writer);
    if (!writer) {
        media_fail_by(MEDIA_BAD_WORKER, "", AVERROR(ENOMEM));
        return NULL;
    }
    writer->bytes.descriptor = descriptor;
    writer->source = sound;
    writer->width = clip->width;
    writer->height = clip->height;
    writer->tick = (AVRational){clip->tick_numerator, clip->tick_denominator};
    if (open_format(writer, clip) == 0 && open_pictures(writer, clip) == 0) return writer;
    media_discard(writer);
    return NULL;
}

// The last row and column once more, where a side is odd.
static void pad(media_writer *writer, const uint8_t *pixels) {
    size_t wide = (size_t)writer->codec->width, row = 3 * (size_t)writer->width;
    for (int y = 0; y < writer->codec->height; y++) {
        const uint8_t *from = pixels + row * (size_t)(y < writer->height ? y : writer->height - 1);
        uint8_t *to = writer->padded + 3 * wide * (size_t)y;
        memcpy(to, from, row);
        if (wide != (size_t)writer->width) memcpy(to + row, from + row - 3, 3);
    }
}

static int take_packets(media_writer *writer) {
    for (;;) {
        int code = avcodec_receive_packet(writer->codec, writer->packet);
        if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return 0;
        if (code < 0) return fail("it cannot be encoded", code);
        writer->packet->stream_index = writer->video->index;
        writer->packet->duration = writer->step;
        av_packet_rescale_ts(writer->packet, writer->tick, writer->video->time_base);
        code = av_interleaved_write_frame(writer->format, writer->packet);
        if (code < 0 || writer->io->error < 0) return fail("it cannot be written", code < 0 ? code : writer->io->error);
    }
}

// Sound up to a time in ticks goes along, unchanged, on the same clock.
static int take_sound(media_writer *writer, int64_t until) {
    media_reader *source = writer->source;
    if (!writer->sound) return 0;
    AVRational clock = source->sound->time_base;
    int64_t first = source->first_stamp == AV_NOPTS_VALUE ? 0 : av_rescale_q(source->first_stamp, source->video->time_base, clock);
    int64_t begin = first + av_rescale_q(writer->begin, writer->tick, clock);
    int64_t end = until == INT64_MAX ? INT64_MAX : begin + av_rescale_q(until, writer->tick, clock);
    for (;;) {
        pthread_mutex_lock(&source->lock);
        AVPacket *next = source->sounds.count ? source->sounds.packets[source->sounds.first] : NULL;
        AVPacket *packet = next && (next->dts == AV_NOPTS_VALUE || next->dts < end) ? media_queue_take(&source->sounds) : NULL;
        pthread_mutex_unlock(&source->lock);
        if (!packet) return 0;
        int code = 0;
        if (packet->dts != AV_NOPTS_VALUE && packet->dts >= begin) {
            packet->dts -= begin;
            if (packet->pts != AV_NOPTS_VALUE) packet->pts -= begin;
            packet->stream_index = writer->sound->index;
            packet->pos = -1;
            av_packet_rescale_ts(packet, clock, writer->sound->time_base);
            code = av_interleaved_write_frame(writer->format, packet);
        }
        av_packet_free(&packet);
        if (code < 0) return fail("its sound cannot be written", code);
    }
}

int media_write(media_writer *writer, const uint8_t *pixels, int64_t ticks) {
    if (!writer->begun) {
        writer->begun = 1;
        writer->begin = ticks;
        writer->last = -1;
        writer->step = 1;
    }
    int64_t since = ticks - writer->begin;
    if (since <= writer->last) return media_fail(MEDIA_BAD_WORKER, "pictures came out of order");
    if (writer->last >= 0) writer->step = since - writer->last;
    writer->last = since;
    int code = av_frame_get_buffer(writer->frame, 0);
    if (code < 0) return media_fail_by(MEDIA_BAD_WORKER, "no picture could be made", code);
    pad(writer, pixels);
    const uint8_t *source[4] = {writer->padded};
    int stride[4] = {3 * writer->codec->width}, rows = writer->codec->height;
    if (sws_scale(writer->scaler, source, stride, 0, rows, writer->frame->data, writer->frame->linesize) != rows)
        return media_fail(MEDIA_BAD_WORKER, "a picture's colours could not be converted");
    writer->frame->pts = since;
    code = avcodec_send_frame(writer->codec, writer->frame);
    av_frame_unref(writer->frame);
    writer->frame->format = AV_PIX_FMT_YUV420P;
    writer->frame->width = writer->codec->width;
    writer->frame->height = writer->codec->height;
    if (code < 0) return fail("it cannot be encoded", code);
    if ((code = take_packets(writer)) < 0) return code;
    return take_sound(writer, since);
}

int media_finish(media_writer *writer) {
    int code = avcodec_send_frame(writer->codec, NULL);
    if (code < 0) return fail("it cannot be encoded", code);
    if ((code = take_packets(writer)) < 0) return code;
    if ((code = take_sound(writer, writer->last + writer->step)) < 0) return code;
    code = av_write_trailer(writer->format);
    avio_flush(writer->io);
    if (code >= 0) code = writer->io->error;
    return code < 0 ? fail("it cannot be written", code) : 0;
}

void media_discard(media_writer *writer) {
    if (!writer) return;
    avcodec_free_context(&writer->codec);
    av_frame_free(&writer->frame);
    av_packet_free(&writer->packet);
    sws_freeContext(writer->scaler);
    av_freep(&writer->padded);
    if (writer->format) writer->format->pb = NULL;
    avformat_free_context(writer->format);
    media_bytes_close(&writer->io);
    av_free(writer);
}

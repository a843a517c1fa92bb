// SPDX-License-Identifier: Apache-2.0
// Single pictures written: JPEG and PNG.
#include "internal.h"

#include <libavutil/imgutils.h>
#include <libavutil/mem.h>

static int open_encoder(AVCodecContext **opened, const media_clip *clip, enum AVPixelFormat format) {
    const AVCodec *encoder = avcodec_find_encoder(clip->kind == MEDIA_PNG ? AV_CODEC_ID_PNG : AV_CODEC_ID_MJPEG);
    AVCodecContext *codec = *opened = encoder ? avcodec_alloc_context3(encoder) : NULL;
    if (!codec) return media_fail_by(MEDIA_BAD_WORKER, "", AVERROR(ENOMEM));
    codec->width = clip->width;
    codec->height = clip->height;
    codec->pix_fmt = format;
    codec->time_base = (AVRational){1, 1};
    codec->color_range = AVCOL_RANGE_JPEG;
    codec->thread_count = 1;
    // Neither a comment nor a text with the encoder's name.
    codec->flags |= AV_CODEC_FLAG_BITEXACT;
    if (clip->kind == MEDIA_JPEG) {
        // The finest steps that the encoder's tables are made for.
        codec->flags |= AV_CODEC_FLAG_QSCALE;
        codec->global_quality = 2 * FF_QP2LAMBDA;
        codec->qmin = codec->qmax = 2;
    }
    int code = avcodec_open2(codec, encoder, NULL);
    return code < 0 ? media_fail_by(MEDIA_BAD_OUTPUT, "the encoder does not take such pictures", code) : 0;
}

static int convert(const uint8_t *pixels, const media_clip *clip, AVFrame *frame) {
    int code = av_frame_get_buffer(frame, 0);
    if (code < 0) return media_fail_by(MEDIA_BAD_WORKER, "no picture could be made", code);
    struct SwsContext *scaler = sws_getContext(
        clip->width, clip->height, AV_PIX_FMT_BGR24, clip->width, clip->height, frame->format, SWS_BILINEAR | SWS_ACCURATE_RND, NULL, NULL,
        NULL);
    if (!scaler) return media_fail(MEDIA_BAD_WORKER, "a picture's colours could not be converted");
    // JFIF 1.02: BT.601 in full range.
    if (clip->kind == MEDIA_JPEG) media_set_colours(scaler, AVCOL_SPC_SMPTE170M, 1, 1);
    size_t count = 3 * (size_t)clip->width * clip->height;
    uint8_t *padded = av_malloc(count + MEDIA_SCALER_ROOM);
    if (!padded) {
        sws_freeContext(scaler);
        return media_fail_by(MEDIA_BAD_WORKER, "", AVERROR(ENOMEM));
    }
    memcpy(padded, pixels, count);
    const uint8_t *source[4] = {padded};
    int stride[4] = {3 * clip->width};
    int rows = sws_scale(scaler, source, stride, 0, clip->height, frame->data, frame->linesize);
    sws_freeContext(scaler);
    av_freep(&padded);
    return rows == clip->height ? 0 : media_fail(MEDIA_BAD_WORKER, "a picture's colours could not be converted");
}

int media_encode(const uint8_t *pixels, const media_clip *clip, uint8_t **bytes, size_t *count) {
    media_prepare();
    enum AVPixelFormat format =
        clip->kind == MEDIA_PNG ? AV_PIX_FMT_RGB24 : clip->full_chroma ? AV_PIX_FMT_YUVJ444P : AV_PIX_FMT_YUVJ420P;
    AVCodecContext *codec = NULL;
    AVFrame *frame = av_frame_alloc();
    AVPacket *packet = av_packet_alloc();
    int code = frame && packet ? open_encoder(&codec, clip, format) : media_fail_by(MEDIA_BAD_WORKER, "", AVERROR(ENOMEM));
    if (code == 0) {
        frame->format = format;
        frame->width = clip->width;
        frame->height = clip->height;
        frame->quality = codec->global_quality;
        code = convert(pixels, clip, frame);
    }
    if (code == 0) {
        frame->pts = 0;
        int error = avcodec_send_frame(codec, frame);
        if (error >= 0) error = avcodec_send_frame(codec, NULL);
        if (error >= 0) error = avcodec_receive_packet(codec, packet);
        if (error >= 0 && !(*bytes = av_memdup(packet->data, (size_t)packet->size))) error = AVERROR(ENOMEM);
        if (error < 0) code = media_fail_by(MEDIA_BAD_OUTPUT, "it cannot be encoded", error);
        *count = error < 0 ? 0 : (size_t)packet->size;
    }
    av_packet_free(&packet);
    av_frame_free(&frame);
    avcodec_free_context(&codec);
    return code;
}

void media_free(uint8_t *bytes) { av_free(bytes); }

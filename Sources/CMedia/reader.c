// SPDX-License-Identifier: Apache-2.0
// Opening clips: which containers and codecs are read, what is refused, and what the first picture tells.
#include "internal.h"

#include <libavutil/avstring.h>
#include <libavutil/mem.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libavutil/time.h>

// No playlist, no list of other files, nothing that FFmpeg would have to open by itself. Names of demuxers.
static const char *const file_formats = "mov,mp4,avi,matroska,webm,mpegts,mpeg,mjpeg,jpeg_pipe,png_pipe";
static const char *const stream_formats = "rtsp,mpegts,matroska,webm,mjpeg,flv";
static const char *const codecs =
    "h264,hevc,mpeg4,msmpeg4,msmpeg4v2,mpeg2video,mpeg1video,h263,mjpeg,png,vp8,vp9,libdav1d,libvpx-vp9,av1,cinepak,rawvideo,"
    "ffv1,aac,mp3,mp3float,ac3,opus,vorbis,flac,pcm_s16le,pcm_alaw,pcm_mulaw";

enum { PATIENCE_SECONDS = 15, STREAMS_MOST = 16 };

static int is_late(void *opaque) {
    media_reader *reader = opaque;
    return reader->deadline && av_gettime_relative() > reader->deadline;
}

static int open_nothing(AVFormatContext *format, AVIOContext **io, const char *url, int flags, AVDictionary **options) {
    (void)format, (void)url, (void)flags, (void)options;
    *io = NULL;
    return AVERROR(EPERM);
}

static AVDictionary *opening_options(const media_reader *reader) {
    AVDictionary *options = NULL;
    av_dict_set(&options, "format_whitelist", reader->is_live ? stream_formats : file_formats, 0);
    av_dict_set(&options, "codec_whitelist", codecs, 0);
    av_dict_set(&options, "protocol_whitelist", reader->is_live ? "rtsp,rtp,udp,tcp" : "none", 0);
    av_dict_set_int(&options, "probesize", 5 << 20, 0);
    av_dict_set_int(&options, "analyzeduration", 5000000, 0);
    av_dict_set_int(&options, "max_streams", STREAMS_MOST, 0);
    if (reader->is_live) {
        // Cameras that send by UDP alone are taken too; by TCP nothing is lost on the way.
        av_dict_set(&options, "rtsp_transport", "tcp+udp", 0);
        av_dict_set(&options, "rtsp_flags", "prefer_tcp", 0);
        av_dict_set_int(&options, "timeout", PATIENCE_SECONDS * 1000000, 0);
    }
    return options;
}

static int open_format(media_reader *reader, const char *address) {
    AVFormatContext *format = avformat_alloc_context();
    if (!format) return media_fail_by(MEDIA_BAD_WORKER, "", AVERROR(ENOMEM));
    format->interrupt_callback = (AVIOInterruptCB){is_late, reader};
    if (!address) {
        reader->io = media_reading(&reader->bytes);
        if (!reader->io) {
            avformat_free_context(format);
            return media_fail_by(MEDIA_BAD_WORKER, "", AVERROR(ENOMEM));
        }
        format->pb = reader->io;
        format->flags |= AVFMT_FLAG_CUSTOM_IO;
        format->io_open = open_nothing;
    }
    AVDictionary *options = opening_options(reader);
    if (reader->is_live) reader->deadline = av_gettime_relative() + 2ll * PATIENCE_SECONDS * 1000000;
    int code = avformat_open_input(&format, address ? address : "", NULL, &options);
    av_dict_free(&options);
    // It is freed where it could not be opened.
    reader->format = code < 0 ? NULL : format;
    return code < 0 ? media_fail_by(MEDIA_BAD_INPUT, address ? "it cannot be opened" : "it is no video or image that is read", code) : 0;
}

static int check_size(int64_t width, int64_t height) {
    if (width <= MEDIA_SIDE_MOST && height <= MEDIA_SIDE_MOST && width * height <= MEDIA_PIXELS_MOST) return 0;
    return media_fail(
        MEDIA_BAD_INPUT, "its pictures of %lldx%lld pixels are above the limit of 4096x2304", (long long)width, (long long)height);
}

// Takes the best video, discards all else, and refuses too large pictures before anything is decoded.
static int choose_streams(media_reader *reader, int sound) {
    AVFormatContext *format = reader->format;
    for (unsigned i = 0; i < format->nb_streams; i++) {
        AVCodecParameters *parameters = format->streams[i]->codecpar;
        if (parameters->codec_type == AVMEDIA_TYPE_VIDEO && check_size(parameters->width, parameters->height) < 0) return MEDIA_BAD_INPUT;
    }
    int code = avformat_find_stream_info(format, NULL);
    if (code < 0) return media_fail_by(MEDIA_BAD_INPUT, "it cannot be read", code);
    int video = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, NULL, 0);
    if (video < 0) return media_fail(MEDIA_BAD_INPUT, "it has no pictures that can be decoded");
    int heard = av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, video, NULL, 0);
    reader->video = format->streams[video];
    reader->clip.has_sound = heard >= 0;
    if (sound && heard >= 0) reader->sound = format->streams[heard];
    for (unsigned i = 0; i < format->nb_streams; i++) {
        AVStream *stream = format->streams[i];
        if (stream != reader->video && stream != reader->sound) stream->discard = AVDISCARD_ALL;
    }
    return check_size(reader->video->codecpar->width, reader->video->codecpar->height);
}

static int is_format(const media_reader *reader, const char *name) {
    return av_match_name(name, reader->format->iformat->name);
}

static void describe_times(media_reader *reader) {
    AVStream *video = reader->video;
    AVRational tick = video->time_base, mean = video->avg_frame_rate, real = video->r_frame_rate;
    if (tick.num <= 0 || tick.den <= 0 || tick.den > 1000000) tick = (AVRational){1, 1000000};
    reader->clip.tick_numerator = tick.num;
    reader->clip.tick_denominator = tick.den;
    int steady = mean.num > 0 && mean.den > 0 && real.num > 0 && real.den > 0;
    if (steady) {
        double quotient = av_q2d(mean) / av_q2d(real);
        steady = quotient > 0.99 && quotient < 1.01 && av_q2d(mean) <= 1000;
    }
    reader->clip.rate_numerator = steady && reader->clip.kind == MEDIA_VIDEO ? mean.num : 0;
    reader->clip.rate_denominator = reader->clip.rate_numerator ? mean.den : 1;
}

// The clip as its first decoded picture tells, which the leading branch has.
static int describe(media_reader *reader) {
    media_clip *clip = &reader->clip;
    AVStream *video = reader->video;
    const AVFrame *frame = reader->lead.frame;
    int code = check_size(frame->width, frame->height);
    if (code < 0) return code;
    if (frame->width < MEDIA_SIDE_LEAST || frame->height < MEDIA_SIDE_LEAST)
        return media_fail(
            MEDIA_BAD_INPUT, "its pictures of %dx%d pixels are below the limit of 16x16", frame->width, frame->height);
    int own = media_turn_of_frame(frame, &reader->turn);
    if (own < 0) return own;
    size_t bytes = 0;
    const uint8_t *matrix = av_stream_get_side_data(video, AV_PKT_DATA_DISPLAYMATRIX, &bytes);
    if (!own && matrix && bytes >= 9 * sizeof(int32_t) && (code = media_turn_of_matrix((const int32_t *)matrix, &reader->turn)) < 0)
        return code;
    reader->stored_width = frame->width;
    reader->stored_height = frame->height;
    int crossed = reader->turn.transposed;
    clip->width = crossed ? frame->height : frame->width;
    clip->height = crossed ? frame->width : frame->height;
    clip->kind = is_format(reader, "jpeg_pipe") ? MEDIA_JPEG : is_format(reader, "png_pipe") ? MEDIA_PNG : MEDIA_VIDEO;
    clip->frames = clip->kind != MEDIA_VIDEO ? 1 : video->nb_frames > 0 ? video->nb_frames : -1;
    AVRational aspect = av_guess_sample_aspect_ratio(reader->format, video, (AVFrame *)frame);
    int known = aspect.num > 0 && aspect.den > 0;
    clip->aspect_numerator = !known ? 0 : crossed ? aspect.den : aspect.num;
    clip->aspect_denominator = !known ? 1 : crossed ? aspect.num : aspect.den;
    clip->primaries = frame->color_primaries;
    clip->transfer = frame->color_trc;
    // Where a picture does not say, its size does, as players take it.
    clip->matrix = frame->colorspace == AVCOL_SPC_UNSPECIFIED || frame->colorspace == AVCOL_SPC_RGB
        ? (clip->kind == MEDIA_VIDEO && frame->height >= 720 ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M) : frame->colorspace;
    int across = 0, down = 0;
    clip->full_chroma = av_pix_fmt_get_chroma_sub_sample(frame->format, &across, &down) == 0 && across == 0 && down == 0;
    describe_times(reader);
    return 0;
}

static media_reader *begin(void) {
    media_prepare();
    media_reader *reader = av_mallocz(sizeof *reader);
    if (!reader) {
        media_fail_by(MEDIA_BAD_WORKER, "", AVERROR(ENOMEM));
        return NULL;
    }
    pthread_mutex_init(&reader->lock, NULL);
    reader->holds = 1;
    reader->first_stamp = AV_NOPTS_VALUE;
    reader->bytes.descriptor = -1;
    return reader;
}

static media_reader *open_reader(media_reader *reader, const char *address, int sound, media_clip *clip) {
    int code = open_format(reader, address);
    if (code == 0) code = choose_streams(reader, sound);
    if (code == 0) code = media_branch_open(reader, &reader->lead);
    if (code == 0) {
        code = media_branch_step(reader, &reader->lead);
        code = code == 1 ? describe(reader) : code == 0 ? media_fail(MEDIA_BAD_INPUT, "it has no picture") : code;
    }
    if (code == 0) {
        reader->has_pending = 1;
        *clip = reader->clip;
        return reader;
    }
    media_close(reader);
    return NULL;
}

media_reader *media_open_descriptor(int descriptor, int sound, media_clip *clip) {
    media_reader *reader = begin();
    if (!reader) return NULL;
    reader->bytes.descriptor = descriptor;
    return open_reader(reader, NULL, sound, clip);
}

media_reader *media_open_pipe(int descriptor, int sound, media_clip *clip) {
    media_reader *reader = begin();
    if (!reader) return NULL;
    reader->bytes.descriptor = descriptor;
    reader->bytes.is_pipe = reader->is_live = 1;
    return open_reader(reader, NULL, sound, clip);
}

media_reader *media_open_address(const char *address, int sound, media_clip *clip) {
    media_reader *reader = begin();
    if (!reader) return NULL;
    reader->is_live = 1;
    avformat_network_init();
    return open_reader(reader, address, sound, clip);
}

media_reader *media_open_bytes(const uint8_t *bytes, size_t count, media_clip *clip) {
    media_reader *reader = begin();
    if (!reader) return NULL;
    reader->bytes.bytes = av_memdup(bytes, count ? count : 1);
    if (!reader->bytes.bytes) {
        media_close(reader);
        media_fail_by(MEDIA_BAD_WORKER, "", AVERROR(ENOMEM));
        return NULL;
    }
    reader->bytes.count = (int64_t)count;
    return open_reader(reader, NULL, 0, clip);
}

void media_close(media_reader *reader) {
    if (!reader) return;
    media_branch_close(&reader->lead);
    media_branch_close(&reader->trail);
    avformat_close_input(&reader->format);
    media_bytes_close(&reader->io);
    av_free(reader->bytes.bytes);
    media_queue_clear(&reader->held);
    media_queue_clear(&reader->sounds);
    av_free(reader->times);
    pthread_mutex_destroy(&reader->lock);
    av_free(reader);
}

static int accept_packet(media_reader *reader, AVPacket *packet) {
    if (packet->flags & AV_PKT_FLAG_CORRUPT && !reader->is_live) return media_fail(MEDIA_BAD_INPUT, "it is damaged or cut short");
    int is_video = packet->stream_index == reader->video->index;
    int is_sound = reader->sound && packet->stream_index == reader->sound->index;
    if (is_video) reader->packets_read++;
    int code = 0;
    pthread_mutex_lock(&reader->lock);
    if (is_sound || (is_video && reader->holds)) code = media_queue_add(is_sound ? &reader->sounds : &reader->held, packet);
    pthread_mutex_unlock(&reader->lock);
    return code < 0 ? code : is_video;
}

int media_read_packet(media_reader *reader, AVPacket *packet) {
    for (;;) {
        if (reader->is_live) reader->deadline = av_gettime_relative() + PATIENCE_SECONDS * 1000000ll;
        int code = av_read_frame(reader->format, packet);
        if (code == AVERROR(EAGAIN)) continue;
        if (code == AVERROR_EOF) {
            int64_t claimed = reader->video->nb_frames;
            if (!reader->is_live && claimed > reader->packets_read && (is_format(reader, "mov") || is_format(reader, "avi")))
                return media_fail(
                    MEDIA_BAD_INPUT, "it is cut short: %lld of %lld pictures are there", (long long)reader->packets_read, (long long)claimed);
            return 0;
        }
        if (code < 0) return media_fail_by(MEDIA_BAD_INPUT, reader->is_live ? "the stream broke off" : "it is damaged or cut short", code);
        code = accept_packet(reader, packet);
        if (code) return code;
        av_packet_unref(packet);
    }
}

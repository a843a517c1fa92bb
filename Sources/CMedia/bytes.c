// SPDX-License-Identifier: Apache-2.0
// Bytes for FFmpeg out of descriptors and memory, so that it opens nothing by itself.
#include "internal.h"

#include <errno.h>
#include <libavutil/mem.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

// How long a pipe may be silent.
enum { PIPE_MILLISECONDS = 15000 };

static int read_pipe(int descriptor, uint8_t *buffer, int size) {
    for (;;) {
        struct pollfd wait = {.fd = descriptor, .events = POLLIN};
        int ready = poll(&wait, 1, PIPE_MILLISECONDS);
        if (ready == 0) return AVERROR(ETIMEDOUT);
        ssize_t count = ready < 0 ? -1 : read(descriptor, buffer, (size_t)size);
        if (count > 0) return (int)count;
        if (count == 0) return AVERROR_EOF;
        if (errno != EINTR && errno != EAGAIN) return AVERROR(errno);
    }
}

static int read_bytes(void *opaque, uint8_t *buffer, int size) {
    media_bytes *from = opaque;
    if (from->is_pipe) return read_pipe(from->descriptor, buffer, size);
    ssize_t count;
    if (from->bytes) {
        int64_t left = from->count - from->position;
        count = left < size ? left : size;
        memcpy(buffer, from->bytes + from->position, (size_t)count);
    } else {
        do count = pread(from->descriptor, buffer, (size_t)size, from->position);
        while (count < 0 && errno == EINTR);
    }
    if (count < 0) return AVERROR(errno);
    from->position += count;
    return count == 0 ? AVERROR_EOF : (int)count;
}

static int write_bytes(void *opaque, uint8_t *buffer, int size) {
    media_bytes *to = opaque;
    int done = 0;
    while (done < size) {
        ssize_t count = pwrite(to->descriptor, buffer + done, (size_t)(size - done), to->position);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return AVERROR(count < 0 ? errno : EIO);
        done += (int)count;
        to->position += count;
    }
    return size;
}

static int64_t length(const media_bytes *bytes) {
    struct stat status;
    if (bytes->bytes) return bytes->count;
    return fstat(bytes->descriptor, &status) < 0 ? AVERROR(errno) : status.st_size;
}

static int64_t seek_bytes(void *opaque, int64_t offset, int whence) {
    media_bytes *bytes = opaque;
    int64_t end = length(bytes);
    if (end < 0 || (whence & ~AVSEEK_FORCE) == AVSEEK_SIZE) return end;
    int64_t base = whence & SEEK_END ? end : whence & SEEK_CUR ? bytes->position : 0;
    if (offset > INT64_MAX - base || base + offset < 0) return AVERROR(EINVAL);
    int64_t target = base + offset;
    // What lies in memory ends there.
    if (bytes->bytes && target > end) return AVERROR(EINVAL);
    return bytes->position = target;
}

static AVIOContext *context(media_bytes *bytes, int writes) {
    const int size = 64 << 10;
    uint8_t *buffer = av_malloc((size_t)size);
    AVIOContext *io = buffer ? avio_alloc_context(
        buffer, size, writes, bytes, writes ? NULL : read_bytes, writes ? write_bytes : NULL,
        bytes->is_pipe ? NULL : seek_bytes) : NULL;
    if (!io) av_free(buffer);
    return io;
}

AVIOContext *media_reading(media_bytes *bytes) { return context(bytes, 0); }
AVIOContext *media_writing(media_bytes *bytes) { return context(bytes, 1); }

void media_bytes_close(AVIOContext **io) {
    if (!*io) return;
    av_freep(&(*io)->buffer);
    avio_context_free(io);
}

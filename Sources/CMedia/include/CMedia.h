// SPDX-License-Identifier: Apache-2.0
// FFmpeg's libraries behind a few functions, in the shape that Swift can use.
//
// What fails returns a negative number (or no pointer), and `media_error` tells why in a few words. FFmpeg never opens a file here: files come
// as descriptors or as bytes, streams by an address whose protocol is one of a short list.
#ifndef VEDETTE_CMEDIA_H
#define VEDETTE_CMEDIA_H

#include <stddef.h>
#include <stdint.h>

// libavformat's version, as "59.27.100".
const char *media_version(char text[32]);
// Why the last call of this thread failed: a clause without the file's name.
const char *media_error(void);
// What it returned; for functions that return a pointer too.
int media_error_code(void);

// What is read: no larger and no smaller side, and no more pixels in a picture.
enum { MEDIA_SIDE_MOST = 4096, MEDIA_SIDE_LEAST = 16, MEDIA_PIXELS_MOST = 4096 * 2304 };

enum {
    MEDIA_BAD_INPUT = -1,  // damaged, of a kind that is not read, too large
    MEDIA_BAD_WORKER = -2, // no memory, or functions called in an order that they are not for
    MEDIA_BAD_OUTPUT = -3  // it cannot be written
};

enum { MEDIA_VIDEO = 0, MEDIA_JPEG = 1, MEDIA_PNG = 2 };

// A clip, as its container and its first picture tell.
typedef struct {
    // Of the pictures as they are delivered, turned upright.
    int32_t width, height;
    // One of MEDIA_VIDEO...
    int32_t kind;
    // What the container claims; -1 where it says nothing.
    int64_t frames;
    // Pictures a second; 0/1 where they come at no steady rate.
    int32_t rate_numerator, rate_denominator;
    // Seconds of a tick, in which times are told.
    int32_t tick_numerator, tick_denominator;
    // Width to height of a pixel, turned as the picture; 0/1 where it is not known.
    int32_t aspect_numerator, aspect_denominator;
    // AVColorSpace, AVColorPrimaries and AVColorTransferCharacteristic.
    int32_t matrix, primaries, transfer;
    // Whether colours are as fine as brightness (4:4:4).
    int32_t full_chroma;
    int32_t has_sound;
} media_clip;

typedef struct media_reader media_reader;

// A clip in an open regular file, which is read by position; `sound` keeps the packets of its sound for a writer. The descriptor stays the
// caller's and must outlive the reader.
media_reader *media_open_descriptor(int descriptor, int sound, media_clip *clip);
// A stream out of a pipe.
media_reader *media_open_pipe(int descriptor, int sound, media_clip *clip);
// A stream by its address: rtsp, tcp or udp.
media_reader *media_open_address(const char *address, int sound, media_clip *clip);
// An image whose bytes are copied.
media_reader *media_open_bytes(const uint8_t *bytes, size_t count, media_clip *clip);
void media_close(media_reader *reader);

// The leading decoder's next picture: 3 * width * height bytes of blue, green and red, and its time since the first one in ticks, which grows
// from picture to picture. Returns 1; 0 at the end.
int media_next(media_reader *reader, uint8_t *pixels, int64_t *ticks);
// The trailing decoder's next picture: the same ones a second time, no further than the leading one has come. One thread may call this while
// another calls `media_next`.
int media_again(media_reader *reader, uint8_t *pixels, int64_t *ticks);
// As `media_next`, the picture thrown away.
int media_skip(media_reader *reader);
// Goes to the last key picture at or before picture `frame`. Returns how many pictures are to be skipped from there, which is `frame` itself
// where the container has no index. Only before the first `media_next`.
int64_t media_seek(media_reader *reader, int64_t frame);
// Bytes of packets that are held for the trailing decoder and for a writer's sound.
int64_t media_held(media_reader *reader);
// Gives the trailing decoder up: packets are no longer held.
void media_hold_nothing(media_reader *reader);

typedef struct media_writer media_writer;

// An H.264 clip in MP4 for an empty file that is open for writing, of pictures of a clip like this one. 4:2:0 has even sides: an odd one is
// made even by repeating its last row or column. `sound` is whose sound goes along, or NULL; it must outlive the writer.
media_writer *media_create(int descriptor, const media_clip *clip, media_reader *sound);
// The next picture, its time in the clip's ticks; the first one's time becomes 0.
int media_write(media_writer *writer, const uint8_t *pixels, int64_t ticks);
// Writes what is left. The file is complete after it, and not yet safe on its disk.
int media_finish(media_writer *writer);
void media_discard(media_writer *writer);

// A picture as a JPEG or PNG file without anything but the picture. The bytes are to be freed by `media_free`.
int media_encode(const uint8_t *pixels, const media_clip *clip, uint8_t **bytes, size_t *count);
void media_free(uint8_t *bytes);

#endif

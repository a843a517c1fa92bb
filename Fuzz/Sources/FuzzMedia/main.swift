// SPDX-License-Identifier: Apache-2.0

internal import CFuzzer
internal import CMedia

/// Pictures of one input that are decoded, at most: what comes later goes the same ways.
private let picturesMost = 24

/// Reads one input as a clip with both decoders, and as an image where it is one; what comes the second time must be what came the first.
private func read(_ bytes: [UInt8]) {
    var clip = media_clip()
    guard let reader = unsafe media_open_bytes(bytes, bytes.count, &clip) else {
        precondition(media_error_code() < 0, "a failure without a reason")
        return
    }
    defer { unsafe media_close(reader) }
    precondition(clip.width > 0 && clip.height > 0, "a clip without a size")
    precondition(
        clip.width <= MEDIA_SIDE_MOST && clip.height <= MEDIA_SIDE_MOST
            && Int(clip.width) * Int(clip.height) <= MEDIA_PIXELS_MOST, "a clip that is too large")
    precondition(clip.tick_numerator > 0 && clip.tick_denominator > 0, "a clip without a clock")
    let count = 3 * Int(clip.width) * Int(clip.height)
    var first = [UInt8](repeating: 0, count: count)
    var second = [UInt8](repeating: 0, count: count)
    var (last, time, again): (Int64, Int64, Int64) = (-1, 0, 0)
    for _ in 0..<picturesMost {
        guard unsafe media_next(reader, &first, &time) == 1 else { return }
        precondition(time > last, "times that do not grow")
        last = time
        precondition(unsafe media_again(reader, &second, &again) == 1, "a picture that came once and not again")
        precondition(first == second && time == again, "another picture the second time")
    }
}

/// Goes to a frame, as previews do.
private func seek(_ bytes: [UInt8], to frame: Int64) {
    var clip = media_clip()
    guard let reader = unsafe media_open_bytes(bytes, bytes.count, &clip) else { return }
    defer { unsafe media_close(reader) }
    var left = unsafe min(media_seek(reader, frame), Int64(picturesMost))
    while left > 0, unsafe media_skip(reader) == 1 { left -= 1 }
}

var count = CommandLine.argc
var arguments = unsafe CommandLine.unsafeArgv
_ = unsafe LLVMFuzzerRunDriver(&count, &arguments) { start, count in
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    read(bytes)
    seek(bytes, to: Int64(count % 90))
    return 0
}

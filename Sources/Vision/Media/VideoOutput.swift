// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CMedia
internal import Crypto

/// One H.264 file on its way to its name.
@safe
final class VideoOutput {
    private let partial: PartialFile
    private let info: ClipInfo
    private var handle: OpaquePointer?
    private(set) var frames = 0
    private var begin: Int64?
    /// Of the times of all pictures since the first.
    private var times = TimeDigest()

    /// - Parameter sound: whose sound goes along.
    /// - Throws: `JobFailure` of kind output.
    init(target: String, info: ClipInfo, sound: MediaReader?) throws(JobFailure) {
        partial = try PartialFile(target: target)
        self.info = info
        var clip = info.clip
        unsafe handle = unsafe media_create(partial.descriptor, &clip, sound?.handle)
        if unsafe handle == nil { throw MediaReader.failure(name: target) }
    }

    deinit {
        unsafe media_discard(handle)
    }

    /// When the first picture was, in ticks.
    var since: Int64? { begin }

    func write(_ picture: borrowing Picture) throws(JobFailure) {
        let time = picture.time
        let code = unsafe picture.bytes.withUnsafeBufferPointer { unsafe media_write(handle, $0.baseAddress, time) }
        guard code >= 0 else { throw MediaReader.failure(name: partial.target) }
        let first = begin ?? time
        begin = first
        frames += 1
        times.add(time - first, of: info)
    }

    /// Ends the file, has it safe on its disk, decodes it again, and gives it its name where number, size and times of its pictures are those
    /// that were written and `check` finds nothing in any of them.
    ///
    /// - Throws: `JobFailure`; the file is deleted then.
    func release(check: (Picture, Int) throws(JobFailure) -> Void) throws(JobFailure) -> JobReport.HashedFile {
        let code = unsafe media_finish(handle)
        guard code >= 0 else { throw MediaReader.failure(name: partial.target) }
        unsafe media_discard(handle)
        unsafe handle = nil
        try partial.synchronize()
        try verify(check)
        try partial.release()
        let file = try InputFile(path: partial.target)
        return .init(path: partial.target, bytes: file.size, sha256: try file.digest())
    }

    private func verify(_ check: (Picture, Int) throws(JobFailure) -> Void) throws(JobFailure) {
        let reader = try ClipReader(written: partial.target, descriptor: partial.descriptor)
        var picture = Picture(width: reader.info.width, height: reader.info.height)
        var found = TimeDigest()
        var count = 0
        guard picture.width == info.width + info.width % 2, picture.height == info.height + info.height % 2 else {
            throw JobFailure(.output, "\(partial.target): what was written has another size than what was processed")
        }
        while try reader.next(into: &picture) {
            found.add(picture.time, of: reader.info)
            try check(picture, count)
            count += 1
        }
        guard count == frames, found == times else {
            throw JobFailure(
                .output, "\(partial.target): of \(frames) pictures \(count) were written, or at other times")
        }
    }
}

/// What the times of any number of pictures add up to, without keeping them.
struct TimeDigest: Equatable {
    private var value: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Takes the next time, in ticks of a clip. Times that are the same in ticks of another length count as the same; they are rounded down to tenths of
    /// a millisecond, in whole numbers: what lies between two would be rounded one way or the other.
    mutating func add(_ ticks: Int64, of info: ClipInfo) {
        let (numerator, denominator) = (Int128(info.clip.tick_numerator), Int128(max(1, info.clip.tick_denominator)))
        let tenths = Int128(ticks) * numerator * 10_000 / denominator
        value = (value ^ UInt64(truncatingIfNeeded: tenths)) &* 0x0000_0100_0000_01b3
    }
}

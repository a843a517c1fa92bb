// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import CMedia

/// Writes what became of a clip, of the same kind: a video or a stream as H.264 in MP4, an image as JPEG or PNG, a folder as a folder of images
/// of the same names. Nothing of the input's metadata goes along, and its sound only where that is asked for.
///
/// Nothing has its name before it is complete, safe on its disk, decoded again and checked. A stream becomes a folder of files of
/// `segmentSeconds` each, `FOLDER-0001.mp4` and on, each of which is released by itself; those that were released stay when a later one
/// fails. H.264 with colours at half size has even sides: an odd one is made even by repeating its last row or column (`notes` says so).
package final class ClipWriter {
    /// What a reader of the report has to know of the output.
    package private(set) var notes: [String] = []
    /// Files that have their name.
    package private(set) var released: [JobReport.HashedFile] = []
    /// Pictures that were taken.
    package private(set) var frames = 0

    private let output: String
    private let info: ClipInfo
    private let source: ClipReader?
    private let options: JobOptions
    private let check: (Picture, Int) throws(JobFailure) -> Void
    private var video: VideoOutput?
    private var images: ImageOutput?
    private var segments: SegmentFolder?

    /// - Parameters:
    ///   - output: the file or folder that is to be there when all is done.
    ///   - source: what is processed, or `nil` for pictures that are drawn; `info` is what is written then.
    ///   - check: gets each picture of each written file, decoded again, with its number in the clip, before the file has its name; what it
    ///     throws fails the job.
    /// - Throws: `JobFailure` of kind output.
    package init(
        output: String, source: ClipReader?, info: ClipInfo? = nil, options: JobOptions = JobOptions(),
        check: @escaping (Picture, Int) throws(JobFailure) -> Void = { _, _ throws(JobFailure) in }
    ) throws(JobFailure) {
        guard let info = info ?? source?.info else {
            throw JobFailure(.worker, "\(output): nobody says what is to be written")
        }
        (self.output, self.info, self.source, self.options, self.check) = (output, info, source, options, check)
        let isVideo = info.source == .video || info.source == .stream
        if isVideo, info.width % 2 != 0 || info.height % 2 != 0 {
            notes.append("\(info.width)x\(info.height) was made even by repeating the last row or column")
        }
        if options.keepAudio, source?.single?.clip.has_sound == 1 { notes.append("the sound was kept, unchanged") }
        switch info.source {
        case .video:
            try Self.checkName(output)
            video = try VideoOutput(target: output, info: info, sound: sound)
        case .image: images = try ImageOutput(target: output, info: info, folder: nil)
        case .folder: images = try ImageOutput(target: output, info: info, folder: source?.folder)
        case .stream: segments = try SegmentFolder(path: output)
        }
    }

    /// Takes the next picture. Of a stream this may end one file, check it and release it.
    ///
    /// - Throws: `JobFailure`; nothing more is to be written then.
    package func write(_ picture: Picture) throws(JobFailure) {
        guard picture.width == info.width, picture.height == info.height else {
            throw JobFailure(.worker, "\(output): a picture has another size than its clip")
        }
        do throws(JobFailure) {
            if segments != nil { try beginSegment(at: picture.time) }
            try video?.write(picture)
            try images?.write(picture)
        } catch {
            (video, images) = (nil, nil)
            throw error
        }
        frames += 1
    }

    /// Ends the output, checks it and releases it.
    ///
    /// - Throws: `JobFailure`; what is not released yet is deleted then.
    package func finish() throws(JobFailure) -> [JobReport.HashedFile] {
        guard frames > 0 else {
            throw JobFailure(.input, "\(StreamAddress.told(source?.input ?? output)): it has no picture")
        }
        // What is not released when this ends, one way or the other, is deleted.
        defer { (video, images) = (nil, nil) }
        try source?.checkUnchanged()
        if segments != nil { try endSegment() }
        if let video { released.append(try video.release(check: check)) }
        if let images { released += try images.release(check: check) }
        return released
    }

    private var sound: MediaReader? { options.keepAudio ? source?.single : nil }

    private func beginSegment(at time: Int64) throws(JobFailure) {
        if let begin = video?.since, Double(time - begin) * info.tick >= options.segmentSeconds { try endSegment() }
        if video == nil, let target = segments?.next() {
            video = try VideoOutput(target: target, info: info, sound: sound)
        }
    }

    private func endSegment() throws(JobFailure) {
        guard let ended = video else { return }
        video = nil
        let before = frames - ended.frames
        released.append(try ended.release { picture, index throws(JobFailure) in try check(picture, before + index) })
    }

    /// Whoever names an output after another container would not find that in it.
    private static func checkName(_ output: String) throws(JobFailure) {
        let name = output.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return }
        let ending = name[name.index(after: dot)...].lowercased()
        guard ["avi", "mkv", "webm", "mov", "mpg", "mpeg", "ts", "jpg", "jpeg", "png"].contains(ending) else { return }
        throw JobFailure(.output, "\(output): the output of a video is MP4; let its name end with .mp4")
    }
}

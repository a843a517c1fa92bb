// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import CMedia

/// A clip that is read twice at once: a leading decoder, and a trailing one that delivers the same pictures again, from the compressed packets
/// that are held in memory between both. So streams work as files do, no picture is stored, and memory is bounded by the distance, which
/// whoever reads keeps small (`heldBytes`).
///
/// Pictures are upright (a flag of rotation is carried out), of one size, blue green red. Anything that is damaged, cut short, too large
/// or of a kind that is not read ends with one line; of a stream, pictures may be lost.
package final class ClipReader {
    package let info: ClipInfo
    package let input: String
    private let frames: Frames
    private let file: Opened?
    /// Whether pictures will be asked for a second time.
    private var holds = true

    private enum Frames {
        case single(MediaReader)
        case folder(ImageFolder)
    }

    /// Keeps the file open for as long as it is read.
    final class Opened {
        let file: InputFile

        init(_ file: consuming InputFile) {
            self.file = file
        }
    }

    /// Opens a file, a folder of images, a named pipe, or the address of a stream (rtsp, tcp, udp), and decodes the first picture.
    ///
    /// - Parameter sound: whether packets of sound are held for a writer that keeps them.
    /// - Throws: `JobFailure` of kind input, one line.
    package init(input: String, sound: Bool = false) throws(JobFailure) {
        self.input = input
        if StreamAddress.isAddress(input) {
            let reader = try Self.stream(input, sound: sound)
            (file, frames, info) = (nil, .single(reader), ClipInfo(reader.clip, source: .stream))
            return
        }
        let opened = Opened(try InputFile(path: input))
        file = opened
        if opened.file.isFolder {
            let folder = try ImageFolder(path: input)
            (frames, info) = (.folder(folder), ClipInfo(folder.clip, source: .folder, frames: folder.names.count))
            return
        }
        let descriptor = opened.file.descriptor
        if opened.file.isPipe {
            let reader = try MediaReader(.pipe(descriptor), name: input, sound: sound)
            (frames, info) = (.single(reader), ClipInfo(reader.clip, source: .stream))
            return
        }
        try Self.check(opened)
        let reader = try MediaReader(.file(descriptor), name: input, sound: sound)
        frames = .single(reader)
        info = ClipInfo(reader.clip, source: reader.clip.kind == MEDIA_VIDEO ? .video : .image)
    }

    /// A clip that was just written, by its open descriptor.
    init(written name: String, descriptor: Int32) throws(JobFailure) {
        input = name
        file = nil
        let reader = try MediaReader(.file(descriptor), name: name)
        frames = .single(reader)
        info = ClipInfo(reader.clip, source: .video)
        holdNothing()
    }

    private static func stream(_ address: String, sound: Bool) throws(JobFailure) -> MediaReader {
        guard ["rtsp://", "tcp://", "udp://"].contains(where: { address.hasPrefix($0) }) else {
            throw JobFailure(
                .input, "\(StreamAddress.told(address)): streams are read from rtsp, tcp and udp addresses only")
        }
        return try MediaReader(.address(address), name: StreamAddress.told(address), sound: sound)
    }

    private static func check(_ opened: Opened) throws(JobFailure) {
        let path = opened.file.path
        guard opened.file.isRegular else { throw JobFailure(.input, "\(path): it is no file, folder or pipe") }
        guard opened.file.size > 0 else { throw JobFailure(.input, "\(path): it is empty") }
        try ContainerLength.check(opened.file)
    }

    /// The leading decoder's next picture.
    ///
    /// - Returns: false at the end.
    /// - Throws: `JobFailure`: nothing that was delivered before is to be trusted to be all.
    package func next(into picture: inout Picture) throws(JobFailure) -> Bool {
        switch frames {
        case .single(let reader): try reader.picture(into: &picture, again: false)
        case .folder(let folder): try folder.next(into: &picture, holds: holds)
        }
    }

    /// The same pictures a second time, in the same order and at the same times, no further than `next` has come.
    ///
    /// - Returns: false at the end.
    package func again(into picture: inout Picture) throws(JobFailure) -> Bool {
        switch frames {
        case .single(let reader): try reader.picture(into: &picture, again: true)
        case .folder(let folder): try folder.again(into: &picture)
        }
    }

    /// Compressed bytes that are held between both decoders, and of sound.
    package var heldBytes: Int {
        switch frames {
        case .single(let reader): reader.heldBytes
        case .folder(let folder): folder.heldBytes
        }
    }

    /// From now on nothing is held, and `again` is not to be called.
    package func holdNothing() {
        holds = false
        if case .single(let reader) = frames { unsafe media_hold_nothing(reader.handle) }
    }

    /// Goes to picture `frame`, or to the last one where there are fewer; only before the first `next`. Nothing is held any more.
    package func seek(to frame: Int) throws(JobFailure) {
        holdNothing()
        switch frames {
        case .folder(let folder): folder.go(to: frame)
        case .single(let reader):
            let last = info.frames.map { max(0, $0 - 1) } ?? .max
            var left = unsafe media_seek(reader.handle, Int64(min(frame, last)))
            while left > 0, try reader.skip() { left -= 1 }
        }
    }

    /// The input, as it may be told, with what it hashes to; no hash for streams and folders.
    package func hashedInput() throws(JobFailure) -> JobReport.HashedFile {
        guard let file, file.file.isRegular else {
            return .init(path: StreamAddress.told(input), bytes: 0, sha256: "")
        }
        return .init(path: input, bytes: file.file.size, sha256: try file.file.digest())
    }

    /// - Throws: `JobFailure` of kind input, where the file was written to since it was opened.
    package func checkUnchanged() throws(JobFailure) {
        guard file?.file.isUnchanged != false else {
            throw JobFailure(.input, "\(input): it changed while it was read")
        }
    }

    /// The container, for a writer that takes its sound along.
    var single: MediaReader? {
        if case .single(let reader) = frames { reader } else { nil }
    }

    /// The folder's images, for a writer of the same names.
    var folder: ImageFolder? {
        if case .folder(let folder) = frames { folder } else { nil }
    }
}

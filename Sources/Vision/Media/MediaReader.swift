// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CMedia

/// One container with two decoders over its packets.
@safe
final class MediaReader {
    let clip: media_clip
    let handle: OpaquePointer
    /// What is opened, for a person.
    private let name: String

    /// Where a container is.
    enum Place {
        /// An open regular file; it must stay open for as long as it is read.
        case file(Int32)
        case pipe(Int32)
        case address(String)
        case bytes([UInt8])
    }

    /// - Parameter sound: whether packets of sound are held for a writer.
    /// - Throws: `JobFailure` of kind input, or worker where there is no memory.
    init(_ place: Place, name: String, sound: Bool = false) throws(JobFailure) {
        var clip = media_clip()
        let sound: Int32 = sound ? 1 : 0
        let opened =
            switch place {
            case .file(let descriptor): unsafe media_open_descriptor(descriptor, sound, &clip)
            case .pipe(let descriptor): unsafe media_open_pipe(descriptor, sound, &clip)
            case .address(let text): unsafe media_open_address(text, sound, &clip)
            case .bytes(let bytes): unsafe media_open_bytes(bytes, bytes.count, &clip)
            }
        guard let handle = unsafe opened else { throw Self.failure(name: name) }
        self.clip = clip
        unsafe self.handle = unsafe handle
        self.name = name
    }

    deinit {
        unsafe media_close(handle)
    }

    /// The last failure of this thread, with the name of what it is about.
    static func failure(name: String) -> JobFailure {
        let text = unsafe String(cString: media_error())
        let kind: JobFailure.Kind =
            switch Int(media_error_code()) {
            case MEDIA_BAD_WORKER: .worker
            case MEDIA_BAD_OUTPUT: .output
            default: .input
            }
        return JobFailure(kind, "\(name): \(text)")
    }

    /// The next picture, or the next of the trailing decoder.
    ///
    /// - Returns: false at the end.
    func picture(into picture: inout Picture, again: Bool) throws(JobFailure) -> Bool {
        if picture.width != Int(clip.width) || picture.height != Int(clip.height) {
            picture = Picture(width: Int(clip.width), height: Int(clip.height))
        }
        var time: Int64 = 0
        let code = unsafe picture.bytes.withUnsafeMutableBufferPointer { bytes in
            unsafe again
                ? media_again(handle, bytes.baseAddress, &time) : media_next(handle, bytes.baseAddress, &time)
        }
        guard code >= 0 else { throw Self.failure(name: name) }
        picture.time = time
        return code == 1
    }

    /// - Returns: false at the end.
    func skip() throws(JobFailure) -> Bool {
        let code = unsafe media_skip(handle)
        guard code >= 0 else { throw Self.failure(name: name) }
        return code == 1
    }

    var heldBytes: Int { unsafe Int(media_held(handle)) }
}

// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CLinux
internal import CMedia

/// The images of a folder as pictures of one clip, in the order of their names. Each file is read once: what is delivered the second time comes
/// out of memory, so that a file that changes meanwhile changes nothing.
final class ImageFolder {
    let path: String
    let names: [String]
    /// Of the first image; the others have its size.
    let clip: media_clip
    /// What each image was, in order, as far as they are read.
    private(set) var clips: [media_clip] = []
    private var pending: MediaReader?
    private var held: [MediaReader] = []
    private var repeated = 0

    /// 64 MiB in one file, and so many files: of each the report has the name and the hash.
    static let bytesMost = 64 << 20
    static let filesMost = 10_000

    /// - Throws: `JobFailure` of kind input, where it holds no image or its first one is bad.
    init(path: String) throws(JobFailure) {
        self.path = path
        names = try Self.images(in: path)
        guard let first = names.first else { throw JobFailure(.input, "\(path): it holds no .jpg, .jpeg or .png file") }
        let image = try Self.open(path + "/" + first)
        clip = image.clip
        pending = image
    }

    /// - Returns: false at the end.
    func next(into picture: inout Picture, holds: Bool) throws(JobFailure) -> Bool {
        guard clips.count < names.count else { return false }
        let file = path + "/" + names[clips.count]
        let image: MediaReader
        if let pending { image = pending } else { image = try Self.open(file) }
        pending = nil
        guard image.clip.width == clip.width, image.clip.height == clip.height else {
            let size = "\(image.clip.width)x\(image.clip.height)"
            throw JobFailure(
                .input,
                "\(file): its \(size) pixels are not the \(clip.width)x\(clip.height) of the folder's first image")
        }
        _ = try image.picture(into: &picture, again: false)
        guard try !image.skip() else { throw JobFailure(.input, "\(file): it holds more than one picture") }
        picture.time = Int64(clips.count)
        clips.append(image.clip)
        if holds { held.append(image) }
        return true
    }

    /// - Returns: false at the end.
    func again(into picture: inout Picture) throws(JobFailure) -> Bool {
        guard !held.isEmpty else {
            if clips.count == names.count { return false }
            throw JobFailure(.worker, "\(path): pictures were asked for a second time before the first")
        }
        let image = held.removeFirst()
        _ = try image.picture(into: &picture, again: true)
        picture.time = Int64(repeated)
        repeated += 1
        return true
    }

    var heldBytes: Int { held.reduce(0) { $0 + $1.heldBytes } }

    /// Throws away what is held, and goes on with image `index`.
    func go(to index: Int) {
        held = []
        pending = nil
        while clips.count < min(index, names.count - 1) { clips.append(clip) }
    }

    static func open(_ file: String) throws(JobFailure) -> MediaReader {
        let input = try InputFile(path: file)
        guard input.isRegular else { throw JobFailure(.input, "\(file): it is no file") }
        guard input.size > 0 else { throw JobFailure(.input, "\(file): it is empty") }
        let bytes = try input.bytes(most: bytesMost)
        let image = try MediaReader(.bytes(bytes), name: file)
        guard image.clip.kind != MEDIA_VIDEO else { throw JobFailure(.input, "\(file): it is no JPEG or PNG") }
        return image
    }

    /// Names that end as images do, in order; names of anything else, and hidden ones, are no part of the clip.
    private static func images(in path: String) throws(JobFailure) -> [String] {
        var names: [String?] = []
        let code = unsafe withUnsafeMutablePointer(to: &names) { names in
            unsafe linux_list_directory(path, names) { context, name in
                guard let context = unsafe context, let name = unsafe name else { return 0 }
                let list = unsafe context.assumingMemoryBound(to: [String?].self)
                unsafe list.pointee.append(String(validatingCString: name))
                return unsafe list.pointee.count <= ImageFolder.filesMost ? 1 : 0
            }
        }
        guard code == 0 else { throw JobFailure(.input, "\(path): \(SystemText.of(-code))") }
        guard names.count <= filesMost else {
            throw JobFailure(.input, "\(path): it holds more than \(filesMost) files; split it")
        }
        guard !names.contains(nil) else { throw JobFailure(.input, "\(path): it holds a name that is not UTF-8") }
        return names.compactMap(\.self).filter { name in
            !name.hasPrefix(".") && [".jpg", ".jpeg", ".png"].contains { name.lowercased().hasSuffix($0) }
        }.sorted()
    }
}

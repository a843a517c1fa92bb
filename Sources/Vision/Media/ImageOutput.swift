// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import CMedia
internal import Crypto

/// An image, or a folder of them, on its way to its name.
final class ImageOutput {
    private let partial: PartialFile
    private let info: ClipInfo
    private let folder: ImageFolder?
    private let isFolder: Bool
    private var files: [JobReport.HashedFile] = []

    /// - Parameter folder: whose names and kinds the images get; drawn ones are numbered.
    /// - Throws: `JobFailure` of kind output.
    init(target: String, info: ClipInfo, folder: ImageFolder?) throws(JobFailure) {
        isFolder = info.source == .folder
        partial = try PartialFile(target: target, isFolder: isFolder)
        self.info = info
        self.folder = folder
    }

    func write(_ picture: Picture) throws(JobFailure) {
        let index = files.count
        guard isFolder || index == 0 else {
            throw JobFailure(
                .input,
                "\(partial.target): the image that it is to be made of holds more than one picture; give one with one")
        }
        let clip = folder.map { index < $0.clips.count ? $0.clips[index] : $0.clip } ?? info.clip
        let name = isFolder ? self.name(of: index, clip: clip) : ""
        let path = isFolder ? "\(partial.target)/\(name)" : partial.target
        let bytes = try Self.encode(picture, as: clip, name: path)
        if isFolder { try partial.write(bytes, as: name) } else { try partial.write(bytes) }
        let digest = Hexadecimal.text(SHA256.digest(of: bytes))
        files.append(.init(path: path, bytes: Int64(bytes.count), sha256: digest))
    }

    /// Reads every image again, and gives the file or folder its name where each is what was written and `check` finds nothing.
    func release(check: (Picture, Int) throws(JobFailure) -> Void) throws(JobFailure) -> [JobReport.HashedFile] {
        var picture = Picture(width: info.width, height: info.height)
        for (index, file) in files.enumerated() {
            let name =
                isFolder
                ? "\(partial.target).partial/\(self.name(of: index, clip: clip(of: index)))"
                : "\(partial.target).partial"
            let image = try ImageFolder.open(name)
            guard Int(image.clip.width) == info.width, Int(image.clip.height) == info.height,
                try image.picture(into: &picture, again: false)
            else {
                throw JobFailure(.output, "\(file.path): what was written has another size than what was processed")
            }
            try check(picture, index)
        }
        try partial.release()
        return files
    }

    private func clip(of index: Int) -> media_clip {
        folder.map { index < $0.clips.count ? $0.clips[index] : $0.clip } ?? info.clip
    }

    private func name(of index: Int, clip: media_clip) -> String {
        if let folder, index < folder.names.count { return folder.names[index] }
        let digits = String(index + 1)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
            + (clip.kind == MEDIA_PNG ? ".png" : ".jpg")
    }

    static func encode(_ picture: Picture, as clip: media_clip, name: String) throws(JobFailure) -> [UInt8] {
        var clip = clip
        clip.width = Int32(picture.width)
        clip.height = Int32(picture.height)
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = 0
        let code = unsafe picture.bytes.withUnsafeBufferPointer {
            unsafe media_encode($0.baseAddress, &clip, &bytes, &count)
        }
        guard code >= 0 else { throw MediaReader.failure(name: name) }
        defer { unsafe media_free(bytes) }
        return unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Cameras
internal import EVE
internal import JobWork

/// The folders of all cameras: each new clip that is complete becomes a job, once.
struct CameraIntake {
    private var scans: [WatchScan]
    private var refusals: [String: String] = [:]

    init(_ settings: CameraSettings) {
        scans = settings.cameras.map { camera in
            var folder = WatchFolder(camera: camera.name, folder: camera.folder, output: camera.output)
            folder.options = camera.options
            folder.settleSeconds = settings.settleSeconds
            return WatchScan(folder)
        }
    }

    /// What of the folders cannot be looked at or taken, in one line; empty while all is well.
    var trouble: String {
        (scans.map(\.trouble) + refusals.sorted { $0.key < $1.key }.map(\.value)).filter { !$0.isEmpty }
            .joined(separator: "; ")
    }

    /// Looks at all folders.
    mutating func look(
        _ ledger: inout CameraLedger, now: Instant, seconds: Double
    ) throws(CameraProblem) {
        for index in scans.indices {
            let found = scans[index].look(now: now, seconds: seconds)
            let new = ledger.book.unknown(found)
            if !new.isEmpty {
                let folder = scans[index].folder
                var refused: [String: String] = [:]
                try ledger.change(at: now) { book in
                    for one in new { refused[one.file.path] = Self.take(one, of: folder, into: &book, now: now) }
                    return []
                }
                for one in new { refusals[one.file.path] = refused[one.file.path] }
            }
            for one in found { scans[index].settle(one) }
        }
    }

    /// Takes a file; the answer is why it cannot be taken.
    private static func take(
        _ found: WatchScan.Found, of folder: WatchFolder, into book: inout CameraBook, now: Instant
    ) -> String? {
        // Somebody touched it or put it there once more: what counts is what is in it.
        if var known = book.processed(found.file), WorkerFiles.look(at: found.file.path)?.sha256 == known.sha256 {
            known.taken = found.file
            // Its outputs are kept as long as those of the first.
            known.outputs = []
            known.isInputGone = false
            known.ended = now
            book.done.append(known)
            return nil
        }
        let output = ClipName.freeOutput(for: found.name, in: folder.output) { path in
            !WorkerFiles.isThere(path) && !WorkerFiles.isThere(WorkerFiles.partial(of: path))
                && !book.open.contains { $0.job.output == path }
        }
        guard let output else { return "\(found.file.path): thousands of outputs of that name are there" }
        let begin = ClipName.begin(of: found.name)
        let job = Job(
            id: book.nextNumber(at: now), camera: folder.camera, input: found.file.path, output: output,
            options: folder.options, clipBegin: begin,
            clipEnd: begin == nil ? Instant(microseconds: found.file.modified) : nil, by: "watch \(folder.camera)",
            submitted: now)
        book.open.append(CameraBook.OpenJob(job: job, taken: found.file))
        return nil
    }
}

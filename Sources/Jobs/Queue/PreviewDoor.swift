// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import EVE
internal import Foundation
internal import Glibc
internal import JobWork
internal import Sockets

/// The newest processed frames of jobs that run, for the processes of the same user that serve consoles: a Unix socket in the data directory, at which
/// the process that runs the queue answers from memory. Frames are written to no disk.
package enum PreviewDoor {
    static func path(in directory: String) -> String { directory + "/jobs.socket" }

    /// How long one side waits for the other, in milliseconds.
    private static let patience: Int32 = 2000
    private static let questionMost = 32
    private static let answerMost = WorkerMessage.lengthLimit

    /// The newest processed frame of a running job, from the process that runs it; `nil` where there is none, or nobody answers.
    package static func preview(of job: Int64, in directory: String) -> PreviewPicture? {
        do throws(SocketFailure) {
            let connection = try UnixConnection.connect(to: path(in: directory), milliseconds: patience)
            try connection.send(Array("\(job)\n".utf8))
            var bytes: [UInt8] = []
            while bytes.count <= answerMost {
                let more = try connection.receive()
                if more.isEmpty { break }
                bytes += more
            }
            guard bytes.count <= answerMost else { return nil }
            let picture = try? JSONDecoder().decode(PreviewPicture.self, from: Data(bytes))
            return picture.flatMap { $0.isSound ? $0 : nil }
        } catch {
            return nil
        }
    }

    /// Answers until `isOver`, on the calling thread. Where the socket cannot be had, other processes show no frames of running jobs.
    static func serve(_ live: LiveJobs, in directory: String, until isOver: () -> Bool) {
        let path = path(in: directory)
        guard path.utf8.count <= UnixListener.pathLimit else { return }
        while !isOver() {
            guard let listener = try? UnixListener(path: path) else {
                usleep(500_000)
                continue
            }
            while !isOver(), listener.isReachable {
                do throws(SocketFailure) {
                    guard let connection = try listener.accept(milliseconds: 250) else { continue }
                    answer(connection, live)
                } catch {
                    // As where the process has no descriptors left: who asks waits, and asking again at once would not help.
                    usleep(250_000)
                }
            }
        }
    }

    private static func answer(_ connection: UnixConnection, _ live: LiveJobs) {
        do throws(SocketFailure) {
            guard try connection.peer().user == getuid() else { return }
            try connection.setPatience(reading: patience, writing: patience)
            var question: [UInt8] = []
            while !question.contains(0x0a), question.count <= questionMost {
                let more = try connection.receive()
                if more.isEmpty { return }
                question += more
            }
            let text = String(decoding: question.prefix { $0 != 0x0a }, as: UTF8.self)
            guard let job = Int64(text), let picture = live.preview(of: job),
                let bytes = try? JSONEncoder().encode(picture)
            else { return }
            try connection.send(Array(bytes))
        } catch {
            // Who asked is gone.
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import Messages
internal import Synchronization

/// How the program that looks after cameras stands; its watch leaves it for whoever asks.
final class CameraDesk: Sendable {
    private let words = Mutex("it is about to begin")
    /// Where the program says how its jobs stand.
    private let path: String
    let count: Int

    init(_ keys: CameraKeys, folder: AgentFolder) {
        count = keys.cameras.count
        path = folder.cameraStatus
    }

    /// Why it does not run; empty while it runs.
    func put(_ trouble: String) { words.withLock { $0 = trouble } }

    /// For `vedette-agent status`, in one line.
    var standing: String {
        let trouble = words.withLock { $0 }
        let cameras = count == 1 ? "1 camera" : "\(count) cameras"
        guard trouble.isEmpty else { return "\(cameras), none looked after: \(trouble)" }
        guard let line = try? AgentFile.read(path, limit: 64 << 10),
            let members = try? MessageMembers(line, limit: 64 << 10)
        else { return cameras }
        let counts = ["running", "queued", "succeeded", "failed"].map { "\(members.number($0) ?? 0) \($0)" }
        let told = members.told("trouble", limit: 500)
        return "\(cameras), jobs: " + counts.joined(separator: ", ") + (told.isEmpty ? "" : "; \(told)")
    }
}

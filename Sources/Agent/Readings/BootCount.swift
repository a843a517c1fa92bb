// SPDX-License-Identifier: Apache-2.0

/// How often the agent has begun to sign readings, on the disk before it is used: what is signed with it is never signed again.
enum BootCount {
    /// Counts one more, and gives the count.
    ///
    /// - Throws: also where the file is damaged: a lower count would have readings refused as replays.
    static func next(in path: String) throws(AgentProblem) -> UInt64 {
        var count: UInt64 = 0
        if let bytes = try AgentFile.read(path, limit: 64) {
            let text = String(decoding: bytes, as: UTF8.self)
            guard text.hasSuffix("\n"), let number = UInt64(text.dropLast()), number < 1 << 53 else {
                throw AgentProblem(
                    .environment, "\(path) is damaged; write a number in it that is above all that were sent")
            }
            count = number
        }
        count += 1
        try AgentFile.replace(path, by: Array("\(count)\n".utf8), isDurable: true)
        return count
    }
}

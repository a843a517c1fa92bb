// SPDX-License-Identifier: Apache-2.0

internal import Assets

extension Doctor {
    /// The assets, if the configuration names a file of them.
    static func assets(_ configuration: StationConfiguration) -> [Finding] {
        guard let path = configuration.assets else { return [] }
        do throws(UserMessage) {
            let reading = try AssetFile.read(path)
            let count = reading.problems.count
            let problems = count == 0 ? "" : count == 1 ? ", 1 problem" : ", \(count) problems"
            return [
                Finding(
                    subject: "assets", state: count == 0 ? .good : .warn,
                    found: "\(reading.book.assets.count) in \(path)\(problems)",
                    advice: count == 0 ? "" : "'vedette assets check \(path)' tells what")
            ]
        } catch {
            return [
                Finding(
                    subject: "assets", state: .warn, found: error.what,
                    advice: "No address has a name, and no alert is raised for what it is about. \(error.help)")
            ]
        }
    }
}

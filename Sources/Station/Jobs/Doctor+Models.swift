// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Models

extension Doctor {
    /// Which networks the anonymizer's jobs use, and which are there and keep jobs from going on.
    static func models(_ directory: String) -> [Finding] {
        let models: [ModelFolder.Installed]
        do throws(ModelProblem) { models = try ModelFolder(directory: directory).list() } catch {
            return [
                Finding(subject: "models", state: .bad, found: error.line, advice: "Jobs fail until it can be read")
            ]
        }
        let unused = models.filter { $0.record?.isUsable != true }.map { model in
            Finding(
                subject: "model \(model.name)", state: .bad, found: model.reason,
                advice:
                    "All jobs fail until it can be used or is gone; 'vedette models selftest' tests it again, 'vedette models remove' takes it away"
            )
        }
        let used = models.filter { $0.record?.isUsable == true }
        guard used.contains(where: { $0.record?.kind.detects == true }) else {
            let none = Finding(
                subject: "models", state: .warn, found: "none is installed that finds people and vehicles",
                advice:
                    "Who stands still is not covered, and moving cameras are refused; 'vedette models import' takes one, docs/anonymizer.md says from where"
            )
            return [none] + unused
        }
        let names = used.map(\.name).joined(separator: ", ")
        return [Finding(subject: "models", state: .good, found: names, advice: "")] + unused
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Store

extension Doctor {
    /// What is wrong with the files of a store, one finding each.
    static func files(of directory: String) -> [Finding] {
        do throws(StoreError) {
            return try StoreCheckup.run(directory: directory).map { problem in
                Finding(
                    subject: problem.path, state: .bad, found: problem.what, advice: problem.advice.capitalisedFirst)
            }
        } catch {
            return [Finding(subject: "store", state: .bad, found: error.message, advice: "")]
        }
    }

    /// What a repair says that had nothing to do.
    package static var nothingToRepair: Finding {
        Finding(subject: "store", state: .good, found: "nothing to repair", advice: "")
    }

    /// A repair's action as a finding: what is lost, or is still not well, is bad.
    package static func finding(_ action: RepairAction) -> Finding {
        Finding(subject: action.path, state: action.isLoss ? .bad : .warn, found: action.what, advice: "")
    }
}

extension String {
    /// The text as the beginning of a sentence.
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}

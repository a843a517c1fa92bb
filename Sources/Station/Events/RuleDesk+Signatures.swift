// SPDX-License-Identifier: Apache-2.0

package import SuricataRules

extension RuleDesk {
    /// The text of the signature behind an alert: of this revision where it is known, else of the newest; `nil` where it is not known at all.
    ///
    /// A collection of 30 MB takes a tenth of a second.
    package func signature(_ name: SignatureName, revision: UInt32) -> FiredSignature? {
        FiredSignatures(shelf: shelf, files: configuration.rules.signatureFiles).find(name, revision: revision)
    }
}

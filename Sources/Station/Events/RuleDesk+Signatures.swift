// SPDX-License-Identifier: Apache-2.0

internal import Rules
package import SuricataRules
internal import Synchronization

extension RuleDesk {
    /// The text of the signature behind an alert: of this revision where it is known, else of the newest; `nil` where it is not known at all.
    ///
    /// A collection of 30 MB takes a tenth of a second; the same signature again is answered at once while nothing has changed.
    package func signature(_ name: SignatureName, revision: UInt32) -> FiredSignature? {
        let paths = SignatureScan.expand(configuration.rules.signatureFiles)
        let state = SignatureMemory.State(rules: try? shelf.changeToken(), files: paths.map(FileStamp.init))
        let key = SignatureMemory.Key(name: name, revision: revision)
        if let known = signatures.withLock({ $0.find(key, state) }) { return known.signature }
        let found = FiredSignatures(shelf: shelf, files: paths).find(name, revision: revision)
        signatures.withLock { $0.keep(found, for: key, state) }
        return found
    }
}

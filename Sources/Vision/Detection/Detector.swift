// SPDX-License-Identifier: Apache-2.0

package import Anonymizer

/// Something that finds people and vehicles in a picture by itself, whatever was in the picture before.
package protocol Detector: AnyObject {
    /// As reports name it.
    var name: String { get }
    /// The least confidence that counts where nobody says another one: low, as masking too much is better than too little.
    var confidence: Double { get }
    /// To how many pixels it brings the longer side of any picture; `nil` where it takes pictures as they are.
    var side: Int? { get }

    /// What it finds, boxes cut at the picture's edges, of at least this confidence.
    ///
    /// - Throws: `.model` where it cannot be believed: it failed, or its answer is not of the form that it is to have.
    func find(in picture: Picture, confidence: Double) throws(JobFailure) -> [Region]
}

extension Detector {
    package var side: Int? { nil }
}

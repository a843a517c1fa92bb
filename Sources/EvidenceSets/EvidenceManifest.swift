// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// A set of recorded evidence: cases with the files that hold it, what the verifier knows, and what it should say.
package struct EvidenceManifest: Decodable, Sendable {
    /// One case.
    package struct Case: Decodable, Sendable {
        package let id: String
        /// What kind of evidence it is; `RecordedAppraisal` has the kinds.
        package let kind: String
        package let files: Files
        package let params: Parameters
        package let expect: Expectation?
    }

    /// What a case should come to.
    package struct Expectation: Decodable, Sendable, Equatable {
        package let verdict: String
        package let reason: String
    }

    /// Paths below the manifest's folder, by what they hold.
    package struct Files: Decodable, Sendable {
        var attest: String?
        var signature: String?
        var akPublic: String?
        var pcrs: String?
        var eventlog: String?
        var subjectPublic: String?
        var keyPublic: String?
        var message: String?
        var cert: String?
        var ekPublic: String?
        var roots: [String]?
        var intermediates: [String]?
        var crls: [String]?
        var idObject: String?
    }

    /// A number that may stand where the verifier counts.
    package struct Prior: Decodable, Sendable {
        let clock: UInt64
        let reset: UInt32
        let restart: UInt32
        let fw: UInt64
    }

    /// A bank and registers of it.
    package struct Request: Decodable, Sendable {
        let bank: String
        let registers: [Int]

        package init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            bank = try list.decode(String.self)
            registers = try list.decode([Int].self)
        }
    }

    /// What the verifier knows, and its policy.
    package struct Parameters: Decodable, Sendable {
        var nonce: String?
        var request: [Request]?
        var enrolledAkName: String?
        var enrolledKeyName: String?
        var qualifiedName: String?
        var revoked: [String]?
        var ageS: Double?
        var maxAgeS: Double?
        var prior: Prior?
        var reference: [String: [String: String]]?
        var logPcrs: [Int]?
        var device: String?
        var lastBoot: UInt64?
        var lastSeq: UInt64?
        var raw: Bool?
        var time: String?
        var secret: String?
        var seed: String?
        var akName: String?
        var returnedSecret: String?
        var banks: [String]?
    }

    /// The only form that there is.
    static let format = 1
    /// The most bytes of a manifest.
    package static let sizeLimit = 64 << 20

    package let format: Int
    package let cases: [Case]

    private enum CodingKeys: CodingKey { case format, cases }

    /// Reads nothing else of another form, whose cases may be anything.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        format = try members.decode(Int.self, forKey: .format)
        guard format == Self.format else {
            throw DecodingError.dataCorruptedError(
                forKey: .format, in: members, debugDescription: "form \(format); this program reads \(Self.format)")
        }
        cases = try members.decode([Case].self, forKey: .cases)
    }

    /// Reads a manifest.
    ///
    /// - Throws: `DecodingError` with the place of what is missing or wrong; `dataCorrupted` at `format` for another form.
    package static func read(_ bytes: [UInt8]) throws -> EvidenceManifest {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(EvidenceManifest.self, from: Data(bytes))
    }
}

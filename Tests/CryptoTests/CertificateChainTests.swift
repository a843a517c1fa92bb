// SPDX-License-Identifier: Apache-2.0

import Crypto
import EVE
import Fixtures
import Testing

@Suite("Chains of certificates")
struct CertificateChainTests {
    private let maker: MakerChain
    private let now = Instant(seconds: 1_800_000_000)

    init() throws {
        maker = try MakerChain()
    }

    /// What a check with lists ends in: `nil` for a certificate that is believed.
    private func failure(_ lists: [[UInt8]], between: [Certificate]? = nil) -> CertificateChain.Failure? {
        let chain = CertificateChain(
            roots: [maker.root], intermediates: between ?? [maker.issuing], lists: lists)
        do throws(CertificateChain.Failure) { try chain.check(maker.leaf, at: now) } catch { return error }
        return nil
    }

    private func isList(_ failure: CertificateChain.Failure?) -> Bool {
        if case .list? = failure { true } else { false }
    }

    private func isRevoked(_ failure: CertificateChain.Failure?) -> Bool {
        if case .revoked? = failure { true } else { false }
    }

    @Test("without lists nobody is asked for one; with any, each issuer is")
    func eachIssuer() throws {
        let (root, issuing) = try (maker.list(by: .root), maker.list(by: .issuing))
        #expect(failure([]) == nil)
        #expect(failure([root, issuing]) == nil)
        #expect(isList(failure([issuing])))
        #expect(isList(failure([root])))
        #expect(try isList(failure([MakerChain().list(by: .issuing)])))
    }

    @Test("a certificate is revoked by its issuer, and with that one")
    func revoked() throws {
        let (root, issuing) = try (maker.list(by: .root), maker.list(by: .issuing))
        #expect(try isRevoked(failure([root, maker.list(by: .issuing, revoking: [.leaf])])))
        #expect(try isRevoked(failure([maker.list(by: .root, revoking: [.issuing]), issuing])))
        // By its issuer alone, whoever else it has a list of.
        #expect(try isRevoked(failure([maker.list(by: .issuing, revoking: [.leaf])])))
        #expect(try failure([maker.list(by: .root, revoking: [.leaf]), issuing]) == nil)
    }

    @Test("all lists of a PEM text are read, or none is believed")
    func several() throws {
        let (root, issuing) = try (maker.list(by: .root), maker.list(by: .issuing))
        #expect(failure([Array("# both\n".utf8) + root + Array("\n".utf8) + issuing]) == nil)
        #expect(try isRevoked(failure([root + maker.list(by: .issuing, revoking: [.leaf])])))
        let damaged = try root + issuing + maker.list(by: .issuing, revoking: [.leaf]).dropLast(60)
        #expect(isList(failure([damaged])))
        #expect(isList(failure([Array("nothing".utf8)])))
        #expect(isList(failure([[]])))
        #expect(isList(failure([[0x30, 0x00]])))
    }

    @Test("more certificates between than are looked at are told, not passed over")
    func tooMany() throws {
        let many = [Certificate](repeating: maker.issuing, count: CertificateChain.intermediateLimit)
        #expect(failure([], between: many) == nil)
        guard case .chain(let words)? = failure([], between: many + [maker.issuing]) else {
            return #expect(Bool(false), "it was believed")
        }
        #expect(words.contains("256"))
    }
}

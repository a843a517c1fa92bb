// SPDX-License-Identifier: Apache-2.0

internal import CHyperscan

/// Many patterns that are looked for in one pass, as a sieve: whatever is in a text is found, and perhaps more.
///
/// Each finding is to be confirmed: of a literal only the first `literalLimit` bytes are looked for, and of a regular
/// expression Hyperscan may know only a part. Texts are bytes here; a caller who wants upper and lower case to be the
/// same folds both the literals and the texts before. Regular expressions are sound over ASCII texts only, since
/// Hyperscan's Unicode is another than PCRE's; who has other texts must take all of them as found.
///
/// Built once, read by any number of threads, each with a `PatternScratch` of its own.
@safe
package final class PatternSet: Sendable {
    /// How many bytes of a literal are looked for.
    package static let literalLimit = 64
    /// The longest regular expression, in UTF-8. Longer ones are refused: their compilation has no bound.
    package static let regexLimit = 1024

    /// A pattern that cannot be looked for. It is never found.
    package struct Refusal: Hashable, Sendable {
        /// Its index among the patterns.
        package var index: Int
        /// Hyperscan's reason, one line.
        package var message: String
    }

    /// The patterns that are left out, in ascending order.
    package let refused: [Refusal]
    /// How many patterns were given.
    package let count: Int
    /// Hyperscan's tables do not change once they are made, and threads may share them.
    nonisolated(unsafe) let literals: OpaquePointer?
    nonisolated(unsafe) let regexes: OpaquePointer?

    /// One without patterns.
    package static let empty = PatternSet([])

    /// Compiles `patterns`; those that are refused do not keep the others from being found.
    package init(_ patterns: [SearchPattern]) {
        var compiler = PatternCompiler()
        unsafe literals = unsafe compiler.compileLiterals(patterns)
        unsafe regexes = unsafe compiler.compileRegexes(patterns)
        refused = compiler.refused.sorted { $0.index < $1.index }
        count = patterns.count
    }

    deinit {
        unsafe hs_free_database(literals)
        unsafe hs_free_database(regexes)
    }

    /// How much memory the tables take, in bytes.
    package var memory: Int { unsafe Self.size(literals) + Self.size(regexes) }

    private static func size(_ database: OpaquePointer?) -> Int {
        var size = 0
        guard let database = unsafe database, unsafe hs_database_size(database, &size) == HS_SUCCESS else { return 0 }
        return size
    }
}

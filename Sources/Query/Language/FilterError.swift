// SPDX-License-Identifier: Apache-2.0

/// Why a text is no filter, and where.
package struct FilterError: Error, Sendable, Hashable {
    /// What is wrong, as facts.
    package enum Fact: Sendable, Hashable {
        /// The text has more than so many bytes.
        case tooLong(limit: Int)
        /// Parentheses and negations nest deeper than this.
        case tooDeep(limit: Int)
        /// There are more terms than this; each value of a list counts as one.
        case tooManyTerms(limit: Int)
        /// A `"` has no partner.
        case unterminatedQuote
        /// The text ends in a backslash.
        case danglingBackslash
        /// Nothing that could be combined or negated stands at this operator.
        case missingOperand(String)
        /// A `(` has no partner.
        case unclosedParenthesis
        /// A `)` has no partner.
        case strayParenthesis
        /// There is nothing between `(` and `)`.
        case emptyParentheses
        /// A `(` stands directly behind a word.
        case gluedParenthesis
        /// Nothing stands behind the colon or a comma.
        case missingValue(field: String)
        /// Only names of the field table may begin with `@`; `nearest` is one, without the `@`, that looks like it.
        case unknownName(String, nearest: String?)
        /// The name is no path of an EVE record.
        case badPath(String)
        /// The field holds whole numbers only.
        case notANumber(field: String, value: String)
        /// The field never holds such a number.
        case outOfRange(field: String, value: String, range: ClosedRange<Int64>)
        /// The field holds addresses only.
        case notAnAddress(field: String, value: String)
        /// `<` and `>` do not apply to this field.
        case notComparable(field: String)
        /// An unescaped `*` in free text.
        case wildcardInText
        /// The word is a URL, which would be read as a field and its value.
        case looksLikeURL
        /// The word is an IPv6 address, which would be read as a field and its value.
        case looksLikeAddress(String)
        /// The name is one that times have elsewhere.
        case misnamedTime(String)
        /// The value of `since` or `until` is no time.
        case badTime(TimeError)
        /// A range ends before it begins.
        case reversedRange
        /// The field holds Ethernet addresses only.
        case notAHardwareAddress(field: String, value: String)
        /// A `/` that begins a regular expression has no partner.
        case unterminatedExpression
        /// `re:` is not followed by a slash.
        case expressionWithoutSlashes
        /// There is nothing between the slashes.
        case emptyExpression
        /// Something else than `i` stands behind the second slash.
        case unknownFlags(String)
        /// The text between the slashes is no regular expression.
        case badExpression(reason: String)
        /// The field holds numbers or addresses, which expressions do not search.
        case notSearchable(field: String)
    }

    /// Where, counted in `Character`s from 0; the range may be empty, and it may lie just behind the text.
    package var columns: Range<Int>
    /// What is wrong.
    package var fact: Fact

    package init(columns: Range<Int>, fact: Fact) {
        self.columns = columns
        self.fact = fact
    }
}

extension FilterError {
    /// What is wrong and what to do, in one line without a place and without an end mark.
    ///
    /// It can quote the filter, so its characters are as hostile as the filter's.
    package var message: String {
        switch fact {
        case .tooLong, .tooDeep, .tooManyTerms: limitMessage
        case .missingValue, .unknownName, .badPath, .notANumber, .outOfRange, .notAnAddress, .notComparable,
            .reversedRange, .notAHardwareAddress, .misnamedTime, .badTime:
            valueMessage
        case .unterminatedExpression, .expressionWithoutSlashes, .emptyExpression, .unknownFlags, .badExpression,
            .notSearchable:
            expressionMessage
        case .unterminatedQuote: "this \" is never closed; close it, or write \\\" for the character"
        case .danglingBackslash: "nothing follows the backslash; write \\\\ for the character"
        case .missingOperand(let sign): "\(sign) needs a term beside it; quote it if you mean the text"
        case .unclosedParenthesis: "this ( is never closed; close it, or quote it if you mean the text"
        case .strayParenthesis: "this ) was never opened; remove it, or quote it if you mean the text"
        case .emptyParentheses: "there is nothing between these parentheses; remove them"
        case .gluedParenthesis: "put a space before this (, or quote the whole word if you mean the text"
        case .wildcardInText:
            "free text is found anywhere in a line; leave out the *, or quote it to mean the character"
        case .looksLikeURL: "this would be a field and its value; quote the URL to find its text"
        case .looksLikeAddress(let text): "write ip:\(text) for the address, or quote it to find its text"
        }
    }

    private var limitMessage: String {
        switch fact {
        case .tooLong(let limit): "a filter has at most \(limit) bytes; shorten it"
        case .tooDeep(let limit): "parentheses and negations nest at most \(limit) deep; flatten them"
        case .tooManyTerms(let limit): "a filter has at most \(limit) terms; use a wildcard or a network instead"
        default: ""
        }
    }

    private var expressionMessage: String {
        switch fact {
        case .unterminatedExpression:
            "this / is never closed; write re:/.../, or quote the value if you mean the text"
        case .expressionWithoutSlashes: "an expression stands between slashes; write re:/.../"
        case .emptyExpression: "there is nothing between the slashes; write \\/ for a slash in an expression"
        case .unknownFlags(let text):
            "\(text) cannot stand behind the second /; write \\/ for a slash in an expression, i for either case"
        case .badExpression(let reason): "no regular expression: \(reason)"
        case .notSearchable(let field):
            "\(field) is no text, so expressions do not apply; write a range a..b or a network instead"
        default: ""
        }
    }

    private var valueMessage: String {
        switch fact {
        case .missingValue(let field):
            "\(field) needs a value; write \(field):* for any, \(field):\"\" for the empty text"
        case .unknownName(let name, let nearest?): "there is no short name \(name); did you mean @\(nearest)?"
        case .unknownName(let name, nil): "there is no short name \(name); leave out the @ to mean a field of the event"
        case .badPath(let name): "\(name) is no field of an event; write names with dots between them, as in dns.rrname"
        case .notANumber(let field, let value): "\(field) is a whole number, \(value) is none"
        case .outOfRange(let field, let value, let range):
            "\(field) lies between \(range.lowerBound) and \(range.upperBound), not at \(value)"
        case .notAnAddress(let field, let value):
            "\(field) is an address or a network such as 10.0.0.0/8, \(value) is none"
        case .notComparable(let field):
            "\(field) is no number, so < and > do not apply; quote the value to mean the text"
        case .reversedRange: "this range ends before it begins; swap its ends"
        case .notAHardwareAddress(let field, let value):
            "\(field) is an Ethernet address such as 02:42:ac:11:00:02, \(value) is none"
        case .misnamedTime(let name):
            "\(name) is no name of a filter; write @since:TIME for the beginning, @until:TIME for the end"
        case .badTime(let error): error.message
        default: ""
        }
    }
}

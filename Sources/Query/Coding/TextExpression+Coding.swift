// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension TextExpression {
    enum CodingKeys: CodingKey {
        case text, ignoresCase
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let text = try container.decode(String.self, forKey: .text)
        try decoder.require(
            text.utf8.count <= FilterParser.maximumBytes,
            "an expression has more than \(FilterParser.maximumBytes) bytes")
        let ignoresCase = try container.decode(Bool.self, forKey: .ignoresCase)
        do throws(TextExpressionError) {
            self = try TextExpression(text, ignoresCase: ignoresCase)
        } catch {
            throw DecodingError.dataCorruptedError(
                forKey: .text, in: container, debugDescription: "no regular expression: \(error.reason)")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(text, forKey: .text)
        try container.encode(ignoresCase, forKey: .ignoresCase)
    }
}

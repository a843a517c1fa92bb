// SPDX-License-Identifier: Apache-2.0

internal import Query
internal import Station
internal import Store

/// Turns the store's failures into messages for a person.
enum StoreAccess {
    /// Opens a reader and asks it; failures become `UserMessage`s.
    static func answer<Answer>(
        _ question: (StoreReader) throws(QueryFailure) -> Answer, from open: () throws -> StoreReader
    ) throws -> Answer {
        do {
            let store = try open()
            let answer = try question(store)
            for notice in store.notices { StandardError.print("vedette: \(notice)") }
            return answer
        } catch let failure as QueryFailure {
            throw UserMessage(failure)
        } catch let failure as StoreError {
            throw UserMessage(failure)
        }
    }
}

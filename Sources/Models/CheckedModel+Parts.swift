// SPDX-License-Identifier: Apache-2.0

/// Parts of the checks by themselves, for those who try them with whatever bytes: no description or archive has to be right first.
extension CheckedModel {
    package static func checkCaffeWeights(_ bytes: [UInt8]) throws(ModelProblem) { try CaffeWeights.check(bytes) }

    /// Runs the machine over a pickle.
    package static func readPickle(_ bytes: [UInt8]) throws(ModelProblem) {
        var machine = PickleMachine()
        var reader = ByteReader(bytes)
        _ = try machine.load(&reader)
    }
}

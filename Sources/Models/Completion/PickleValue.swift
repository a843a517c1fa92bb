// SPDX-License-Identifier: Apache-2.0

/// What stands on the stack of a pickle's machine. Whatever holds others lies in the machine's own store and is named by its place there, so
/// that nothing nests and nothing is copied.
enum PickleValue {
    case mark
    case none
    case bool(Bool)
    case number(Int)
    /// A whole number that does not fit: its bytes, the lowest first.
    case long([UInt8])
    case text(String)
    case tuple(Int)
    case list(Int)
    case dictionary(Int)
    case global(PickleGlobal)
    case storage(TorchStorage)
    case tensor(TorchView)
}

/// The names that a pickle may say, of all that Python has. None is ever called: each stands for something that is done here.
enum PickleGlobal: String {
    case orderedDictionary = "collections.OrderedDict"
    case rebuildTensor = "torch._utils._rebuild_tensor"
    case rebuildTensor2 = "torch._utils._rebuild_tensor_v2"
    case rebuildParameter = "torch._utils._rebuild_parameter"
    case floatStorage = "torch.FloatStorage"
    case longStorage = "torch.LongStorage"
}

/// What kind of numbers a storage has.
enum TorchKind: Hashable {
    case float, long

    var size: Int { self == .float ? 4 : 8 }
}

/// Numbers in a row, somewhere in the file; a pickle says of them what they are called.
struct TorchStorage: Hashable {
    var key: String
    var kind: TorchKind
    /// How many numbers.
    var count: Int
}

/// A tensor: part of a storage.
struct TorchView: Hashable {
    var storage: TorchStorage
    /// Its first number's place in the storage.
    var start: Int
    var sides: [Int]
}

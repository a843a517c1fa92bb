// SPDX-License-Identifier: Apache-2.0

extension EveTree {
    /// The indices of what the container at `index` holds directly, in order; empty for a scalar.
    package func children(of index: Int) -> [Int] {
        var children: [Int] = []
        var child = index + 1
        while child < nodes[index].end {
            children.append(child)
            child = nodes[child].end
        }
        return children
    }

    /// The index of the first member `key` of the object at `index`.
    package func child(_ key: String, of index: Int) -> Int? {
        guard case .object = nodes[index].value else { return nil }
        var child = index + 1
        while child < nodes[index].end {
            if nodes[child].key == key { return child }
            child = nodes[child].end
        }
        return nil
    }

    /// The index of the node that these keys lead to from the root, through objects only.
    package func index(of keys: [String]) -> Int? {
        keys.reduce(0 as Int?) { index, key in index.flatMap { child(key, of: $0) } }
    }

    /// The scalars that `path` leads to, in order; arrays on the way and at its end are walked through.
    package func values(of path: FieldPath) -> [Scalar] {
        var found: [Scalar] = []
        collect(path.keys[...], from: 0, into: &found)
        return found
    }

    /// The path of the node at `index`, as a filter would name it; `nil` for the root and elements of a root array.
    package func path(of index: Int) -> FieldPath? {
        var keys: [String] = []
        var at: Int? = index
        while let node = at {
            if let key = nodes[node].key { keys.append(key) }
            at = nodes[node].parent
        }
        return FieldPath(keys: keys.reversed())
    }

    private func collect(_ keys: ArraySlice<String>, from index: Int, into found: inout [Scalar]) {
        switch nodes[index].value {
        case .array:
            for element in children(of: index) { collect(keys, from: element, into: &found) }
        case .object:
            guard let key = keys.first, let child = child(key, of: index) else { return }
            collect(keys.dropFirst(), from: child, into: &found)
        default:
            if keys.isEmpty, let scalar = nodes[index].value.scalar { found.append(scalar) }
        }
    }
}

"""Union-find over numbered nodes, with its steps counted."""

from __future__ import annotations


class Forest:
    """Disjoint sets of the nodes ``0 .. size-1``: union by size, path halving (Tarjan and van Leeuwen, 1984).

    ``steps`` counts the parent links followed or changed since the start: what near-linear means here.
    """

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self._size = [1] * size
        self.steps = 0

    def root(self, node: int) -> int:
        """The node that stands for the set of ``node``."""
        parent = self._parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
            self.steps += 1
        return node

    def join(self, one: int, other: int) -> None:
        """Makes the sets of two nodes one."""
        one, other = self.root(one), self.root(other)
        if one == other:
            return
        if self._size[one] < self._size[other]:
            one, other = other, one
        self._parent[other] = one
        self._size[one] += self._size[other]
        self.steps += 1

"""Connected components over numbers, all edges at once: what hangs together by any chain of keys."""

from __future__ import annotations

import numpy as np


def components(nodes: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each key once, with the smallest key of its component. Keys of one node hang together."""
    names, places = np.unique(keys, return_inverse=True)
    _, who = np.unique(nodes, return_inverse=True)
    # A node ties its first key to each of its others.
    order = np.argsort(who, kind="stable")
    who, places = who[order], places[order]
    first = np.searchsorted(who, np.arange(who[-1] + 1)) if len(who) else np.zeros(0, int)
    a, b = places[first[who]] if len(who) else places, places
    label = np.arange(len(names))
    while True:
        low = np.minimum(label[a], label[b])
        before = label.copy()
        # The label of a label too: chains grow shorter by half each time round.
        for side in (a, b):
            np.minimum.at(label, before[side], low)
            np.minimum.at(label, side, low)
        label = label[label]
        if np.array_equal(label, before):
            return names, names[label]

"""The array types that drift computes with. Rows are nights, columns are streams, unless a name says otherwise."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]


def any_of(flags: Flags) -> Flags:
    """By night: whether any of the streams is flagged."""
    found: Flags = np.asarray(np.any(flags, axis=1))
    return found

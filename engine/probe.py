"""Does a device work? ``python -m engine.probe NAME`` runs one kernel there and prints "works" or why not.

OpenCL may be the processor in disguise (PoCL): that works, but says so, because it is only used when asked for.
"""

from __future__ import annotations

import sys

from engine.device import ON_PROCESSOR, WORKS


def _opencl_is_cpu() -> bool:
    """Whether the OpenCL device is really the processor, where our own CPU path is several times faster."""
    import ctypes

    from tinygrad.device import Device
    from tinygrad.runtime.autogen import opencl

    kind = ctypes.c_uint64()
    device_id = Device["CL"].device_id
    opencl.clGetDeviceInfo(device_id, opencl.CL_DEVICE_TYPE, 8, ctypes.byref(kind), None)
    return bool(kind.value & opencl.CL_DEVICE_TYPE_CPU)


def verdict(name: str) -> str:
    """WORKS, ON_PROCESSOR, or one line that says why ``name`` cannot be used."""
    from engine.backend import configure, load

    configure(name)
    load()
    from tinygrad import Tensor

    try:
        got = (Tensor([1.0, 2.0, 3.0]) * 2 + 1).tolist()
        good = ON_PROCESSOR if name == "CL" and _opencl_is_cpu() else WORKS
    except Exception as error:  # a driver may raise anything: each is a reason, none is our bug
        return f"failed at its first kernel ({type(error).__name__}: {' '.join(str(error).split())[:120]})"
    return good if got == [3.0, 5.0, 7.0] else f"computed {got} instead of [3.0, 5.0, 7.0]"


if __name__ == "__main__":
    print(verdict(sys.argv[1]))

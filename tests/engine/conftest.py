"""Tests of OpenCL are collected only where an OpenCL device answers; PoCL makes one of any processor."""

from __future__ import annotations

from engine.device import absent, probe

collect_ignore = [] if not absent("CL") and probe("CL").works else ["test_opencl.py"]

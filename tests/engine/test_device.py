"""Choosing a device: a present but broken GPU costs a note, never the lab."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import device
from engine.lab import LabError


@pytest.fixture
def nothing_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that the quick look finds OpenCL, and only OpenCL; the probe itself is real."""
    monkeypatch.setattr(device, "absent", lambda name: "" if name == "CL" else "not here")


def test_the_processor_always_works() -> None:
    assert device.probe(device.CPU) == device.Tried(device.CPU, True, "")


def test_a_device_that_cannot_run_a_kernel_is_found_out_in_its_own_process() -> None:
    tried = device.probe("METAL" if Path("/proc").exists() else "AMD")
    assert not tried.works
    assert tried.why.startswith("failed at its first kernel")


def test_a_probe_that_takes_too_long_is_given_up() -> None:
    assert "no answer within" in device.probe("METAL", patience=0.01).why


def test_a_driver_that_crashes_the_process_is_told_from_one_that_fails(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The probe's process dies by a signal, as with a broken driver; ours goes on."""
    fake = tmp_path / "python"
    fake.write_text("#!/bin/sh\nkill -SEGV $$\n")
    fake.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(fake))
    assert "crashed" in device.probe("CL").why


@pytest.mark.usefixtures("nothing_absent")
def test_a_present_but_broken_gpu_falls_back_to_the_processor_with_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "probe", lambda name: device.Tried(name, False, "failed at its first kernel"))
    chosen = device.automatic()
    assert chosen.device == device.CPU
    assert chosen.note == "CL is present but failed at its first kernel"


@pytest.mark.usefixtures("nothing_absent")
def test_a_working_gpu_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "probe", lambda name: device.Tried(name, True, ""))
    assert device.automatic().device == "CL"


@pytest.mark.usefixtures("nothing_absent")
def test_opencl_on_the_processor_is_only_used_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """PoCL runs every lab, but slower than the processor used directly; having it installed is no trouble."""
    said = f"print('{device.ON_PROCESSOR}')"
    monkeypatch.setattr(device, "COMMAND", ("-c", said))
    chosen = device.automatic()
    assert (chosen.device, chosen.note) == (device.CPU, "")
    asked = device.choose("cl")
    assert asked.device == "CL" and "processor" in asked.note


def test_the_answer_is_remembered_until_something_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, probed = tmp_path / "cache" / "device.json", []

    def probe(name: str) -> device.Tried:
        probed.append(name)
        return device.Tried(name, False, "broken")

    monkeypatch.setattr(device, "absent", lambda name: "" if name == "CL" else "not here")
    monkeypatch.setattr(device, "probe", probe)
    first = device.automatic(file)
    assert device.automatic(file) == first and probed == ["CL"]
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    device.automatic(file)
    assert probed == ["CL", "CL"], "another environment may make it work"
    file.write_text("{ damaged")
    assert device.automatic(file) == first


@pytest.mark.parametrize(("wanted", "meant"), [("CUBA", "CUDA"), ("warp", "auto"), ("metall", "METAL")])
def test_an_unknown_name_is_refused_with_the_known_ones(wanted: str, meant: str) -> None:
    with pytest.raises(LabError) as caught:
        device.choose(wanted)
    assert meant in caught.value.hint


@pytest.mark.parametrize("wanted", ["CPU", "cpu", "CPU:LLVM"])
def test_the_processor_can_be_asked_for(wanted: str) -> None:
    assert device.choose(wanted).device == device.CPU

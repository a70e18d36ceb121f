"""Devices of the machine: what list-devices shows, and what join says of those that cannot be used."""
import json

import pytest

DEVICE_ERROR = 5
USAGE_ERROR = 2
MISSING_ELEMENT = 6


def devices(result):
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def of_kind(found, kind):
    return {device["id"]: device for device in found if device["kind"] == kind}


def test_sound_devices_are_listed_without_monitors(run_vchat, start_pulse):
    pulse = start_pulse("mouth", "ear")
    found = devices(run_vchat("list-devices", "--json", env=pulse.env))
    assert set(of_kind(found, "speaker")) == {"mouth", "ear"}
    assert set(of_kind(found, "microphone")) == {"mouth_microphone", "ear_microphone"}
    assert sum(device["default"] for device in of_kind(found, "microphone").values()) == 1
    assert all(set(device) == {"kind", "id", "name", "default", "details"} for device in found)


def test_encoders_are_listed_without_any_device(run_vchat):
    found = devices(run_vchat("list-devices", "--json"))
    encoders = of_kind(found, "encoder")
    assert encoders["vp8enc"]["details"] == "VP8"
    assert encoders["vp8enc"]["default"]
    assert not of_kind(found, "microphone")


def test_the_table_has_the_same_devices(run_vchat, start_pulse):
    pulse = start_pulse("mouth")
    result = run_vchat("list-devices", env=pulse.env)
    assert result.returncode == 0
    assert "mouth_microphone" in result.stdout
    assert "KIND" in result.stdout.splitlines()[0]


@pytest.mark.parametrize("option, value, code, text", [
    ("--camera", "/dev/video99", DEVICE_ERROR, "not there"),
    ("--camera", "/dev/null", DEVICE_ERROR, "not a camera"),
    ("--camera", "No Such Camera", DEVICE_ERROR, "list-devices"),
    ("--camera", "file:/nowhere.webm", DEVICE_ERROR, "does not exist"),
    ("--camera", "file:/etc/hostname", DEVICE_ERROR, "cannot be used"),
    ("--microphone", "file:/nowhere.wav", DEVICE_ERROR, "does not exist"),
    ("--camera", "gst:videotestsrc pattren=ball", USAGE_ERROR, "pattren"),
    ("--camera", "gst:nosuchelement", MISSING_ELEMENT, "nosuchelement"),
])
def test_a_named_source_that_cannot_be_used_ends_join(run_vchat, server, option, value, code, text):
    sources = {"--camera": "none", "--microphone": "none", option: value}
    result = run_vchat("join", "test", "--server", server.url, "--speaker", "none", "--display", "none",
                       *[word for pair in sources.items() for word in pair])
    assert result.returncode == code, result.stderr
    assert text in result.stderr


def test_a_named_microphone_that_is_not_there_ends_join(run_vchat, server, start_pulse):
    pulse = start_pulse("mouth")
    result = run_vchat("join", "test", "--server", server.url, "--camera", "none", "--speaker", "none", "--display", "none",
                       "--microphone", "ear", env=pulse.env)
    assert result.returncode == DEVICE_ERROR, result.stderr
    assert "'ear'" in result.stderr


def test_auto_without_devices_warns_and_goes_on(join):
    alice = join("alice", camera=None, microphone=None)
    codes = {event["code"] for event in (alice.wait_event("warning", lambda e: e["code"].startswith(medium))
                                         for medium in ("camera", "microphone"))}
    assert codes == {"camera-missing", "microphone-missing"}
    alice.leave()


def test_a_microphone_that_is_unplugged_comes_back(join, start_pulse):
    pulse = start_pulse("mouth")
    alice = join("alice", camera="none", microphone="mouth_microphone", env=pulse.env)
    module = next(line.split()[0] for line in pulse.pactl("list", "short", "modules").splitlines()
                  if "source_name=mouth_microphone" in line)
    pulse.pactl("unload-module", module)
    alice.wait_event("warning", lambda event: event["code"] == "microphone-unplugged")
    pulse.pactl("load-module", "module-remap-source", "source_name=mouth_microphone", "master=mouth.monitor")
    alice.wait_event("warning", lambda event: event["code"] == "microphone-back")
    alice.leave()

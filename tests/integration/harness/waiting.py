"""Waiting for something with a bound, and what to do when this machine lacks a tool."""
import os
import shutil
import time

import pytest

# Sanitizers and slow machines stretch every wait: VCHAT_TEST_SLOWNESS=3 makes each bound three times as long.
SLOWNESS = float(os.environ.get("VCHAT_TEST_SLOWNESS", "1"))
DEFAULT_TIMEOUT = 30.0


def bound(seconds=None):
    """The longest time to wait, in seconds, on this machine."""
    return (DEFAULT_TIMEOUT if seconds is None else seconds) * SLOWNESS


def wait_until(condition, what, timeout=None):
    """Returns what `condition()` returns as soon as that is true; fails with `what` when it never becomes so."""
    deadline = time.monotonic() + bound(timeout)
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() >= deadline:
            raise AssertionError(f"waited {bound(timeout):g} s in vain for {what}")
        time.sleep(0.02)


def missing(reason):
    """Skips the test; where CI is set a test that cannot run is a failure."""
    if os.environ.get("CI"):
        pytest.fail(f"needed in CI: {reason}", pytrace=False)
    pytest.skip(reason)


def need_tools(*names):
    """Paths of the programs; see missing() for when one is not installed."""
    for name in names:
        if shutil.which(name) is None:
            missing(f"{name} is not installed")
    return [shutil.which(name) for name in names]

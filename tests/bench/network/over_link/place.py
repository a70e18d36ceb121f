"""Two namespaces with a link between them, and a server at the near end."""
import contextlib
import os
import sys

BENCH = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(os.path.dirname(BENCH), "lab"))
from netlab import NEAR, Link, Namespace  # noqa: E402

DELAY = 20  # ms, one way


class Place:
    """New for each run, so that nothing of the one before is left in queues or in a room."""

    def __init__(self, environment):
        self.environment = environment
        self.stack = contextlib.ExitStack()

    def __enter__(self):
        try:
            self.near, self.far = Namespace("near"), Namespace("far")
            for end in (self.near, self.far):
                self.stack.callback(end.delete)
            wire = os.path.join(os.path.dirname(self.environment.native), "lab", "lab-wire")
            self.link = Link(self.near, self.far, wire)
            self.stack.callback(self.link.close)
            self.link.delay(DELAY)
            self.server = self.environment.start_server(self.near.command(), NEAR)
        except BaseException:
            self.stack.close()
            raise
        return self

    def __exit__(self, *error):
        self.stack.close()

"""`vchat serve` and `vchat join` as a test sees them."""
from .processes import JsonChild


class Server(JsonChild):
    """A running `vchat serve --json`; `url` is where it listens."""

    url = None

    def wait_listening(self):
        self.url = self.wait_event("listening")["url"].rstrip("/")
        return self


class Participant(JsonChild):
    """A running `vchat join --json`."""

    @property
    def id(self):
        return self.wait_event("joined")["id"]

    def command(self, line):
        """Writes a line to stdin: `/mute`, `/camera off` …, or a chat message."""
        self.write(line)

    def leave(self, timeout=None):
        """Leaves with `/leave`; returns the exit code."""
        self.command("/leave")
        return self.wait_exit(timeout)

    def wait_media_from(self, other, timeout=None):
        """Waits until picture and sound of `other` have come; returns both events."""
        return (self.wait_event("first-frame", lambda event: event["id"] == other.id, timeout),
                self.wait_event("first-audio", lambda event: event["id"] == other.id, timeout))

    def latest_stats_of(self, other):
        """The newest figures about `other`, or None (needs --stats)."""
        for event in reversed(self.find_events("stats")):
            for user in event["users"]:
                if user["id"] == other.id:
                    return user
        return None

    def wait_frames_growing(self, other, frames=15, timeout=None):
        """Waits until `frames` more frames of `other` have been decoded than now (needs --stats)."""
        def users(after):
            return [user for event in self.find_events("stats", after=after) for user in event["users"]
                    if user["id"] == other.id]
        after = self.mark()
        first = self.wait_for(lambda: next(iter(users(after)), None), f"stats of {other.name}", timeout)
        self.wait_for(lambda: next((user for user in users(after)
                                    if user["frames_decoded"] >= first["frames_decoded"] + frames), None),
                      f"{frames} more frames of {other.name}", timeout)

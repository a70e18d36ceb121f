"""What the integration tests share: processes that are always ended, and the things vchat talks to."""

"""Feeds and articles to read: sample reports that arrive, change and go, and feeds that misbehave."""

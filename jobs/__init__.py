"""Scheduled jobs: each one call into the rooms, and one log line."""

from jobs.schedule import schedule
from jobs.work import Work

__all__ = ["Work", "schedule"]

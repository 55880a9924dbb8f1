"""One root for every error that Tallywire raises on purpose.

The text of an error is written for the person who can mend it and says what to do. It never holds a
token, a password or a private address.
"""


class TallywireError(Exception):
    """Something a person can mend; the message says what and how."""


class ConfigError(TallywireError):
    """The configuration cannot be used.

    `problems` holds one line an error, each beginning with its key (`feeds.0.every: ...`).
    """

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class PackError(TallywireError):
    """A pack's data cannot be used; each problem names file and line."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class QuestionError(TallywireError):
    """Words of a question that were not understood.

    `word` is what was not understood, `suggestions` what may have been meant (best first, may be empty).
    """

    def __init__(self, message: str, word: str = "", suggestions: tuple[str, ...] = ()) -> None:
        self.word = word
        self.suggestions = suggestions
        super().__init__(message)


class ReportError(TallywireError):
    """A line of a file that is no report; the message says what it lacks."""


class NotFoundError(TallywireError):
    """What was asked for by its number or name does not exist."""


class NotAllowedError(TallywireError):
    """The person may not do this."""


class FeedError(TallywireError):
    """A feed or an article could not be taken in; the message says why, in words for an editor.

    `retry_after` is the number of seconds that the server asked us to wait, where it did; `gone` that
    it said the address will not come back.
    """

    def __init__(self, message: str, *, retry_after: float | None = None, gone: bool = False) -> None:
        self.retry_after = retry_after
        self.gone = gone
        super().__init__(message)

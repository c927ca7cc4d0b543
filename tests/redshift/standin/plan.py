"""What to do for one statement."""
import dataclasses


@dataclasses.dataclass
class Plan:
    sql: str | None = None
    returns_rows: bool = False
    writes: str | None = None  # the table that is written to: one transaction at a time
    before: list = dataclasses.field(default_factory=list)  # checks: (query, refusal if it finds a row)
    after: list = dataclasses.field(default_factory=list)
    copy: object = None
    rows: tuple | None = None  # columns and rows of an answer that needs no PostgreSQL
    tag: str | None = None
    ends_transaction: bool = False  # TRUNCATE commits
    alone: str | None = None  # not in a transaction: the command's name
    allowed_when_failed: bool = False
    set_value: tuple | None = None

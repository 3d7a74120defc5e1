"""The SQLite database: opening and checking it, one transaction a file, and the reference tables.

In: rows as `extract.rows` makes them. Out: a database of the contract (`schema.sql`). One process writes; readers open
it with `mode=ro` at any time (write-ahead log).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from types import TracebackType

from extract import duplicates, links, references
from extract.errors import (
    DatabaseLockedError,
    DatabaseNotWritableError,
    ForeignDatabaseError,
    KehoachError,
    MissingFileError,
)
from extract.tables import Row, Rows

APPLICATION_ID = 0x4B484F41  # "KHOA"; marks the file as ours (SQLite's PRAGMA application_id)
SCHEMA_VERSION = 6
BUSY_SECONDS = 30.0
# In the order in which foreign keys allow them to be written.
TABLES = ("readings", "pages", "lines", "reading_changes", "documents", "sections", "tables", "targets", "funding",
          "responsibilities", "citations", "findings", "responsibility_links", "passages", "place_links")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """What the database says of a file: the pipeline that read it, and how that ended."""

    file_id: str
    path: str
    pipeline: str
    status: str
    error_code: str | None
    error: str | None


@contextmanager
def database_errors(path: Path) -> Iterator[None]:
    """SQLite's errors as ours."""
    try:
        yield
    except sqlite3.DatabaseError as fault:
        raise _translated(path, fault) from fault


def _translated(path: Path, fault: sqlite3.DatabaseError) -> KehoachError:
    name = getattr(fault, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return DatabaseLockedError(path)
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return ForeignDatabaseError(path, detail=str(fault))
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_PERM")):
        return DatabaseNotWritableError(path, detail=str(fault))
    raise fault


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, for every reader; raises MissingFileError or ForeignDatabaseError."""
    if not path.is_file():
        raise MissingFileError(path)
    with database_errors(path):
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        _check_ours(connection, path)
    connection.row_factory = sqlite3.Row
    return connection


def _check_ours(connection: sqlite3.Connection, path: Path) -> None:
    application = connection.execute("pragma application_id").fetchone()[0]
    version = connection.execute("pragma user_version").fetchone()[0]
    if application != APPLICATION_ID:
        raise ForeignDatabaseError(path, detail="another program made it")
    if version != SCHEMA_VERSION:
        raise ForeignDatabaseError(path, detail=f"its schema is version {version}, this program's is {SCHEMA_VERSION}")


class Store:
    """The one writer of a database."""

    def __init__(self, path: Path) -> None:
        """Open the database at `path`, made where it is not there.

        Raises DatabaseNotWritableError, DatabaseLockedError, ForeignDatabaseError.
        """
        self.path = path
        with database_errors(path):
            self.connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
            try:
                self._prepare()
            except BaseException:
                self.connection.close()
                raise

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; the write-ahead log is folded into the database file."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything in it is written, or nothing."""
        with database_errors(self.path):
            self.connection.execute("begin immediate")
            try:
                yield self.connection
                self.connection.execute("commit")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("rollback")
                raise

    def _prepare(self) -> None:
        self.connection.execute("pragma foreign_keys = on")
        if self._is_blank():
            self.connection.execute("pragma journal_mode = wal")
            with self.transaction() as connection:
                if self._is_blank():  # another process may have made it in between
                    for name in ("schema.sql", "reviewed.sql", "summaries.sql", "views.sql"):
                        _run_script(connection, resources.files("extract").joinpath(name).read_text("utf-8"))
                    connection.execute(f"pragma application_id = {APPLICATION_ID}")
                    connection.execute(f"pragma user_version = {SCHEMA_VERSION}")
        _check_ours(self.connection, self.path)
        self.connection.execute("pragma synchronous = normal")
        self._load_references()

    def _is_blank(self) -> bool:
        return self.connection.execute("select 1 from sqlite_master").fetchone() is None

    def _load_references(self) -> None:
        """Bring the reference tables to the state of their CSV files; untouched where those are the same as before."""
        digest = references.digest()
        if not self.connection.execute(
            "select 1 from meta where key = 'references' and value = ?", [digest]
        ).fetchone():
            with self.transaction() as connection:
                references.load(connection)
                connection.execute("update summarised set times = times + 1")
                connection.execute("insert or replace into meta values ('references', ?)", [digest])

    def known(self) -> dict[str, Known]:
        """Every file of the database, by id."""
        rows = self.connection.execute("select id, path, pipeline, status, error_code, error from files")
        return {row[0]: Known(*row) for row in rows}

    def seen(self) -> dict[str, tuple[str, str]]:
        """Every path where a file was seen: its stamp (size and times) and its file's id."""
        rows = self.connection.execute("select path, stamp, file_id from paths")
        return {path: (stamp, file_id) for path, stamp, file_id in rows}

    def reading(self, file_id: str) -> bytes:
        """What reading gave of a file (`ocr.stored`); empty where it gave nothing."""
        row = self.connection.execute("select document from readings where file_id = ?", [file_id]).fetchone()
        return row[0] if row else b""

    def find_files(self, *names: str) -> list[tuple[str, str]]:
        """The id and name of every file that has one of `names` as its name, path or id."""
        marks = ", ".join("?" for _ in names)
        sql = f"select id, name from files where name in ({marks}) or path in ({marks}) or id in ({marks})"
        return list(self.connection.execute(sql, [*names] * 3))

    def count(self, table: str) -> int:
        """The number of rows of one of the schema's tables."""
        return int(self.connection.execute(f'select count(*) from "{table}"').fetchone()[0])

    def copies(self) -> int:
        """The number of documents that are marked as copies of another."""
        return int(
            self.connection.execute("select count(*) from documents where duplicate_of is not null").fetchone()[0]
        )

    def replace_file(self, file: Row, paths: Iterable[tuple[str, str]], rows: Rows) -> None:
        """Store one file with everything that was found in it, in one transaction, over what was known of it before.

        `paths` are the (path, stamp) where its bytes were seen; what an older content of these paths left is removed.
        """
        with self.transaction() as connection:
            connection.execute("delete from files where id = ?", [file["id"]])
            _insert(connection, "files", [file])
            self._place(connection, file["id"], paths)
            for table in TABLES:
                _insert(connection, table, rows.get(table, []))
            sql = "update summarised set times = 1 where document_id in (select id from documents where file_id = ?)"
            connection.execute(sql, [file["id"]])

    def place_file(self, file_id: str, paths: Iterable[tuple[str, str]]) -> None:
        """Note further paths (a copy, a new name, a new time stamp) of a file that is stored already."""
        with self.transaction() as connection:
            self._place(connection, file_id, paths)

    def _place(self, connection: sqlite3.Connection, file_id: str, paths: Iterable[tuple[str, str]]) -> None:
        for path, stamp in paths:
            row = connection.execute("select file_id from paths where path = ?", [path]).fetchone()
            connection.execute("insert or replace into paths values (?, ?, ?)", [path, file_id, stamp])
            if row and row[0] != file_id:
                connection.execute("delete from files where id = ? and id not in (select file_id from paths)", [row[0]])

    def mark_duplicates(self) -> None:
        """Compare the documents that are new with all others, and link what cites what; see `extract.duplicates`,
        `extract.links`."""
        unsigned = "select id from documents where id not in (select document_id from signatures)"
        if self.connection.execute(unsigned + " limit 1").fetchone():
            with self.transaction() as connection:
                fresh = [row[0] for row in connection.execute(unsigned)]
                duplicates.mark(connection)
                links.mark(connection, fresh)

    def begin_run(self, pipeline: str, options: str, versions: str) -> int:
        """Note that a run has begun; returns its id."""
        with self.transaction() as connection:
            sql = "insert into runs (started_at, pipeline, options, versions) values (?, ?, ?, ?) returning id"
            run_id: int = connection.execute(sql, [_now(), pipeline, options, versions]).fetchone()[0]
            return run_id

    def count_run(self, run_id: int, counts: Row, outcome: str | None = None) -> None:
        """Note what a run has done so far (`counts`: columns of `runs`) and, where it has ended, how: finished,
        interrupted or failed."""
        row = counts | {"outcome": outcome, "ended_at": _now() if outcome else None}
        with self.transaction() as connection:
            settings = ", ".join(f"{column} = :{column}" for column in row)
            connection.execute(f"update runs set {settings} where id = :id", row | {"id": run_id})

    def forget(self, file_id: str) -> None:
        """Remove a file with everything that came of it, its reviews included."""
        with self.transaction() as connection:
            for table in ("targets", "funding", "responsibilities", "citations", "findings"):
                connection.execute(
                    f"delete from reviews where record_table = ? and record_id in (select r.id from {table} r "
                    "join documents d on d.id = r.document_id where d.file_id = ?)",
                    [table, file_id],
                )
            connection.execute("delete from files where id = ?", [file_id])

    def move_file(self, file_id: str, name: str, path: str, before: str) -> None:
        """Give a stored file the name and path that it has now; `before` is the path where it is no more."""
        with self.transaction() as connection:
            connection.execute("delete from paths where path = ?", [before])
            connection.execute("update files set name = ?, path = ? where id = ?", [name, path, file_id])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _run_script(connection: sqlite3.Connection, script: str) -> None:
    """Run a script inside the open transaction (`executescript` would commit it first)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


def _insert(connection: sqlite3.Connection, table: str, rows: list[Row]) -> None:
    if rows:
        columns = list(rows[0])
        names = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join(f":{column}" for column in columns)
        connection.executemany(f'insert into "{table}" ({names}) values ({values})', rows)

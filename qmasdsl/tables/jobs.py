"""Jobs: what somebody asked for, put together into a batch that can run."""

import os
from hashlib import sha256

from qmasdsl.columns.lower import sheet_of
from qmasdsl.ir import nodes as ir
from qmasdsl.ir.text import ruleset_text
from qmasdsl.tables.batch import Job, Sink, columns
from qmasdsl.tables.engines import ColumnsDoNotFit, engine
from qmasdsl.tables.formats import PIPE, Format, format_of
from qmasdsl.tables.orders import Order
from qmasdsl.tables.parts import Parts, Target, target
from qmasdsl.tables.pipe import Pipe
from qmasdsl.tables.problems import TableProblem
from qmasdsl.tables.reading import ROWS, ROWS_AS_TEXT, Reader
from qmasdsl.tables.reading_columns import ColumnReader
from qmasdsl.tables.reading_csv import CsvReader
from qmasdsl.tables.reading_jsonl import RAW, JsonlReader
from qmasdsl.tables.rejects import Rejects
from qmasdsl.tables.writing import Writer
from qmasdsl.tables.writing_arrow import ArrowWriter
from qmasdsl.tables.writing_parquet import ParquetWriter
from qmasdsl.tables.writing_text import CsvWriter, JsonlWriter, unwritable

_SHOWN = 10  # columns of which it is said what is wrong with them


def job_of(ruleset: ir.Ruleset, order: Order) -> tuple[Job, Target]:
    """The batch, and where its rejected rows go. Raises TableProblem where it cannot be done."""
    source = format_of(order.table, order.source, "--from")
    made = format_of(order.out, order.made, "--to")
    rejects, out = _targets(order, source)
    reader = _reader(ruleset, order, source, made)
    try:
        scorer = engine(order.engine, ruleset, reader.facts, text=reader.is_text, awards=order.awards)
    except ColumnsDoNotFit as error:
        sentence = f"`{reader.name}` does not have the columns that these rules need"
        more = len(error.problems) - _SHOWN
        rest = (f"and {more} more like these",) if more > 0 else ()
        every = "type: qmas show RULES --to columns, which lists what each must be"
        raise TableProblem(sentence, *error.problems[:_SHOWN], *rest, every) from None
    chosen = columns(reader, scorer, only_results=order.only_results)
    whole_lines = source is Format.JSONL
    if made.is_text and (name := unwritable({name: reader.given[name] for name in chosen})) is not None:
        raise TableProblem(f"the column `{name}` holds what cannot be written as {made.value}; write Parquet instead")
    kind = format_of(rejects.name, None, "--rejects")
    writer = _writer(made, order.raw, whole_lines and made is Format.JSONL)
    told = Rejects(kind, reader.given, has_lines=reader.has_lines, whole_lines=whole_lines, raw=order.raw)
    about = _about(ruleset, order, reader, made)
    sink: Sink = Pipe(rejects) if out is None else Parts(out, rejects, about, anew=order.anew)
    return Job(reader, scorer, writer, told, sink, chosen, order.rejects is not None), rejects


def _targets(order: Order, source: Format) -> tuple[Target, Target | None]:
    """Where rejected rows go, and the output; None for standard output."""
    out = None if order.out == PIPE else target(order.out)
    if order.rejects is None:
        if out is None:
            sentence = "the output goes to standard output; say where rejected rows go"
            raise TableProblem(sentence, "type: --rejects FILE.csv")
        ending = ".rejects.jsonl" if source is Format.JSONL else ".rejects.csv"
        rejects = target(os.path.splitext(order.out)[0] + ending)
    else:
        rejects = target(order.rejects)
        if not format_of(rejects.name, None, "--rejects").is_text:
            raise TableProblem(f"`{order.rejects}`: rejected rows are written as .csv or .jsonl")
    files = [each.path for each in (out, rejects) if each is not None]
    files += [] if order.table == PIPE else [os.path.realpath(order.table)]
    if len(set(files)) < len(files):
        sentence = "the table, the output and the file of rejected rows are three files; two of these are one"
        raise TableProblem(sentence, "type another name after -o or --rejects")
    return rejects, out


def _reader(ruleset: ir.Ruleset, order: Order, source: Format, made: Format) -> Reader:
    match source:
        case Format.CSV:
            return CsvReader(order.table)
        case Format.JSONL:
            return JsonlReader(
                order.table, ruleset, frozenset(one.name for one in sheet_of(ruleset, awards=order.awards).results),
                as_table=made is not Format.JSONL, only_kept=order.only_results,
            )  # fmt: skip
        case Format.PARQUET | Format.ARROW:
            return ColumnReader(order.table, source, ROWS_AS_TEXT if made.is_text else ROWS)


def _writer(made: Format, raw: bool, whole_lines: bool) -> Writer:
    match made:
        case Format.PARQUET:
            return ParquetWriter()
        case Format.ARROW:
            return ArrowWriter()
        case Format.CSV:
            return CsvWriter(raw=raw)
        case Format.JSONL:
            return JsonlWriter(RAW if whole_lines else None)


def _about(ruleset: ir.Ruleset, order: Order, reader: Reader, made: Format) -> dict[str, object]:
    """What tells this batch from another, under what people call it."""
    rules = sha256(f"{ruleset.source_hash}\n{ruleset_text(ruleset)}".encode("utf-8", "surrogatepass")).hexdigest()
    chosen = [made.value, order.engine, order.awards, order.only_results, order.raw, order.rejects]
    return {
        "version of this program": order.program, "set of rules": rules, "choice of options": chosen,
        "table": reader.identity(),
    }  # fmt: skip

"""HTML: a page that stands alone, for a browser or a printer. It loads nothing and runs nothing."""

from collections.abc import Iterator
from html import escape
from typing import assert_never

from qmasdsl.publishing.page import Block, Code, Grid, Heading, Items, Link, Page, Paragraph, Piece, Words

_STYLE = """
  body { font: 16px/1.5 Georgia, "Noto Serif", "Noto Serif CJK TC", serif; max-width: 52rem; margin: 2rem auto;
         padding: 0 1rem; color: #111; }
  h1 { font-size: 1.7rem; } h2 { font-size: 1.3rem; margin-top: 2.2rem; border-bottom: 1px solid #999; }
  h3 { font-size: 1.05rem; margin-bottom: .3rem; }
  table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
  th, td { border: 1px solid #bbb; padding: .25rem .6rem; text-align: left; vertical-align: top; }
  th { background: #f0f0f0; font-weight: 600; } td.points, th.points { text-align: right; white-space: nowrap; }
  code { font: .85em/1.4 "DejaVu Sans Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
  @media print { body { font-size: 11pt; margin: 0; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html(page: Page) -> str:
    """The page as one HTML file."""
    title = next((_plain(block.words) for block in page if isinstance(block, Heading)), "")
    body = "\n".join(line for block in page for line in _lines(block))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, words):
            yield f"<h{level}>{_words(words)}</h{level}>"
        case Paragraph(words):
            yield f"<p>{_words(words)}</p>"
        case Items(items):
            yield "<ul>"
            yield from (f"<li>{_words(item)}</li>" for item in items)
            yield "</ul>"
        case Grid(head, rows, right):
            yield "<table>"
            yield f"<thead>{_row(head, right, 'th')}</thead>"
            yield "<tbody>"
            yield from (_row(row, right, "td") for row in rows)
            yield "</tbody>"
            yield "</table>"
        case _:
            assert_never(block)


def _row(cells: tuple[Words, ...], right: frozenset[int], tag: str) -> str:
    kinds = [' class="points"' if at in right else "" for at in range(len(cells))]
    inside = "".join(f"<{tag}{kind}>{_words(cell)}</{tag}>" for kind, cell in zip(kinds, cells, strict=True))
    return f"<tr>{inside}</tr>"


def _words(words: Words) -> str:
    return "".join(map(_piece, words))


def _piece(piece: Piece) -> str:
    match piece:
        case Code(text):
            return f"<code>{escape(text)}</code>"
        case Link(text, address):
            # Only what a browser fetches by itself is a link; anything else is shown as it was written.
            if not address.startswith(("https://", "http://")):
                return escape(f"{text} ({address})")
            return f'<a href="{escape(address)}" rel="noreferrer">{escape(text)}</a>'
        case str():
            return escape(piece)
        case _:
            assert_never(piece)


def _plain(words: Words) -> str:
    return "".join(piece if isinstance(piece, str) else piece.text for piece in words)

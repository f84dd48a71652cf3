"""Used files: what another file offers to one that says `use facts from "applicant.qmas" : age, lodged`.

A fact brings the kinds and lists its type needs. The condition under which it exists is read in the file that
uses it, so the facts of that condition must be used too; that is said, not guessed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from qmasdsl.frozen import frozen
from qmasdsl.syntax import nodes as n

_DEPTH = 8  # files that use files


@frozen
class Offer:
    """What a file declares, with what it uses in turn."""

    facts: dict[str, n.FactLine]
    kinds: dict[str, n.KindLine]
    lists: dict[str, n.ListBlock]
    others: frozenset[str]  # its defines and questions

    def needed(self, line: n.FactLine) -> tuple[list[n.KindLine], list[n.ListBlock]]:
        """The kinds and lists that the types on `line` name, and those that these name in turn."""
        wanted = list(_names_of(line))
        kinds: dict[str, n.KindLine] = {}
        lists: dict[str, n.ListBlock] = {}
        while wanted:
            name = wanted.pop()
            if name in self.kinds and name not in kinds:
                kinds[name] = self.kinds[name]
                wanted += _type_names(self.kinds[name].type)
            elif name in self.lists:
                lists[name] = self.lists[name]
        return list(kinds.values()), list(lists.values())

    def condition_names(self, line: n.FactLine) -> list[str]:
        """The facts, defines and questions that the condition on `line` reads."""
        if line.only_when is None:
            return []
        heads = dict.fromkeys(path.parts[0] for path in _paths(line.only_when))
        return [head for head in heads if head in self.facts or head in self.others]


def offered(module: n.Module, used: Mapping[str, n.Module]) -> Offer:
    """What `module` offers. A file that uses itself, by whatever way, is the pipeline's to report."""
    offer = Offer({}, {}, {}, frozenset())
    others: set[str] = set()
    for each in _modules(module, used):
        for item in each.items:
            match item:
                case n.Facts():
                    for line in item.facts:
                        for name in line.names:
                            offer.facts.setdefault(name.text, line)
                case n.Kinds():
                    for kind in item.kinds:
                        offer.kinds.setdefault(kind.name.text, kind)
                case n.ListBlock():
                    offer.lists.setdefault(item.name.text, item)
                case n.Define() | n.Question():
                    others.add(item.name.text)
                case _:
                    pass  # rules of another file are never used
    return Offer(offer.facts, offer.kinds, offer.lists, frozenset(others))


def _modules(module: n.Module, used: Mapping[str, n.Module]) -> Iterator[n.Module]:
    """The file and those it uses, each once, no deeper than the language allows."""
    seen: set[int] = set()
    level = [module]
    for _ in range(_DEPTH):
        following: list[n.Module] = []
        for each in level:
            if id(each) in seen:
                continue
            seen.add(id(each))
            yield each
            following += [used[i.path.text] for i in each.items if isinstance(i, n.UseFacts) and i.path.text in used]
        level = following


def _names_of(line: n.FactLine) -> Iterator[str]:
    if line.of_each:
        yield line.of_each.text
    yield from _type_names(line.type)
    for inner in line.fields:
        yield from _type_names(inner.type)


def _type_names(type: n.TypeExpr) -> tuple[str, ...]:
    match type:
        case n.KindType():
            return (type.name.text,)
        case n.OneOfType() | n.SomeOfType():
            return tuple(name.text for name in type.names)
        case _:
            return ()


def _paths(expr: object) -> Iterator[n.Path]:
    """Every dotted or bare name inside an expression."""
    waiting = [expr]
    while waiting:
        node = waiting.pop()
        if isinstance(node, n.Path):
            yield node
        elif isinstance(node, tuple):
            waiting += node
        elif is_dataclass(node):
            waiting += [getattr(node, f.name) for f in fields(node) if f.name != "span"]

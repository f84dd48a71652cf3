"""Thrift's compact form, as far as it takes to find a field in the footer of a Parquet file and to change its value.

Nothing is understood but the layout: a struct is fields, each a number, a kind and what the kind says how to pass over.
"""

from collections.abc import Iterator, Mapping

from qmasdsl.frozen import frozen

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT, UUID = range(1, 14)


@frozen
class Field:
    """A field of a struct: where its value begins and ends."""

    number: int
    kind: int
    start: int
    end: int


def fields(data: bytes | memoryview, at: int) -> tuple[list[Field], int]:
    """The fields of the struct at `at`, and where it ends. ValueError if it is none."""
    found: list[Field] = []
    number = 0
    while True:
        head = data[at]
        at += 1
        if head == 0:
            return found, at
        kind, step = head & 15, head >> 4
        if step:
            number += step
        else:
            zigzag, at = varint(data, at)
            number = _unzigzag(zigzag)
        start = at
        at = _after(data, at, kind)
        found.append(Field(number, kind, start, at))


def struct(data: bytes | memoryview, found: list[Field], changed: Mapping[int, bytes | None]) -> bytes:
    """A struct of the fields in `found`, some of them with another value, or left out where that is None."""
    made = bytearray()
    last = 0
    for field in found:
        value = changed.get(field.number, b"") if field.number in changed else data[field.start : field.end]
        if value is None:
            continue
        step = field.number - last
        made += bytes([step << 4 | field.kind]) if 0 < step < 16 else bytes([field.kind]) + zigzag(field.number)
        made += value
        last = field.number
    return bytes(made) + b"\0"


def items(data: bytes | memoryview, at: int) -> tuple[int, int, int]:
    """Of the list at `at`: the kind of its items, how many there are, and where the first begins."""
    head = data[at]
    size = head >> 4
    at += 1
    if size == 15:
        size, at = varint(data, at)
    return head & 15, size, at


def structs(data: bytes | memoryview, at: int) -> Iterator[tuple[list[Field], int, int]]:
    """The structs of the list at `at`: their fields, where each begins and ends."""
    kind, size, at = items(data, at)
    if kind != STRUCT:
        raise ValueError("this is not a list of structs")
    for _ in range(size):
        found, end = fields(data, at)
        yield found, at, end
        at = end


def list_of_structs(values: list[bytes]) -> bytes:
    head = bytes([len(values) << 4 | STRUCT]) if len(values) < 15 else bytes([0xF0 | STRUCT]) + _varint(len(values))
    return head + b"".join(values)


def number(data: bytes | memoryview, field: Field) -> int:
    return _unzigzag(varint(data, field.start)[0])


def zigzag(value: int) -> bytes:
    return _varint(value << 1 if value >= 0 else (-value << 1) - 1)


def varint(data: bytes | memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def _varint(value: int) -> bytes:
    made = bytearray()
    while value > 127:
        made.append(value & 127 | 128)
        value >>= 7
    made.append(value)
    return bytes(made)


def _unzigzag(value: int) -> int:
    return value >> 1 ^ -(value & 1)


def _after(data: bytes | memoryview, at: int, kind: int) -> int:
    """Where a value ends."""
    if kind in (I16, I32, I64):
        while data[at] > 127:
            at += 1
        return at + 1
    if kind == BINARY:
        size, at = varint(data, at)
        return at + size
    if kind == STRUCT:
        return fields(data, at)[1]
    if kind in (LIST, SET):
        inner, size, at = items(data, at)
        for _ in range(size):
            at = at + 1 if inner in (TRUE, FALSE, BYTE) else _after(data, at, inner)
        return at
    fixed = {TRUE: 0, FALSE: 0, BYTE: 1, DOUBLE: 8, UUID: 16}
    if kind not in fixed:
        raise ValueError(f"this footer has a field of kind {kind}")
    return at + fixed[kind]

"""Frozen classes: what `dataclass(frozen=True, slots=True)` makes, at a tenth of its price at start-up.

The standard decorator writes and compiles half a dozen functions for every class as it is imported, about
0.6 ms each; with some three hundred kinds of node and problem that is most of the time `qmas check` takes.
Here a class gets its slots, equality, hash and representation without compiling anything, and its
`__init__` is compiled only when it has been used a while, so a class that a run hardly uses costs nothing.
What comes out is a dataclass to everybody who asks (`fields`, `replace`, `is_dataclass`, `match`, mypy).
docs/decisions/ has the measurements.
"""

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field
from operator import attrgetter
from typing import Any, ClassVar, TypeVar, dataclass_transform, get_origin

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Example:
    one: int


# How often a class is used before its `__init__` is compiled, which costs as much as some sixty uses save.
_USES = 60
_ABSENT = object()
_set = object.__setattr__

# How `dataclasses.fields` tells a field from a class variable; it has no public name.
_FIELD: Any = _Example.__dataclass_fields__["one"]._field_type  # type: ignore[attr-defined]  # absent from its stub


@dataclass_transform(frozen_default=True, field_specifiers=(field, Field))
def frozen(cls: type[T]) -> type[T]:
    """`cls` again with slots for its annotated names, frozen, equal by value.

    >>> @frozen
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1) == Point(1, 0)
    (Point(x=1, y=0), True)
    """
    return _made(cls, guarded=True)


@dataclass_transform(eq_default=False, field_specifiers=(field, Field))
def slotted(cls: type[T]) -> type[T]:
    """The same for a class whose fields are written to while a pass is at work: not frozen, equal to itself only."""
    return _made(cls, guarded=False)


def _made(cls: type[T], *, guarded: bool) -> type[T]:
    fields: dict[str, Any] = {}
    for base in reversed(cls.__mro__[1:]):
        fields.update(base.__dict__.get("__dataclass_fields__", {}))
    own = _own_fields(cls)
    if fields and not own:
        return cls  # it adds no field, and has all the rest from above
    namespace = {name: value for name, value in vars(cls).items() if name not in own}
    namespace.pop("__dict__", None)
    namespace.pop("__weakref__", None)
    namespace["__slots__"] = tuple(name for name in own if name not in fields)
    fields.update(own)
    names = [name for name, each in fields.items() if not each.kw_only]
    compared = tuple(name for name, each in fields.items() if each.compare)
    shown = tuple(name for name, each in fields.items() if each.repr)
    namespace |= {
        "__dataclass_fields__": fields,
        "__dataclass_params__": _Example.__dataclass_params__,  # type: ignore[attr-defined]  # absent from its stub
        "__match_args__": tuple(names),
        "__init__": _init_at_first_use(list(fields.values())),
    }
    namespace.setdefault("__repr__", _representation(shown))
    if guarded:
        namespace |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
        namespace |= {"__getstate__": _state, "__setstate__": _set_state}
        if "__eq__" not in vars(cls):
            namespace["__eq__"], namespace["__hash__"] = _equality(compared)
    made: Any = type(cls)(cls.__name__, cls.__bases__, namespace)  # type: ignore[misc]  # a class of its own metaclass
    made.__qualname__ = cls.__qualname__
    return made  # type: ignore[no-any-return]  # as above


def _own_fields(cls: type) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, annotation in vars(cls).get("__annotations__", {}).items():
        if get_origin(annotation) is ClassVar or annotation is ClassVar:
            continue
        default = vars(cls).get(name, MISSING)
        each: Any = default if isinstance(default, Field) else field(default=default)
        each.name, each.type = name, annotation
        each.kw_only = each.kw_only is True
        each._field_type = _FIELD
        found[name] = each
    return found


def _init_at_first_use(fields: list[Any]) -> Callable[..., None]:
    """An `__init__` that binds its arguments by hand, until its class has been used often enough to compile one."""
    left = _USES

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            owner = next(base for base in type(self).__mro__ if base.__dict__.get("__init__") is __init__)
            type.__setattr__(owner, "__init__", _compiled_init(owner, fields))
        given = iter(args)
        for each in fields:
            value = _ABSENT if each.kw_only else next(given, _ABSENT)
            if value is _ABSENT:
                value = kwargs.pop(each.name, each.default)
            if value is MISSING:
                if each.default_factory is MISSING:
                    raise TypeError(f"{type(self).__name__}() needs {each.name}")
                value = each.default_factory()
            _set(self, each.name, value)
        if kwargs or next(given, _ABSENT) is not _ABSENT:
            raise TypeError(f"{type(self).__name__}() was given more than its fields")

    return __init__


def _compiled_init(owner: type, fields: list[Any]) -> Callable[..., None]:
    """A plain function of the fields' names that fills the slots. The names are identifiers of this package's
    own source; no text of a user comes near this."""
    values: dict[str, Any] = {}
    positional, keyword, lines = ["self"], list[str](), list[str]()
    for each in fields:
        slot = next(vars(base)[each.name] for base in owner.__mro__ if each.name in vars(base))
        values[f"_set_{each.name}"] = slot.__set__
        parameter = value = each.name
        if each.default is not MISSING:
            values[f"_default_{each.name}"] = each.default
            parameter += f"=_default_{each.name}"
        elif each.default_factory is not MISSING:
            values |= {f"_make_{each.name}": each.default_factory, "_absent": MISSING}
            parameter += "=_absent"
            value = f"_make_{each.name}() if {each.name} is _absent else {each.name}"
        (keyword if each.kw_only else positional).append(parameter)
        lines.append(f" _set_{each.name}(self, {value})")
    parameters = ", ".join([*positional, *(["*", *keyword] if keyword else [])])
    exec(f"def __init__({parameters}):\n" + ("\n".join(lines) or " pass"), values)
    made: Callable[..., None] = values["__init__"]
    made.__qualname__ = f"{owner.__qualname__}.__init__"
    return made


def _equality(names: tuple[str, ...]) -> tuple[Callable[..., Any], Callable[..., int]]:
    if not names:
        key: Callable[[Any], Any] = _nothing
    else:
        key = attrgetter(*names)

    def __eq__(self: object, other: object) -> bool:
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: object) -> int:
        return hash((self.__class__, key(self)))

    return __eq__, __hash__


def _nothing(_: object) -> tuple[()]:
    return ()


def _representation(names: tuple[str, ...]) -> Callable[[Any], str]:
    def __repr__(self: Any) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return __repr__


def _refuse_to_set(self: object, name: str, value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:
    return [getattr(self, name) for name in self.__dataclass_fields__]


def _set_state(self: Any, state: list[object]) -> None:
    for name, value in zip(self.__dataclass_fields__, state, strict=True):
        object.__setattr__(self, name, value)

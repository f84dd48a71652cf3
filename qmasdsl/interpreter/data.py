"""The strict JSON reader, beside `read_facts`, which takes what it reads."""

from qmasdsl.ir.json import load_json

__all__ = ["load_json"]

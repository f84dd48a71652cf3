"""Testing rule sets: applicants drawn by Hypothesis, claims checked by sampling, cases run by pytest.

    from hypothesis import given
    import qmasdsl
    from qmasdsl.testing import applicants, check_claims

    scheme = qmasdsl.load("rulesets/hk/qmas/2018-08-28.qmas")

    @given(applicants(scheme))
    def test_nobody_exceeds_the_full_mark(facts):
        assert scheme.score(facts).tests["general"].total <= 225

    def test_what_the_file_promises():
        check_claims(scheme, examples=500)

Names are looked up when first used (their types stand in `__init__.pyi`), so that the pytest plugin next
door, which every run of pytest loads, does not load Hypothesis.
"""

from importlib import import_module

__all__ = ["applicants", "check_claims"]

_HOMES = {"applicants": "qmasdsl.testing.strategies", "check_claims": "qmasdsl.testing.claims"}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

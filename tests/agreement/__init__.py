"""Agreement: every target laid beside the interpreter, on rule sets and applicants made by seed.

`applicants` makes them, `targets` asks each target what it says, `laid` compares. The quick part runs with the tests;
`python -m tests.agreement` is the long one.
"""

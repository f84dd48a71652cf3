"""One applicant, scored by everything that could: by hand, by what we generate, and by other rule engines.

    pip install datalogic-py zen-engine common-expression-language rule-engine cel-python OpenFisca-Core
    python -m tests.bench.peers [APPLICANTS]

Each of those is optional; one that is not installed is named in the last lines.
"""

"""The difference between two versions of a scheme: in words, what was changed; and in people, whom it changes.

    changes.py     what a change is, and how it is told
    matching.py    which thing of the old rules is which of the new
    declared.py    facts, lists, defines, questions: what the rules speak of
    scoring.py     tests, sections, factors, rules, requirements, outcomes, selection: what they do
    facts.py       the same facts on both sides, so that both rule sets can be asked about one applicant
    people.py      who gains, who loses, who newly passes: proved for every possible applicant
"""

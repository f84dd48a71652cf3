"""The impact of a change: what two versions of a scheme give to everybody in a population, side by side.

    edges.py      where rules begin to treat applicants differently: the bands of a fact
    matching.py   which fact, test and outcome of the one version is which of the other
    tally.py      counts: who newly passes, whose points change and by how much; added up as rows come
    quota.py      who gets a place under a quota, before and after
    report.py     what is told of all that: means, groups, the worst hit

Nothing here reads files or knows of tables; `qmasdsl.tables.impact` counts, and this says what the counts mean.
"""

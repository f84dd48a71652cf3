"""Selection: who of those who are ranked gets a place, who does not, and whom the rules leave undecided.

The definition stands in three small files. `places` says who gets a place, knowing how many rank before them. `ties`
says how many surely and how many possibly rank before each of those who have the same mark. `select` puts the two
together. `rounds` says what earlier rounds left, and `ranking` what the rules say of one applicant: a candidate or not,
with what mark, qualifying for which reserve. Nothing here reads files or knows in which order the rows stood.
"""

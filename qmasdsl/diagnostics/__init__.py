"""Diagnostics: what a message is (`model`), and the forms it can take.

`text` draws it for a person, `concise` puts it on one line, `json`, `sarif` and `github` write it for
programs, `junit` writes the outcome of cases. None of them prints.
"""

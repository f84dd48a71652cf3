"""The command line, `qmas`: the door through which most people come in.

`main` finds the command and keeps the promises that hold for all of them (exit codes, no traceback,
quiet pipes); each command has a file of its own. Everything heavy is imported inside the commands, so
that `qmas --help` and `qmas check` start quickly.
"""

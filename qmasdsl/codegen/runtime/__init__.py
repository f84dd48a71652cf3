"""What every generated Python module carries with it, as ordinary Python that is linted and type-checked here.

`python.py` pastes what stands below the line `# pasted from here` of these files into the generated module.
Above it stand stand-ins for what the generated module says itself.
"""

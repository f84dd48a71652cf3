"""`python -m qmasdsl` is `qmas`."""

from qmasdsl.cli.main import main

if __name__ == "__main__":
    main()

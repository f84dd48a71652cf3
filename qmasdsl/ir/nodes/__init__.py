"""The intermediate representation: what a rule set means, with nothing left of how it was written.

Everything here is frozen, exact and finite. `for each` has been unrolled, facts `of each ability`
have become one fact a member (`ielts.reading`), quantities have been scaled to integers, names have
been resolved, and `plus`, tables and thresholds have become sums and choices of rules. Reading order
is kept, because `first that applies` depends on it and because people do.

A *number* expression evaluates to an int, a *condition* to a bool; see `qmasdsl.ir.types` for how
each type is encoded. The interpreter is the definition of what every node means.
"""

from qmasdsl.ir.nodes.claims import *
from qmasdsl.ir.nodes.declarations import *
from qmasdsl.ir.nodes.expressions import *

"""The syntax tree: what was written, for people, the formatter and the checker.

Each node shows in its docstring the text it stands for. Nodes are equal when they say the same thing,
wherever they stand: `span` takes no part in equality. Comments and `accepted` lines are kept beside the
tree (in `Module`), by place.

Signs have become words here (`>=` is AT_LEAST), digits have lost their separators, curly quotes are gone:
what is left is what `fmt` writes.
"""

from qmasdsl.syntax.nodes.amendments import *
from qmasdsl.syntax.nodes.claims import *
from qmasdsl.syntax.nodes.declarations import *
from qmasdsl.syntax.nodes.expressions import *
from qmasdsl.syntax.nodes.file import *
from qmasdsl.syntax.nodes.rules import *
from qmasdsl.syntax.nodes.types import *

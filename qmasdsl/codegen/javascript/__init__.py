"""JavaScript: a rule set as one ES module, and as the types of it for TypeScript.

`module` puts it together; what every module carries with it is ordinary JavaScript in `runtime`.
"""

from qmasdsl.codegen.javascript.module import generate, types_beside

__all__ = ["generate", "types_beside"]

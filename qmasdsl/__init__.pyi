from qmasdsl.interpreter.facts import FactsDoNotFit as FactsDoNotFit
from qmasdsl.scheme import CannotRead as CannotRead
from qmasdsl.scheme import RulesHaveErrors as RulesHaveErrors
from qmasdsl.scheme import Scheme as Scheme
from qmasdsl.scheme import compile_source as compile_source
from qmasdsl.scheme import load as load

__version__: str

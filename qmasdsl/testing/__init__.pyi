from qmasdsl.testing.claims import check_claims as check_claims
from qmasdsl.testing.strategies import applicants as applicants

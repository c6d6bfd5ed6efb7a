"""`python -m tissuebook` is the command `tissuebook`."""

import sys

from .cli import main

sys.exit(main())

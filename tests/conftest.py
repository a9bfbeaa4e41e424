"""Its presence puts this folder on the path, so that every test can import `helpers`; and the oracles too."""

import os
import sys

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "layers"))

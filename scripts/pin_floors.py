"""Pin today's quality as the floors of tomorrow: `python scripts/pin_floors.py`. `--lower` lets them fall; say why."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from quality import FLOORS, floors, measure

before = floors() if FLOORS.exists() else {}
figures = measure()
fallen = {name: (before[name], figures.get(name, 0.0)) for name in before if figures.get(name, 0.0) < before[name]}
for name, figure in figures.items():
    print(f"{name:30} {before.get(name, 0.0):.3f} → {figure:.3f}")
if fallen and "--lower" not in sys.argv:
    sys.exit(f"{', '.join(fallen)} fell; nothing is written. If that is meant, repeat with --lower.")
FLOORS.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")

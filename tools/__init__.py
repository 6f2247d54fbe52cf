"""What builds the project: nothing here is shipped in the package."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

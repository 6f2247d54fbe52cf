"""Build what is out of date: ``python -m tools.build TARGET [SNAKEMAKE ARGUMENTS]``.

Snakemake decides and runs. Added here: one build at a time in this folder, by a lock
that a killed build cannot leave behind; and quiet. The terminal shows what the jobs
say, Snakemake's own words go to ``_build/snakemake.log``, and a failure ends with
what went wrong, after everything else.
"""

import re
import subprocess
import sys
import time

from tools import chapters, lock

BUILD = chapters.ROOT / "_build"
LOG = BUILD / "snakemake.log"
# What the Snakefile refuses: sentences, between where it did and a traceback.
REFUSAL = re.compile(r"^WorkflowError in file .*\n((?:\S.*\n)+)", re.MULTILINE)


def main(arguments):
    """Run Snakemake when no other build does; return its exit status."""
    held = lock.take(
        BUILD / "lock", "Another build is running in this folder: waiting for it to end."
    )
    start = time.time()
    try:
        status = _snakemake(arguments, held)
    except KeyboardInterrupt:
        sys.exit("\nInterrupted: the next build goes on from here.")
    if status:
        print(f"\n{_reason(start)}", file=sys.stderr)
    return status


def _snakemake(arguments, held):
    command = [sys.executable, "-m", "snakemake", "--nocolor", *arguments]
    with LOG.open("w") as log:
        # Snakemake keeps the lock even if only this process is killed.
        process = subprocess.Popen(
            command, cwd=chapters.ROOT, stderr=log, pass_fds=[held.fileno()]
        )
    try:
        return process.wait()
    except KeyboardInterrupt:  # reached Snakemake too, which now ends its jobs
        process.wait()
        raise


def _reason(start):
    """Return what went wrong: which chapters failed since then, or Snakemake's error."""
    logs = [p for name in ("runs", "sweeps") for p in (BUILD / name).rglob("*.log")]
    failures = [p.read_text("utf-8") for p in sorted(logs) if p.stat().st_mtime >= start]
    if failures:
        return "\n".join(failures)
    words = LOG.read_text("utf-8")
    if "CalledProcessError" in words:
        return f"A step failed, see above and {LOG}; what was built before is still there."
    refusal = REFUSAL.search(words)
    if refusal:
        return refusal[1].strip()
    return words[max(words.find("Error"), 0) :].strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

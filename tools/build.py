"""Build what is out of date: ``python -m tools.build TARGET [SNAKEMAKE ARGUMENTS]``.

Snakemake decides and runs. Added here: one build at a time in this folder, by a lock
that a killed build cannot leave behind; and quiet. The terminal shows what the jobs
say, Snakemake's own words go to ``_build/snakemake.log``, and a failure ends with
what went wrong, after everything else.
"""

import signal
import subprocess
import sys
import time

from tools import chapters, lock

BUILD = chapters.ROOT / "_build"
LOG = BUILD / "snakemake.log"


def main(arguments):
    """Run Snakemake when no other build does; return its exit status."""
    held = lock.take(
        BUILD / "lock", "Another build is running in this folder: waiting for it to end."
    )
    start = time.time()
    status = _snakemake(arguments, held)
    if status:
        print(f"\n{_reason(start)}", file=sys.stderr)
    return status


def _snakemake(arguments, held):
    command = [sys.executable, "-m", "snakemake", "--nocolor", *arguments]
    # Ctrl-C reaches Snakemake as well, which then ends its jobs: wait for it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with LOG.open("w") as log:
        # Snakemake keeps the lock even if only this process is killed.
        return subprocess.Popen(
            command,
            cwd=chapters.ROOT,
            stderr=log,
            pass_fds=[held.fileno()],
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        ).wait()


def _reason(start):
    """Return what went wrong: which chapters failed since then, or Snakemake's error."""
    logs = [p for name in ("runs", "sweeps") for p in (BUILD / name).rglob("*.log")]
    failures = [p.read_text("utf-8") for p in sorted(logs) if p.stat().st_mtime >= start]
    if failures:
        return "\n".join(failures)
    words = LOG.read_text("utf-8")
    if "CalledProcessError" in words:
        return "A step failed, and said why above; what was built before is still in place."
    return words[max(words.find("Error"), 0) :].strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

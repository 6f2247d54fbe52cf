"""Side-by-side timings: ``python -m benchmarks.<study>``, or ``make bench`` for all."""

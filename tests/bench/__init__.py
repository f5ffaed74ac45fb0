"""Benches: figures with a goal, run by script/bench and by nothing else."""

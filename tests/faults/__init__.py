"""The crash proof: the installed program, killed, starved and damaged, and what a person finds afterwards."""

"""The least that can be done: what the program's figures are held against. Run by path, so that nothing else loads."""

"""The reader on the screen. Textual and Rich appear here and in `widgets`, and nowhere else."""

"""A program that sends every byte back at once: what the pseudo-terminal and the harness cost. `q` quits."""

import os
import tty

if __name__ == "__main__":
    tty.setraw(0)
    os.write(1, b"ready")
    while (data := os.read(0, 64)) and data != b"q":
        os.write(1, data)

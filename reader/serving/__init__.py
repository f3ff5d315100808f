"""The reader in a browser: a small web server of this machine that shows it through textual-serve.

The only room that lets connections in. It knows nothing of papers: for each page that is opened it starts the reader as
a process of its own, and hands bytes to and fro.
"""

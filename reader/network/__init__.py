"""The one room that opens connections, and only when a person or their cron asks for it.

`octavo sync`, `octavo add` and R in the reader come here; nothing else does, and nothing is loaded before. What is
fetched is handed on as bytes with a label: what they mean is the business of `reader.sources`.
"""

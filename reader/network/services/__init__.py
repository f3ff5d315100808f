"""What is asked of each service, and in which order: one file a service.

Each gives lots: bytes with a label, as they came, and what may be remembered once they are in the library.
"""

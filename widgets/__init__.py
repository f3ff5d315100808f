"""The widgets of the reader, one a file; none of them knows the library or the app.

A widget is told what to show, and answers the mouse with messages that carry values of the field.
"""

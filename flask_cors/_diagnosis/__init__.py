"""What the commands find out about an app; prints nothing.

Rests on `core` and `_runtime`. `check` looks for mistakes, `explain` predicts one request, `diff`
compares two apps; what stands here itself is shared by them.
"""

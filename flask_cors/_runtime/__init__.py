"""Flask: configured, then served.

Everything that runs while an app is set up or answers a request. Rests on `core`; nothing here
knows the commands or what they find out.
"""

"""`flask cors probe`: compares the responses of a deployed URL with those of the app.

The only part of the package that uses the network. May import `_diagnosis`, its part `explain`, and
everything that these may import.
"""

"""What a deployed URL answers, compared with what the app alone answers: `flask cors probe`.

The only part of the package that uses the network. May import `_diagnosis`, its part `explain`, and
all that these may import.
"""

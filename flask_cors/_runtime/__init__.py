"""Flask at run time: configuring an app, and serving its requests.

Finds the policy of a request, adds the headers to its response, and writes to the log. May import
`core`; nothing here depends on the commands or their analyses.
"""

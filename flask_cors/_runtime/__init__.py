"""Flask at run time: what configures an app, and what serves its requests.

Finds the policy of a request, adds the headers to its response, and writes to the log. May import
`core`; nothing here knows the commands or what they find out.
"""

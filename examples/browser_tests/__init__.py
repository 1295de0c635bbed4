# Try: pytest examples/browser_tests
"""A test suite to copy: access of other origins to an app, as a browser sees it.

`shop.py` stands for your app; `test_shop.py` needs pytest and `flask_cors.testing`, no browser.
"""

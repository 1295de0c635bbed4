"""Origins that tests allow and refuse."""

A = "https://a.com"
B = "https://b.com"
C = "https://c.com"
EVIL = "https://evil.test"

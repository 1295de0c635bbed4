# expect: some(A, LOCAL, refused=(EVIL, "https://a.com.evil.test"))
# views: any path

import re

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
allowed = ["https://a.com", "http://localhost:3000"]
CORS(app, origins=[re.compile(re.escape(each) + r"\Z", re.IGNORECASE) for each in allowed])

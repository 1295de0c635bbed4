# expect: some(A, LOCAL)
# views: any path

import re

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=["https://a.com", re.compile(r"http://localhost:\d+$")])
